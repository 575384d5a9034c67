"""The page and the API that find everything: what is shown, and what never is."""

import pytest
from django.urls import reverse

from samverka.actors.tests.factories import make_territory
from samverka.core import searching
from samverka.directory.models import Place, ServicePlace
from samverka.directory.tests.factories import make_place, make_provider, make_service
from samverka.exchange.tests.factories import ask, make_asker, make_published_card, make_published_practice
from samverka.web.finding import services


pytestmark = pytest.mark.django_db


def test_what_is_found_is_shown_with_its_kind_and_the_words_marked(client):
    asker = make_asker()
    card = make_published_card()
    own, other = ask(asker), ask()
    client.force_login(asker)

    page = client.get(reverse("web:search"), {"q": "förskolor"}).content.decode()
    told = client.get("/api/v1/search", {"q": "förskola", "kind": "question"}).json()

    assert f"/kunskap/{card.pk}/" in page
    assert f"/advice/{own.pk}/" in page
    assert "<mark>förskola</mark>" in page
    assert str(other.pk) not in page
    assert [one["id"] for one in told["items"]] == [str(own.pk)]
    assert told["count"] == 1


def test_where_too_many_answer_to_be_counted_every_kind_can_still_be_chosen(client, monkeypatch):
    practice = make_published_practice(title="Förskola för alla")
    cards = [make_published_card() for _ in range(3)]
    client.force_login(make_asker())
    monkeypatch.setattr(searching, "MOST_READ", 2)

    page = client.get(reverse("web:search"), {"q": "förskola"}).content.decode()
    chosen = client.get(reverse("web:search"), {"q": "förskola", "kind": "practice"}).content.decode()

    assert (str(practice.pk) in page, sum(f"/kunskap/{card.pk}/" in page for card in cards)) == (False, 2)
    assert ("(2+)" in page, "kind=practice" in page) == (True, True)
    assert (f"/exempel/{practice.pk}/" in chosen, "(1)" in chosen, "(2+)" in chosen) == (True, True, False)
    assert ("kind=card" in chosen, "kind=service" in chosen) == (True, True)


def test_a_service_is_told_in_a_town_where_it_is(client):
    provider = make_provider()
    service, left = make_service(provider), make_place(provider)
    Place.objects.filter(pk=left.pk).update(territory=make_territory("0127"))
    ServicePlace.objects.create(service=service, place=left)
    [there] = services([service.pk])
    Place.objects.filter(pk=left.pk).update(is_removed=True)

    [told] = services([service.pk])

    assert ("Botkyrka" in there.text, "Botkyrka" in told.text, "Stockholm" in told.text) == (True, False, True)


def test_nothing_is_of_a_kind_that_there_is_not(client, monkeypatch):
    make_published_card()
    client.force_login(make_asker())
    monkeypatch.setattr(searching, "MOST_READ", 1)

    assert client.get("/api/v1/search", {"q": "förskola", "kind": "nothing"}).json()["count"] == 0


def test_past_the_last_page_stands_the_last_page(client):
    card = make_published_card()
    client.force_login(make_asker())

    assert f"/kunskap/{card.pk}/" in client.get(reverse("web:search"), {"q": "förskola", "page": "9"}).content.decode()


@pytest.mark.parametrize("query", ["", "?q=", "?q=zzzz&kind=nothing&page=x", "?q=a&page=999"])
def test_no_question_is_an_error(client, query):
    client.force_login(make_asker())

    assert client.get(reverse("web:search") + query).status_code == 200
