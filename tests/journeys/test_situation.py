"""A picture of the situation, from a municipality's answer to the report on the national coordinator's desk."""

import csv
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.directory.tests.factories import fill_reference
from samverka.outreach.models import EmergencyAidTally
from samverka.situation import actions
from samverka.situation.models import Answer, Contribution, Survey
from samverka.situation.tests.factories import (
    answer,
    make_county_coordinator,
    make_national_coordinator,
    make_survey,
    make_town_coordinator,
)


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK = 1280
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DP"  # noqa: S105 (of a second factor in a test)
OURS, NEIGHBOURS, SILENT = "0180", ("0126", "0183", "0184"), "0127"
MEETS = {"meets": True, "adults": [30, 40], "method": "outreach_based", "confidence": "medium"}


@pytest.fixture
def at_desk(person):
    def at_desk(user, **told):
        TOTP.activate(user, SECRET)
        return person(user, **{"width": DESK} | told)

    return at_desk


@pytest.fixture
def board():
    return make_county_coordinator()


@pytest.fixture
def survey(board):
    """Of last year, sent three weeks ago; three neighbours have answered, one says nothing."""
    fill_reference()
    make_territory("00")
    today = localdate(now())
    told = {"first_day": today - timedelta(days=364), "last_day": today, "due_on": today + timedelta(days=7)}
    survey = make_survey(board, towns=(OURS, *NEIGHBOURS, SILENT), at=now() - timedelta(days=21), **told)
    for one in survey.answers.filter(territory__in=NEIGHBOURS).select_related("survey", "questionnaire", "territory"):
        answer(one, at=now() - timedelta(days=2), **MEETS)
    EmergencyAidTally.objects.create(
        county="01", municipality_id=OURS, month=today.replace(day=1), kind="food", applied=17, granted=17,
        stated_at=now(),
    )  # fmt: skip
    return survey


@pytest.fixture
def settled():
    """Emergency aid as municipalities have stated it in the last quarter that is settled."""
    day = localdate(now()) - timedelta(days=30)
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    ends = first - timedelta(days=1)
    months = [date(ends.year, month, 1) for month in range(ends.month - 2, ends.month + 1)]
    for code, granted in ((OURS, 40), ("0184", 25)):
        for month in months:
            for part in ("", "food"):  # all of it, and one kind, which is all there was
                Contribution.objects.create(
                    indicator="aid_granted", territory_id=code, month=month, numerator=granted, part=part
                )
    actions.sum_up_county(county="01", at=now())
    return f"{ends.year}-Q{ends.month // 3}"


def test_from_an_answer_to_the_printed_report(board, survey, settled, at_desk, person, as_it_should_be):
    town, county = at_desk(make_town_coordinator(territory=OURS), width=360), at_desk(board)
    colleague = at_desk(make_user(Role.COUNTY_COORDINATOR, at=board.standing[0].organisation))

    give_the_answer(town, survey, as_it_should_be)
    remind_and_lock(county, survey, as_it_should_be)
    compile_it(county, survey, as_it_should_be)
    write(county, as_it_should_be)
    review(colleague, as_it_should_be)
    publish(county, as_it_should_be)
    publish_a_table(county, settled, as_it_should_be)
    download(person(None, width=DESK), settled, as_it_should_be)
    print_it(at_desk(make_national_coordinator()), as_it_should_be)


def give_the_answer(page, survey, as_it_should_be):
    """What was counted is there already; the rest takes a few taps, and one error."""
    page.goto(reverse("situation:surveys"))
    as_it_should_be(page)
    page.get_by_role("link", name=survey.name).first.click()
    as_it_should_be(page)
    answers = page.locator("#answers")
    answers.get_by_label("ja", exact=True).first.check()
    page.locator("[name='adults.low']").fill("75")
    page.locator("[name='adults.high']").fill("50")
    page.get_by_role("button", name="Lämna in").click()
    as_it_should_be(page)
    page.locator("[name='adults.low']").fill("50")
    page.locator("[name='adults.high']").fill("75")
    page.get_by_role("button", name="Allt som är räknat stämmer").click()
    page.get_by_role("button", name="Lämna in").click()
    page.wait_for_url("**" + reverse("situation:surveys"))
    given = Answer.objects.get(survey=survey, territory=OURS)
    assert given.state == "answered"
    assert given.values.get(question__code="aid").value == 17


