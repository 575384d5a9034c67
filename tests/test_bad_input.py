"""Whatever somebody types, or a broken client sends, is never an error of ours."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate, now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from samverka.actors.models import Role
from samverka.actors.tests.factories import LONG_AGO, make_organisation, make_user
from samverka.core.ids import new_id
from samverka.directory import actions as directory
from samverka.directory.tests.asking import found_right
from samverka.directory.tests.factories import make_provider, make_service
from samverka.outreach.tests.desks import make_desk
from samverka.outreach.tests.factories import make_area, make_settled, make_team, make_tip, make_worker, note
from samverka.shelters.tests.factories import (
    give,
    make_draw,
    make_night,
    make_pool,
    make_shelter,
    take_slip,
)


TEXTS = some.one_of(
    some.text(max_size=60),
    some.sampled_from(
        ("\0", "a\0b", "\ud800", "NaN", "-1", "0", str(2**70), "1e400", "½", "٣", " ", "02:30", "9999-12-31")
    ),
    some.sampled_from(("'; drop table shelters_night; --", "{{ 7 * 7 }}", "<script>", "%s%n", "../../etc", "\u202e")),
    some.uuids().map(str),
    some.integers().map(str),
)
FEW = settings(
    max_examples=8, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@pytest.fixture
def house():
    """A night, a draw and those who may do everything with them."""
    organisation = make_organisation()
    pool = make_pool(organisation=organisation)
    night = make_night(shelter=make_shelter(pool=pool, organisation=organisation), beds=9, reserved=2)
    place, draw = give(night), make_draw(pool)
    return {
        "night": night, "place": place, "ticket": place.ticket, "draw": draw, "slip": take_slip(draw), "pool": pool,
        "shelter": night.shelter, "organisation": organisation, "group": night.shelter.groups.get(),
    }  # fmt: skip


@pytest.fixture
def client(client, house):
    home = house["organisation"]
    user = make_user(Role.SHELTER_LEAD, at=home)
    user.memberships.create(organisation=home, territory=home.territory, role="translator", starts_at=LONG_AGO)
    client.force_login(user)
    client.raise_request_exception = False
    return client


ASKED = ("id", "quick", "women", "men", "other", "children", "dog", "step_free", "together")
FORMS = {  # page: whose ids stand in its address, and what can be typed there
    "find_ticket": ("night", ("code",)),
    "give_place": ("night", [f"give-{name}" for name in ASKED]),
    "turn_away": ("night", [f"away-{name}" for name in (*ASKED, "reason", "sent_to", "slip")]),
    "hold_place": ("night", [f"hold-{name}" for name in ASKED]),
    "beds": ("night", ("seen", "{group}-blocked", "{group}-because", "{group}-overflow", "{group}-reserved")),
    "notes": ("night", ("id", "text", "text_read_through")),
    "cancel_night": ("night", ("because",)),
    "correct_figure": ("night", ("id", "figure", "field", "change", "reason")),
    "correct_turn_aways": (
        "night",
        [f"away-{name}" for name in ("id", "reason", "outcome", "at_door", "parties", "people", "because")],
    ),
    "check_in": ("place", ("id",)),
    "end_ticket": ("ticket", ("because",)),
    "hand_out_slip": ("draw", (*ASKED, "wish", "lost_slip")),
    "draw_lots": ("draw", ("witness",)),
    "plan_nights": ("shelter", ("first", "last", "weekdays")),
    "new_shelter": ("organisation", ("id", "name", "territory", "pool", "kind", "visibility", "phone", "house_rules")),
    "new_group": ("shelter", ("id", "name", "kind", "beds", "rooms", "seen", "is_active")),
    "new_pool": ("organisation", ("id", "name", "territory", "intake_place", "seen")),
    "apply_preset": ("pool", ("preset", "valid_from")),
    "name_columns": ("nothing", ("sheet", "heading", "column_0")),
}


@pytest.mark.slow
@pytest.mark.parametrize("page", FORMS)
@FEW
@given(data=some.data())
def test_whatever_is_typed_is_answered(client, house, page, data):
    whose, names = FORMS[page]
    record = house.get(whose)
    names = [name.format(group=house["group"].pk) for name in names]
    typed = data.draw(
        some.fixed_dictionaries({name: TEXTS for name in names if not name.endswith("id")}), label="typed"
    )
    typed |= {name: data.draw(some.one_of(TEXTS, some.just(str(new_id())))) for name in names if name.endswith("id")}

    answer = send(client, reverse(f"shelters:{page}", args=[record.pk if record else new_id()]), typed)

    assert answer.status_code in (200, 302, 400, 404, 409, 422)


ENTRY = ("id", "name", "language", "seen", "phone", "description")
LINES = ("TOTAL_FORMS", "INITIAL_FORMS", "0-days", "0-opens", "0-closes", "0-kind", "0-nth", "0-valid_from", "0-DELETE")
TEXT = ("subject", "field", "language", "of_version", "seen")
KEPT = {  # page of the directory: whose ids stand in its address, and what can be typed there
    "new_provider": ((), (*ENTRY, "organisation", "territory", "email", "website")),
    "new_place": (("provider",), (*ENTRY, "territory", "address_class", "street", "latitude", "longitude", "dogs")),
    "new_service": (("provider",), (*ENTRY, "category", "places", "areas", "cost", "audience", "spoken", "state")),
    "edit_service": (("service",), (*ENTRY, "category", "places", "areas", "cost", "is_minor", "is_right")),
    "edit_hours": (("noun", "service"), ("seen", "holidays", "more", *(f"line-{name}" for name in LINES))),
    "add_exception": (("noun", "service"), ("id", "first_day", "last_day", "kind", "opens", "closes", "message")),
    "add_notice": (("noun", "service"), ("id", "text", "text_read_through", "first_day", "last_day")),
    "handle_report": (("report",), ("state",)),
    "answer": (("token",), ("right",)),
    "answer_hours": (("token", "service"), [f"line-{name}" for name in LINES]),
    "answer_phone": (("token", "service"), ("phone",)),
    "answer_notice": (("token", "service"), ("id", "text", "first_day")),
    "translate": ((), (*TEXT, "text", "is_draft")),
    "confirm_translation": ((), TEXT),
    "record": ((), (*TEXT, "sound")),
    "remove_recording": ((), TEXT),
    "approve_translations": ((), ("file", "seen")),
}


@pytest.fixture
def kept(house):
    """What the same organisation keeps in the directory, by what stands in addresses."""
    service = make_service(make_provider(organisation=house["organisation"], email="hus@example.org"))
    found_right(service, localdate() - timedelta(days=100))
    report = directory.report_error(id=new_id(), service=service, kind="hours", text="", at=now())
    _link, token = directory.make_link(provider=service.provider, campaign=None, at=now())
    return {
        "provider": service.provider_id, "service": service.pk, "report": report.pk, "token": token,
        "noun": "service",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("page", KEPT)
@FEW
@given(data=some.data())
def test_whatever_is_typed_about_the_directory_is_answered(client, kept, page, data):
    whose, names = KEPT[page]
    typed = {name: data.draw(some.one_of(TEXTS, some.just(str(new_id())), some.just("1"))) for name in names}

    answer = send(client, reverse(f"directory:{page}", args=[kept[name] for name in whose]), typed)

    assert answer.status_code in (200, 302, 400, 404, 409, 422)


WHERE = ("id", "seen_at", "team", "area", "place_type")
FIELD = {  # page of work in the field: whose ids stand in its address, and what can be typed there
    "record_tally": (
        (),
        (*WHERE, "men_count", "men_most", "children", "children_count", "needs", "refer_to", "unchanged"),
    ),
    "correct_tally": (("tally",), ("id", "reason", "women", "men", "children")),
    "refer": ((), ("id", "team", "municipality", "to", "people")),
    "plan_round": (("team",), ("date", "areas")),
    "write_handover": (("team",), ("id", "text", "text_read_through")),
    "count_language": (("team",), ("id", "month", "language", "change")),
    "tap": (("desk",), ("id", "kind")),
    "undo_tap": (("desk",), ("tap",)),
    "visit_day": (("desk", "day"), ("id", "reason", "women", "men", "SHOWER")),
    "record_session": (
        ("desk",),
        ("id", "topic", "minutes", "children", "children_count", "children_most", "sent_to", "received", "date"),
    ),
    "record_activity": (("desk",), ("id", "kind", "is_for_women", "women", "men", "date")),
    "aid": (("code",), ("month", "seen", "food_applied", "food_granted", "food_kronor")),
    "refusals": (
        (),
        ("id", "organisation", "region", "month", "setting", "care", "event", "amount", "card", "outcome"),
    ),
    "state_unique": (("team",), ("id", "month", "least", "most", "method")),
    "state_languages": ((), ("languages",)),
    "go_on_duty": ((), ("id", "municipality", "line", "kind", "hours")),
    "add_area": (("code",), ("id", "name", "name_read_through")),
    "set_rule": (("code",), ("key", "value", "valid_from", "source")),
    "lines": (("code",), ("id", "line")),
    "note_settlement": ((), ("id", "area", "kind", "owner", "comes_from")),
    "change_settlement": (("settlement",), ("area", "kind", "owner", "comes_from", "seen")),
    "tally_settlement": (
        ("settlement",),
        ("id", "adults", "adults_most", "children", "children_count", "children_most", "water"),
    ),
    "note_position": (("settlement",), ("position", "ends_on")),
    "grant_position": (("settlement",), ("id", "user", "need", "ends_on")),
    "open_removal": (("settlement",), ("id", "owner", "on", "liaison")),
    "carry_on": (("removal",), ("state", "on", "window_from", "window_to")),
    "set_needs": (("removal",), ("places_women", "places_men", "needs_storage", "seen")),
    "close_removal": (("removal",), ("offered", "taken", "declined", "not_known", "went_emergency")),
    "pass_tip_on": (("tip",), ("to", "team", "municipality")),
    "look_at_tip": (("tip",), ("found",)),
    "set_tip_aside": (("tip",), ("state",)),
    "answer_tip": (("tip",), ("answer", "text", "text_read_through")),
    "new_team": (("organisation",), ("id", "name", "municipalities", "is_active")),
}
KNOWN = {  # what makes it past the form, here and there
    "place_type": "street", "children": "no", "reason": "twice", "language": "ro", "method": "judgement", "men": "1",
    "month": "2026-01-01", "code": "0180", "key": "outreach_undo_minutes", "line": "work", "municipalities": "0180",
    "kind": "tents", "owner": "state", "position": "60.5, 15.25", "ends_on": "2026-12-24", "need": "visit",
    "state": "left_voluntarily", "on": "2026-01-15", "to": "outreach", "found": "yes", "answer": "helped",
    "change": "1", "topic": "work", "minutes": "10", "region": "01", "setting": "dental", "care": "acute",
    "event": "refused", "amount": "500", "card": "no", "outcome": "open",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("page", FIELD)
@FEW
@given(data=some.data())
def test_whatever_is_typed_in_the_field_is_answered(client, page, data):
    team, area = make_team(), make_area()
    worker = make_worker(team)
    for role in ("municipality_coordinator", "organisation_admin"):
        worker.memberships.create(
            organisation=team.organisation, territory=team.organisation.territory, role=role, starts_at=LONG_AGO
        )
    TOTP.activate(worker, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(worker)
    there = {"team": team.pk, "area": area.pk, "organisation": team.organisation_id, "code": "0180"}
    there |= {"desk": make_desk(organisation=team.organisation).pk, "day": "2026-01-15"}
    there |= {"tally": note(team, area, by=worker, at=now()).pk}
    there |= {"tip": make_tip(area=area, at=now()).pk}
    there |= {name: one.pk for name, one in make_settled(team.organisation, area, worker, now()).items()}
    whose, names = FIELD[page]
    fit = {name: some.just(str(there.get(name, KNOWN.get(name, new_id())))) for name in names}
    typed = {name: data.draw(some.one_of(TEXTS, fit[name])) for name in names}

    page = page.replace("note_unchanged", "record_tally")
    answer = send(client, reverse(f"outreach:{page}", args=[there[name] for name in whose]), typed)

    assert answer.status_code in (200, 302, 400, 404, 409, 422)


@pytest.mark.slow
@FEW
@given(
    page=some.sampled_from(("my_directory", "translations", "export_translations")),
    name=some.sampled_from(
        ("search", "only", "page", "providers", "language", "town", "category", "state", "own", "service")
    ),
    value=TEXTS,
)
def test_whatever_is_searched_for_in_the_directory_is_answered(client, kept, page, name, value):
    with transaction.atomic():
        answer = client.get(reverse(f"directory:{page}"), {name: value.encode(errors="surrogatepass")})

    assert answer.status_code in (200, 400)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["fee", "draw_time", "priority_order", "intake_place", "suspend_restrictions_in_cold"])
@FEW
@given(value=TEXTS, valid_from=TEXTS, seen=TEXTS)
def test_whatever_is_typed_as_a_rule_is_answered(client, house, key, value, valid_from, seen):
    page = reverse("shelters:set_policy", args=[house["pool"].pk, key])

    answer = send(client, page, {"value": value, "valid_from": valid_from, "source": value, "seen": seen})

    assert answer.status_code in (200, 302, 400, 409, 422)


@pytest.mark.slow
@FEW
@given(name=some.sampled_from(("wanted", "paper", "language", "from", "to", "slip", "function")), value=TEXTS)
def test_whatever_stands_in_an_address_is_answered(client, house, name, value):
    pages = (("board", ()), ("ticket", (house["ticket"].pk,)), ("draw", (house["draw"].pk,)),
             ("shelter_report", (house["shelter"].pk,)))  # fmt: skip

    for page, args in pages:
        with transaction.atomic():
            answer = client.get(reverse(f"shelters:{page}", args=args), {name: value.encode(errors="surrogatepass")})
        assert answer.status_code in (200, 302, 400, 404, 422)


@pytest.mark.slow
def test_ten_megabytes_are_answered(client, house):
    answer = client.post(reverse("shelters:notes", args=[house["night"].pk]), {"id": new_id(), "text": "å" * 5_000_000})

    assert answer.status_code in (400, 413, 422)


def send(client, page, typed):
    """As a browser sends it, also what no browser would."""
    told = {name: value.encode(errors="surrogatepass") for name, value in typed.items()}
    with transaction.atomic():
        return client.post(page, told)
