"""Who is asked in a consultation: found by name, and told apart by who they are, not by what they were called."""

import pytest
from django.urls import reverse

from samverka.actors.tests.factories import make_organisation
from samverka.core.access import Unfit
from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.tests.factories import home
from samverka.programmes.tests.proposing import AT, ask, make_consultation, make_coordinator
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_coordinator()


def call(organisation, name):
    organisation.name = name
    organisation.save(update_fields=["name"])
    return organisation


@pytest.mark.parametrize("typed", ["Nyköpings stadsmission", " nyköpings  STADSMISSION ", "stadsmission"])
def test_an_organisation_is_asked_by_typing_its_name(client, by, typed):
    wanted = call(make_organisation(kind="ngo", territory="0480"), "Nyköpings stadsmission")
    call(make_organisation(kind="ngo", territory="0180"), "Kyrkans härbärge")
    consultation = make_consultation(by)
    enter(client, by)
    way = reverse("programmes:consult", args=[consultation.pk])
    page = client.get(reverse("programmes:consultation", args=[consultation.pk])).content.decode()
    assert '<option value="Nyköpings stadsmission">' in page

    assert client.post(way, {"id": new_id(), "called": typed}).status_code == 302
    assert consultation.answers.get().organisation == wanted


def test_a_name_that_fits_several_or_none_is_asked_back_about(client, by):
    for name in ("Stadsmissionen i Åby", "Stadsmissionen i Åstad"):
        call(make_organisation(kind="ngo", territory="0480"), name)
    one = call(make_organisation(kind="ngo", territory="0480"), "Stadsmissionen")
    consultation = make_consultation(by)
    enter(client, by)
    way = reverse("programmes:consult", args=[consultation.pk])

    def told(**typed):
        return client.post(way, {"id": new_id(), **typed}).context["wrong"].errors

    assert "Stadsmissionen i Åby, Stadsmissionen i Åstad" in told(called="missionen i å")["called"][0]
    assert "called" in told(called="Röda Korset")
    assert "called" in told(called="Stadsmissionen i Åby", organisation=one.pk)
    assert "respondent" in told(called="Stadsmissionen i Åby", respondent="Någon annan")
    assert not consultation.answers.exists()
    client.post(way, {"id": new_id(), "called": "stadsmissionen"})
    assert consultation.answers.get().organisation == one


def test_what_an_organisation_was_called_when_it_was_asked_forbids_nobody_who_is_called_so_today(by):
    town, other = (make_organisation(kind="municipality", territory=code) for code in ("0180", "0184"))
    old = town.name
    for ask_it in (
        lambda asked: ask(asked, by, organisation=other, respondent=""),
        lambda asked: actions.consult_all(
            consultation=asked, kind="municipality", territory=home(by).territory, by=by, at=AT
        ),
    ):
        call(other, "Bedal kommun")
        call(town, old)
        consultation = make_consultation(by)
        ask(consultation, by, organisation=town, respondent="")
        call(town, "Aby kommun")
        call(other, old)
        ask_it(consultation)
        assert set(consultation.answers.values_list("organisation", flat=True)) == {town.pk, other.pk}
        with pytest.raises(Unfit, match="asked already"):
            ask(consultation, by, organisation=other, respondent="")


def test_a_former_name_that_nobody_has_today_is_that_of_whoever_was_asked(by):
    town, other = (make_organisation(kind="municipality", territory=code) for code in ("0180", "0184"))
    old, consultation = town.name, make_consultation(by)
    ask(consultation, by, organisation=town, respondent="")
    call(town, "Aby kommun")
    for name in (old, "Aby kommun"):
        with pytest.raises(Unfit, match="asked already"):
            ask(consultation, by, respondent=name)
    call(other, old)
    assert ask(consultation, by, respondent=old).organisation is None


def test_an_organisation_with_a_long_name_is_asked(by):
    long = call(make_organisation(), "Å" * 200)
    ask(make_consultation(by), by, organisation=long, respondent="").full_clean()


def test_two_that_were_called_the_same_are_told_apart(client, by):
    town, other = (make_organisation(kind="municipality", territory=code) for code in ("0180", "0184"))
    old, consultation = town.name, make_consultation(by)
    ask(consultation, by, organisation=town, respondent="")
    call(town, "Aby kommun")
    ask(consultation, by, organisation=call(other, old), respondent="")
    enter(client, by)
    page = client.get(reverse("programmes:consultation", args=[consultation.pk])).content.decode()
    assert page.count("today Aby kommun</span>") == 1
