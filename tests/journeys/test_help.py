"""A resident offers two evenings, confirms by mail, is brought to a night shelter, and is thanked."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from samverka.actors.models import Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.directory.tests.factories import fill_reference
from samverka.exchange import tasks
from samverka.exchange.models import Offer
from samverka.exchange.tests.factories import need


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DP"  # noqa: S105 (of a second factor in a test)
NEED, OFFER = "Kvällsvärdar i dörren", "Två kvällar i veckan"


@pytest.fixture
def asker(transactional_db):
    fill_reference()
    city = make_organisation(name="Exempelstaden", kind=Organisation.Kind.MUNICIPALITY, territory="0180")
    coordinator = make_user(Role.MUNICIPALITY_COORDINATOR, at=city)
    TOTP.activate(coordinator, SECRET)
    asker = make_user(Role.SHELTER_LEAD, at=make_organisation(name="Exempelmissionen", territory="0180"))
    today = localdate(now())
    need(asker, title=NEED, starts_on=today, ends_on=today + timedelta(days=90))
    return asker, coordinator


def test_a_resident_helps_and_is_thanked(asker, person, as_it_should_be):
    lead, coordinator = asker
    resident = person(None)

    offer(resident, as_it_should_be)
    confirm(resident, as_it_should_be)
    propose(person(coordinator, width=1280), as_it_should_be)
    take(person(lead), as_it_should_be)

    thanks = letters()[-1]
    assert (thanks.subject, thanks.to) == ("Tack för din hjälp", ["inga@exempel.example"])
    assert "Ni gjorde natten varm." in thanks.body
    resident.reload()
    expect(resident.get_by_text("Din hjälp kom till nytta.")).to_be_visible()
    as_it_should_be(resident)
    assert resident.context.cookies() == []
    assert Offer.objects.get().state == "thanked"


def letters():
    tasks.mail_givers(at=now())
    return mail.outbox


def offer(page, as_it_should_be):
    page.goto(reverse("web:help_wanted"))
    as_it_should_be(page)
    page.get_by_role("link", name=NEED).click()
    as_it_should_be(page)
    page.get_by_role("link", name="Det här kan jag hjälpa till med").click()
    as_it_should_be(page)
    page.get_by_label("Vad erbjuder du").fill("Ring 19811218-9876")
    page.get_by_label("Ditt namn").fill("Inga Exempel")
    page.get_by_label("Din e-postadress").fill("inga@exempel.example")
    page.get_by_role("button", name="Skicka erbjudandet").click()
    expect(page.get_by_text("personnummer").first).to_be_visible()
    as_it_should_be(page)
    page.get_by_label("Vad erbjuder du").fill(OFFER)
    page.get_by_role("button", name="Skicka erbjudandet").click()
    expect(page.get_by_role("heading", name="Titta i din e-post")).to_be_visible()
    as_it_should_be(page)


def confirm(page, as_it_should_be):
    page.goto(re.search(r"/hjalp-till/mitt/\S+", letters()[-1].body)[0])
    as_it_should_be(page)
    page.get_by_role("button", name="Ja, det här erbjuder jag").click()
    expect(page.get_by_text("Du får svar med e-post")).to_be_visible()
    as_it_should_be(page)


def propose(page, as_it_should_be):
    page.goto(reverse("web:helping"))
    as_it_should_be(page)
    page.get_by_role("link", name=OFFER).first.click()
    expect(page.get_by_text("erbjudet för just det här behovet")).to_be_visible()
    as_it_should_be(page)
    page.get_by_role("button", name="Föreslå").click()
    expect(page.get_by_text("Härnäst säger organisationen")).to_be_visible()


def take(page, as_it_should_be):
    page.goto(reverse("web:helping"))
    page.get_by_role("link", name=OFFER).first.click()
    page.get_by_role("button", name="Ja, ta emot hjälpen").click()
    page.get_by_role("button", name="Visa namn och e-postadress").click()
    expect(page.get_by_text("inga@exempel.example")).to_be_visible()
    as_it_should_be(page)
    page.get_by_text("Det är klart: säg tack").click()
    page.get_by_label("En egen rad, om du vill").fill("Ni gjorde natten varm.")
    as_it_should_be(page)
    page.get_by_role("button", name="Klart, och tack").click()
    expect(page.get_by_text("Givaren tackas med e-post.")).to_be_visible()
    as_it_should_be(page)
