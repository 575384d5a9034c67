"""Texts to translators' tools and back: nothing lost, nothing dangerous let in, all written or nothing."""

from base64 import b64encode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate, now
from hypothesis import example, given
from hypothesis import strategies as some

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.access import Stale
from samverka.directory import actions, queries
from samverka.directory.models import Language, Translation
from samverka.directory.tests.factories import make_editor, make_service
from samverka.directory.xliff import MOST_BYTES, MOST_UNITS, Broken, Bundle, Unit, plain, read, write


HEAD = '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
FILE = '<file original="a" datatype="plaintext" source-language="sv" target-language="ro"><body>'
BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def wrap(units):
    return f"{HEAD}{FILE}{units}</body></file></xliff>".encode()


def unit(target, *, id="1", state="translated"):
    return f'<trans-unit id="{id}"><source>Dusch</source><target state="{state}">{target}</target></trans-unit>'


def why(file):
    with pytest.raises(Broken) as broken:
        read(file)
    return str(broken.value)


def test_what_is_written_is_read_again():
    units = (
        Unit("a:name:1", "Dusch & <b>bastu</b>", "sv", "Duș & <b>saună</b>", is_draft=False, note="Dusch: namn"),
        Unit("b:name:2", "Meal", "en", "", is_draft=True),
        Unit("c:name:2", " två\nrader ", "sv", "două\nrânduri", is_draft=True),
    )

    found = read(write(Bundle("ro", units)))

    assert found.language == "ro"
    assert {one.id: (one.source, one.target, one.is_draft) for one in found.units} == {
        one.id: (one.source, one.target, one.is_draft) for one in units
    }  # fmt: skip


@given(source=some.text(), target=some.text(), is_draft=some.booleans())
@example("\x00\x0b\ud800", "\r\n\r]]>&amp;<!DOCTYPE x>", True)
def test_whatever_is_said_comes_back(source, target, is_draft):
    told = Unit("id", source, "sv", target, is_draft=is_draft or not target)

    [found] = read(write(Bundle("ro", (told,)))).units

    assert (found.source, found.target, found.is_draft) == (plain(source), plain(target), told.is_draft)


@given(some.binary() | some.text().map(str.encode) | some.text().map(lambda text: wrap(text)))
@example(b"\xff\xfe")
@example(b'<?xml version="1.0" encoding="nonsense"?><xliff/>')
@example(b"</xliff>")
def test_whatever_is_sent_is_read_or_refused(file):
    told = {"too_large", "too_many", "too_long", "not_xml", "not_xliff", "document_type", "twice"}

    try:
        result = read(file)
    except Broken as broken:
        result = str(broken)

    assert isinstance(result, Bundle) or result in told


def test_document_types_are_refused_unread():
    assert why(BOMB + wrap(unit("&b;"))) == "document_type"
    assert why(b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + wrap(unit("Dus"))) == "document_type"
    assert why(wrap(unit("&outside;"))) == "not_xml"


def test_what_is_too_much_is_refused():
    assert why(b" " * (MOST_BYTES + 1)) == "too_large"
    assert why(wrap(unit("x" * 10_001))) == "too_long"
    assert why(wrap("".join(unit("x", id=str(number)) for number in range(MOST_UNITS + 1)))) == "too_many"


def test_only_xliff_into_one_language_is_read():
    assert why(b"<html/>") == "not_xliff"
    assert why(wrap("").replace(b'"1.2"', b'"2.1"')) == "not_xliff"
    assert why(wrap(f"</body></file>{FILE.replace('ro', 'bg')}")) == "not_xliff"
    assert why(wrap(unit("a") + unit("b"))) == "twice"


def test_marks_inside_a_text_are_text_and_what_other_tools_suggest_is_passed_over():
    marked = unit('Duș <g id="1">cald</g><x id="2"/>!').replace(
        "</trans-unit>", "<alt-trans><target>Altceva</target></alt-trans></trans-unit>"
    )

    [found] = read(wrap(marked)).units

    assert found.target == "Duș cald!"
    assert [one.is_draft for one in read(wrap(unit("a", state="needs-review-translation"))).units] == [True]


@pytest.fixture
def service(db):
    return make_service(name="Dusch", description="Varmt vatten.")


@pytest.fixture
def translator(service):
    return make_user(Role.TRANSLATOR, at=make_organisation(territory="0180"))


@pytest.fixture
def romanian(db):
    return Language.objects.get(pk="ro")


def ours(service, translator, romanian):
    rows = queries.texts_for(translator, queries.Choice(romanian, service=service.pk), on=localdate())
    return queries.bundle_of(rows.filter(subject=service.pk), language=romanian)


def filled(bundle, **targets):
    """The file as it comes back."""
    units = []
    for one in bundle.units:
        target = targets.get(one.id.split(":")[1], one.target)
        units.append(Unit(one.id, one.source, one.source_language, target, is_draft=not target))
    return Bundle(bundle.language, tuple(units))


