"""The way to all that is published, from the foot of every public page."""

import re

import pytest
from django.urls import get_resolver

from samverka.programmes.tests.mandating import make_mandate
from samverka.web.tests.readers import text_of


pytestmark = pytest.mark.django_db
ROOMS = (
    "/statistik/", "/rapporter/", "/kunskap/", "/kunskap/exempel/", "/hjalp-till/", "/utlysningar/", "/forslag/",
    "/overenskommelser/", "/strategier/", "/draws/",
)  # fmt: skip


@pytest.mark.parametrize("foot", ["/sv/", "/lattlast/", "/ro/", "/sv/tillganglighet/", "/utlysningar/", "/kunskap/"])
def test_all_that_is_published_is_two_taps_away(client, foot):
    mandate = make_mandate()
    page = text_of(client, foot)
    [way] = re.findall(r'href="((?:/[a-z]+)?/oppet/)"', page[page.index("<footer") :])

    told = text_of(client, way)

    assert [one for one in (*ROOMS, f"/uppdrag/{mandate.pk}/") if f'href="{one}"' not in told] == []
    assert all(get_resolver().resolve(one) for one in ROOMS)


def test_it_is_told_in_the_language_of_the_reader(client):
    heads = {
        code: re.search("<h1>(.*)</h1>", client.get(f"/{code}/oppet/").content.decode())[1]
        for code in ("sv", "en", "ro", "bg")
    }

    assert heads == {"sv": "Öppet för alla", "en": "Open to all", "ro": "Deschis tuturor", "bg": "Отворено за всички"}
