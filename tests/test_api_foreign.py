"""P5 by API: another county's records answer as if they had never been, whoever asks and whatever is asked."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from samverka.actors.models import COORDINATORS, Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.actors.tests.machines import Machine
from samverka.config.api import api
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.outreach.tests.desks import AID, group, log_refusal, make_adviser, make_desk, talk, tap
from samverka.outreach.tests.factories import (
    make_area,
    make_settlement,
    make_shelter_keeper,
    make_team,
    make_tip,
    note,
    open_removal,
    send_to_bed,
)
from samverka.shelters import actions
from samverka.shelters.actions.imports import upload_import
from samverka.shelters.models import TurnAway
from samverka.shelters.tests.cold import make_asked
from samverka.shelters.tests.factories import (
    EVENING,
    make_draw,
    make_intake,
    make_night,
    make_pool,
    make_request,
    make_season,
    make_shelter,
    offer,
    party,
)
from tests.foreign_asking import ASKING, foreign_survey
from tests.foreign_directory import foreign_entries, foreign_worries
from tests.foreign_exchange import EXCHANGE, foreign_advice


pytestmark = pytest.mark.on_sqlite


HERE, THERE = "01", "0380"
SEEN, DAYS = {"seen": "0" * 12}, {"first_day": "2027-01-16"}
PARTY, EVENT, BEDS = {"id": new_id(), "men": 1}, {"id": new_id()}, {"seen": "0" * 12, "groups": []}
POOL = {"territory": "0180", "name": "X"}
SEEN_CHILDREN = {
    "id": new_id(), "organisation_id": new_id(), "municipality": "0180", "setting": "street", "least": 1, "most": 1,
}  # fmt: skip
SEASON = {"name": "X", "first": "2026-11-01", "last": "2027-03-31"}
BODIES = {  # something acceptable for every operation that takes something
    "plan_night": {"id": new_id(), "date": "2027-01-16"},
    "confirm_night": BEDS,
    "change_capacity": BEDS,
    "cancel_night": {"because": "staff"},
    "give_place": PARTY,
    "hold_place": PARTY,
    "place_slip": EVENT,
    "check_in": EVENT,
    "undo_check_in": EVENT,
    "leave_early": EVENT,
    "give_notice": EVENT,
    "cancel_place": EVENT,
    "withdraw_hold": EVENT,
    "announce_draw": EVENT,
    "hand_out_slip": PARTY,
    "draw_lots": {"witness": "snow"},
    "end_ticket": {**EVENT, "because": "returned"},
    "find_ticket": {"code": "234"},
    "turn_away": {**PARTY, "reason": "full"},
    "settle_turn_away": {"outcome": "not_placed"},
    "correct_figure": {**EVENT, "field": "released", "change": 1, "reason": "x"},
    "correct_turn_aways": {**EVENT, "reason": "late", "parties": 1, "people": 1, "because": "x"},
    "write_note": {**EVENT, "text": "x"},
    "add_pool": {**EVENT, **POOL},
    "edit_pool": {"seen": "0" * 12, **POOL},
    "add_shelter": {**EVENT, **POOL},
    "edit_shelter": {"seen": "0" * 12, **POOL},
    "ask_to_join": {**EVENT, "pool_id": new_id()},
    "decline_shelter": {"reason": "x"},
    "add_group": {**EVENT, "name": "X"},
    "edit_group": {"seen": "0" * 12, "name": "X"},
    "set_policy": {"value": 5, "valid_from": "2027-01-16", "source": "x"},
    "apply_preset": {"name": "vinternatt_2", "valid_from": "2027-01-16"},
    "name_columns": {"sheet": "", "heading": 0, "columns": {}},
    "upload_import": None,  # names nobody's record
    "add_season": {**EVENT, **SEASON},
    "edit_season": SEEN | SEASON,
    "offer_night": {**EVENT, "date": "2027-01-16", "groups": [{"group_id": new_id(), "places": 1}]},
    "note_fire_notice": {"sent_on": "2027-01-16"},
    "prepare_slot": SEEN | {"volunteers_needed": 1, "volunteers_found": 1},
    "move_slot": {"date": "2027-01-16"},
    "withdraw_slot": {"because": "staff"},
    "add_provider": {**EVENT, "territory": "0180", "name": "X"},
    "change_provider": {"seen": "0" * 12, "name": "X"},
    "add_directory_place": {**EVENT, "territory": "0180", "name": "X"},
    "change_directory_place": {"seen": "0" * 12, "territory": "0180", "name": "X"},
    "add_service": {**EVENT, "category": "SHOWER", "name": "X"},
    "change_service": {"seen": "0" * 12, "category": "SHOWER", "name": "X"},
    "set_place_hours": SEEN,
    "set_service_hours": SEEN,
    "set_stop_hours": SEEN,
    "add_service_days": EVENT | DAYS,
    "add_place_days": EVENT | DAYS,
    "change_days": SEEN | DAYS,
    "add_service_notice": EVENT | DAYS | {"text": "X"},
    "add_place_notice": EVENT | DAYS | {"text": "X"},
    "add_provider_notice": EVENT | DAYS | {"text": "X"},
    "change_notice": SEEN | DAYS | {"text": "X"},
    "handle_report": {"state": "right"},
    "add_feed": {**EVENT, "name": "X", "organisation_id": new_id(), "territory": "0180"},
    "change_feed": SEEN | {"name": "X"},
    "read_feed": EVENT,
    "read_feed_file": EVENT,
    "name_feed_columns": {"sheet": "", "heading": 0, "columns": {"name": 0}},
    "name_kinds": {"kinds": {}},
    "tick_removals": {"remove": [new_id()]},
    "add_channel": {**EVENT, "municipality": "0180", "kind": "office", "phone": "08-1"},
    "change_channel": SEEN | {"phone": "08-1"},
    "set_channel_hours": SEEN | {"holidays": "open", "eves": "open"},
    "add_channel_days": EVENT | DAYS,
    "note_sighting": SEEN_CHILDREN,
    "use_channel": {"channel": "duty"},
    "none_needed": {"because": "known"},
    "note_concern": SEEN_CHILDREN | {"noticed_at": "2026-01-15T19:30:00Z"},
    "report_concern": {"channel": "duty"},
    "acknowledge_report": {},
    "receive_feedback": {},
    "not_report": {"because": "known"},
    "look_over": {"agrees": True},
    "record_tally": {**EVENT, "team_id": new_id(), "area_id": new_id(), "place_type": "street", "children": "no"},
    "note_unchanged": {**EVENT, "team_id": new_id(), "area_id": new_id(), "place_type": "street"},
    "correct_tally": {**EVENT, "reason": "twice", "men": -1},
    "refer": {**EVENT, "team_id": new_id(), "municipality": "0180", "organisation_id": new_id()},
    "count_language": {"month": "2027-01-01", "language": "ro", "count": 1, "seen": 0},
    "tap_language": {**EVENT, "month": "2027-01-01", "language": "ro"},
    "tap": {**EVENT, "service_id": new_id(), "kind": "women"},
    "correct_visits": {
        **EVENT,
        "service_id": new_id(),
        "date": "2027-01-15",
        "reason": "paper",
        "changes": [{"kind": "men", "by": 1}],
    },
    "record_session": {**EVENT, "service_id": new_id(), "topic": "work", "minutes": "10", "children": "no"},
    "say_received": {"received": "yes"},
    "record_activity": {**EVENT, "service_id": new_id(), "kind": "course", "women": 1},
    "state_aid": SEEN | {"aid": [{"kind": "food", **AID}]},
    "log_refusal": {
        **EVENT,
        "organisation_id": new_id(),
        "region": "01",
        "month": "2027-01-01",
        "setting": "hospital",
        "care": "acute",
        "event": "refused",
        "amount": "none",
        "card": "no",
    },
    "tell_outcome": {"outcome": "given"},
    "note_settlement": {**EVENT, "area_id": new_id(), "kind": "tents"},
    "change_settlement": SEEN | {"area_id": new_id(), "kind": "tents", "owner": "state"},
    "tally_settlement": {**EVENT, "adults_least": 1, "adults_most": 1, "children": "no"},
    "open_removal": {**EVENT, "on": "2026-01-15", "owner": "state"},
    "carry_on": {"state": "applied", "on": "2026-01-15"},
    "tick_plan": {"step": "information"},
    "close_removal": {"offered": 0, "taken": 0, "declined": 0, "not_known": 0},
    "pass_tip_on": {"to": "duty"},
    "look_at_tip": {"found": True},
    "set_tip_aside": {"state": "duplicate"},
    "answer_tip": {"answer": "helped"},
    "state_unique": {**EVENT, "month": "2027-01-01", "least": 1, "most": 2, "method": "judgement"},
    "note_forecast": {**EVENT, "territory_id": THERE, "date": "2027-01-16", "value": -9.5, "where": "site"},
    "decide_cold_night": {"opens": True},
    "ask_cold_sites": {"shelters": [new_id()]},
    "answer_cold_site": {"opens": False},
    "announce_cold_night": {**EVENT, "places": "X", "doors": "19:00"},
    "call_off_cold_night": {"because": "warmer"},
    **ASKING,
    **EXCHANGE,
}
NEVER = {"key": "no_such_rule", "code": "9999", "month": "2026-01-01", "name": "01-1999-1"}  # what of a path is no id
OPERATIONS = [
    (operation["operationId"], method, path.removeprefix("/api/v1"), "requestBody" in operation)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method, operation in methods.items()
]
MAY = {
    ("shelter_report", Role.NATIONAL_COORDINATOR),  # sees sums of every county (handbook 1.6)
    *((name, Role.NATIONAL_COORDINATOR) for name in ("aid", "state_aid")),  # sums of a month; the rule forbids to state
    ("territory_figures", Role.NATIONAL_COORDINATOR),  # totals
    *((name, Role.NATIONAL_COORDINATOR) for name in ("estimates", "hidden_numbers")),  # ranges; of lists only its own
    *(
        (name, Role.NATIONAL_COORDINATOR)
        for name, _, path, _ in OPERATIONS
        if path.startswith(("/directory/", "/channel", "/cold-nights", "/survey", "/advice", "/practices", "/needs"))
    ),
    *(
        (name, Role.NATIONAL_COORDINATOR)  # granted projects, and what was submitted of them
        for name, _, path, _ in OPERATIONS
        if path.startswith(("/project", "/indicator-reports"))
    ),
    *(
        (name, role)  # which all who work with it read
        for name, _, path, _ in OPERATIONS
        for role in {*Role} - {Role.LIAISON}
        if path.startswith("/discussions")
    ),
    *((name, role) for name, _, path, _ in OPERATIONS for role in Role if path.startswith("/mandates")),  # everybody
    *(("support", role) for role in COORDINATORS),  # every municipality's, without figures
}


@pytest.fixture
def foreign():
    """One of everything in another county, by the names that paths call them."""
    pool = make_pool(territory=THERE)
    night = make_night(beds=3, shelter=make_shelter(pool=pool, organisation=pool.organisation, territory=THERE))
    lead = make_user(Role.SHELTER_LEAD, at=pool.organisation)
    draw = make_draw(pool)
    slip = actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=make_intake(pool), at=EVENING)
    place = actions.give_place(id=new_id(), night=night, party=party(), by=lead, at=EVENING)
    actions.turn_away(id=new_id(), night=night, party=party(), reason="full", by=lead, at=EVENING)
    lived = make_night(shelter=night.shelter, date=night.date.replace(day=14))
    [figure] = actions.freeze_night(night=lived, by=None, at=EVENING)
    sent = upload_import(id=new_id(), file=b"Night;Beds", by=lead, at=now())
    return {
        "organisation_id": pool.organisation_id,
        "pool_id": pool.pk,
        "request_id": make_request(pool, make_shelter(organisation=pool.organisation, territory=THERE)).pk,
        "shelter_id": night.shelter_id,
        "group_id": night.shelter.groups.get().pk,
        "night_id": night.pk,
        "draw_id": draw.pk,
        "slip_id": slip.pk,
        "place_id": place.pk,
        "ticket_id": place.ticket_id,
        "turn_away_id": TurnAway.objects.get().pk,
        "figure_id": figure.pk,
        "import_id": sent.pk,
        **foreign_turn(night.shelter),
        "key": "nights_per_ticket",
        **foreign_cold_night(night.shelter),
        **foreign_entries(THERE),
        **foreign_worries(lead, THERE),
        **foreign_round(),
        **foreign_desk(),
        **foreign_survey(THERE),
        **foreign_advice(THERE),
    }


def foreign_turn(shelter):
    """A turn there, in a season of its own."""
    season = make_season(shelter.pool)
    [slot] = offer(season, host=shelter)
    return {"season_id": season.pk, "slot_id": slot.pk}


def foreign_round():
    """What a team there did on an evening."""
    team, area = make_team(territory=THERE), make_area(territory=THERE)
    keeper = make_shelter_keeper(territory=THERE)
    tally = note(team, area, at=now())
    settlement = make_settlement(area=area, at=now())
    return {
        "team_id": team.pk, "tally_id": tally.pk, "referral_id": send_to_bed(team, keeper, at=now()).pk,
        "settlement_id": settlement.pk, "removal_id": open_removal(settlement, at=now()).pk,
        "tip_id": make_tip(territory=THERE, area=area, at=now()).pk,
    }  # fmt: skip


def foreign_desk():
    """What was counted and noted at a front desk there, and a month of the municipality's aid."""
    desk = make_desk(territory=THERE)
    said = {"by": make_adviser(desk), "at": now()}
    return {
        "tap_id": tap(desk, **said).pk, "session_id": talk(desk, **said).pk, "activity_id": group(desk, **said).pk,
        "refusal_id": log_refusal(**said).pk, "code": THERE, "month": "2026-01-01", "name": "03-1999-1",
    }  # fmt: skip


