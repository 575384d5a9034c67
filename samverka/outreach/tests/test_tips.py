"""Tips: received without a name, read by a person, passed on, looked at, answered by code; a child stops them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core import actions as core
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.actions import write_policy
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import Entry
from samverka.outreach import actions, integrity, queries
from samverka.outreach.actions.tips import digest_of, new_tip_code
from samverka.outreach.models import RemovalCase, Settlement, Tip
from samverka.outreach.models.tips import CLOSED
from samverka.outreach.policy import TIP_ANSWER_DAYS
from samverka.outreach.tests.factories import (
    EVENING,
    make_area,
    make_coordinator,
    make_field_worker,
    make_liaison,
    make_team,
    make_tip,
    make_worker,
)
from samverka.safeguarding import actions as safeguarding
from samverka.safeguarding.models import Sighting


LATER = EVENING + timedelta(hours=1)
CHILDREN = {"children": "yes", "range_of_children": (2, 4)}


def make_reader(territory="0180"):
    return make_user(Role.TIP_TRIAGE, at=make_organisation(territory=territory))


def carry(tip, *steps, by=None, team=None):
    """Take a tip through steps, each a state."""
    by = by or make_reader(tip.municipality_id)
    said = {"by": by, "at": LATER}
    for step in steps:
        match step:
            case "triaged":
                tip = actions.triage_tip(tip=tip, **said)
            case "passed_on":
                tip = actions.pass_tip_on(tip=tip, to="outreach", team=team or make_team(), **said)
            case "looked_at" | "not_found":
                tip = actions.look_at_tip(tip=tip, found=step == "looked_at", **said)
            case "answered":
                tip = actions.answer_tip(tip=tip, answer="helped", **said)
            case _:
                tip = actions.set_tip_aside(tip=tip, state=step, **said)
    return tip


def test_a_tip_keeps_only_the_digest_of_its_code_and_nothing_of_its_sender():
    code = new_tip_code()

    tip = make_tip(code=code, text="Det är kallt.")

    assert (tip.state, tip.digest, tip.due_on) == ("received", digest_of(code), None)
    assert queries.read_tip(digest_of(code)) == tip
    assert code not in str(Tip.objects.values())
    entry = Entry.objects.get(verb="outreach.tip_received")
    assert (entry.by, entry.subject, entry.detail) == ("anybody", f"outreach.tip:{tip.pk}", {})


def test_the_same_form_again_changes_nothing_and_its_id_alone_leads_nowhere():
    area, told = make_area(), {"id": new_id(), "code": new_tip_code()}
    tip = make_tip(area=area, **told)
    entries = Entry.objects.count()

    assert make_tip(area=area, **told) == tip
    assert Entry.objects.count() == entries
    with pytest.raises(Refused, match="already names something else"):
        make_tip(area=area, **told, text="Något annat.")
    other = make_tip(area=area, id=told["id"])  # who guesses the id has another code: nothing is told
    assert other.pk != tip.pk
    assert Tip.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"worry": "child"}, "worry"),
        ({"worry": "danger"}, "worry"),
        ({"daypart": "noon"}, "daypart"),
        ({"children": "many"}, "children"),
        ({"children": "no", "range_of_children": (1, 1)}, "children"),
        ({"children": "yes", "range_of_children": (0, 0)}, "children"),
        ({"children": "yes", "range_of_children": (3, 2)}, "children"),
        ({"people": (5, 2)}, "people"),
        ({"people": (0, 100)}, "people"),
        ({"seen_on": date(2027, 1, 16)}, "seen_on"),
        ({"seen_on": date(2026, 10, 1)}, "seen_on"),
        ({"area": None, "place": " "}, "area"),
        ({"code": "ABC"}, "code"),
        ({"text": "Hon heter 19800101-1238"}, "text"),
        ({"place": "Ring 070-123 45 67"}, "place"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(wrong, field):
    make_coordinator()

    with pytest.raises(Unfit) as refusal, transaction.atomic():
        make_tip(**wrong)

    assert refusal.value.field == field
    assert (Tip.objects.count(), Sighting.objects.count()) == (0, 0)


def test_an_area_is_of_the_municipality():
    with pytest.raises(Unfit, match="somewhere else"):
        make_tip(area=make_area(territory="0380"))


def test_where_nobody_reads_tips_none_is_taken():
    here = make_territory("0184")

    assert not queries.takes_tips("0184")
    with pytest.raises(Refused, match="Nobody reads tips"):
        actions.receive_tip(
            id=new_id(), code=new_tip_code(), municipality=here, worry="other", place="Vid bron", daypart="day",
            children="no", seen_on=EVENING.date(), at=EVENING,
        )  # fmt: skip
    make_reader("0184")
    assert [town.code for town in queries.tip_towns()] == ["0184"]


def test_a_flood_of_tips_to_one_municipality_is_stopped(monkeypatch):
    monkeypatch.setattr("samverka.outreach.actions.tips.MOST_OPEN", 2)
    make_tip(), make_tip()

    with pytest.raises(Refused, match="Many have told us"):
        make_tip()


def test_children_that_were_seen_are_noted_and_the_tip_waits_for_the_channel():
    by = make_reader()
    tip = make_tip(**CHILDREN)

    sighting = Sighting.objects.get()
    assert (sighting.setting, sighting.source_id, sighting.organisation) == ("tip", tip.pk, None)
    assert (sighting.least, sighting.most) == (2, 4)
    with pytest.raises(Refused, match="Ring first"):
        actions.triage_tip(tip=tip, by=by, at=LATER)
    assert Tip.objects.get().state == "received"

    safeguarding.use_channel(sighting=sighting, channel="duty", by=by, at=LATER)
    assert actions.triage_tip(tip=tip, by=by, at=LATER).state == "triaged"


def test_a_tip_goes_from_the_reader_to_the_team_and_back_to_its_answer():
    team = make_team()
    worker, by = make_worker(team), make_reader()
    tip = carry(make_tip(text="Kallt."), "triaged", by=by)
    assert list(Tip.objects.visible_to(worker)) == []

    tip = actions.pass_tip_on(tip=tip, to="outreach", team=team, by=by, at=LATER)
    assert list(Tip.objects.visible_to(worker)) == [tip]
    tip = actions.look_at_tip(tip=queries.tips(worker).get(), found=True, by=worker, at=LATER)
    with pytest.raises(Denied, match="say what becomes"):
        actions.answer_tip(tip=tip, answer="helped", by=worker, at=LATER)
    tip = actions.answer_tip(tip=tip, answer="helped", text="Tack.", by=by, at=LATER)

    assert (tip.state, tip.answer, tip.closed_at) == ("answered", "helped", LATER)
    assert list(Tip.objects.visible_to(worker)) == []
    assert (Settlement.objects.count(), RemovalCase.objects.count()) == (0, 0)


def test_every_step_said_again_changes_nothing():
    team, by = make_team(), make_reader()
    tip = make_tip()
    for step in ("triaged", "passed_on", "looked_at", "answered"):
        tip = carry(tip, step, by=by, team=team)
        entries = Entry.objects.count()
        assert carry(tip, step, by=by, team=team) == tip
        assert Entry.objects.count() == entries

    assert actions.triage_tip(tip=tip, by=by, at=LATER).state == "answered"
    with pytest.raises(Refused, match="answered it already"):
        actions.answer_tip(tip=tip, answer="gone", by=by, at=LATER)
    aside = carry(make_tip(), "triaged", "duplicate", by=by)
    assert carry(aside, "duplicate", by=by) == aside


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda tip, said: actions.pass_tip_on(tip=tip, to="police", **said), "to"),
        (lambda tip, said: actions.pass_tip_on(tip=tip, to="outreach", **said), "team"),
        (
            lambda tip, said: actions.pass_tip_on(tip=tip, to="outreach", team=make_team(territory="0380"), **said),
            "team",
        ),
        (lambda tip, said: actions.pass_tip_on(tip=tip, to="municipality", **said), "municipality"),
        (
            lambda tip, said: actions.pass_tip_on(
                tip=tip, to="municipality", municipality=make_territory("0184"), **said
            ),
            "municipality",
        ),
        (lambda tip, said: actions.set_tip_aside(tip=tip, state="answered", **said), "state"),
        (lambda tip, said: actions.answer_tip(tip=tip, answer="nonsense", **said), "answer"),
    ],
)
def test_a_step_must_be_whole(call, field):
    by = make_reader()
    tip = carry(make_tip(), "triaged", by=by)

    with pytest.raises(Unfit) as refusal:
        call(tip, {"by": by, "at": LATER})

    assert refusal.value.field == field


def test_an_answer_passes_the_guard():
    by = make_reader()
    tip = carry(make_tip(), "triaged", "passed_on", "not_found", by=by)

    with pytest.raises(Unfit, match="phone"):
        actions.answer_tip(tip=tip, answer="gone", text="Ring 070-123 45 67", by=by, at=LATER)


def test_another_municipality_takes_a_tip_over_and_we_see_it_no_longer():
    ours, theirs = make_reader(), make_reader("0380")
    tip = carry(make_tip(area=make_area(name="Norr")), "triaged", by=ours)

    tip = actions.pass_tip_on(tip=tip, to="municipality", municipality=make_territory("0380"), by=ours, at=LATER)

    assert (tip.county, tip.municipality_id, tip.area, tip.place) == ("03", "0380", None, "Norr")
    assert list(Tip.objects.visible_to(ours)) == []
    assert list(Tip.objects.visible_to(theirs)) == [tip]
    team = make_team(territory="0380")
    assert actions.pass_tip_on(tip=tip, to="outreach", team=team, by=theirs, at=LATER).state == "passed_on"
    assert list(integrity.tips(LATER)) == []
    with pytest.raises(Denied):
        actions.look_at_tip(tip=Tip.objects.get(), found=True, by=ours, at=LATER)


def test_only_readers_and_the_team_see_a_tip():
    tip = carry(make_tip(), "triaged", "passed_on")
    strangers = [
        make_liaison(),
        make_field_worker(),
        make_reader("0380"),
        make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01")),
    ]

    assert [list(Tip.objects.visible_to(one)) for one in strangers] == [[], [], [], []]
    assert [list(Tip.objects.visible_to(one)) for one in (make_reader(), make_coordinator())] == [[tip], [tip]]
    [count] = queries.tip_counts(strangers[3], on=LATER.date())
    assert count == ("Stockholm", 1, 0)


def test_an_answer_is_due_after_ten_working_days_or_as_the_place_has_decided():
    make_coordinator()
    assert queries.answer_due("0180", on=date(2026, 12, 21)) == date(2027, 1, 11)  # Christmas, New Year, Epiphany

    write_policy(
        scopes=["nation:00", "county:01"], key=TIP_ANSWER_DAYS, value=2, valid_from=date(2026, 1, 1), source="x",
        decided_by="x", by=make_coordinator(), at=EVENING,
    )  # fmt: skip
    assert make_tip(wants_answer=True).due_on == date(2027, 1, 19)  # a Tuesday, after a Friday


def test_what_is_due_comes_first_and_is_counted():
    by = make_reader()
    unasked, asked = make_tip(), make_tip(wants_answer=True, at=EVENING - timedelta(days=30))

    assert list(queries.tips(by)) == [asked, unasked]
    assert queries.tips_waiting(by, at=EVENING) == (2, 1)
    assert [one.is_overdue(EVENING.date()) for one in (asked, unasked)] == [True, False]
    assert list(Tip.objects.overdue(EVENING.date())) == [asked]


def test_words_go_soon_after_the_answer_and_the_row_later():
    code = new_tip_code()
    by = make_reader()
    done = carry(make_tip(code=code, text="Kallt.", place="Vid bron"), "triaged", "out_of_scope", by=by)
    left = make_tip(text="Kallt.")

    def purge(days):
        for kind, rule in RULES.items():
            if kind.startswith("outreach.tip"):
                core.purge(rule=rule, at=LATER + timedelta(days=days))

    purge(6)
    assert Tip.objects.get(pk=done.pk).text == "Kallt."
    purge(8)
    done.refresh_from_db()
    assert (done.text, done.place, done.area) == ("", "", None)
    assert Tip.objects.get(pk=left.pk).text == "Kallt."
    purge(31)
    assert queries.read_tip(digest_of(code)) is None
    purge(181)
    assert Tip.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"worry": "child"},
        {"state": "gone"},
        {"state": "passed_on"},
        {"state": "answered", "passed_to": "duty", "closed_at": EVENING},
        {"state": "duplicate"},
        {"closed_at": EVENING},
        {"state": "passed_on", "passed_to": "outreach"},
        {"people_least": 9},
        {"children": "yes"},
        {"children_most": 1},
    ],
)
def test_the_database_itself_keeps_a_tip_whole(wrong):
    tip = make_tip()

    with pytest.raises(IntegrityError), transaction.atomic():
        Tip.objects.filter(pk=tip.pk).update(**wrong)


def test_the_integrity_check_sees_a_tip_that_lies_elsewhere_or_whose_children_are_forgotten():
    tip = make_tip(**CHILDREN)
    assert list(integrity.tips(LATER)) == []

    Tip.objects.update(area=make_area(territory="0380"))
    Sighting.objects.all().delete()

    assert list(integrity.tips(LATER)) == [
        f"Tip {tip.pk} lies elsewhere than its municipality.",
        f"Children that tip {tip.pk} tells of are not noted.",
    ]


def test_a_closed_tip_is_not_waiting():
    by = make_reader()
    for state in ("duplicate", "out_of_scope"):
        assert carry(make_tip(), "triaged", state, by=by).state in CLOSED

    assert queries.tips_waiting(by, at=LATER).open == 0
