"""The reporter's own reminder: who reads it, how it goes on, and that it goes away."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils.timezone import localdate

from samverka.actors.models import Membership, Role
from samverka.actors.tests.factories import LONG_AGO, make_organisation, make_user
from samverka.core import actions as core
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import Entry
from samverka.safeguarding import actions, integrity, queries
from samverka.safeguarding.models import ConcernNote, Sighting
from samverka.safeguarding.tests.factories import EVENING, make_lead, make_note, make_sighting, set_rule


pytestmark = pytest.mark.django_db
FIELDS = {  # handbook 3.5, and what a row needs to be kept, read by the right ones, and deleted
    *("municipality", "noticed_at", "setting", "least", "most", "duty", "is_advised", "reported_at", "channel"),
    *("reference", "feedback_due_on", "feedback_received_on", "because"),
    *("id", "county", "organisation", "by", "state", "looked_by", "closed_at"),
}


def author(note):
    return note.by


def reported(note, at=EVENING):
    return actions.report_concern(note=note, channel="duty", by=note.by, at=at)


def test_a_note_has_no_field_that_could_describe_a_child():
    texts = {one.name for one in ConcernNote._meta.concrete_fields if one.get_internal_type() == "CharField"}

    assert {one.name for one in ConcernNote._meta.concrete_fields} == FIELDS
    assert {name for name in texts if not ConcernNote._meta.get_field(name).choices} == {"county", "reference"}


def test_a_note_goes_from_noticed_to_closed():
    note = make_note()
    by = note.by
    states = [note.state]

    for step in (
        lambda one: actions.take_advice(note=one, by=by, at=EVENING),
        reported,
        lambda one: actions.acknowledge_report(note=one, reference="2027-0117", by=by, at=EVENING),
        lambda one: actions.receive_feedback(note=one, by=by, at=EVENING),
        lambda one: actions.close_note(note=one, by=by, at=EVENING),
    ):
        note = step(note)
        states.append(note.state)
        assert step(note).state == note.state  # two taps are one

    assert states == ["noticed", "advice_taken", "reported", "acknowledged", "feedback_received", "closed"]
    assert (note.is_advised, note.channel, note.reference) == (True, "duty", "2027-0117")
    assert (note.feedback_due_on, note.feedback_received_on) == (date(2027, 1, 29), date(2027, 1, 15))
    verbs = list(Entry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == [
        f"safeguarding.{verb}"
        for verb in (
            "concern_noted", "advice_taken", "concern_reported", "report_acknowledged", "feedback_received",
            "note_closed",
        )
    ]  # fmt: skip


def test_the_same_id_again_is_the_same_note():
    worker, id = make_user(Role.OUTREACH_WORKER), new_id()
    home = worker.standing[0].organisation
    told = {
        "id": id, "organisation": home, "municipality": home.territory, "noticed_at": EVENING, "setting": "street",
        "most": 2, "by": worker, "at": EVENING,
    }  # fmt: skip

    assert actions.note_concern(least=1, **told) == actions.note_concern(least=1, **told)
    with pytest.raises(Refused):
        actions.note_concern(least=2, **told)


def test_the_answer_is_due_by_the_rule_of_the_place_on_that_day():
    set_rule("municipality:0180", "concern_feedback_days", 5)
    set_rule("municipality:0380", "concern_feedback_days", 9)

    assert reported(make_note()).feedback_due_on == date(2027, 1, 20)


def test_an_answer_is_overdue_from_the_day_after_it_was_due():
    note = reported(make_note())

    assert [note.is_overdue(date(2027, 1, day)) for day in (28, 29, 30)] == [False, False, True]
    with pytest.raises(Refused):
        actions.close_note(note=note, by=note.by, at=EVENING)
    assert actions.close_note(note=note, by=note.by, at=EVENING + timedelta(days=15)).state == "closed"


def test_a_late_answer_is_still_an_answer():
    note = reported(make_note())

    note = actions.receive_feedback(note=note, by=note.by, at=EVENING + timedelta(days=40))

    assert (note.state, note.is_overdue(date(2027, 12, 1))) == ("feedback_received", False)


def test_what_was_not_reported_waits_for_another_persons_look():
    note = make_note(by=make_user(Role.SAFEGUARDING_LEAD))
    note = actions.not_report(note=note, because="advised", by=note.by, at=EVENING)

    with pytest.raises(Denied, match="Another safeguarding lead"):
        actions.look_over(note=note, agrees=True, by=note.by, at=EVENING)
    with pytest.raises(Refused):
        actions.close_note(note=note, by=note.by, at=EVENING)
    colleague = make_user(Role.OUTREACH_WORKER, at=note.organisation)
    with pytest.raises(Denied):
        actions.look_over(note=note, agrees=True, by=colleague, at=EVENING)
    lead = make_lead(note)
    assert actions.look_over(note=note, agrees=True, by=lead, at=EVENING).state == "closed"
    assert ConcernNote.objects.get().looked_by == lead


@pytest.mark.parametrize(("advised", "back"), [(False, "noticed"), (True, "advice_taken")])
def test_whoever_does_not_agree_sends_it_back_to_be_reported(advised, back):
    note = make_note()
    if advised:
        actions.take_advice(note=note, by=note.by, at=EVENING)
    actions.not_report(note=note, because="no_worry", by=note.by, at=EVENING)

    note = actions.look_over(note=note, agrees=False, by=make_lead(note), at=EVENING)

    assert (note.state, note.because) == (back, "")
    assert reported(note).state == "reported"


def test_only_its_author_and_the_safeguarding_lead_know_of_a_note():
    note = make_note()
    lead = make_lead(note)
    others = [make_user(role, at=note.organisation) for role in Role if role != Role.SAFEGUARDING_LEAD]
    strangers = [make_user(Role.SAFEGUARDING_LEAD), make_user(Role.OUTREACH_WORKER)]

    seen = [viewer for viewer in (note.by, lead, *others, *strangers) if queries.notes_of(viewer).exists()]

    assert seen == [note.by, lead]
    for viewer in (*others, *strangers):
        with pytest.raises(Denied):
            actions.read_note(note=note, by=viewer, at=EVENING)


def test_whoever_has_left_reads_nothing():
    note = make_note()
    Membership.objects.filter(user=note.by).update(ends_at=LONG_AGO)
    former = type(note.by).objects.get(pk=note.by_id)

    assert not queries.notes_of(former).exists()
    with pytest.raises(Denied):
        actions.read_note(note=note, by=former, at=EVENING)


@pytest.mark.parametrize("role", [role for role in Role if role not in (
    "outreach_worker", "shelter_lead", "shelter_staff", "adviser", "safeguarding_lead"
)])  # fmt: skip
def test_volunteers_and_others_store_no_note(role):
    with pytest.raises(Denied, match="shift lead"):
        make_note(by=make_user(role))

    assert ConcernNote.objects.count() == 0


def test_a_look_is_written_down_before_it_is_given():
    note = make_note()

    actions.read_note(note=note, by=note.by, at=EVENING)
    listed = actions.list_notes(by=note.by, at=EVENING)

    looks = Entry.objects.filter(verb__in=["safeguarding.note_read", "safeguarding.note_listed"], by=str(note.by.pk))
    assert listed == [note]
    assert [(one.verb, one.subject) for one in looks.order_by("number")] == [
        ("safeguarding.note_read", f"safeguarding.concernnote:{note.pk}"),
        ("safeguarding.note_listed", f"safeguarding.concernnote:{note.pk}"),
    ]


def test_only_what_is_shown_is_written_down_as_looked_at():
    by = make_note().by
    for _more in range(2):
        make_note(by=by)

    shown = actions.list_notes(by=by, at=EVENING, part=slice(1, 2))

    looks = Entry.objects.filter(verb="safeguarding.note_listed", by=str(by.pk))
    assert [one.subject for one in looks] == [f"safeguarding.concernnote:{note.pk}" for note in shown]


def test_what_waits_for_an_answer_comes_first_and_what_is_closed_last():
    """On both databases, which disagree about where nothing comes."""
    closed = reported(make_note())
    by = closed.by
    actions.close_note(note=closed, by=by, at=EVENING + timedelta(days=20))
    fresh = make_note(by=by)
    waiting = actions.report_concern(note=make_note(by=by), channel="duty", by=by, at=EVENING)

    assert list(queries.notes_of(by)) == [waiting, fresh, closed]


def test_the_trail_says_nothing_of_what_is_in_a_note():
    note = reported(make_note(setting="settlement", least=3, most=5))
    actions.acknowledge_report(note=note, reference="DNR-77", by=note.by, at=EVENING)

    told = " ".join(f"{entry.detail}" for entry in Entry.objects.all())

    assert [word for word in ("DNR-77", "settlement", "3", "5") if word in told] == []


def test_what_lies_in_the_future_is_refused():
    note = make_note()

    with pytest.raises(Unfit):
        make_note(noticed_at=EVENING + timedelta(hours=2))
    with pytest.raises(Unfit):
        actions.report_concern(
            note=note, channel="duty", reported_at=EVENING + timedelta(hours=1), by=note.by, at=EVENING
        )  # fmt: skip
    note = reported(note)
    with pytest.raises(Unfit):
        actions.receive_feedback(note=note, received_on=date(2027, 1, 16), by=note.by, at=EVENING)


def test_a_reference_number_is_no_personal_number():
    note = reported(make_note())

    with pytest.raises(Unfit):
        actions.acknowledge_report(note=note, reference="811218-9876", by=note.by, at=EVENING)


def test_answers_that_are_none_are_refused():
    note = make_note()

    with pytest.raises(Unfit):
        actions.report_concern(note=note, channel="pigeon", by=note.by, at=EVENING)
    with pytest.raises(Unfit):
        actions.not_report(note=note, because="tired", by=note.by, at=EVENING)


def test_the_database_keeps_state_and_report_together():
    note = make_note()

    with pytest.raises(IntegrityError):
        ConcernNote.objects.filter(pk=note.pk).update(state="reported")


def purge(kind, at):
    return core.purge(rule=RULES[kind], at=at)


def test_a_closed_note_is_deleted_after_ninety_days():
    note = reported(make_note())
    note = actions.receive_feedback(note=note, by=note.by, at=EVENING)
    actions.close_note(note=note, by=note.by, at=EVENING)

    assert [purge("safeguarding.concernnote", EVENING + timedelta(days=days)) for days in (89, 91)] == [0, 1]
    assert ConcernNote.objects.count() == 0


def test_a_note_that_nobody_closed_is_deleted_within_the_year():
    make_note()

    whens = [EVENING + timedelta(days=days) for days in (364, 366)]
    assert [purge("safeguarding.concernnote.unclosed", at) for at in whens] == [0, 1]


def test_sightings_are_deleted_after_two_years():
    make_sighting()

    assert [purge("safeguarding.sighting", EVENING + timedelta(days=days)) for days in (729, 731)] == [0, 1]
    assert Sighting.objects.count() == 0


def test_the_laws_clock_is_shown_with_its_source_and_by_its_date():
    set_rule("nation:00", "concern_preliminary_days", 10)

    told = [(one.value, one.source) for one in queries.clock("0180", on=localdate(EVENING))]
    before = [one.value for one in queries.clock("0180", on=date(2025, 12, 31))]

    assert told == [(24, ""), (10, "avtal"), (4, "")]
    assert before == [24, 14, 4]


def test_what_no_action_lets_happen_is_found_all_the_same():
    note = make_note()
    checks = (integrity.looks, integrity.unlooked, integrity.municipalities)
    assert [sentence for check in checks for sentence in check(EVENING)] == []

    ConcernNote.objects.filter(pk=note.pk).update(
        state="closed", because="known", closed_at=datetime(2027, 1, 16, tzinfo=UTC)
    )
    unlooked = [sentence for check in checks for sentence in check(EVENING)]
    ConcernNote.objects.filter(pk=note.pk).update(looked_by=note.by)
    own = [sentence for check in checks for sentence in check(EVENING)]

    assert unlooked == [f"Concern note {note.pk} was closed without a second look."]
    assert own == [f"Concern note {note.pk} was looked over by its own author."]


def test_another_organisations_lead_does_nothing_with_a_note():
    note = make_note()
    stranger = make_user(Role.SAFEGUARDING_LEAD, at=make_organisation())

    for step in (actions.take_advice, actions.close_note, actions.receive_feedback, actions.acknowledge_report):
        with pytest.raises(Denied):
            step(note=note, by=stranger, at=EVENING)
