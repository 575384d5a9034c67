"""A year's PDF and workbook say what its page says: of a year that runs too, and by whom it is approved."""

import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from samverka.programmes import queries
from samverka.programmes.models import AgreementMeeting
from samverka.programmes.paper import printed_year, workbook
from samverka.programmes.tests.factories import home, make_signed, open_doors
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db
RUNS = date(2026, 11, 29)  # 332 days are gone


@pytest.fixture
def agreement(payer, provider):
    made = make_signed(payer, provider, volumes={"advice_hours": 480, "nights": 365, "bed_nights": 365})
    open_doors(provider, date(2026, 1, 1), 30, 35)
    return made


def paper_of(told, monkeypatch):
    """What the PDF is made of."""
    said = []
    monkeypatch.setattr("samverka.programmes.paper.follow_ups.pdf", lambda _template, one: said.append(one))
    printed_year(told)
    return said[0]


def test_of_a_year_that_runs_paper_tells_what_is_agreed_in_all_as_the_page_does(client, agreement, payer, monkeypatch):
    monkeypatch.setattr("samverka.programmes.views.follow_ups.localdate", lambda _at: RUNS)
    enter(client, payer)
    page = client.get(reverse("programmes:follow_up", args=[agreement.pk, 2026])).content.decode()
    year = queries.followed_up(payer, agreement, 2026, on=RUNS)
    with override("en"):
        volumes, *_rest = paper_of(year, monkeypatch)["tables"]

    cells = {row[0]: row[1:] for row in volumes["rows"]}
    assert cells["Hours of advice"] == ["437.3 of 480", "nothing counted", "running"]
    assert cells["Nights open"][:2] == ["332.6 of 365", "30"]
    for text in ("437.3", "of 480", "332.6", "of 365"):
        assert text in page


def test_the_workbook_tells_both_and_how_far_the_year_has_come(agreement, payer):
    year = queries.followed_up(payer, agreement, 2026, on=RUNS)
    with override("en"):
        book = load_workbook(io.BytesIO(workbook(year)))

    heads, *rows = [[cell.value for cell in row] for row in book["Volumes"].rows]
    assert heads == ["What", "Agreed for the year", "Agreed so far", "Delivered", "Deviation", "State"]
    assert rows[-1] == ["Nights open", 365, 332.6, 30, None, "running"]
    assert ["Hours of advice", 480, 437.3, None, None, "running, nothing counted"] in rows


def test_the_workbook_says_whose_it_is_who_has_approved_it_and_that_it_is_an_exercise(
    agreement, payer, provider, settings
):
    settings.EXERCISE = True
    over = date(2027, 1, 20)
    AgreementMeeting.objects.create(
        agreement=agreement,
        planned_on=RUNS,
        held_on=RUNS,
        form="visit",
        decisions="- Tio **platser** till.\n- Ny nyckel.",
    )
    with override("en"):
        book = load_workbook(io.BytesIO(workbook(queries.followed_up(payer, agreement, 2026, on=over))))
    meetings, about = ([[cell.value for cell in row] for row in book[name].rows][1:] for name in ("Meetings", "About"))

    told = dict(about)
    assert (told["Agreement"], told["Year"], told["Period"][:10]) == (str(agreement), "2026", "2026-01-01")
    assert (told["Pays"], told["Runs it"]) == (str(home(payer)), str(home(provider)))
    assert told["Settled by"] == f"{home(payer)}: not yet\n{home(provider)}: not yet"
    assert "Not settled yet." in told["State"]
    assert "invented" in told["State"]
    assert [row[2] for row in meetings] == ["- Tio platser till.\n- Ny nyckel."]
