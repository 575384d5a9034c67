"""What waits in my day for those who translate the directory."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.models import Role, Territory
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.core.waiting import waiting
from samverka.directory import actions, integrity, queries
from samverka.directory.models import Language, Translation, Wording
from samverka.directory.tests.factories import make_editor, make_place, make_provider, make_service


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_services():
    """The kinds of services are translated, and providers and places have no words of their own."""
    Translation.objects.all().update(is_draft=False, maker=Translation.Maker.HUMAN)
    actions.note_needs(Translation.objects.values_list("subject", flat=True).distinct())


@pytest.fixture
def translator():
    return make_user(Role.TRANSLATOR, at=make_organisation(territory="0180"))


def day(user):
    """What somebody's day says of texts, by language."""
    found = waiting(user, roles={one.role for one in user.standing}, footing=new_id(), at=now())
    return {one.address.rpartition("=")[2]: one.text for one in found if "directory/translations" in one.address}


def count(user, code="ro"):
    return {one.pk: number for one, number in queries.to_translate(user, on=localdate())}.get(code, 0)


def translate(service, by, of_version=1, **facts):
    said = {"subject": service.pk, "field": "name", "language": Language.objects.get(pk="ro"), "text": "Duș"}
    return actions.translate(**said, of_version=of_version, by=by, at=now(), **facts)


def test_a_text_waits_until_it_is_translated_and_again_when_its_source_has_changed(translator):
    before = count(translator)
    service = make_service(make_provider(territory="0180"), name="Dusch")
    whole = count(translator)
    assert whole > before

    translate(service, translator, is_draft=True)
    assert count(translator) == whole  # until somebody who has the language from home has read it
    made = Translation.objects.get(subject=service.pk, language="ro")
    actions.confirm_translation(translation=made, by=translator, at=now())
    assert count(translator) == whole - 1

    actions.change_service(service=service, by=make_editor(service.provider), at=now(), name="Dusch och bastu")
    assert count(translator) == whole
    translate(service, translator, of_version=2, seen="")
    assert count(translator) == whole - 1


def test_it_waits_for_translators_of_that_place_and_leads_to_as_many_texts(client, translator):
    service = make_service(make_provider(territory="0180"), name="Dusch")
    others = [make_user(Role.READER, at=make_organisation(territory="0180")), make_user(Role.ADVISER)]
    far = make_user(Role.TRANSLATOR, at=make_organisation(territory="1480"))
    Language.objects.filter(pk="bg").update(is_shown=False)
    Language.objects.filter(pk="en").update(is_spoken_only=True)

    found = day(translator)
    client.force_login(translator)
    page = client.get(f"{reverse('directory:translations')}?language=ro")

    assert found["ro"] == f"Română: {count(translator)} texts to translate or read through"
    assert page.context["page"].paginator.count == count(translator)
    assert service.pk in {line.entry.pk for line in page.context["lines"]}
    assert ("bg" in found, "en" in found) == (False, False)
    assert [day(one) for one in others] == [{}, {}]
    assert count(far) < count(translator)


def test_what_stands_comes_or_belongs_in_a_town_is_told_there(translator):
    town, far, near = Territory.objects.get(pk="0180"), make_provider(territory="1480"), make_provider(territory="0180")
    place = make_place(near)
    services = {
        "elsewhere": make_service(far),
        "belongs elsewhere": make_service(far, places=()),
        "stands": make_service(far, places=(place,)),
        "comes": make_service(far, areas=(town,)),
        "belongs": make_service(near, places=()),
        "is gone": make_service(near, places=()),
    }
    actions.remove_entry(entry=services["is gone"], by=make_editor(near), at=now())
    everywhere = make_user(Role.TRANSLATOR, at=make_organisation(territory="00"))

    def told(user):
        rows = queries.texts_for(user, queries.Choice(Language.objects.get(pk="ro")), on=localdate())
        assert count(user) == len(queries.only(rows, queries.TO_DO))
        subjects = {one.subject for one in rows}
        return {name for name, one in services.items() if one.pk in subjects}, {place.pk, far.pk} & subjects

    assert told(translator) == ({"stands", "comes", "belongs"}, {place.pk})
    assert told(everywhere)[0] == {*services} - {"is gone"}


