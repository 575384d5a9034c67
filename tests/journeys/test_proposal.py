"""A proposal goes out, is answered by five, compiled, decided; and never stands without saying whether it holds."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.directory.tests.factories import fill_reference
from samverka.programmes import tasks
from samverka.programmes.models import Proposal


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK = 1280
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DP"  # noqa: S105 (of a second factor in a test)
TITLE = "Fast stöd till rådgivningen"
ONLY = "Inget är beslutat: det är ingen vägledning."


@pytest.fixture
def coordinator(person):
    fill_reference()
    make_territory("01")
    user = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(kind="county_board", territory="01"))
    TOTP.activate(user, SECRET)
    return person(user, width=DESK)


@pytest.fixture
def member():
    home = make_organisation(name="Exempelstadens hjälp", kind="ngo", territory="0180")
    return make_user(Role.RESPONDENT, at=home)


def test_a_proposal_goes_out_is_answered_by_five_compiled_and_decided(coordinator, member, person, as_it_should_be):
    propose(coordinator, as_it_should_be)
    send_out(coordinator, as_it_should_be)
    links = mailed()
    answer_logged_in(person(member), as_it_should_be)
    answer_by_link(person(None), links["En länk"], as_it_should_be, "tillstyrker med synpunkter", "Börja i städerna.")
    answer_by_link(person(None), links["En till"], None, "avstyrker", "Det blir för dyrt.")
    enter_letter(coordinator, as_it_should_be)
    answer_openly(person(None), as_it_should_be)
    compile_answers(coordinator, as_it_should_be)
    decide(coordinator, as_it_should_be)
    read(person(None), as_it_should_be)


def propose(page, as_it_should_be):
    page.goto(reverse("programmes:proposals"))
    as_it_should_be(page)
    page.get_by_role("link", name="Lägg ett förslag").click()
    page.get_by_label("Rubrik").fill(TITLE)
    page.get_by_label("Det ni föreslår").fill("Staten ger rådgivningen ett fast stöd.")
    page.get_by_label("Mottagare").fill("Regeringen")
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Ett utkast. Det är inte överlämnat till någon.")).to_be_visible()
    as_it_should_be(page)
    page.get_by_label("Överlämnat den").fill(localdate(now()).isoformat())
    page.get_by_role("button", name="Lämna över").click()
    expect(page.get_by_text(ONLY)).to_be_visible()


def send_out(page, as_it_should_be):
    page.get_by_role("link", name="Skicka på remiss").click()
    page.get_by_label("Sista svarsdag").fill((localdate(now()) + timedelta(days=30)).isoformat())
    page.get_by_label("Vem som helst får svara").check()
    as_it_should_be(page)
    page.get_by_role("button", name="Spara").click()
    page.get_by_label("Organisation i Samverka").fill("Exempelstadens")
    page.get_by_role("button", name="Lägg till").click()
    for name in ("En länk", "En till", "Brevskrivarna", "De tysta"):
        page.get_by_text("Fråga en till").click()
        page.get_by_label("Eller någon annan, med namn").fill(name)
        page.get_by_label("Brevlåda").fill(f"{name.replace(' ', '.').lower()}@exempel.example".replace("ä", "a"))
        page.get_by_role("button", name="Lägg till").click()
        expect(page.get_by_text(name, exact=True)).to_be_visible()
    as_it_should_be(page)
    page.get_by_role("button", name="Skicka ut den").click()
    expect(page.get_by_text("Den är ute.")).to_be_visible()


def mailed():
    """The links of those who have no account, by whom they were mailed to."""
    noon = now().replace(hour=11)
    tasks.tick(at=noon)
    found = {}
    for one in mail.outbox:
        assert TITLE in one.body
        whom = re.search(r"ber (.+?) att yttra sig", one.body)[1]
        found[whom] = re.search(r"(/remiss/[\w-]+/)", one.body)[1]
    return found


def answer_logged_in(page, as_it_should_be):
    page.goto(reverse("programmes:proposals"))
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_label("tillstyrker", exact=True).check()
    as_it_should_be(page)
    page.get_by_role("button", name="Lämna ert yttrande").click()
    expect(page.get_by_text("Tack! Svaret kan ändras")).to_be_visible()
    as_it_should_be(page)


def answer_by_link(page, way, as_it_should_be, opinion, summary):
    page.goto(way)
    expect(page.get_by_text("Inget är beslutat")).to_be_visible()
    page.get_by_label(opinion, exact=True).check()
    page.get_by_role("button", name="Lämna ert yttrande").click()
    expect(page.get_by_text("Skriv kort vad ni invänder mot.").first).to_be_visible()
    page.get_by_label("Kort varför").fill(summary)
    if as_it_should_be:
        as_it_should_be(page)
    page.get_by_role("button", name="Lämna ert yttrande").click()
    expect(page.get_by_text("Yttrandet är sparat.")).to_be_visible()


def enter_letter(page, as_it_should_be):
    page.reload()
    page.get_by_role("listitem").filter(has_text="Brevskrivarna").get_by_role("link").click()
    page.get_by_label("har inga synpunkter").check()
    as_it_should_be(page)
    page.get_by_role("button", name="Lämna ert yttrande").click()
    expect(page.get_by_text("Brevet från Brevskrivarna är infört.")).to_be_visible()


def answer_openly(page, as_it_should_be):
    page.goto(reverse("programmes:public_proposals"))
    as_it_should_be(page)
    expect(page.get_by_text("Bara ett förslag, ute på remiss.")).to_be_visible()
    page.get_by_role("link", name=TITLE).click()
    as_it_should_be(page)
    page.get_by_role("link", name="Lämna ert yttrande").click()
    page.get_by_label("Vem ni svarar för").fill("Grannföreningen")
    page.get_by_label("tillstyrker", exact=True).check()
    as_it_should_be(page)
    page.get_by_role("button", name="Lämna ert yttrande").click()
    expect(page.get_by_text("Yttrandet är sparat.")).to_be_visible()


def compile_answers(page, as_it_should_be):
    page.reload()
    expect(page.get_by_text("4 av 5 tillfrågade har svarat.")).to_be_visible()
    expect(page.get_by_text("Ett till kom via den öppna länken och är obekräftat.")).to_be_visible()
    expect(page.get_by_text("Det blir för dyrt.")).to_be_visible()
    expect(page.get_by_text("De tysta", exact=True)).to_be_visible()
    with page.expect_download() as sheet:
        page.get_by_role("link", name="CSV").click()
    told = sheet.value.path().read_text("utf-8-sig")
    assert "Börja i städerna." in told
    assert "Inget är beslutat" in told  # no sheet is read without it
    page.get_by_role("button", name="Stäng remissen").click()
    expect(page.get_by_text("Den är stängd.")).to_be_visible()
    as_it_should_be(page)


def decide(page, as_it_should_be):
    page.get_by_role("link", name=TITLE).click()
    page.get_by_text("Skriv ner beslutet").click()
    page.get_by_label("delvis antaget").check()
    page.get_by_label("Beslutat av").fill("Regeringen")
    page.get_by_label("Den", exact=True).fill(localdate(now()).isoformat())
    page.get_by_label("Vad som har beslutats").fill("Stödet ges på försök i två år.")
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_text("Delvis antaget av Regeringen")).to_be_visible()
    as_it_should_be(page)
    assert Proposal.objects.get().decision == "partly"


def read(page, as_it_should_be):
    page.goto(reverse("programmes:public_proposals"))
    expect(page.get_by_text("Delvis antaget av Regeringen")).to_be_visible()
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text("Stödet ges på försök i två år.")).to_be_visible()
    expect(page.get_by_role("table", name="Per ståndpunkt")).to_be_visible()
    assert "Grannföreningen" not in page.content()
    as_it_should_be(page)
