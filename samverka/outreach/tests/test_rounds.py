"""Areas, teams, plans, what is handed over, what a month's statements are, and who is on duty."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from samverka.actors.actions import edit_contact_line
from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry, Policy
from samverka.outreach import actions, queries
from samverka.outreach.models import Area, Duty, Handover, LanguageCounter, PlannedRound, Speaker, UniqueStatement
from samverka.outreach.tests.factories import (
    EVENING,
    make_area,
    make_shelter_keeper,
    make_team,
    make_worker,
    note,
    send_to_bed,
)


JANUARY, TONIGHT = date(2027, 1, 1), date(2027, 1, 15)


def coordinator(territory="0180"):
    return make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation(territory=territory))


def test_an_area_is_added_once_retired_and_restored():
    by = coordinator()
    said = {"municipality": make_territory("0180"), "name": "Norr", "by": by, "at": EVENING}

    area = actions.add_area(id=(id := new_id()), **said)

    assert actions.add_area(id=id, **said) == area
    with pytest.raises(Refused, match="of this name already"):
        actions.add_area(id=new_id(), **said)
    assert actions.retire_area(area=area, by=by, at=EVENING).retired_on == TONIGHT
    assert actions.retire_area(area=area, by=by, at=EVENING + timedelta(days=9)).retired_on == TONIGHT
    assert actions.restore_area(area=area, by=by, at=EVENING).retired_on is None
    assert Entry.objects.filter(verb__startswith="outreach.area").count() == 3


def test_an_areas_name_names_nobody():
    with pytest.raises(Unfit):
        actions.add_area(
            id=new_id(), municipality=make_territory("0180"), name="811218-9876", by=coordinator(), at=EVENING
        )


def test_only_the_municipalitys_own_coordinator_keeps_areas():
    area = make_area()

    for stranger in (coordinator("0184"), make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))):
        with pytest.raises(Denied):
            actions.retire_area(area=area, by=stranger, at=EVENING)


def test_a_team_is_kept_by_those_who_lead_its_organisation():
    home = make_organisation()
    admin = make_user(Role.ORGANISATION_ADMIN, at=home)
    said = {"organisation": home, "name": "Lag ett", "by": admin, "at": EVENING}
    here = {"municipalities": [make_territory("0180")]}

    team = actions.add_team(id=(id := new_id()), **said, **here)

    assert actions.add_team(id=id, **said, **here) == team
    with pytest.raises(Refused, match="of this name already"):
        actions.add_team(id=new_id(), **said, **here)
    with pytest.raises(Unfit, match="in which municipalities"):
        actions.add_team(id=new_id(), **(said | {"name": "Lag två"}), municipalities=[make_territory("01")])
    with pytest.raises(Denied):
        actions.add_team(id=new_id(), **(said | {"by": make_user(Role.OUTREACH_WORKER, at=home)}), **here)
    edited = actions.edit_team(
        team=team, name="Lag noll", municipalities=[make_territory("0184")], is_active=False, by=admin, at=EVENING
    )
    assert (edited.name, edited.is_active, edited.municipalities.get().pk) == ("Lag noll", False, "0184")


def test_a_teams_name_is_its_own():
    home = make_organisation()
    [one, _other] = [make_team(organisation=home, name=name) for name in ("Ett", "Två")]

    with pytest.raises(Refused, match="of this name already"):
        actions.edit_team(
            team=one, name="Två", municipalities=[make_territory("0180")], is_active=True,
            by=make_user(Role.ORGANISATION_ADMIN, at=home), at=EVENING,
        )  # fmt: skip


def test_a_rule_of_the_field_holds_in_one_municipality():
    by = coordinator()
    said = {"territory": make_territory("0180"), "valid_from": TONIGHT, "source": "Beslut 1", "by": by, "at": EVENING}

    actions.set_rule(key="outreach_undo_minutes", value="30", **said)
    actions.set_rule(key="outreach_undo_minutes", value="30", **said)

    assert Policy.objects.get(scope="municipality:0180").value == 30
    with pytest.raises(Unfit, match="no rule called"):
        actions.set_rule(key="draw_time", value="10:00", **said)
    with pytest.raises(Denied):
        actions.set_rule(key="outreach_undo_minutes", value=5, **(said | {"by": coordinator("0184")}))


def test_a_round_is_planned_by_team_and_area_never_by_person():
    team, north, south = make_team(), make_area(name="Norr"), make_area(name="Söder")
    said = {"team": team, "date": TONIGHT, "by": make_worker(team), "at": EVENING}

    actions.plan_round(areas=[north], **said)
    planned = actions.plan_round(areas=[north, south], **said)
    actions.plan_round(areas=[south], **said)

    assert [str(one.area) for one in planned] == ["Norr", "Söder"]
    assert [one.area for one in PlannedRound.objects.all()] == [south]
    assert {field.name for field in PlannedRound._meta.concrete_fields} == {"id", "team", "area", "date"}


def test_a_round_goes_where_the_team_goes():
    team = make_team()
    said = {"team": team, "date": TONIGHT, "at": EVENING}

    with pytest.raises(Unfit):
        actions.plan_round(areas=[make_area(territory="0184")], by=make_worker(team), **said)
    with pytest.raises(Denied):
        actions.plan_round(areas=[], by=make_worker(make_team()), **said)


def test_a_plan_is_seen_by_those_who_go_out_in_the_municipality():
    team, area = make_team(), make_area()
    actions.plan_round(team=team, date=TONIGHT, areas=[area], by=make_worker(team), at=EVENING)

    near, far = make_worker(make_team()), make_worker(make_team(territory="0380"))

    assert [one.team for one in queries.planned_near(near, on=TONIGHT)] == [team]
    assert list(queries.planned_near(far, on=TONIGHT)) == []


def test_what_is_handed_over_names_nobody_and_stays_in_the_team():
    team = make_team()
    worker = make_worker(team)
    said = {"id": (id := new_id()), "team": team, "text": "Bron i norr är avstängd.", "by": worker, "at": EVENING}

    left = actions.write_handover(**said)

    assert actions.write_handover(**said) == left == Handover.objects.get()
    assert list(queries.handovers(make_worker(team))) == [left]
    assert list(queries.handovers(make_worker(make_team()))) == []
    with pytest.raises(Unfit):
        actions.write_handover(**(said | {"id": new_id(), "text": "Ring henne på 070-123 45 67."}))
    with pytest.raises(Refused):
        actions.write_handover(**(said | {"id": id, "text": "Annat."}))
    with pytest.raises(Denied):
        actions.write_handover(**(said | {"id": new_id(), "by": make_worker(make_team())}))


def test_languages_are_counted_by_month_and_a_tap_twice_is_one():
    team = make_team()
    said = {"team": team, "month": JANUARY, "language": "ro", "by": make_worker(team), "at": EVENING}

    actions.count_language(count=1, seen=0, **said)
    actions.count_language(count=1, seen=0, **said)
    actions.count_language(count=2, seen=1, **said)

    assert LanguageCounter.objects.get().count == 2
    with pytest.raises(Stale):
        actions.count_language(count=1, seen=0, **said)
    with pytest.raises(Denied):
        actions.count_language(count=3, seen=2, **(said | {"by": make_worker(make_team())}))


def test_a_counter_tells_no_place_no_day_and_no_language_in_the_trail():
    team = make_team()
    actions.count_language(team=team, month=JANUARY, language="ro", count=1, seen=0, by=make_worker(team), at=EVENING)

    entry, counter = Entry.objects.get(verb="outreach.languages_counted"), LanguageCounter.objects.get()
    assert (entry.subject, entry.detail) == (f"outreach.team:{team.pk}", {})
    assert counter.pk.version == 4
    assert {field.name for field in LanguageCounter._meta.get_fields()} == {
        *("id", "county", "team", "month", "language", "count")
    }


@pytest.mark.parametrize(("month", "language"), [(date(2027, 2, 1), "ro"), (TONIGHT, "ro"), (JANUARY, "xx")])
def test_only_known_languages_and_months_are_counted(month, language):
    team = make_team()

    with pytest.raises(Unfit):
        actions.count_language(
            team=team, month=month, language=language, count=1, seen=0, by=make_worker(team), at=EVENING
        )


def test_how_many_people_a_month_was_is_stated_with_its_method_and_never_worked_out():
    team, area = make_team(), make_area()
    worker = make_worker(team)
    note(team, area, by=worker, counts={"men": (9, 9)})
    said = {"team": team, "month": JANUARY, "least": 10, "most": 15, "method": "judgement", "by": worker, "at": EVENING}

    assert list(queries.unique_of(team)) == []
    stated = actions.state_unique(id=(id := new_id()), **said)

    assert actions.state_unique(id=id, **said) == stated
    later = actions.state_unique(id=new_id(), **(said | {"most": 20}))
    assert UniqueStatement.objects.get() == later
    with pytest.raises(Unfit, match="smaller number first"):
        actions.state_unique(id=new_id(), **(said | {"most": 9}))
    with pytest.raises(Unfit, match="has begun"):
        actions.state_unique(id=new_id(), **(said | {"month": date(2027, 2, 1)}))
    with pytest.raises(Refused, match="how it is known"):
        actions.state_unique(id=new_id(), **(said | {"method": "guess"}))
    with pytest.raises(Denied):
        actions.state_unique(id=new_id(), **(said | {"by": make_worker(make_team())}))


def test_the_week_writes_itself():
    team, north = make_team(), make_area(name="Norr")
    worker, keeper = make_worker(team), make_shelter_keeper()
    note(team, north, by=worker, counts={"men": (2, 3)}, needs=["SHOWER", "FOOD-MEAL"], helped_with=["FOOD-MEAL"])
    note(team, north, by=worker, needs=["SHOWER"], follow_up=True, children="unknown")
    note(team, make_area(name="Söder"), by=worker, counts={"women": (1, 1), "children": (2, 2)}, children="yes")
    actions.undo_tally(tally=note(team, north, by=worker), by=worker, at=EVENING)
    note(team, north, by=worker, at=EVENING - timedelta(days=7))
    actions.receive_referral(referral=send_to_bed(team, keeper, by=worker), by=keeper, at=EVENING)
    send_to_bed(team, keeper, by=worker)

    found = queries.week(worker, make_territory("0180"), monday=date(2027, 1, 11))

    assert [(one.area, one.visits, str(one.adults), str(one.children)) for one in found.areas] == [
        ("Norr", 2, "3–4", "0"),  # noqa: RUF001
        ("Söder", 1, "1", "2"),
    ]
    assert (found.whole.visits, str(found.whole.adults)) == (3, "4–5")  # noqa: RUF001
    assert found.needs == [("SHOWER", 2), ("FOOD-MEAL", 1)]
    assert (found.helped_with, found.follow_ups, found.unknown_children) == ([("FOOD-MEAL", 1)], 1, 1)
    assert (found.sent, found.received, found.open) == (2, 1, 1)


def test_a_week_is_told_in_sums_to_those_who_coordinate_and_to_no_stranger():
    team = make_team()
    note(team, make_area())
    county = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))
    strangers = [make_worker(make_team()), coordinator("0184"), make_user(Role.LIAISON, at=team.organisation)]

    def visits(viewer):
        return queries.week(viewer, make_territory("0180"), monday=date(2027, 1, 11)).whole.visits

    assert [visits(one) for one in (make_worker(team), coordinator(), county)] == [1, 1, 1]
    assert [visits(one) for one in strangers] == [0, 0, 0]


def test_a_week_costs_the_same_number_of_questions_for_one_and_for_many(django_assert_num_queries):
    team = make_team()
    worker = make_worker(team)
    asked = {"monday": date(2027, 1, 11)}
    municipality = make_territory("0180")
    for number in range(3):
        note(team, make_area(), by=worker, id=new_id(), at=EVENING - timedelta(minutes=number))
        viewer = type(worker).objects.get(pk=worker.pk)
        assert viewer.standing
        with django_assert_num_queries(3):
            queries.week(viewer, municipality, **asked)


def make_line(organisation, phone="08-000 00 01"):
    return edit_contact_line(
        organisation=organisation, function=ContactLine.Function.DUTY, phone=phone, email="jour@exempel.example",
        hours="", by=make_user(Role.ORGANISATION_ADMIN, at=organisation), at=EVENING,
    )  # fmt: skip


def test_who_speaks_what_is_said_by_themselves_and_rung_on_a_function():
    team = make_team()
    worker, here = make_worker(team), make_territory("0180")
    line, until = make_line(team.organisation), EVENING + timedelta(hours=4)
    actions.state_languages(languages=["ro", "sv"], by=worker, at=EVENING)
    said = {"municipality": here, "line": line, "kind": "staff", "ends_at": until, "by": worker, "at": EVENING}

    duty = actions.go_on_duty(id=(id := new_id()), **said)

    later = said | {"at": EVENING + timedelta(minutes=1), "ends_at": until + timedelta(minutes=1)}  # hours from now
    assert actions.go_on_duty(id=id, **later) == duty == Duty.objects.get()
    told = queries.on_duty(here, at=EVENING)
    assert [(language, [one.line for one in them]) for language, them in told] == [
        ("Swedish", [line]),
        ("Romanian", [line]),
    ]
    assert queries.on_duty(here, at=until) == []
    assert actions.end_duty(duty=duty, by=worker, at=EVENING).ends_at == EVENING
    assert queries.on_duty(here, at=EVENING) == []


def test_nobody_is_on_duty_for_ever_or_without_a_number():
    team = make_team()
    worker, line = make_worker(team), make_line(team.organisation)
    said = {"municipality": make_territory("0180"), "line": line, "kind": "staff", "by": worker, "at": EVENING}

    for ends in (EVENING + timedelta(hours=25), EVENING):
        with pytest.raises(Unfit, match="within a day"):
            actions.go_on_duty(id=new_id(), ends_at=ends, **said)
    silent = make_line(make_organisation(), phone="")
    with pytest.raises(Unfit, match="no number"):
        actions.go_on_duty(
            id=new_id(), ends_at=EVENING + timedelta(hours=1),
            **(said | {"line": silent, "by": make_user(Role.ADVISER, at=silent.organisation)}),
        )  # fmt: skip
    with pytest.raises(Denied):
        actions.go_on_duty(
            id=new_id(), ends_at=EVENING + timedelta(hours=1), **(said | {"by": make_worker(make_team())})
        )


def test_everybody_speaks_and_ends_for_themselves():
    team = make_team()
    worker, line = make_worker(team), make_line(team.organisation)
    duty = actions.go_on_duty(
        id=new_id(), municipality=make_territory("0180"), line=line, kind="staff",
        ends_at=EVENING + timedelta(hours=1), by=worker, at=EVENING,
    )  # fmt: skip

    with pytest.raises(Denied, match="their own duty"):
        actions.end_duty(duty=duty, by=make_worker(team), at=EVENING)
    with pytest.raises(Unfit, match="no such language"):
        actions.state_languages(languages=["xx"], by=worker, at=EVENING)
    with pytest.raises(Denied):
        actions.state_languages(languages=["ro"], by=make_user(Role.LIAISON), at=EVENING)
    actions.state_languages(languages=[], by=worker, at=EVENING)
    assert Speaker.objects.get().languages == []


def test_what_was_planned_is_told_by_evening():
    team, area = make_team(), make_area()
    actions.plan_round(team=team, date=TONIGHT, areas=[area], by=make_worker(team), at=EVENING)

    days = queries.planned(team, since=localdate(EVENING), days=2)

    assert [(day, [one.area for one in rounds]) for day, rounds in days] == [
        (TONIGHT, [area]),
        (TONIGHT + timedelta(days=1), []),
    ]
    assert Area.objects.count() == 1
