"""A night's figures: frozen at four o'clock, and corrected by rows of their own."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.shelters import actions, queries
from samverka.shelters.models import Correction, NightFigure, TurnAwayFigure
from samverka.shelters.tests.factories import EVENING, FOUR, give, make_keeper, make_night, party
from samverka.shelters.tests.trails import trail


def test_four_o_clock_writes_the_night_down_once():
    night = make_night(beds=6, reserved=1)
    keeper = make_keeper(night)
    came, left = give(night), give(night)
    for place in (came, left):
        actions.check_in(id=new_id(), place=place, by=keeper, at=EVENING)
    actions.leave_early(id=new_id(), place=left, by=keeper, at=EVENING)
    give(night, men=2)
    actions.hold_place(id=new_id(), night=night, party=party(), minutes=5, by=keeper, at=EVENING)
    actions.turn_away(id=new_id(), night=night, party=party(men=3), reason="late", by=keeper, at=EVENING)

    [figure] = actions.freeze_night(night=night, by=None, at=FOUR)

    assert actions.freeze_night(night=night, by=keeper, at=FOUR + timedelta(hours=1)) == [figure]
    came.refresh_from_db()
    assert (came.state, figure.frozen_at) == ("stayed", FOUR)
    assert (figure.bed_nights, figure.left_early, figure.allocated, figure.allocable) == (2, 1, 2, 6)
    told = TurnAwayFigure.objects.get()
    assert (told.reason, told.parties, told.people, told.night) == ("late", 1, 3, night)
    assert trail().count("shelters.night_frozen") == 1


def test_family_rooms_are_counted_in_rooms_and_in_beds():
    night = make_night(kind="family", rooms=[4, 2])
    keeper = make_keeper(night)
    for children in (1, 2):
        place = give(night, women=1, children=children)
        actions.check_in(id=new_id(), place=place, by=keeper, at=EVENING)

    [figure] = actions.freeze_night(night=night, by=None, at=FOUR)

    assert (figure.rooms, figure.bed_nights, figure.allocable) == (2, 5, 6)


def test_a_night_that_was_never_confirmed_is_not_frozen():
    night = make_night(state="planned")

    with pytest.raises(Refused, match="Only a night that is under way"):
        actions.freeze_night(night=night, by=make_keeper(night), at=FOUR)


def test_frozen_figures_are_changed_by_nobody():
    night = make_night()
    actions.turn_away(id=new_id(), night=night, party=party(), reason="late", by=make_keeper(night), at=EVENING)
    actions.freeze_night(night=night, by=None, at=FOUR)

    for model in (NightFigure, TurnAwayFigure):
        with pytest.raises(DatabaseError, match="frozen figures stay"), transaction.atomic():
            model.objects.update(frozen_at=EVENING)
        with pytest.raises(DatabaseError, match="frozen figures stay"), transaction.atomic():
            model.objects.all().delete()


def correct(figure, field, change, *, id=None, role=Role.SHELTER_LEAD, reason="räknat om"):
    by = make_user(role, at=figure.night.shelter.organisation)
    return actions.correct_figure(
        id=id or new_id(), figure=figure, field=field, change=change, reason=reason, by=by, at=FOUR
    )


def test_a_frozen_figure_is_corrected_by_a_row_of_its_own():
    [figure] = actions.freeze_night(night=make_night(beds=3), by=None, at=FOUR)
    id = new_id()

    made = correct(figure, "bed_nights", 2, id=id)

    assert correct(figure, "bed_nights", 2, id=id) == made
    assert (queries.corrected(figure, "bed_nights"), figure.bed_nights) == (2, 0)
    assert trail()[-1] == "shelters.figure_corrected"
    with pytest.raises(Refused, match="already names something else"):
        correct(figure, "bed_nights", 1, id=id)
    with pytest.raises(Denied):
        correct(figure, "bed_nights", 1, role=Role.SHELTER_STAFF)


def test_corrections_keep_to_what_can_be():
    [figure] = actions.freeze_night(night=make_night(beds=3), by=None, at=FOUR)

    for field, change in (("bed_nights", -1), ("bed_nights", 4), ("blocked", 4), ("overflow", -1), ("released", -1)):
        with pytest.raises(Refused, match="which cannot be"):
            correct(figure, field, change)
    correct(figure, "overflow", 2)
    correct(figure, "bed_nights", 5)
    with pytest.raises(Refused, match="which cannot be"):
        correct(figure, "blocked", 1)

    assert Correction.objects.count() == 2
