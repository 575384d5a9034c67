"""A party with children that gets no place: seen, counted, and open until the channel was used."""

import pytest

from samverka.actors.models import Role
from samverka.core.ids import new_id
from samverka.safeguarding.models import Sighting
from samverka.shelters import actions
from samverka.shelters.tests.factories import EVENING, make_keeper, make_night, party


pytestmark = pytest.mark.django_db


def turn_away(night, by, **people):
    asked = {"party": party(**people), "reason": "child_in_adult_shelter", "by": by, "at": EVENING}
    return actions.turn_away(id=new_id(), night=night, **asked)


def test_children_turned_away_are_a_sighting_also_when_a_volunteer_keeps_the_door():
    night = make_night()

    noted = turn_away(night, make_keeper(night, Role.VOLUNTEER), women=1, children=2)

    seen = Sighting.objects.get()
    assert (seen.least, seen.most, seen.setting, seen.outcome) == (2, 2, "shelter_door", "open")
    assert (seen.source_kind, seen.source_id, seen.organisation) == (
        "shelters.turnaway", noted.pk, night.shelter.organisation,
    )  # fmt: skip


def test_a_party_without_children_is_none():
    night = make_night()

    turn_away(night, make_keeper(night), women=1)

    assert Sighting.objects.count() == 0


def test_a_party_told_twice_is_seen_once():
    night = make_night()
    keeper, id = make_keeper(night), new_id()

    for _ in range(2):
        actions.turn_away(id=id, night=night, party=party(children=1), reason="full", by=keeper, at=EVENING)

    assert Sighting.objects.count() == 1


def test_a_party_noted_by_mistake_is_taken_back_unless_the_channel_was_used():
    night = make_night()
    keeper = make_keeper(night)
    wrong, right = (turn_away(night, keeper, women=1, children=1) for _ in range(2))
    Sighting.objects.filter(source_id=right.pk).update(outcome="channel_used", channel="duty", used_at=EVENING)

    for one in (wrong, right):
        actions.undo_turn_away(turn_away=one, by=keeper, at=EVENING)

    told = dict(Sighting.objects.values_list("source_id", "outcome"))
    assert told == {wrong.pk: "none_needed", right.pk: "channel_used"}
