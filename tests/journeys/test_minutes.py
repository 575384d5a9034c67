"""The secretary of a network notes decisions and actions while the notes are not saved yet, and sends it all."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.actions import found_network
from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.exchange import actions
from samverka.exchange.models import ActionPoint, Decision, Meeting


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_notes_that_are_not_saved_stay_while_others_are_noted_and_go_out_with_the_minutes(page, log_in):
    home, at = make_organisation(kind="municipality"), now()
    by = make_user(Role.MUNICIPALITY_COORDINATOR, at=home)
    network = found_network(
        id=new_id(), organisation=home, function="Samordning", mailbox="", name="Boplatser", purpose="Läget.",
        places=[home.territory], weeks=6, by=by, at=at,
    )  # fmt: skip
    meeting = actions.plan_meeting(
        id=new_id(), network=network, starts_at=at - timedelta(hours=1), ends_at=at, place="Salen", link="", agenda="",
        by=by, at=at,
    )  # fmt: skip
    TOTP.activate(by, "JBSWY3DPEHPK3PXPJBSWY3DP")
    log_in(by)
    page.goto(reverse("exchange:take_minutes", args=[meeting.pk]))
    notes, decided = page.locator("textarea[name=minutes]"), page.locator("#decisions input[name=text]")
    notes.fill("Läget är lugnt.")

    for text in ("Vi öppnar tidigare.", "Vi delar lista."):
        decided.fill(text)
        decided.press("Enter")
        page.locator("#decisions li", has_text=text).wait_for()
        assert decided.evaluate("one => one === document.activeElement")
    page.locator("#actions input[name=text]").fill("Ringa")
    page.locator("#actions input[name=text]").press("Enter")
    page.locator("#actions li", has_text="Ringa").wait_for()
    page.locator("#decisions li", has_text="tidigare").get_by_role("button").click()
    page.locator("#decisions li", has_text="tidigare").wait_for(state="detached")

    assert notes.input_value() == "Läget är lugnt."
    assert (Decision.objects.get().text, ActionPoint.objects.get().text) == ("Vi delar lista.", "Ringa")

    page.locator("button[name=send]").click()
    page.wait_for_url("**" + reverse("exchange:meeting", args=[meeting.pk]))
    assert [(one.state, one.minutes) for one in Meeting.objects.all()] == [("held", "Läget är lugnt.")]