def remind_and_lock(page, survey, as_it_should_be):
    page.goto(reverse("situation:survey", args=[survey.pk]))
    as_it_should_be(page)
    page.get_by_role("button", name="Påminn dem som inte har svarat").click()
    expect(page.get_by_text("Påminda: 1.")).to_be_visible()
    page.get_by_text("Lås enkäten").click()
    page.get_by_role("button", name="Lås den").click()
    expect(page.get_by_text("Enkäten är låst.")).to_be_visible()
    as_it_should_be(page)


def compile_it(page, survey, as_it_should_be):
    page.goto(reverse("situation:compiled", args=[survey.pk]))
    as_it_should_be(page)
    page.get_by_role("button", name="Den är sammanställd").click()
    expect(page.get_by_role("link", name="Börja på en lägesbild").or_(page.locator("a.button").first)).to_be_visible()
    assert Survey.objects.get().state == "compiled"


def write(page, as_it_should_be):
    page.goto(reverse("situation:reports"))
    as_it_should_be(page)
    page.locator(f"a[href*='{reverse('situation:begin_report')}?survey=']").click()
    page.locator("[name=title]").fill("Lägesbild för exempellänet")
    as_it_should_be(page)
    page.locator("main form button").first.click()
    expect(page.get_by_text("140–195").first).to_be_visible()  # noqa: RUF001 (a range)
    as_it_should_be(page)
    page.locator("main section a.button").first.click()
    page.locator("textarea").first.fill("Fler platser behövs de kallaste veckorna.")
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").first.click()
    expect(page.get_by_text("Fler platser behövs de kallaste veckorna.").first).to_be_visible()


def review(page, as_it_should_be):
    page.goto(reverse("situation:reports"))
    page.get_by_role("link", name="Lägesbild för exempellänet").first.click()  # of those to review
    as_it_should_be(page)
    page.get_by_role("button", name="Jag har granskat den").click()
    expect(page.get_by_text("Granskad").first).to_be_visible()


def publish(page, as_it_should_be):
    page.goto(reverse("situation:reports"))
    page.get_by_role("link", name="Lägesbild för exempellänet").first.click()
    page.get_by_role("button", name="Publicera för alla").click()
    expect(page.get_by_role("link", name="Så som alla läser den")).to_be_visible()
    as_it_should_be(page)
    assert Survey.objects.get().state == "published"


def publish_a_table(page, settled, as_it_should_be):
    """It is seen as everybody would see it before it is told for ever."""
    page.goto(reverse("situation:publish_territory", args=["01"]))
    as_it_should_be(page)
    page.get_by_role("button", name="Se vad som skulle berättas").first.click()
    expect(page.get_by_role("button", name="Publicera för alltid")).to_be_visible(timeout=15_000)
    as_it_should_be(page)
    page.locator("form input[type=checkbox]").first.check()
    page.get_by_role("button", name="Publicera för alltid").click()
    expect(page.get_by_text("Publicerat. Nu finns det på statistiksidan")).to_be_visible()
    as_it_should_be(page)


def download(page, settled, as_it_should_be):
    """A journalist, without a log-in."""
    page.goto(reverse("situation:statistics"))
    as_it_should_be(page)
    article = page.locator("article.published", has_text="Akut nödbistånd, beviljat: län per kvartal")
    with page.expect_download() as download:
        article.get_by_role("link", name="CSV").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {(row["area"], row["period"]): row["value"] for row in rows}
    assert found["01", settled] == "195"
    assert page.context.cookies() == []


def print_it(page, as_it_should_be):
    """The national coordinator sees which areas are missing, and how sure the figures are."""
    page.goto(reverse("situation:published_reports"))
    as_it_should_be(page)
    page.get_by_role("link", name="Lägesbild för exempellänet").click()
    as_it_should_be(page)
    expect(page.get_by_text("4 av 5 kommuner; saknas: Botkyrka.").first).to_be_visible()
    printed = page.request.get(page.get_by_role("link", name="För utskrift, PDF").get_attribute("href"))
    with pikepdf.open(BytesIO(printed.body())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "sv"
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="För utskrift, PDF")).to_be_hidden()
    expect(page.get_by_text("4 av 5 kommuner; saknas: Botkyrka.").first).to_be_visible()
