"""What was done or stopped is taken up again while the strategy is in force; and municipalities until it is decided."""

import pytest
from django.urls import reverse

from samverka.actors.tests.factories import make_territory
from samverka.core.access import Refused, Unfit
from samverka.core.models import Entry
from samverka.programmes import actions
from samverka.programmes.models import Measure, Strategy
from samverka.programmes.tests.factories import home, make_payer
from samverka.programmes.tests.strategies import GOALS, STEP, make_drafted, make_in_force
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db


def move(town, state, **said):
    return actions.move_measure(measure=Measure.objects.get(number=1), state=state, by=town, **said, **STEP)


@pytest.mark.parametrize(("states", "because"), [(("started", "done"), ""), (("stopped",), "Inga pengar.")])
def test_what_is_done_or_stopped_is_taken_up_again_while_it_is_in_force(client, states, because):
    town = make_payer()
    made = make_in_force(town)
    for state in states:
        move(town, state, because=because)

    enter(client, town)
    page = reverse("programmes:measure", args=[made.measures.get().pk])
    assert "Take it up again" in client.get(page).content.decode()
    client.post(reverse("programmes:move_measure", args=[made.measures.get().pk]), {"state": "started"})

    told = made.measures.get()
    assert (told.state, told.stopped_because) == ("started", "")
    assert "Take it up again" not in client.get(page).content.decode()
    assert Entry.objects.filter(verb="programmes.strategy_measure_taken_up").count() == 1
    move(town, "done")
    Strategy.objects.update(state="expired")
    assert "Take it up again" not in client.get(page).content.decode()
    with pytest.raises(Refused, match="does not follow"):
        move(town, "started")


def test_what_fell_before_the_decision_is_not_taken_up_as_if_it_had_been_decided():
    town = make_payer()
    made = make_drafted(town, measures=2)
    actions.open_consultation(strategy=made, answers_due_on=STEP["at"].date(), by=town, **STEP)
    move(town, "stopped", because="Ingen ville ha den.")
    actions.close_broad_consultation(strategy=made, by=town, **STEP)
    actions.decide_strategy(strategy=made, decided_by="X", decided_on=STEP["at"].date(), by=town, **STEP)
    actions.bring_into_force(strategy=made, by=town, **STEP)

    assert list(made.measures.order_by("number").values_list("is_decided", flat=True)) == [False, True]
    with pytest.raises(Refused, match="does not follow"):
        move(town, "started")


def test_municipalities_are_chosen_until_it_is_decided(client):
    town = make_payer()
    made, solna = make_drafted(town), make_territory("0184")
    make_territory("0380")
    enter(client, town)
    way = reverse("programmes:write_strategy", args=[made.pk])
    form = client.get(way).context["form"]
    assert form["areas"].value() == [home(town).territory_id]
    typed = {name: form[name].value() for name in (*GOALS, "seen")}
    assert client.post(way, typed | {"areas": []}).status_code == 422
    client.post(way, typed | {"areas": [home(town).territory_id, solna.pk]})

    assert set(made.areas.all()) == {home(town).territory, solna}
    stale = client.post(way, typed | {"areas": [solna.pk]})
    assert [(one.name, one.theirs) for one in stale.context["form"].differences] == [
        ("areas", ", ".join(sorted((str(solna), str(home(town).territory)))))
    ]
    actions.write_strategy(strategy=made, title="Bara andra ord", by=town, **STEP)
    assert made.areas.count() == 2
    with pytest.raises(Unfit, match="for which municipalities"):
        actions.write_strategy(strategy=made, areas=[], by=town, **STEP)
    Strategy.objects.update(state="decided", decided_by="X", decided_on=STEP["at"].date(),
                            consulted_at=STEP["at"], answers_due_on=STEP["at"].date())  # fmt: skip
    with pytest.raises(Refused, match="words stand"):
        actions.write_strategy(strategy=made, areas=[solna], by=town, **STEP)
