"""The coordinator publishes a final report in which every figure leads back to its source."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from samverka.directory.tests.factories import fill_reference
from samverka.programmes.tests.mandating import APPROVED, MANDATE, RETURNED, leading_nowhere, make_answered_for
from samverka.programmes.tests.proposing import make_coordinator, make_respondent
from samverka.situation.models import ReportVersion


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DP"  # noqa: S105 (of a second factor in a test)


@pytest.fixture
def by():
    fill_reference()
    user = make_coordinator()
    TOTP.activate(user, SECRET)
    return user


def test_every_figure_of_a_published_final_report_leads_back_to_its_source(by, person, client, as_it_should_be):
    mandate, proposal = make_answered_for(by, make_respondent())
    page = person(by, width=1280)

    begin(page, mandate, as_it_should_be)
    carry_through(page, as_it_should_be)
    reader = person(None)
    read(reader, proposal, as_it_should_be)
    content = ReportVersion.objects.get().content
    assert {one["kind"] for one in content["sources"]} >= {"mandate", "assignments", "proposals", "consultation"}
    assert leading_nowhere(content, client) == []
    follow_each_figure(reader, as_it_should_be)


def begin(page, mandate, as_it_should_be):
    page.goto(reverse("programmes:mandates"))
    as_it_should_be(page)
    page.get_by_role("link", name=mandate.title).click()
    as_it_should_be(page)
    page.get_by_role("link", name="Börja på slutredovisningen").click()
    page.get_by_label("Om tiden till och med").fill(localdate(now()).isoformat())
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name="Uppdraget", exact=True)).to_be_visible()
    as_it_should_be(page)


def carry_through(page, as_it_should_be):
    for button in ("Skicka runt den", "Anta den", "Lämna över", "Publicera för alla"):
        page.get_by_role("button", name=button).click()
    page.get_by_role("link", name="Så som alla läser den").click()
    as_it_should_be(page)


def read(page, proposal, as_it_should_be):
    page.goto(reverse("situation:published_reports"))
    as_it_should_be(page)
    page.get_by_role("link", name=MANDATE["title"]).click()
    expect(page.get_by_text("Remissen är stängd och inget är beslutat").first).to_be_visible()
    expect(page.get_by_text("500").first).to_be_visible()
    expect(page.get_by_text(APPROVED)).to_be_visible()
    expect(page.get_by_text(RETURNED)).to_have_count(0)
    as_it_should_be(page)


def follow_each_figure(page, as_it_should_be):
    """Each leads to a page that everybody reads, or to where it is said."""
    report, ways = page.url, page.locator("a.source").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert len(set(ways)) >= 4
    for way in sorted(set(ways)):
        page.goto(report)
        page.locator(f"a.source[href='{way}']").first.click()
        expect(page.locator("h1")).to_be_visible()
        as_it_should_be(page)
