"""What is printed: the wall list, the arrival sheet, cards and receipts, on the paper they are meant for."""

from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from django.utils.timezone import now

from samverka.core.ids import new_id
from samverka.shelters import actions, clock
from samverka.shelters.models import Draw, Slip
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import make_draw, make_intake, make_night, make_pool, make_shelter, party


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
POINTS = 72 / 25.4  # of a millimetre


@pytest.fixture
def draw(log_in):
    """A draw of three slips for two beds, drawn and published."""
    pool = make_pool()
    tonight = clock.tonight(now(), closes=MORNING_CLOSE)
    make_night(beds=2, shelter=make_shelter(name="Ankaret", pool=pool, organisation=pool.organisation), date=tonight)
    intake, draw = make_intake(pool), make_draw(pool, date=tonight)
    for _ in range(3):
        actions.hand_out_slip(id=new_id(), draw=draw, party=party(men=1), by=intake, at=now())
    actions.lock_draw(draw=draw, by=intake, at=now())
    actions.draw_lots(draw=Draw.objects.get(), witness="snöflinga", by=intake, at=now())
    log_in(intake)
    return draw


@pytest.fixture
def printed(page):
    """A page as it leaves the printer: the size of each sheet in millimetres, and how many there are."""

    def printed(path):
        page.goto(path)
        with pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True, format="A4"))) as file:
            return [tuple(round(float(side) / POINTS) for side in sheet.mediabox[2:]) for sheet in file.pages]

    return printed


@pytest.mark.parametrize(("paper", "size"), [("card", (105, 148)), ("receipt", (58, 150))])
def test_tickets_come_out_one_to_a_card_or_a_receipt(printed, draw, paper, size):
    assert printed(reverse("shelters:draw_tickets", args=[draw.pk]) + f"?paper={paper}") == [size, size]


@pytest.mark.parametrize(("paper", "size"), [("card", (105, 148)), ("receipt", (58, 150))])
def test_a_slip_is_one_card_or_one_receipt(printed, draw, paper, size):
    slip = Slip.objects.get(draw=draw, number=1)

    assert printed(reverse("shelters:slip", args=[slip.pk]) + f"?paper={paper}") == [size]


def test_the_wall_list_is_one_sheet_with_numbers_and_no_codes(page, printed, draw):
    assert printed(reverse("shelters:wall_list", args=[draw.pk])) == [(210, 297)]

    text = page.locator("main").inner_text()
    assert page.locator(".wall li strong").all_inner_texts() == ["1", "2", "3"]
    assert [code for code in Slip.objects.values_list("code", flat=True) if code in text.replace(" ", "")] == []


def test_the_arrival_sheet_has_a_blank_one_for_those_who_are_turned_away(page, printed, draw):
    night = draw.pool.shelters.get().nights.get()

    assert printed(reverse("shelters:arrivals", args=[night.pk])) == [(210, 297)] * 2

    page.emulate_media(media="print")
    assert page.locator("table").nth(0).locator("tbody tr").count() == 2
    assert page.get_by_role("table", name="Avvisade vid dörren").locator("tbody tr").count() == 12
    page.emulate_media(media="screen")