def foreign_cold_night(shelter):
    """An extra-cold night there, to which a shelter is asked to open."""
    site = make_asked(shelter, at=EVENING)
    return {"cold_night_id": site.event_id, "cold_site_id": site.pk}


def make_stranger(role):
    """Somebody with this role in Stockholm's county."""
    police = {"kind": Organisation.Kind.ENFORCEMENT} if role == Role.LIAISON else {}
    reach = {Role.COUNTY_COORDINATOR: HERE, Role.NATIONAL_COORDINATOR: "00"}.get(role, "0180")
    return make_user(role, at=make_organisation(territory=reach, **police))


def ask(machine, operation, method, path, ids):
    address = re.sub(r"{(\w+)}", lambda found: str(ids[found[1]]), path)
    if method == "get":
        return machine.get(address)
    if operation == "read_feed_file":
        return machine.send(address, file=SimpleUploadedFile("feed.json", b"[]"), **EVENT)
    return getattr(machine, method)(address, **(BODIES.get(operation) or {}))


def test_every_operation_that_takes_something_is_asked_something_acceptable():
    assert {name for name, _, _, takes in OPERATIONS if takes} == set(BODIES)


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_what_lies_in_another_county_was_never_there(role, foreign):
    machine = Machine(make_stranger(role))
    entries = Entry.objects.count()
    never = {name: NEVER.get(name) or new_id() for name in foreign}

    told, known, turn = {}, {}, list(Role).index(role)
    for place, (name, method, path, _) in enumerate(OPERATIONS):
        if "{" in path and (name, role) not in MAY:
            there = ask(machine, name, method, path, foreign)
            # What never was says the same to everybody; one role in five looks whether it does here too.
            nowhere = known.get(there[0])
            if there != nowhere or (place + turn) % 5 == 0:
                nowhere = known[there[0]] = ask(machine, name, method, path, never)
            if there != nowhere or there[0] not in (403, 404):
                told[name] = there, nowhere

    assert told == {}
    assert Entry.objects.count() == entries


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_no_list_tells_of_another_county(role, foreign):
    machine = Machine(make_stranger(role))
    ids = [str(one) for name, one in foreign.items() if name not in NEVER]

    lists = [
        path for name, method, path, _ in OPERATIONS if method == "get" and "{" not in path and (name, role) not in MAY
    ]
    told = {path: machine.get(path) for path in [*lists, "/board?date=2027-01-15", f"/nights?shelter_id={ids[2]}"]}

    assert {status for status, _ in told.values()} == {200}
    assert [path for path, (_, body) in told.items() if any(one in str(body) for one in ids)] == []


