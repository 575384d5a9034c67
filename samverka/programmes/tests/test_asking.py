"""Who is asked in a consultation: found by name, and told apart by who they are, not by what they were called."""

import pytest
from django.urls import reverse

from samverka.actors.tests.factories import make_organisation
from samverka.core.ids import new_id
from samverka.programmes.tests.proposing import make_consultation, make_coordinator
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
