"""Wherever a night takes free text, the guard stands: an action is called by pages and by the API alike."""

from datetime import timedelta

import pytest

from samverka.core.access import Unfit
from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.models import Capacity, Correction, Draw, HandoverNote, TurnAway
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    make_draw,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    party,
)


WRONG = "Väskan till 811218-9876"


def test_a_handover_note_holds_no_personal_number():
    night = make_night()

    with pytest.raises(Unfit):
        actions.write_note(
            id=new_id(), shelter=night.shelter, date=TONIGHT, text=WRONG, by=make_keeper(night), at=EVENING
        )

    assert not HandoverNote.objects.exists()


def test_a_blocked_bed_is_explained_without_a_personal_number():
    night = make_night()
    beds = {night.capacities.get().group_id: actions.Beds(blocked=1, blocked_because=WRONG)}

    with pytest.raises(Unfit):
        actions.change_capacity(night=night, beds=beds, by=make_keeper(night), at=EVENING)

    assert Capacity.objects.get().blocked == 0


def test_a_correction_is_explained_without_a_personal_number():
    night = make_night()
    [figure] = actions.freeze_night(night=night, by=None, at=EVENING)
    lead = make_keeper(night, role="shelter_lead")

    with pytest.raises(Unfit):
        actions.correct_figure(
            id=new_id(), figure=figure, field="bed_nights", change=1, reason=WRONG, by=lead, at=EVENING
        )

    assert not Correction.objects.exists()


def test_where_somebody_was_sent_holds_no_personal_number():
    night = make_night()

    with pytest.raises(Unfit):
        actions.turn_away(
            id=new_id(), night=night, party=party(), reason="full", sent_to=WRONG, by=make_keeper(night), at=EVENING
        )

    assert not TurnAway.objects.exists()


def test_the_word_of_the_witness_is_no_personal_number():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool))
    draw, intake = make_draw(pool), make_intake(pool)
    actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=intake, at=MORNING)
    actions.lock_draw(draw=draw, by=intake, at=MORNING + timedelta(hours=1))

    with pytest.raises(Unfit):
        actions.draw_lots(draw=draw, witness="811218-9876", by=intake, at=MORNING + timedelta(hours=1))

    assert Draw.objects.get().published_at is None
    assert night.places.count() == 0
