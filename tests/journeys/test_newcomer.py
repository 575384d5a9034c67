"""Somebody who came yesterday: a phone, Romanian, no scripts. Three taps to a shower, a bed and a card."""

import subprocess
from datetime import time
from io import BytesIO

import pikepdf
import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from samverka.directory import actions
from samverka.directory.models import Service
from samverka.directory.queries.hours import Weekly
from samverka.directory.tests.factories import fill_reference
from samverka.shelters import clock
from samverka.shelters.models import Pool
from samverka.shelters.tests.factories import make_draw, make_night, make_pool, make_shelter
from samverka.web.tests.factories import make_town
from samverka.web.views.lists import MORNING


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 740}, "locale": "ro-RO", "java_script_enabled": False}
MOST_TAPS = 3
A7 = (74, 105)  # millimetres
POINTS = 72 / 25.4  # of a millimetre


class Visitor:
    """Sees texts and touches links, and counts how often."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def begins(self):
        self.taps = 0
        self.page.goto("/")

    def touches(self, text):
        self.taps += 1
        self.page.locator("main").get_by_role("link", name=text).first.click()

    def sees(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible()


@pytest.fixture
def stockholm():
    """The town of the exercise, with a shower that never closes, and a draw for tonight's beds."""
    fill_reference()
    town = make_town(at=now())
    shower = Service.objects.get(name__startswith="Dusch, ")
    always = Weekly("1234567", time(0), time(0))
    by = town.keepers["ngo"]
    actions.set_hours(owner=shower, weekly=[always], by=by, at=now())
    actions.change_service(service=shower, holidays="open", eves="open", by=by, at=now())
    pool = make_pool()
    Pool.objects.filter(pk=pool.pk).update(name="Vinternatt", intake_place="Provkyrkan, Provgatan 1")
    tonight = clock.tonight(now(), closes=MORNING)
    make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=9, date=tonight)
    make_draw(pool, date=tonight)
    return shower


@pytest.fixture
def newcomer(browser, live_server):
    """On a phone; whoever else is asked for anything, or leaves a cookie, fails the test."""
    context = browser.new_context(base_url=live_server.url, **PHONE)
    visitor, hosts = Visitor(context.new_page()), set()
    visitor.page.on("request", lambda request: hosts.add("/".join(request.url.split("/")[:3])))
    yield visitor
    assert {host for host in hosts if host.startswith("http")} == {live_server.url}  # a PDF is opened by the browser
    assert context.cookies() == []
    context.close()


def test_a_newcomer_finds_a_shower_that_is_open_and_a_bed_tonight_and_prints_the_card(newcomer, stockholm):
    finds_a_shower(newcomer)
    finds_a_bed(newcomer)
    prints_the_card(newcomer)


def finds_a_shower(newcomer):
    newcomer.begins()
    newcomer.touches("Stockholm")
    newcomer.touches("Deschis acum")
    newcomer.touches("Duș, Källan")

    assert newcomer.taps <= MOST_TAPS
    newcomer.sees("Deschis zi și noapte")
    newcomer.sees("Övningsgatan 4, Söder, Stockholm")
    way = newcomer.page.get_by_role("link", name="Arată drumul")
    assert way.get_attribute("href").startswith("geo:59.31420,18.07350")
    expect(newcomer.page.get_by_role("link", name="Sună")).to_have_attribute("href", "tel:080000020")


def finds_a_bed(newcomer):
    newcomer.begins()
    newcomer.touches("Stockholm")
    newcomer.touches("Diseară")

    assert newcomer.taps <= MOST_TAPS
    newcomer.sees("Un pat în noaptea asta")
    intake = newcomer.page.get_by_role("listitem").filter(has=newcomer.page.get_by_role("heading", name="Vinternatt"))
    expect(intake.get_by_text("mai sunt locuri")).to_be_visible()
    expect(intake.get_by_text("Provkyrkan, Provgatan 1")).to_be_visible()
    expect(intake.get_by_text("10:00")).to_be_visible()
    newcomer.sees("Adăpost de noapte")


def prints_the_card(newcomer):
    newcomer.begins()
    newcomer.touches("Stockholm")
    with newcomer.page.expect_response("**/*.pdf") as found:
        newcomer.touches("Card de buzunar")

    assert newcomer.taps <= MOST_TAPS
    assert found.value.headers["content-type"] == "application/pdf"
    card = newcomer.page.context.request.get(found.value.url).body()
    with pikepdf.open(BytesIO(card)) as pdf, pdf.open_metadata() as about:
        assert pdf.check_pdf_syntax() == []
        assert (str(pdf.Root.Lang), about["dc:title"], about["pdfuaid:part"]) == ("ro", "Ajutor în Stockholm", "1")
        assert [tuple(round(float(side) / POINTS) for side in one.mediabox[2:]) for one in pdf.pages] == [A7, A7]
    told = words(card)
    assert "Aici primești un loc: Vinternatt" in told
    assert "Provkyrkan, Provgatan 1" in told
    assert "Duș, Källan În fiecare zi zi și noapte" in told
    assert "Valabil până la" in told


def words(pdf):
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True, timeout=20)  # noqa: S607
    return " ".join(found.stdout.decode().split())
