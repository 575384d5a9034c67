"""Whom to call about a child: for everybody, without a cookie, and right at every hour."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from samverka.directory.tests.factories import fill_reference
from samverka.safeguarding import actions
from samverka.safeguarding.tests.factories import make_channel, make_coordinator, make_town
from samverka.web.http import KEPT


pytestmark = pytest.mark.django_db


@pytest.fixture
def public(client):
    fill_reference()
    KEPT.clear()
    return client


def test_anybody_reads_whom_to_call_without_a_cookie_in_four_languages(public):
    make_channel(phone="08-000 00 77")
    words = {"sv": "Ring nu", "en": "Call now", "ro": "Sună acum", "bg": "Обадете се сега"}  # noqa: RUF001 (Bulgarian)

    for language, word in words.items():
        answer = public.get(f"/{language}/stockholm/child/")
        page = answer.content.decode()
        assert (answer.status_code, answer.cookies, word in page) == (200, {}, True)
        assert 'href="tel:080000077"' in page
        assert 'href="tel:112"' in page
    assert public.get("/sv/nowhere/child/").status_code == 404


def test_an_unchanged_page_asks_the_database_once_and_a_changed_one_is_made_anew(public, django_assert_num_queries):
    channel = make_channel(phone="08-000 00 77")
    etag = public.get("/sv/stockholm/child/").headers["ETag"]

    with django_assert_num_queries(1):
        again = public.get("/sv/stockholm/child/", headers={"if-none-match": etag})
    by = make_coordinator()
    actions.change_channel(channel=channel, phone="08-000 00 78", by=by, at=now())

    assert again.status_code == 304
    assert "08-000 00 78" in public.get("/sv/stockholm/child/").content.decode()


def test_a_municipality_without_channels_says_so_and_gives_112(public):
    page = public.get("/en/kiruna/child/").content.decode()

    assert "No number is noted for this municipality" in page
    assert page.count('href="tel:112"') > 14  # every day of the table, and above it


def test_the_table_of_the_page_holds_every_hour_of_a_fortnight(public):
    make_town()

    page = public.get("/en/stockholm/child/").content.decode()
    begins = [int(part.partition('"')[0]) for part in page.split('data-begins="')[1:]]
    ends = [int(part.partition('"')[0]) for part in page.split('data-ends="')[1:]]

    assert begins[1:] == ends[:-1]
    assert ends[-1] - begins[0] >= timedelta(days=13, hours=23).total_seconds()


def test_whoever_is_elsewhere_chooses_a_municipality(public):
    assert public.get("/en/child/?q=huddinge").headers["Location"] == "/en/huddinge/child/"
    assert "/en/lund/child/" in public.get("/en/child/").content.decode()
    assert "We know no town" in public.get("/en/child/?q=xyzzy").content.decode()