def test_notices_and_other_days_are_told_with_what_they_are_of_until_they_are_over(translator):
    today = localdate()
    provider, far = make_provider(territory="0180"), make_provider(territory="1480")
    place, empty = make_place(provider), make_place(provider)
    service, gone = make_service(provider, places=(place,)), make_service(provider, places=(empty,))
    actions.remove_entry(entry=gone, by=make_editor(provider), at=now())

    def tell(owner, until=today):
        days = {"first_day": today - timedelta(days=2), "last_day": until, "at": now()}
        by = make_editor(getattr(owner, "provider", owner))
        made = [actions.add_notice(id=new_id(), owner=owner, text="Trappan lagas.", by=by, **days)]
        if owner != provider and owner != far:
            made.append(actions.add_exception(id=new_id(), owner=owner, message="Lunch.", by=by, **days))
        return {one.pk for one in made}

    told = tell(provider) | tell(place) | tell(service)
    untold = tell(far) | tell(empty) | tell(gone) | tell(service, today - timedelta(days=1))
    rows = queries.texts_for(translator, queries.Choice(Language.objects.get(pk="ro")), on=today)

    subjects = {one.subject for one in rows}
    assert (told - subjects, untold & subjects) == (set(), set())
    assert len(told) == 5
    everywhere = make_user(Role.TRANSLATOR, at=make_organisation(territory="00"))
    of_all = queries.texts_for(everywhere, queries.Choice(Language.objects.get(pk="ro")), on=today)
    assert count(everywhere) == len(queries.only(of_all, queries.TO_DO))
    assert count(translator) == len(queries.only(rows, queries.TO_DO))


def test_nothing_waits_in_a_language_when_all_of_it_is_translated(translator):
    make_service(make_provider(territory="0180"), name="Dusch")
    into = Language.objects.get(pk="ro")

    rows = queries.only(queries.texts_for(translator, queries.Choice(into), on=localdate()), queries.TO_DO)
    for one in list(rows):
        said = {"subject": one.subject, "field": one.field, "language": into, "of_version": one.number}
        actions.translate(**said, text="Text.", by=translator, at=now())

    assert "ro" not in day(translator)


def test_more_texts_ask_no_more_questions(translator):
    make_service(make_provider(territory="0180"))
    assert translator.standing
    with CaptureQueriesContext(connection) as few:
        queries.to_translate(translator, on=localdate())
    for category in ("SHOWER", "FOOD-MEAL", "LAUNDRY"):
        make_service(make_provider(territory="0180"), category=category)
    with CaptureQueriesContext(connection) as many:
        queries.to_translate(translator, on=localdate())

    assert (len(few), len(many)) == (3, 3)


def test_of_the_whole_country_only_what_needs_somebody_is_looked_at(translator):
    everywhere = make_user(Role.TRANSLATOR, at=make_organisation(territory="00"))
    service = make_service(make_provider(territory="0180"), name="Dusch")
    assert everywhere.standing
    with CaptureQueriesContext(connection) as asked:
        found = {one.pk: number for one, number in queries.to_translate(everywhere, on=localdate())}
    rows = queries.texts_for(everywhere, queries.Choice(Language.objects.get(pk="ro")), on=localdate())
    waiting = Wording.objects.exclude(needs="")

    assert (len(asked), found["ro"]) == (2, len(queries.only(rows, queries.TO_DO)))
    assert "texts_to_translate" in waiting.filter(needs="ro").explain()
    assert service.pk in set(waiting.values_list("subject", flat=True))


def test_each_text_says_where_it_needs_somebody_whatever_is_done(translator):
    into = Language.objects.get(pk="ro")
    national = make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00"))
    service = make_service(make_provider(territory="0180"), name="Dusch")
    said = {"subject": service.pk, "field": "name", "text": "Duș"}

    def needs():
        assert list(integrity.needs(now())) == []
        return Wording.objects.filter(subject=service.pk, field="name").latest("number").needs

    assert needs() == "bg en ro"
    made = translate(service, translator, is_draft=True)
    assert needs() == "bg en ro"
    actions.confirm_translation(translation=made, by=translator, at=now())
    assert needs() == "bg en"
    actions.translate_all(made=[actions.Made(**said | {"language": "bg"})], by=translator, at=now())
    assert needs() == "en"
    actions.change_service(service=service, by=make_editor(service.provider), at=now(), name="Dusch och bastu")
    assert needs() == "bg en ro"
    actions.add_language(code="uk", is_shown=True, by=national, at=now())
    assert needs() == "bg en ro uk"
    facts = {"name": into.name, "position": into.position, "is_spoken_only": False}
    actions.change_language(language=into, is_shown=False, by=national, at=now(), **facts)
    assert needs() == "bg en uk"

    Wording.objects.filter(subject=service.pk).update(needs="ro")
    assert "noted as needed" in next(integrity.needs(now()))
