"""A step that is folded away on a page keeps its draft under its own address, and gives it back on that page."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from samverka.actors.tests.visits import log_in
from samverka.core.drafts import whose
from samverka.core.models import Draft
from samverka.programmes.tests.factories import make_payer, make_provider, make_signed
from samverka.programmes.tests.proposing import make_coordinator, make_handed_over


pytestmark = pytest.mark.django_db


def drafts_on(page):
    """The names of its forms' drafts, by the addresses that they are kept under."""
    return {whose(name)["form"]: name for name in re.findall(r'name="draft_of" value="([^"]+)"', page.content.decode())}


def test_a_step_keeps_its_own_draft_until_it_is_taken():
    by = make_coordinator()
    found = make_handed_over(by)
    TOTP.activate(by, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client = log_in(by)
    page = reverse("programmes:proposal", args=[found.pk])
    leave, decide = (
        reverse(f"programmes:{name}", args=[found.pk]) for name in ("note_not_taken_up", "decide_proposal")
    )
    names = drafts_on(client.get(page))
    assert {leave, decide} == set(names)

    told = {"draft_of": names[leave], "on": "2026-11-20", "note": "Frågan utreds på nytt."}
    kept = client.post(reverse("core:keep_draft"), told, follow=True)
    assert kept.redirect_chain == [(f"{leave}?draft=resume", 302), (f"{page}?draft=resume", 302)]
    assert kept.content.decode().count("Frågan utreds på nytt.</textarea>") == 1
    assert client.get(page).content.decode().count("?draft=resume") == 1

    wrong = client.post(leave, told | {"on": ""})
    assert (wrong.status_code, leave in drafts_on(wrong), Draft.objects.count()) == (422, True, 1)
    assert client.post(leave, told).status_code == 302
    assert Draft.objects.count() == 0


def test_asking_for_another_look_at_a_year_goes_on_where_its_form_is():
    payer = make_payer()
    agreement = make_signed(payer, make_provider())
    TOTP.activate(payer, "JBSWY3DPEHPK3PXP")
    client = log_in(payer)
    page = reverse("programmes:follow_up", args=[agreement.pk, 2026])
    way = reverse("programmes:object_to_year", args=[agreement.pk, 2026])

    assert client.get(f"{way}?draft=resume").url == f"{page}?draft=resume"
    assert client.get(way).url == client.get(reverse("programmes:settle_year", args=[agreement.pk, 2026])).url == page
