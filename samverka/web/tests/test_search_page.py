"""The page and the API that find everything: what is shown, and what never is."""

import pytest
from django.urls import reverse

from samverka.exchange.tests.factories import ask, make_asker, make_published_card


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


@pytest.mark.parametrize("query", ["", "?q=", "?q=zzzz&kind=nothing&page=x", "?q=a&page=999"])
def test_no_question_is_an_error(client, query):
    client.force_login(make_asker())

    assert client.get(reverse("web:search") + query).status_code == 200
