"""Texts in many languages: what is outdated, what is missing, what is shown instead."""

import pytest
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused
from samverka.core.models import Entry
from samverka.directory import actions, queries
from samverka.directory.models import Category, Language, Translation
from samverka.directory.tests.factories import make_editor, make_service


pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return make_service(name="Dusch")


def translate(service, text="Duș", of_version=1, language="ro", **facts):
    return actions.translate(
        subject=service.pk, field="name", language=Language.objects.get(pk=language), text=text,
        of_version=of_version, by=make_user(Role.TRANSLATOR), at=now(), **facts,
    )  # fmt: skip


def shown(entry, language="ro"):
    return queries.texts([entry.pk], language=language).of(entry, "name")


def reword(service, name, **facts):
    actions.change_service(service=service, by=make_editor(service.provider), at=now(), name=name, **facts)
    service.refresh_from_db()


def test_without_a_translation_the_source_is_shown_in_its_own_language(service):
    assert shown(service) == queries.Shown("Dusch", "sv", "missing")
    assert shown(service, "sv") == queries.Shown("Dusch", "sv", "source")


def test_a_translation_is_shown(service):
    translate(service)

    assert shown(service) == queries.Shown("Duș", "ro", "human")
    assert shown(service, "bg").state == "missing"


def test_a_machine_says_so(service):
    translate(service, maker=Translation.Maker.MACHINE)

    assert shown(service).state == "machine"


def test_a_newer_source_makes_it_outdated_and_a_corrected_letter_does_not(service):
    translate(service)
    reword(service, "Dusch!", is_minor=True)
    assert shown(service).state == "human"

    reword(service, "Dusch och bastu")
    assert shown(service).state == "outdated"


def test_still_right_is_said_and_holds_until_the_next_change(service):
    made = translate(service)
    reword(service, "Duschrum")
    actions.confirm_translation(translation=made, by=make_user(Role.TRANSLATOR), at=now())
    assert shown(service).state == "human"

    reword(service, "Bastu")
    assert shown(service).state == "outdated"


def test_a_translation_is_of_a_version_there_is_and_into_another_language(service):
    with pytest.raises(Refused):
        translate(service, of_version=9)
    with pytest.raises(Refused):
        translate(service, language="sv")


def test_only_translators_translate(service):
    with pytest.raises(Denied):
        actions.translate(
            subject=service.pk, field="name", language=Language.objects.get(pk="ro"), text="Duș", of_version=1,
            by=make_user(Role.VOLUNTEER), at=now(),
        )  # fmt: skip


def test_categories_have_names_and_drafts_say_so():
    shower = Category.objects.get(code="SHOWER")

    assert [str(queries.texts([shower.pk], language=code).of(shower, "name")) for code in ("sv", "en", "ro", "bg")] == [
        "Dusch", "Shower", "Duș", "Душ",
    ]  # fmt: skip
    assert set(Translation.objects.filter(is_draft=True).values_list("language", flat=True)) == {"ro", "bg"}


def test_many_texts_are_one_question(service, django_assert_num_queries):
    others = [make_service() for _ in range(3)]

    with django_assert_num_queries(1):
        found = queries.texts([one.pk for one in others], language="ro")
        assert {found.of(one, "name").state for one in others} == {"missing"}


def translate_all(service, *texts, by=None):
    made = [actions.Made(service.pk, "name", language, text, of_version) for language, text, of_version in texts]
    return actions.translate_all(made=made, by=by or make_user(Role.TRANSLATOR), at=now())


def test_many_translations_are_kept_in_one_go_and_each_is_noted(service):
    translate(service, "Duş")

    kept = translate_all(service, ("ro", "Duș", 1), ("bg", "Душ", 1))

    assert (shown(service).text, shown(service, "bg").text) == ("Duș", "Душ")
    assert {one.pk for one in kept} == {one.pk for one in Translation.objects.filter(subject=service.pk)}
    noted = Entry.objects.filter(verb="directory.text_translated").order_by("-number")[:2]
    assert {entry.subject for entry in noted} == {f"directory.translation:{one.pk}" for one in kept}


@pytest.mark.parametrize("wrong", [("bg", "Душ", 2), ("sv", "Dusch", 1)])
def test_of_many_translations_none_is_kept_when_one_cannot_be(service, wrong):
    with pytest.raises(Refused):
        translate_all(service, ("ro", "Duș", 1), wrong)

    assert not Translation.objects.filter(subject=service.pk).exists()


def test_who_may_not_translate_hands_in_nothing(service):
    with pytest.raises(Denied):
        translate_all(service, ("ro", "Duș", 1), by=make_user(Role.READER))