@pytest.mark.slow
def test_nobody_who_shows_nothing_is_told_anything(client, foreign):
    answers = {}
    for name, method, path, _ in OPERATIONS:
        address = re.sub(r"{(\w+)}", lambda found: str(foreign[found[1]]), path)
        sent = {} if method == "get" else {"data": BODIES.get(name) or {}, "content_type": "application/json"}
        answers[name] = getattr(client, method)(f"/api/v1{address}", **sent).status_code

    assert set(answers.values()) == {401}


@pytest.mark.slow
@pytest.mark.parametrize("field", ["wish", "pool_id", "slip_id", "group_id"])
def test_what_is_named_inside_is_not_there_either(field, foreign):
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation))
    machine, draw = Machine(make_user(Role.SHELTER_LEAD, at=pool.organisation)), make_draw(pool)

    def name(pk):
        path, said = {
            "wish": (f"/draws/{draw.pk}/slips", {**PARTY, "wish": pk}),
            "pool_id": (f"/organisations/{pool.organisation_id}/shelters", {**EVENT, **POOL, "pool_id": pk}),
            "slip_id": (f"/nights/{night.pk}/turn-aways", {**PARTY, "reason": "full", "slip_id": pk}),
            "group_id": (f"/nights/{night.pk}/capacity", {**BEDS, "groups": [{"group_id": pk}]}),
        }[field]
        return machine.post(path, **said)

    there = name(foreign["shelter_id" if field == "wish" else field])

    assert there == name(new_id())
    assert there[0] == 404
