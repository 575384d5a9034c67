"""Whoever opens an address that only takes what a form sends is led to the page that the form stands on."""

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from samverka.actors.models import Role
from samverka.core.drafts import whose
from tests.houses import make_house
from tests.test_strangers import NEVER, WAYS, WHOSE, address, ids, log_in


pytestmark = pytest.mark.on_sqlite


RECORDLESS = {  # take a form, and name no record in their address
    "upload_import": "shelters:upload_import",
    "state_languages": "outreach:state_languages",
    "go_on_duty": "outreach:go_on_duty",
    "leave_template": "situation:leave_template",
}
READER = {  # who may see the page that the form stands on, where that is not the shelter's lead
    **dict.fromkeys(("remind", "withdraw_invitation", "end_membership"), Role.ORGANISATION_ADMIN),
    **dict.fromkeys(("pause_organisation", "resume_organisation"), Role.ORGANISATION_ADMIN),
    **dict.fromkeys(("undo_tally", "correct_tally"), Role.OUTREACH_WORKER),
    **dict.fromkeys(("tell_outcome", "remove_refusal"), Role.OUTREACH_WORKER),
    **dict.fromkeys(("end_screen", "remind_campaign", "close_campaign"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("read_feed", "name_feed_columns", "name_kinds"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("tick_removals", "approve_reading", "discard_reading"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("verify_channel", "remove_channel", "remove_channel_days"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("close_settlement", "forget_position", "carry_on", "set_needs"), Role.OUTREACH_WORKER),
    **dict.fromkeys(("tick_plan", "close_removal"), Role.OUTREACH_WORKER),
    **dict.fromkeys(("triage_tip", "pass_tip_on", "look_at_tip", "set_tip_aside", "answer_tip"), Role.TIP_TRIAGE),
    **dict.fromkeys(("ask_municipalities", "send_survey", "remind_respondents"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("lock_survey", "compile_survey", "set_mailbox"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("drop_respondent", "pass_on"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("publish_questionnaire", "write_next_version"), Role.COUNTY_COORDINATOR),
    **dict.fromkeys(("prepare_publication", "publish_preview", "discard_preview"), Role.COUNTY_COORDINATOR),
    **dict.fromkeys(("move_question", "remove_question"), Role.COUNTY_COORDINATOR),
    **dict.fromkeys(("withdraw_estimate", "state_hidden_number"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("review_report", "take_up_report", "publish_report"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("drop_report", "add_section", "move_section", "remove_section"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("ask_reader", "drop_reader", "note_report_read"), Role.MUNICIPALITY_COORDINATOR),
    "take_back_comment": Role.MUNICIPALITY_COORDINATOR,
    **dict.fromkeys(("circulate_report", "hand_over_report", "move_assignment"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("hand_over", "decide_proposal", "drop_proposal"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("note_implemented", "note_not_taken_up"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("consult", "consult_all", "remind_consulted"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("send_consultation", "close_consultation"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("drop_recipient", "approve_minutes"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("note_decision", "note_action"), Role.MUNICIPALITY_COORDINATOR),
    **dict.fromkeys(("take_back_decision", "take_back_action"), Role.MUNICIPALITY_COORDINATOR),
    "decline_offer": Role.MUNICIPALITY_COORDINATOR,
    "leave_template": Role.MUNICIPALITY_COORDINATOR,
    **{name: Role.ORGANISATION_ADMIN for name, whose in WHOSE.items() if whose in ("call", "application")},
    "end_grant": Role.MUNICIPALITY_COORDINATOR,
    "take_step": Role.SAFEGUARDING_LEAD,
}


def views(patterns=None):
    """Every page: its name, and what answers."""
    for entry in patterns or get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns)
        else:
            yield entry.name, entry.callback


FORMS_ONLY = sorted(
    name
    for name, view in views()
    if hasattr(view, "form_on") and (name in WAYS or name in RECORDLESS)  # of others no record stands in a house
)


def drafts_astray(page):
    """Forms that are sent elsewhere than where their draft is kept, so that it would never be done with."""
    found = re.findall(
        r'<form method="post"(?:\s+action="([^"]*)")?[^>]*>(.*?)</form>', page.content.decode(), re.DOTALL
    )
    kept = [(sent, re.search(r'name="draft_of" value="([^"]+)"', form)) for sent, form in found]
    return [
        sent
        for sent, name in kept
        if name and whose(name[1])["form"] != (sent.partition("#")[0] or page.request["PATH_INFO"])
    ]


def test_every_address_that_takes_a_form_leads_to_its_page():
    house = make_house("0180")
    roles = {READER.get(name, Role.SHELTER_LEAD) for name in FORMS_ONLY}
    readers = {role: log_in(role, house.organisation) for role in roles}
    wrong = {}

    for name in FORMS_ONLY:
        client = readers[READER.get(name, Role.SHELTER_LEAD)]
        if WHOSE.get(name) in ("token", "sheet", "delivery", "duty"):
            client = Client()
            client.force_login(house.duty.user if name == "end_duty" else house.token.user)  # whose they are
        way = address(name, ids(house, name)) if name in WAYS else reverse(RECORDLESS[name])
        answer = client.get(way, follow=True)
        if [status for _way, status in answer.redirect_chain] != [302] or answer.status_code != 200:
            wrong[name] = (answer.redirect_chain, answer.status_code)
        if strays := drafts_astray(answer):
            wrong[name] = strays

    assert wrong == {}
    assert len(FORMS_ONLY) > 25


def test_what_is_unknown_or_foreign_is_not_there():
    own, beside = make_house("0180"), make_house("0184")
    client = log_in(Role.SHELTER_LEAD, own.organisation)

    for name in set(FORMS_ONLY) - set(RECORDLESS):
        for told in (NEVER, ids(beside, name)):
            assert client.get(address(name, told)).status_code == 404, name


def test_no_page_is_a_blank_refusal():
    client = log_in(Role.SHELTER_LEAD, make_house("0180").organisation)

    refused = {name for name in WAYS if client.get(address(name, NEVER)).status_code == 405}

    assert refused == set()


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_stay_refused(method):
    house = make_house("0180")
    client = log_in(Role.SHELTER_LEAD, house.organisation)

    assert getattr(client, method)(reverse("shelters:open_night", args=[house.night.pk])).status_code == 405


def test_machines_are_told_that_they_asked_wrongly():
    house = make_house("0180")
    client = log_in(Role.SHELTER_LEAD, house.organisation)

    assert client.get(f"/api/v1/nights/{house.night.pk}/open").status_code == 405


def test_without_a_log_in_one_is_led_to_it():
    house = make_house("0180")

    answer = Client().get(reverse("shelters:open_night", args=[house.night.pk]))

    assert (answer.status_code, answer.headers["Location"].startswith("/accounts/login/")) == (302, True)
