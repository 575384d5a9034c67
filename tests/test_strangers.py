"""P5: what belongs to others looks to a stranger as if it had never been: every page, every role."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import URLResolver, get_resolver

from samverka.actors.models import COORDINATORS, Role
from samverka.actors.queries import SECOND_FACTOR
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from tests.houses import make_house
from tests.test_architecture import OPEN_TO_ALL


# page: whose id stands in its address
PAGES = {
    "night": "night find_ticket arrivals door give_place turn_away place_slip hold_place beds notes course open_night "
    "release_unclaimed freeze_night close_night cancel_night displaced correct_figure correct_turn_aways night_report "
    "night_report_file",
    "turn_away": "settle_turn_away undo_turn_away",
    "place": "check_in undo_check_in leave_early give_notice decline_place cancel_place withdraw_hold",
    "place.ticket": "ticket end_ticket",
    "slip": "slip withdraw_slip undo_withdraw_slip",
    "slip.draw": "draw hand_out_slip lock_draw unlock_draw draw_lots wall_list draw_tickets",
    "pool": "pool pool_draw pool_rules edit_pool set_policy apply_preset new_season",
    "season": "season edit_season season_picture schedule_slots host_season offer_nights note_fire_notice "
    "set_up_host_link",
    "slot": "turn prepare_slot move_slot schedule_slot undo_schedule withdraw_slot undo_withdraw_slot",
    "host_link": "end_host_link",
    "request": "admit_shelter decline_shelter withdraw_request",
    "shelter": "ask_to_join leave_pool undo_move "
    "shelter running_tickets plan_nights edit_shelter shelter_report shelter_report_file new_group",
    "group": "edit_group",
    "organisation": "organisation edit_organisation edit_contact_line pause_organisation resume_organisation "
    "part_with_organisation new_team desk_month new_shelter new_pool organisation_report organisation_report_file",
    "membership": "end_membership",
    "invitation": "remind withdraw_invitation",
    "sheet": "import name_columns approve_import discard_import import_before",
    "token": "end_token",
    "offer.provider": "provider edit_provider new_place new_service",
    "offer.places.first": "place edit_place",
    "offer": "service edit_service remove_entry restore_entry edit_hours add_exception add_notice verify",
    "offer.at_places.first": "move_stop",
    "offer.exceptions.first": "change_exception remove_exception",
    "offer.notices.first": "change_notice remove_notice",
    "offer.error_reports.first": "handle_report",
    "secret": "partner_address",
    "campaign": "campaign remind_campaign close_campaign",
    "screen": "end_screen",
    "delivery": "retry_delivery drop_delivery",
    "area": "retire_area restore_area areas add_area set_rule on_duty lines week months settled_areas aid "
    "figures figures_file estimates state_estimate hidden bring_overlaps everywhere everywhere_file",
    "team": "plan_round write_handover count_language state_unique edit_team",
    "tally": "tally undo_tally correct_tally",
    "desk": "counter tap undo_tap visit_day record_session record_activity",
    "session": "undo_session say_received",
    "activity": "undo_activity",
    "refusal": "tell_outcome remove_refusal",
    "referral": "receive_referral withdraw_referral",
    "duty": "end_duty",
    "sighting": "use_channel none_needed",
    "note": "note take_step",
    "channel": "channel change_channel set_channel_hours add_channel_days verify_channel remove_channel",
    "settlement": "settlement tally_settlement change_settlement close_settlement open_removal see_position "
    "note_position forget_position grant_position",
    "removal": "removal carry_on set_needs tick_plan close_removal set_window removal_places removal_sheet",
    "grant": "end_grant",
    "tip": "tip triage_tip pass_tip_on look_at_tip set_tip_aside answer_tip",
    "channel.exceptions.first": "remove_channel_days",
    "cold": "cold_night decide_cold_night ask_cold_sites confirm_cold_sites announce_cold_night open_cold_night "
    "close_cold_night call_off_cold_night report_cold_night",
    "cold.sites.first": "answer_cold_site note_cold_answer",
    "reading.feed": "feed change_feed read_feed",
    "preview": "preview publish_preview discard_preview publish_territory prepare_publication",
    "survey": "survey edit_survey ask_municipalities ask_respondent send_survey remind_respondents lock_survey "
    "compile_survey compiled compiled_question",
    "survey.answers.first": "answer read_answer pass_on enter_answer set_mailbox drop_respondent",
    "estimate": "correct_estimate withdraw_estimate",
    "lists": "hidden_number bring_anew state_hidden_number",
    "questionnaire": "questionnaire publish_questionnaire write_next_version add_question",
    "questionnaire.questions.first": "change_question move_question remove_question",
    "report": "report report_draft add_section review_report take_up_report publish_report drop_report "
    "begin_next_report circulate_report hand_over_report ask_reader",
    "report.sections.first": "write_section move_section remove_section",
    "comment.reader": "drop_reader read_report note_report_read",
    "comment": "answer_comment take_back_comment",
    "question": "question take_up route_question note_authority_answer draft_answer review_answer return_answer "
    "answer_question publish_answer keep_private merge_question withdraw_question",
    "card": "card write_text review_text return_text publish_card confirm_card withdraw_card own_answers tell_answer",
    "agreement": "agreement write_agreement add_party remove_party set_money set_volume sign_agreement "
    "extend_agreement draft_agreement reopen_agreement end_agreement publish_agreement volumes state_delivered "
    "nights_behind follow_up follow_up_pdf follow_up_xlsx settle_year object_to_year comment_deviation plan_payment "
    "plan_agreement_meeting name_successor note_not_renewed reopen_renewal",
    "payment": "note_paid undo_paid remove_payment",
    "agreement_meeting": "agreement_meeting drop_agreement_meeting",
    "call": "call write_call set_criterion remove_criterion invite_applicant uninvite_applicant open_call decide_call "
    "drop_call begin_application",
    "application": "application write_application set_application_volume submit_application withdraw_application "
    "drop_application return_application judge_application declare_partial prepare_outcome",
    "project": "project write_project grant_project add_project_partner remove_project_partner count_at "
    "set_project_money set_target remove_target plan_periods close_project",
    "period": "period period_counted submit_report",
    "indicator_report": "indicator_report indicator_file",
    "practice": "practice write_practice approve_practice return_practice publish_practice confirm_practice "
    "archive_practice tell_adoption",
    "adoption": "take_back_adoption",
    "need": "write_need meet_need close_need reopen_need propose_match",
    "help_offer": "help_offer change_offer decline_offer withdraw_offer",
    "match": "agree_match turn_down_match let_match_fall finish_match open_giver",
    "member": "edit_network_member leave_network follow_network",
    "member.network": "network edit_network add_network_member hand_over_network name_acting wind_up_network "
    "take_up_network plan_meeting handover",
    "decision": "take_back_decision",
    "decision.meeting": "meeting edit_meeting call_meeting call_off_meeting plan_again take_minutes "
    "note_decision note_action approve_minutes reopen_minutes minutes_file",
    "action_point": "take_back_action finish_action drop_action reopen_action",
    "strategy": "strategy write_strategy revise_strategy add_measure ask_backer remove_backer draft_strategy "
    "open_consultation close_broad_consultation decide_strategy bring_into_force strategy_year",
    "measure": "measure write_measure ask_for_part remove_part move_measure",
    "part": "sign_part",
    "backer": "back",
    "proposal": "proposal write_proposal hand_over decide_proposal note_implemented note_not_taken_up drop_proposal "
    "plan_consultation",
    "consultation": "consultation consultation_file edit_consultation consult consult_all send_consultation "
    "remind_consulted close_consultation",
    "assignment": "move_assignment",
    "consultation.answers.first": "give_opinion drop_recipient",
    "reading": "reading name_feed_columns name_kinds tick_removals approve_reading discard_reading",
}
WHOSE = {name: whose for whose, names in PAGES.items() for name in names.split()}
ABOUT_NOBODY = {  # pages whose address names no record, or only oneself
    *("outreach:round", "outreach:record_tally", "outreach:referrals", "outreach:refer", "outreach:my_duty"),
    *("outreach:settlements", "outreach:note_settlement", "outreach:positions", "outreach:removals"),
    *("outreach:windows", "outreach:desk", "outreach:refusals", "outreach:tips"),
    *("outreach:state_languages", "outreach:go_on_duty"),
    *("actors:outbox", "actors:deliveries"),
    *("web:today", "web:see_news", "actors:choose_digest", "actors:stop_digest"),
    *("actors:sign_terms", "actors:account", "actors:access", "actors:access_rules"),
    *("actors:organisations", "actors:add_organisation", "shelters:tonight", "shelters:board", "shelters:shelters"),
    *("shelters:sheets", "shelters:upload_import", "shelters:import_template", "shelters:screens", "shelters:seasons"),
    *("directory:my_directory", "directory:partner_places", "directory:new_provider", "directory:campaigns"),
    *("directory:start_campaign", "directory:translations", "directory:translate", "directory:confirm_translation"),
    *("directory:record", "directory:remove_recording", "directory:export_translations"),
    *("directory:import_translations", "directory:approve_translations"),  # whose texts: see their own tests
    *("directory:languages", "directory:add_language", "directory:change_language"),  # everybody's
    *("directory:directory_rules", "directory:set_policy"),  # the nation's
    *("actors:looks", "actors:purges"),
    "situation:situation",
    "situation:overlaps_template",  # an empty sheet
    *("safeguarding:call_now", "safeguarding:call_in", "safeguarding:children", "safeguarding:my_notes"),
    "safeguarding:note_concern",
    *("safeguarding:channels", "safeguarding:add_channel"),
    *("directory:feeds", "directory:add_feed", "directory:feed_template"),
    *("shelters:cold", "shelters:note_forecast"),
    *("exchange:advice", "exchange:ask_question", "exchange:cards", "exchange:begin_card"),
    *("programmes:programmes", "programmes:agreements", "programmes:begin_agreement"),
    *("programmes:calls", "programmes:begin_call"),
    *("exchange:practices", "exchange:suggest_practice"),
    *("exchange:discussions", "exchange:begin_discussion", "exchange:discussion"),  # of all but
    *("exchange:settle_discussion", "exchange:archive_discussion", "exchange:follow_discussion"),  # the police: see
    *("exchange:unfollow_discussion", "exchange:ask_from_discussion", "exchange:take_back_post"),  # their own tests
    "exchange:practice_from_discussion",
    *("exchange:ask_for_help", "exchange:make_offer", "exchange:help_count", "exchange:help_count_file"),
    *("web:helping", "exchange:need"),  # around, one's own, and what everybody reads: see `test_views_helping`
    "web:search",  # what one may open, and nothing else: see its own tests
    "programmes:programmes",
    *("core:attach_file", "core:take_away_file"),  # beside things of every kind: see `test_card_files`
    *("programmes:projects", "programmes:begin_project"),
    *("exchange:networks", "exchange:found_network"),
    *("programmes:strategies", "programmes:begin_strategy"),
    "core:drop_draft",  # one's own
    *(
        "core:attach_file",
        "core:take_away_file",
        "core:drop_draft",
    ),  # beside things of every kind: see `test_card_files`
    *("programmes:proposals", "programmes:begin_proposal", "programmes:mandates", "programmes:begin_mandate"),
    *(
        "programmes:mandate",
        "programmes:write_mandate",
        "programmes:move_mandate",
        "programmes:withdraw_extension",
        "programmes:assign",
    ),  # everybody's
    *("programmes:add_deliverable", "programmes:note_delivered", "programmes:begin_final_report"),
    *("exchange:laws", "exchange:add_law", "exchange:change_law"),  # the law is everybody's
    *("situation:surveys", "situation:plan_survey", "situation:begin_own_picture", "situation:questionnaires"),
    "situation:publish",
    *("situation:add_questionnaire", "situation:support"),  # every municipality's, without figures
    *("situation:reports", "situation:begin_report", "situation:report_template", "situation:leave_template"),
    "situation:circulated_reports",  # one's own
    "situation:house_template",
    *("shelters:set_cold_trigger", "shelters:write_cold_text"),  # by municipality: see `test_views_cold`
}
REACH = {Role.COUNTY_COORDINATOR: "01", Role.NATIONAL_COORDINATOR: "00"}
FAR = {Role.SHELTER_LEAD, Role.OUTREACH_WORKER, *COORDINATORS}  # tried also against another county
DIRECTORY = [
    name
    for whose, names in PAGES.items()
    if whose.startswith(("offer", "campaign", "reading"))
    for name in names.split()
]
# Whose work it is to know of others: in their county, or everywhere.
IN_COUNTY = {Role.COUNTY_COORDINATOR}
EVERYWHERE = {Role.NATIONAL_COORDINATOR}
KNOWN_TO = {
    **dict.fromkeys(PAGES["organisation"].split()[:6], IN_COUNTY | EVERYWHERE),
    **dict.fromkeys(("remind", "withdraw_invitation", "end_membership"), IN_COUNTY | EVERYWHERE),
    **dict.fromkeys(DIRECTORY, IN_COUNTY | EVERYWHERE),
    **dict.fromkeys(f"{PAGES['channel']} remove_channel_days".split(), IN_COUNTY | EVERYWHERE),  # which are public
    **dict.fromkeys(("areas", "add_area", "set_rule", "on_duty", "lines", "week", "months"), IN_COUNTY),  # in sums
    **dict.fromkeys([*PAGES["cold"].split(), "note_cold_answer"], IN_COUNTY | EVERYWHERE),
    **dict.fromkeys(PAGES["preview"].split(), IN_COUNTY | EVERYWHERE),
    **dict.fromkeys((*PAGES["survey"].split(), *PAGES["survey.answers.first"].split()), IN_COUNTY | EVERYWHERE),
    **dict.fromkeys(("aid", "figures", "figures_file"), IN_COUNTY | EVERYWHERE),  # which are totals
    **dict.fromkeys(("estimates", "state_estimate", "hidden", "bring_overlaps"), IN_COUNTY | EVERYWHERE),  # of them
    **dict.fromkeys([*PAGES["question"].split(), *PAGES["card"].split()], IN_COUNTY | EVERYWHERE),
    **dict.fromkeys(PAGES["practice"].split(), IN_COUNTY | EVERYWHERE),
    **dict.fromkeys(f"{PAGES['need']} {PAGES['help_offer']} {PAGES['match']}".split(), IN_COUNTY | EVERYWHERE),
    **dict.fromkeys([*PAGES["member"].split(), *PAGES["member.network"].split()], IN_COUNTY),
    **dict.fromkeys([*PAGES["decision.meeting"].split(), *PAGES["action_point"].split()], IN_COUNTY),
    "take_back_decision": IN_COUNTY,
    **dict.fromkeys(("everywhere", "everywhere_file"), IN_COUNTY | EVERYWHERE),
    **dict.fromkeys(PAGES["project"].split(), IN_COUNTY | EVERYWHERE),  # read where it runs, by who coordinates there
    **dict.fromkeys(("indicator_report", "indicator_file"), IN_COUNTY | EVERYWHERE),
    "partner_address": {*Role} - {Role.LIAISON},  # of the territory; see the test of its own below
    **dict.fromkeys(("shelter_report", "shelter_report_file"), IN_COUNTY | EVERYWHERE),  # in sums: handbook 1.6
}


def routes(patterns=None, way="", namespace=""):
    """Every page: its name, and its address with the kinds of what stands in it."""
    for entry in patterns or get_resolver().url_patterns:
        here = way + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, here, f"{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}", f"/{here}"


WAYS = {
    name.partition(":")[2]: way
    for name, way in routes()
    if name.partition(":")[2] in WHOSE
    and (name.startswith(("web:removal_", "web:handover")) or not name.startswith(("api-", "web:")))
}
WORDS = {
    "measure": "bed_nights",
    "asked": "school",
    "table": "local_policy",
    "kind": "xlsx",
    "key": "fee",
    "noun": "service",
    "step": "take_advice",
    "day": "2026-11-02",
}
WORDS |= {"indicator": "bed_nights", "period": "2026", "question": "adults", "year": "2026", "deviation": "0"}
NEVER = {name: new_id() for name in ("pk", "organisation", "shelter", "slip", "provider")}
NEVER["code"] = "9999"


def ids(house, name):
    """What of the house may stand in the address of a page."""
    pk = house
    for step in WHOSE[name].split("."):
        pk = getattr(pk, step)
        pk = pk() if step == "first" else pk
    return {
        "pk": pk.pk,
        "provider": house.offer.provider_id,
        "organisation": house.organisation.pk,
        "shelter": house.shelter.pk,
        "slip": house.slip.pk,
        "deviation": house.deviation.pk,
        "code": house.preview.territory_id if WHOSE[name] == "preview" else house.organisation.territory_id,
    }


def address(name, told):
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(told.get(part[1]) or WORDS[part[1]]), WAYS[name])


def answers(client, way, methods=("get", "post")):
    """What a page says to a look and to a change, without what is new in every answer."""
    for method in methods:
        answer = getattr(client, method)(way, {"id": NEVER["pk"]})
        told = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode(errors="replace"))
        yield answer.status_code, answer.headers.get("Location", "").replace(way, ""), told.replace(way, "")


def taken(client, name):
    """How the page may be asked at all."""
    told = zip(("get", "post"), answers(client, address(name, NEVER)), strict=True)
    return [method for method, (status, *_) in told if status != 405]


def log_in(role, organisation):
    """Somebody with this role and, where it is asked for, a second factor."""
    user, client = make_user(role, at=organisation, territory=REACH.get(role, "")), Client()
    if role in SECOND_FACTOR:
        TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)
    return client


SPACES = ("web", "actors", "directory", "outreach", "safeguarding", "shelters", "situation", "exchange", "programmes")


def test_every_page_is_tried_or_is_about_nobody():
    known = {f"{space}:{name}" for name in WHOSE for space in SPACES} | ABOUT_NOBODY | OPEN_TO_ALL
    names = {name for name, _way in routes()}

    own_log_in = {name for name in names if name.startswith(("account_", "mfa_", "api-"))}
    assert names - known - own_log_in == set()
    assert set(WHOSE) - {name.partition(":")[2] for name in names} == set()


@pytest.mark.slow
@pytest.mark.on_sqlite
def test_what_belongs_to_others_looks_as_if_it_had_never_been():
    beside, beyond = make_house("0184"), make_house("0380")
    own = make_house("0180")
    wrong, tried = [], 0

    methods = {name: taken(log_in(Role.SHELTER_LEAD, own.organisation), name) for name in WAYS}

    for turn, role in enumerate(Role):
        client = log_in(role, own.organisation)
        nothing = dict(zip(("get", "post"), answers(client, address("night", NEVER)), strict=True))
        for place, name in enumerate(WAYS):
            tried += 1
            ways = [methods[name][(place + turn) % len(methods[name])]]  # a look or a change, in turn from role to role
            never = [nothing[method] for method in ways]
            asked = (place + turn) % 5 == 0  # one role in five asks for what never was; the others know what it says
            for house, known_to in ((beside, IN_COUNTY | EVERYWHERE), (beyond, EVERYWHERE)):
                if role in KNOWN_TO.get(name, set()) & known_to or (house is beyond and role not in FAR):
                    continue
                there = list(answers(client, address(name, ids(house, name)), ways))
                if there != never or asked:
                    never = list(answers(client, address(name, NEVER), ways))
                if there != never:
                    wrong.append((str(role), name, house.organisation.territory_id))
            if len(re.findall("<uuid", WAYS[name])) > 1 and role in FAR:
                foreign = ids(own, name) | {"pk": ids(beside, name)["pk"], "slip": beside.slip.pk}
                never = ids(own, name) | {"pk": NEVER["pk"], "slip": NEVER["slip"]}
                if list(answers(client, address(name, foreign))) != list(answers(client, address(name, never))):
                    wrong.append((str(role), name, "under one's own"))

    assert wrong == []
    assert tried == len(Role) * len(WAYS)
    assert all(methods.values())


@pytest.mark.slow
@pytest.mark.on_sqlite
def test_without_a_log_in_there_is_nothing_but_the_way_in():
    house, client = make_house("0184"), Client()

    for name in WAYS:
        here = list(answers(client, address(name, ids(house, name))))
        assert here == list(answers(client, address(name, NEVER)))
        assert {status for status, *_ in here} == {302}, name


@pytest.mark.slow
@pytest.mark.on_sqlite
def test_ones_own_is_there():
    """Else the tests above would pass in an empty house."""
    house = make_house("0180")
    seen = {}
    at_home = (Role.SHELTER_LEAD, Role.ORGANISATION_ADMIN, Role.MUNICIPALITY_COORDINATOR, Role.SAFEGUARDING_LEAD)
    for role in (*at_home, Role.OUTREACH_WORKER, Role.COUNTY_COORDINATOR):
        client = log_in(role, house.organisation)
        for name in WAYS:
            if not seen.get(name):
                statuses = {client.get(address(name, ids(house, name))).status_code}
                seen.setdefault(name, set()).update(statuses - {404})

    others = {"campaign", "import", "name_columns", "approve_import", "discard_import", "import_before", "end_token"}
    others |= {"retry_delivery", "drop_delivery", "end_duty", "see_position", "set_window"}
    assert {name for name, statuses in seen.items() if not statuses} <= others