def fates(user, bundle, romanian):
    return [row.fate.value for row in queries.fates(user, bundle, language=romanian, on=localdate())]


def take(bundle, translator, romanian, seen=""):
    rows = queries.fates(translator, bundle, language=romanian, on=localdate())
    return actions.import_translations(
        bundle=bundle, language=romanian, seen=seen or queries.seen(rows), by=translator, at=now()
    )


def test_a_file_goes_out_and_comes_back(service, translator, romanian):
    sent = read(write(ours(service, translator, romanian)))
    back = filled(sent, name="Duș", description="Apă caldă.")

    assert [one.id for one in sent.units] == [f"{service.pk}:description:1", f"{service.pk}:name:1"]
    assert fates(translator, sent, romanian) == ["empty", "empty"]
    assert len(take(back, translator, romanian)) == 2
    assert fates(translator, back, romanian) == ["same", "same"]
    assert queries.texts([service.pk], language="ro").of(service, "name").text == "Duș"
    assert read(write(ours(service, translator, romanian))).units == back.units


def test_each_unit_is_told_what_becomes_of_it(service, translator, romanian):
    sent = ours(service, translator, romanian)
    take(filled(sent, name="Duș"), translator, romanian)
    assert fates(translator, filled(sent, name="Cabină", description="Apă"), romanian) == ["new", "changed"]

    actions.change_service(service=service, by=make_editor(service.provider), at=now(), name="Bastu")
    assert fates(translator, filled(sent, name="Cabină"), romanian) == ["empty", "outdated"]

    take(filled(ours(service, translator, romanian), name="Saună"), translator, romanian)
    assert fates(translator, filled(sent, name="Cabină"), romanian) == ["empty", "older"]


def test_what_is_not_ones_own_or_never_was_is_not_known(service, translator, romanian):
    sent = filled(ours(service, translator, romanian), name="Duș")
    stranger = make_user(Role.TRANSLATOR, at=make_organisation(territory="1480"))
    odd = [f"{service.pk}:name:9", f"{service.pk}:name:-1", f"{service.pk}:name:{'9' * 40}", "x", "", f"{service.pk}"]
    strange = Bundle("ro", tuple(Unit(id, "", "sv", "x") for id in odd))

    assert fates(stranger, sent, romanian) == ["unknown", "unknown"]
    assert set(fates(translator, strange, romanian)) == {"unknown"}
    assert take(strange, translator, romanian) == []


def test_one_that_cannot_be_written_leaves_all_unwritten(service, translator, romanian):
    back = filled(ours(service, translator, romanian), description="Apă", name="811218-9876")

    with pytest.raises(Exception, match="personal number"):
        take(back, translator, romanian)

    assert not Translation.objects.filter(subject=service.pk).exists()


def test_a_preview_that_no_longer_holds_is_shown_anew(service, translator, romanian):
    back = filled(ours(service, translator, romanian), name="Duș")
    seen = queries.seen(queries.fates(translator, back, language=romanian, on=localdate()))
    take(filled(back, name="Altceva"), translator, romanian)

    with pytest.raises(Stale):
        take(back, translator, romanian, seen)


def send(client, content):
    file = SimpleUploadedFile("a.xlf", content)
    return client.post(reverse("directory:import_translations"), {"file": file})


def test_the_pages_fetch_preview_and_write(client, service, translator, romanian):
    client.force_login(translator)

    fetched = client.get(reverse("directory:export_translations"), {"language": "ro", "service": service.pk})
    back = write(filled(read(fetched.content), name="Duș <i>cald</i>"))
    preview = send(client, back)

    assert fetched.headers["Content-Type"] == "application/xliff+xml"
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="samverka-ro.xlf"'
    assert "Duș &lt;i&gt;cald&lt;/i&gt;" in preview.content.decode()
    assert not Translation.objects.filter(subject=service.pk).exists()
    told = {"file": preview.context["file"], "seen": preview.context["seen"]}
    answer = client.post(reverse("directory:approve_translations"), told, follow=True)
    assert "2 översättningar är inskrivna." in answer.content.decode()  # the name of its place too
    assert Translation.objects.get(subject=service.pk, field="name").text == "Duș <i>cald</i>"
    again = client.post(reverse("directory:approve_translations"), told)
    assert again.status_code == 409


@pytest.mark.parametrize(
    "content", [b"", b"x", BOMB + wrap(""), wrap("").replace(b'"ro"', b'"xx"'), b" " * (MOST_BYTES + 1)]
)
def test_a_bad_file_is_told_so(client, service, translator, content):
    client.force_login(translator)

    assert send(client, content).status_code == 422
    told = {"file": b64encode(content[:2000]).decode(), "seen": "0" * 12}
    assert client.post(reverse("directory:approve_translations"), told).status_code == 422
    assert client.post(reverse("directory:approve_translations"), {"file": "%", "seen": "x"}).status_code == 422
