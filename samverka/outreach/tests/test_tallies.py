"""Tallies: noted once, unchanged, undone while fresh, corrected later, and never more than numbers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.actions import write_policy
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.outreach import actions, queries
from samverka.outreach.models import Referral, Tally, TallyCorrection
from samverka.outreach.models.tallies import Range
from samverka.outreach.policy import AGE_BANDS, scopes
from samverka.outreach.tests.factories import EVENING, make_area, make_shelter_keeper, make_team, make_worker, note
from samverka.safeguarding.models import Sighting


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def area():
    return make_area()


@pytest.fixture
def worker(team):
    return make_worker(team)


def test_a_tally_is_numbers_in_a_half_hour_and_an_area(team, area, worker):
    tally = note(team, area, by=worker, counts={"women": (1, 1), "men": (2, 4)}, needs=["SHOWER"], follow_up=True)

    kept = Tally.objects.get()
    assert kept == tally
    assert f"{kept.seen_at:%H:%M}" == "19:30"
    assert (kept.county, kept.municipality_id, kept.area, kept.team) == ("01", "0180", area, team)
    assert kept.adults == Range(3, 5)
    assert (kept.needs, kept.helped_with, kept.follow_up) == (["SHOWER"], [], True)


def test_a_tally_leaves_a_line_without_place_and_numbers(team, area, worker):
    tally = note(team, area, by=worker)

    entry = Entry.objects.get(verb="outreach.tally_recorded")
    assert (entry.by, entry.subject, entry.detail) == (str(worker.pk), f"outreach.tally:{tally.pk}", {})


def test_the_same_id_again_changes_nothing(team, area, worker):
    first = note(team, area, by=worker, id=(id := new_id()))
    again = note(team, area, by=worker, id=id, at=EVENING + timedelta(hours=2))

    assert again == first
    assert Tally.objects.count() == 1
    assert Entry.objects.filter(verb="outreach.tally_recorded").count() == 1


@pytest.mark.parametrize(
    "other", [{"counts": {"men": (2, 2)}}, {"place_type": "station"}, {"needs": ["SHOWER"]}, {"follow_up": True}]
)
def test_the_same_id_for_something_else_is_refused(team, area, worker, other):
    note(team, area, by=worker, id=(id := new_id()))

    with pytest.raises(Refused, match="already names something else"):
        note(team, area, by=worker, id=id, **other)


def test_what_waited_on_a_phone_keeps_its_half_hour(team, area, worker):
    tally = note(team, area, by=worker, seen_at=EVENING - timedelta(hours=3))

    assert f"{tally.seen_at:%H:%M}" == "16:30"


@pytest.mark.parametrize("away", [timedelta(hours=1), timedelta(days=-8)])
def test_an_hour_to_come_or_long_ago_is_refused(team, area, worker, away):
    with pytest.raises(Unfit, match="too long ago, or yet to come"):
        note(team, area, by=worker, seen_at=EVENING + away)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"counts": {"men": (3, 2)}}, "men"),
        ({"counts": {"women": (0, 100)}}, "women"),
        ({"counts": {"other": (-1, 0)}}, "other"),
        ({"children": "yes"}, "children"),
        ({"counts": {"children": (1, 1)}}, "children"),
        ({"counts": {"children": (0, 2)}}, "children"),
        ({"counts": {"children": (0, 2)}, "children": "unknown"}, "children"),
        ({"needs": ["NOTHING-SUCH"]}, "needs"),
        ({"ages": [0, 1, 0, 0]}, "ages"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(team, area, worker, told, field):
    with pytest.raises(Unfit) as refusal:
        note(team, area, by=worker, **told)

    assert refusal.value.field == field
    assert not Tally.objects.exists()


def test_ages_are_counted_only_where_a_rule_says_that_a_funder_needs_them(team, area, worker):
    write_policy(
        scopes=scopes("0180"), key=AGE_BANDS, value=True, valid_from=EVENING.date(), source="Exempelfonden",
        decided_by="Exempelstaden", by=worker, at=EVENING,
    )  # fmt: skip

    assert note(team, area, by=worker, ages=[0, 1, 0, 0]).ages == [0, 1, 0, 0]
    with pytest.raises(Unfit, match="each age band"):
        note(team, area, by=worker, ages=[1, 2])


def test_only_the_teams_own_outreach_workers_note(team, area):
    for stranger in (make_worker(make_team()), make_user(Role.VOLUNTEER, at=team.organisation)):
        with pytest.raises(Denied, match="own outreach workers"):
            note(team, area, by=stranger)


def test_a_team_notes_nothing_where_it_does_not_go(team, worker):
    with pytest.raises(Unfit, match="does not go out in this municipality"):
        note(team, make_area(territory="0184"), by=worker)


def test_nothing_is_noted_in_a_retired_area(team, area, worker):
    coordinator = make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation())
    area = actions.retire_area(area=area, by=coordinator, at=EVENING)

    with pytest.raises(Unfit, match="not used any more"):
        note(team, area, by=worker)


def test_nothing_changed_takes_over_the_numbers_but_not_the_help(team, area, worker):
    before = note(team, area, by=worker, counts={"men": (2, 3)}, needs=["SHOWER"], follow_up=True)
    later = EVENING + timedelta(days=1)
    same = {"team": team, "area": area, "place_type": "street", "by": worker}

    unchanged = actions.note_unchanged(id=(id := new_id()), **same, at=later)

    assert (unchanged.as_before, unchanged.is_unchanged) == (before, True)
    assert unchanged.counts["men"] == Range(2, 3)
    assert (unchanged.needs, unchanged.follow_up) == ([], False)
    assert actions.note_unchanged(id=id, **same, at=later + timedelta(hours=1)) == unchanged
    assert Tally.objects.count() == 2


def test_children_that_were_seen_are_noted_as_seen_in_the_same_breath(team, area, worker):
    seen = {"counts": {"women": (1, 1), "children": (1, 2)}, "children": "yes", "place_type": "settlement"}

    tally = note(team, area, by=worker, id=(id := new_id()), **seen)
    note(team, area, by=worker, id=id, **seen)
    note(team, area, by=worker, children="unknown")

    sighting = Sighting.objects.get()
    assert (sighting.source_kind, sighting.source_id) == ("outreach.tally", tally.pk)
    assert (sighting.setting, sighting.least, sighting.most, sighting.outcome) == ("settlement", 1, 2, "open")
    assert (sighting.municipality_id, sighting.organisation) == ("0180", team.organisation)


def test_a_tally_and_its_sighting_are_kept_together_or_not_at_all(team, area, worker, monkeypatch):
    monkeypatch.setattr("samverka.core.audit.record", None)

    with pytest.raises(TypeError):
        note(team, area, by=worker, counts={"children": (1, 1)}, children="yes")

    assert (Tally.objects.count(), Sighting.objects.count()) == (0, 0)


def test_children_that_were_forgotten_are_noted_when_it_is_corrected(team, area, worker):
    tally = note(team, area, by=worker)

    made = actions.correct_tally(
        id=new_id(), tally=tally, reason="miscounted", changes={"children": 2}, by=worker, at=EVENING
    )

    sighting = Sighting.objects.get()
    assert (sighting.source_kind, sighting.source_id) == ("outreach.tallycorrection", made.pk)
    assert (sighting.least, sighting.most) == (2, 2)


def test_undoing_a_tally_leaves_the_children_to_be_answered_for(team, area, worker):
    tally = note(team, area, by=worker, counts={"children": (1, 1)}, children="yes")

    actions.undo_tally(tally=tally, by=worker, at=EVENING)

    assert Sighting.objects.get().outcome == "open"


def test_nothing_changed_says_children_again(team, area, worker):
    note(team, area, by=worker, counts={"women": (1, 1), "children": (2, 2)}, children="yes")

    unchanged = actions.note_unchanged(id=new_id(), team=team, area=area, place_type="street", by=worker, at=EVENING)

    assert (unchanged.children, unchanged.counts["children"]) == ("yes", Range(2, 2))
    assert Sighting.objects.count() == 2


def test_nothing_can_be_unchanged_where_nothing_was_noted(team, area, worker):
    note(team, area, by=worker, place_type="station")

    with pytest.raises(Refused, match="count first"):
        actions.note_unchanged(id=new_id(), team=team, area=area, place_type="street", by=worker, at=EVENING)


def test_a_corrected_tally_is_what_nothing_changed_from(team, area, worker):
    tally = note(team, area, by=worker, counts={"children": (1, 1), "men": (1, 1)}, children="yes")
    actions.correct_tally(
        id=new_id(), tally=tally, reason="miscounted", changes={"children": -1, "men": 2}, by=worker, at=EVENING
    )

    unchanged = actions.note_unchanged(id=new_id(), team=team, area=area, place_type="street", by=worker, at=EVENING)

    assert (unchanged.children, unchanged.counts["men"]) == ("no", Range(3, 3))


def test_children_that_a_correction_left_unsure_stay_seen(team, area, worker):
    tally = note(team, area, by=worker, counts={"children": (2, 3)}, children="yes")
    actions.correct_tally(
        id=new_id(), tally=tally, reason="miscounted", changes={"children": -2}, by=worker, at=EVENING
    )

    unchanged = actions.note_unchanged(id=new_id(), team=team, area=area, place_type="street", by=worker, at=EVENING)

    assert (unchanged.children, unchanged.counts["children"]) == ("yes", Range(1, 1))


def test_nothing_changed_since_what_was_seen_before_it(team, area, worker):
    earlier = note(team, area, by=worker, seen_at=EVENING - timedelta(hours=5))
    note(team, area, by=worker, counts={"men": (7, 7)})  # came first, and was seen later

    unchanged = actions.note_unchanged(
        id=new_id(), team=team, area=area, place_type="street", by=worker, at=EVENING,
        seen_at=EVENING - timedelta(hours=3),
    )  # fmt: skip

    assert unchanged.as_before == earlier


def test_whoever_noted_it_undoes_it_for_a_while(team, area, worker):
    tally = note(team, area, by=worker)

    undone = actions.undo_tally(tally=tally, by=worker, at=EVENING + timedelta(minutes=119))
    again = actions.undo_tally(tally=tally, by=worker, at=EVENING + timedelta(days=3))

    assert undone.undone_at == again.undone_at == EVENING + timedelta(minutes=119)
    assert queries.corrected(undone)["men"] == Range(0, 0)
    assert Entry.objects.filter(verb="outreach.tally_undone").count() == 1


def test_nobody_else_undoes_it_and_nobody_later(team, area, worker):
    tally = note(team, area, by=worker)

    with pytest.raises(Denied, match="Only whoever noted it"):
        actions.undo_tally(tally=tally, by=make_worker(team), at=EVENING)
    with pytest.raises(Refused, match="correct it instead"):
        actions.undo_tally(tally=tally, by=worker, at=EVENING + timedelta(minutes=121))


def test_sent_again_with_another_destination_it_is_refused(team, area, worker):
    here, there = (
        actions.Destination("night", organisation=make_shelter_keeper().standing[0].organisation) for _ in "12"
    )
    sent, unsent = note(team, area, by=worker, refer_to=here), note(team, area, by=worker)

    assert note(team, area, by=worker, id=sent.pk, refer_to=here) == sent
    for tally, to in ((sent, there), (sent, None), (unsent, here)):
        with pytest.raises(Refused, match="already names something else"):
            note(team, area, by=worker, id=tally.pk, refer_to=to)


def test_undoing_takes_back_the_referral_that_went_with_it(team, area, worker):
    to = actions.Destination("night", organisation=make_shelter_keeper().standing[0].organisation)
    tally = note(team, area, by=worker, refer_to=to)

    actions.undo_tally(tally=tally, by=worker, at=EVENING)

    assert Referral.objects.get().withdrawn_at == EVENING


def test_a_counter_entry_corrects_and_the_tally_stays(team, area, worker):
    tally = note(team, area, by=worker, counts={"men": (2, 4)})
    changes = {"men": -2, "women": 1}

    made = actions.correct_tally(
        id=(id := new_id()), tally=tally, reason="miscounted", changes=changes, by=worker, at=EVENING
    )
    again = actions.correct_tally(id=id, tally=tally, reason="miscounted", changes=changes, by=worker, at=EVENING)

    assert made == again == TallyCorrection.objects.get()
    assert queries.corrected(tally)["men"] == Range(0, 2)
    assert queries.corrected(tally)["women"] == Range(1, 1)
    assert Tally.objects.get().counts["men"] == Range(2, 4)
    assert queries.noted_lately(worker, at=EVENING) == [(tally, Range(1, 3), Range(0, 0))]


def test_nobody_is_corrected_to_less_than_nobody(team, area, worker):
    tally = note(team, area, by=worker)
    said = {"tally": tally, "reason": "twice", "by": worker, "at": EVENING}

    with pytest.raises(Refused, match="fewer than nobody"):
        actions.correct_tally(id=new_id(), changes={"men": -2}, **said)
    with pytest.raises(Unfit, match="by how much"):
        actions.correct_tally(id=new_id(), changes={}, **said)
    with pytest.raises(Denied):
        actions.correct_tally(id=new_id(), changes={"men": -1}, **(said | {"by": make_worker(make_team())}))


def test_what_was_undone_is_not_corrected_nor_the_other_way(team, area, worker):
    undone, corrected = note(team, area, by=worker), note(team, area, by=worker)
    said = {"reason": "twice", "changes": {"men": -1}, "by": worker, "at": EVENING}
    actions.undo_tally(tally=undone, by=worker, at=EVENING)
    actions.correct_tally(id=new_id(), tally=corrected, **said)

    with pytest.raises(Refused, match="was undone"):
        actions.correct_tally(id=new_id(), tally=undone, **said)
    with pytest.raises(Refused, match="corrected already"):
        actions.undo_tally(tally=corrected, by=worker, at=EVENING)


def test_the_database_itself_refuses_a_range_upside_down(team, area):
    tally = note(team, area)

    with pytest.raises(IntegrityError), transaction.atomic():
        Tally.objects.filter(pk=tally.pk).update(women_least=3, women_most=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tally.objects.filter(pk=tally.pk).update(children="yes")


def test_rows_are_for_ones_own_teams(team, area, worker):
    tally = note(team, area, by=worker)
    colleague = make_worker(team)
    strangers = [
        make_worker(make_team()),
        make_user(Role.MUNICIPALITY_COORDINATOR, at=team.organisation),
        make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01")),
        make_user(Role.LIAISON, at=team.organisation),
    ]

    assert list(Tally.objects.visible_to(colleague)) == [tally]
    assert [list(Tally.objects.visible_to(one)) for one in strangers] == [[], [], [], []]
