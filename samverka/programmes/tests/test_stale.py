"""Two open the same page and both save: the second is handed both, field by field, and drafts are kept."""

import re
from functools import partial

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from samverka.core.ids import new_id
from samverka.core.models import Draft
from samverka.programmes import actions
from samverka.programmes.tests.factories import home, make_payer
from samverka.programmes.tests.projects import key, make_leader, make_running
from samverka.programmes.tests.proposing import AT, ask, make_consultation, make_coordinator, make_respondent
from samverka.programmes.tests.strategies import STEP, make_drafted, make_in_force


pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def a_period():
    leader = make_leader()
    period = make_running(leader)[0]
    one = key("disability")
    typed = {f"source_{one}": "operation_estimate", f"low_{one}": "5", f"high_{one}": "9"}
    return leader, reverse("programmes:period", args=[period.pk]), f"method_{one}", typed


def a_strategy_year():
    town = make_payer()
    return town, reverse("programmes:strategy_year", args=[make_in_force(town).pk, 2026]), "text", {}


def a_part():
    town = make_payer()
    measure = make_drafted(town).measures.get()
    part = actions.ask_for_part(id=new_id(), measure=measure, organisation=home(town), by=town, **STEP)
    return town, reverse("programmes:sign_part", args=[part.pk]), "text", {}


def an_opinion():
    by, member = make_coordinator(), make_respondent()
    consultation = make_consultation(by)
    answer = ask(consultation, by, organisation=home(member), respondent="", mailbox="")
    actions.send_consultation(consultation=consultation, by=by, at=AT)
    return member, reverse("programmes:give_opinion", args=[answer.pk]), "summary", {"opinion": "opposes"}


def enter_presses(page):
    """The first button of the form that has a draft."""
    text = page.content.decode()
    form = text[text.rindex("<form", 0, text.index('name="draft_of"')) :]
    return re.search(r"<button\b[^>]*>", form)[0]


@pytest.mark.parametrize("make", [a_period, a_strategy_year, a_part, an_opinion])
def test_whoever_saves_second_is_handed_both(client, make):
    user, way, name, typed = make()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.force_login(user)
    page = client.get(way)
    seen = page.context["form"]["seen"].value()
    draft = {"draft_of": re.search(r'name="draft_of" value="([^"]+)"', page.content.decode())[1]}
    say = partial(client.post, way)

    assert (
        client.post(reverse("core:keep_draft") + "?by_script", typed | draft | {name: "Mina ord."}).status_code == 204
    )
    assert "Mina ord." in client.get(way + "?draft=resume").content.decode()
    offered = client.get(way)
    assert say({**typed, name: "Kollegans ord.", "seen": seen}).status_code == 302
    stale = say({**typed, **draft, name: "Mina ord.", "seen": seen})

    form = stale.context["form"]
    assert stale.status_code == 409
    assert [enter_presses(page) for page in (offered, stale)] == ["<button hidden>"] * 2
    assert [(one.name, one.theirs, one.mine) for one in form.differences] == [
        (name, "<del>Kollegans </del>ord.", "<ins>Mina </ins>ord.")
    ]
    assert form["seen"].value() != seen
    assert Draft.objects.exists()
    assert say({**typed, **draft, name: "Mina ord.", "seen": form["seen"].value()}).status_code == 302
    assert not Draft.objects.exists()


def test_a_number_and_a_choice_are_set_side_by_side_too_and_taken(client):
    user, way, name, typed = a_period()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.force_login(user)
    seen = client.get(way).context["form"]["seen"].value()
    typed = typed | {name: "Ledarnas ord."}
    low = next(one for one in typed if one.startswith("low_"))
    client.post(way, typed | {low: "3", "seen": seen})

    form = client.post(way, typed | {low: "7", "seen": seen}).context["form"]
    assert [(one.name, one.theirs, one.mine, one.is_text) for one in form.differences] == [(low, "3", "7", False)]
    assert form.differences[0].label.startswith(f"{form.lines[-1].indicator}, ")
    told = {"seen": form["seen"].value(), "take": f"{low}:theirs"}
    taken = client.post(way, typed | {low: "7"} | told).context["form"]
    assert (taken[low].value(), taken.differences) == ("3", [])


def test_a_reminder_by_the_clock_makes_no_opinion_stale(client):
    user, way, name, typed = an_opinion()
    client.force_login(user)
    seen = client.get(way).context["form"]["seen"].value()
    answer = user.standing[0].organisation.consultation_answers.get()

    actions.mail_link(answer=answer, occasion="reminded_at", at=AT)

    assert client.post(way, {**typed, name: "För dyrt.", "seen": seen}).status_code == 302
