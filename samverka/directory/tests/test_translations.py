"""The translator's page: what needs somebody first, what has changed, and nothing overwritten unseen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.access import Denied, Stale, Unfit
from samverka.core.fields import LONGEST
from samverka.directory import actions, queries
from samverka.directory.actions.texts import forget
from samverka.directory.models import Category, Language, Town, Translation, Wording
from samverka.directory.templatetags.wordings import changed
from samverka.directory.tests.factories import make_editor, make_place, make_provider, make_service


pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return make_service(name="Dusch", description="Varmt vatten.")


@pytest.fixture
def romanian():
    return Language.objects.get(pk="ro")


@pytest.fixture
def translator(service):
    return make_user(Role.TRANSLATOR, at=make_organisation(territory="0180"))


def said(service, field="name", of_version=1, **more):
    return {"subject": service.pk, "field": field, "language": "ro", "of_version": of_version, **more}


def translate(service, by, text="Duș", **facts):
    told = said(service, **facts) | {"language": Language.objects.get(pk="ro")}
    return actions.translate(**told, text=text, by=by, at=now())


def reword(service, **facts):
    actions.change_service(service=service, by=make_editor(service.provider), at=now(), **facts)


def states(user, **choice):
    rows = queries.texts_for(user, queries.Choice(Language.objects.get(pk="ro"), **choice), on=localdate())
    return {(one.subject, one.field): one.state for one in rows}


def test_what_is_outdated_comes_first_then_what_is_missing_then_drafts(service, translator, romanian):
    other = make_service(service.provider, name="Mat")
    translate(service, translator)
    translate(service, translator, "Apă caldă.", field="description")
    translate(other, translator, "Mâncare", is_draft=True)
    reword(service, name="Dusch och bastu")

    rows = queries.texts_for(translator, queries.Choice(romanian, is_own=False), on=localdate())
    mine = [(one.field, one.state) for one in rows if one.subject in (service.pk, other.pk)]

    assert mine == [("name", "outdated"), ("name", "draft"), ("description", "fine")]
    assert [one.state for one in rows][:2] == ["outdated", "missing"]  # the names of their places are missing


def test_only_texts_that_ones_own_towns_show(service, translator):
    far = make_service(make_provider(territory="1480"), name="Långt bort")
    county = make_service(make_provider(territory="01"), name="I hela länet", places=())

    found = states(translator)

    assert (service.pk, "name") in found
    assert (county.pk, "name") in found
    assert (far.pk, "name") not in found
    with pytest.raises(Denied, match="another territory"):
        translate(far, translator)
    assert translate(county, translator)


def test_a_town_a_kind_a_service_or_ones_own_may_be_chosen(service, translator):
    other = make_service(make_provider(), category="FOOD-MEAL", name="Mat")
    county = make_user(Role.COUNTY_COORDINATOR, territory="01")
    adviser = make_editor(service.provider)
    kind = Category.objects.get(code="SHOWER")

    assert (service.pk, "name") not in states(county, town="0181")
    assert (service.pk, "name") in states(county, town="0180")
    assert (other.pk, "name") not in states(county, category=kind)
    assert {subject for subject, _field in states(county, category=kind)} & {kind.pk} == {kind.pk}
    assert {subject for subject, _ in states(county, service=service.pk)} == {
        service.pk, service.places.get().pk
    }  # fmt: skip
    assert (other.pk, "name") not in states(adviser, is_own=True)
    assert (service.pk, "name") in states(adviser, is_own=True)


def test_a_place_of_which_only_the_area_is_told_is_not_to_be_translated(translator):
    provider = make_provider()
    secret = make_place(provider, address_class="area_only", name="Hemliga huset")
    service = make_service(provider, places=(secret,), name="Skydd")

    found = states(translator)

    assert (service.pk, "name") in found
    assert secret.pk not in {subject for subject, _field in found}


@pytest.mark.slow
def test_more_texts_ask_no_more_of_the_database(service, translator, romanian, django_assert_num_queries):
    def ask():
        rows = queries.texts_for(translator, queries.Choice(romanian, service=None), on=localdate())
        return queries.lines(rows.exclude(kind="category"), language=romanian)

    translate(service, translator)
    with django_assert_num_queries(6) as asked:
        assert len(ask()) == 3
    make_service(service.provider), make_service(service.provider)
    with django_assert_num_queries(len(asked)):
        assert len(ask()) == 7


def test_a_translation_changes_its_entry_and_its_town(service, translator):
    before, revision = service.changed_at, Town.objects.get(pk="0180").revision

    made = translate(service, translator)
    service.refresh_from_db()
    assert service.changed_at > before
    assert Town.objects.get(pk="0180").revision > revision

    reword(service, name="Dusch!")
    service.refresh_from_db()
    later = now() + timedelta(minutes=1)
    actions.confirm_translation(translation=made, by=translator, at=later)
    service.refresh_from_db()
    assert service.changed_at == later


def test_a_notice_that_is_translated_changes_what_it_is_about(service, translator):
    by = make_editor(service.provider)
    notice = actions.add_notice(
        id=service.pk, owner=service, text="Trappan lagas.", first_day=localdate(), by=by, at=now()
    )
    later = now() + timedelta(minutes=1)

    actions.translate(
        subject=notice.pk, field="text", language=Language.objects.get(pk="ro"), text="Scara se repară.",
        of_version=1, by=translator, at=later,
    )  # fmt: skip

    service.refresh_from_db()
    assert service.changed_at == later


def test_a_machines_draft_that_is_found_right_is_a_persons(service, translator):
    made = translate(service, translator, is_draft=True)
    Translation.objects.filter(pk=made.pk).update(maker="machine")

    found = actions.confirm_translation(translation=made, of_version=1, by=translator, at=now())

    assert (found.is_draft, found.maker, found.text) == (False, "human", "Duș")


def test_nobody_finds_right_what_they_have_not_read(service, translator):
    made = translate(service, translator)
    reword(service, name="Bastu")

    with pytest.raises(Stale, match="source has changed"):
        actions.confirm_translation(translation=made, of_version=1, by=translator, at=now())


def test_a_translation_that_is_gone_is_not_found_right(service, translator):
    made = translate(service, translator)
    forget([service.pk])

    with pytest.raises(Stale):
        actions.confirm_translation(translation=made, by=translator, at=now())


def test_an_empty_translation_and_a_personal_number_are_not_kept(service, translator):
    with pytest.raises(Unfit):
        translate(service, translator, "  ")
    with pytest.raises(Unfit, match="personal number"):
        translate(service, translator, "Sună 811218-9876")


def test_what_has_changed_is_told_word_by_word():
    assert changed("Öppet <till> åtta", "Öppet <till> sju") == (
        "Öppet &lt;till&gt; <del>sju</del><ins>åtta</ins>"
    )  # fmt: skip


def open_page(client, user, **query):
    client.force_login(user)
    return client.get(reverse("directory:translations"), {"language": "ro", **query}).content.decode()


def test_the_page_shows_source_translation_and_what_has_changed(client, service, translator):
    translate(service, translator)
    reword(service, name="Dusch och bastu")

    page = open_page(client, translator, service=service.pk)

    assert "Dusch<ins> och bastu</ins>" in page
    assert 'lang="ro"' in page
    assert ">Duș</textarea>" in page
    assert "0 av 3 texter klara" in page
    assert "Stämmer fortfarande" in page


def test_a_text_is_kept_and_the_next_is_asked_for(client, service, translator):
    client.force_login(translator)

    answer = client.post(reverse("directory:translate") + "?language=ro&own=", said(service, text="Duș"), follow=True)

    assert Translation.objects.get(subject=service.pk).text == "Duș"
    assert answer.redirect_chain == [("/directory/translations/?language=ro&own=", 302)]


def test_nobody_overwrites_a_colleague_unseen(client, service, translator):
    client.force_login(translator)
    way = reverse("directory:translate")
    told = said(service, text="Duș", seen="0" * 12)
    translate(service, translator, "Cabină de duș")

    answer = client.post(way + "?language=ro", told)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Cabină de duș" in page
    assert ">Duș</textarea>" in page
    assert Translation.objects.get(subject=service.pk).text == "Cabină de duș"
    part = client.post(way + "?language=ro", told, headers={"HX-Request": "true"})
    assert part.status_code == 409
    assert part.content.decode().count("<article") == 1


def test_still_right_is_one_tap(client, service, translator):
    translate(service, translator)
    reword(service, name="Duschen")
    client.force_login(translator)

    answer = client.post(reverse("directory:confirm_translation"), said(service, of_version=2))

    assert answer.status_code == 302
    assert Translation.objects.get(subject=service.pk).of_version == 2
    nothing = client.post(reverse("directory:confirm_translation"), said(service, field="bring"))
    assert nothing.status_code == 404


def test_a_part_is_one_text(client, service, translator):
    client.force_login(translator)

    answer = client.post(reverse("directory:translate"), said(service, text="Duș"), headers={"HX-Request": "true"})

    part = answer.content.decode()
    assert part.count("<article") == 1
    assert "is-fine" in part


@pytest.mark.parametrize("text", ["", "x" * (LONGEST + 1)])
def test_what_cannot_be_kept_is_handed_back_with_a_reason(client, service, translator, text):
    client.force_login(translator)

    answer = client.post(reverse("directory:translate") + "?language=ro", said(service, text=text))

    assert answer.status_code == 422
    assert not Translation.objects.filter(subject=service.pk).exists()


def test_only_translators_come_in(client, service):
    client.force_login(make_user(Role.VOLUNTEER))

    for name in ("translations", "export_translations", "import_translations"):
        assert client.get(reverse(f"directory:{name}")).status_code == 403
    for name in ("translate", "confirm_translation", "record", "remove_recording", "approve_translations"):
        assert client.post(reverse(f"directory:{name}"), said(service, text="Duș")).status_code == 403
    assert not Translation.objects.filter(subject=service.pk).exists()


def test_a_translator_of_another_town_may_not(client):
    service = make_service(name="Ångbad")
    client.force_login(make_user(Role.TRANSLATOR, at=make_organisation(territory="1480")))

    assert "Ångbad" not in open_page(client, make_user(Role.TRANSLATOR, territory="1480"), service=service.pk)
    assert client.post(reverse("directory:translate"), said(service, text="Duș")).status_code == 403
    assert Wording.objects.filter(subject=service.pk).exists()
