"""Parts of measures: asked for, asked for anew, and taken away before they are signed."""

import pytest
from django.test import Client
from django.urls import reverse

from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.programmes import actions, queries
from samverka.programmes.models import MeasurePart, Strategy
from samverka.programmes.tests.factories import home, make_payer
from samverka.programmes.tests.strategies import STEP, make_drafted, make_in_force
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db
NO = "Vi har inga lokaler."


@pytest.fixture
def town():
    return make_payer()


@pytest.fixture
def neighbour():
    return make_payer("0184")


@pytest.fixture
def measure(town):
    return make_in_force(town).measures.get()


def ask(measure, whom, by):
    return actions.ask_for_part(id=new_id(), measure=measure, organisation=home(whom), by=by, **STEP)


def noted(what):
    return Entry.objects.filter(verb=f"programmes.strategy_{what}").count()


def test_who_has_declined_is_asked_anew_by_whoever_keeps_the_strategy(client, measure, town, neighbour):
    part = ask(measure, neighbour, town)
    actions.decline_part(part=part, because=NO, by=neighbour, **STEP)
    with pytest.raises(Denied, match="keeps the strategy"):
        ask(measure, neighbour, neighbour)

    enter(client, town)
    page = reverse("programmes:measure", args=[measure.pk])
    told = {"id": str(client.get(page).context["asking"]["id"].value()), "organisation": str(home(neighbour).pk)}
    assert "anew" in client.get(page).content.decode()
    for _twice in range(2):
        client.post(reverse("programmes:ask_for_part", args=[measure.pk]), told)

    assert list(queries.my_parts(neighbour)) == [part] == list(MeasurePart.objects.all())
    assert "anew" not in client.get(page).content.decode()
    assert f"declined before: {NO}" in client.get(page).content.decode()
    assert NO not in client.get(reverse("programmes:strategy", args=[measure.strategy_id])).content.decode()
    mine = Client()
    enter(mine, neighbour)
    assert "Write and sign our part" in mine.get(page).content.decode()
    actions.sign_part(part=part, text="Vi fick lokaler.", by=neighbour, **STEP)
    signed = mine.get(page).content.decode()
    assert ("Change our part" in signed, "Write and sign" in signed) == (True, False)
    assert NO not in client.get(page).content.decode()
    assert ask(measure, neighbour, town).text == "Vi fick lokaler."
    assert (noted("part_asked"), noted("part_asked_anew")) == (1, 1)


def test_who_is_asked_anew_may_decline_again_for_the_same_reason(client, measure, town, neighbour):
    part = ask(measure, neighbour, town)
    way = reverse("programmes:sign_part", args=[part.pk])
    enter(client, neighbour)
    for times in (1, 2):
        assert client.get(way).context["form"]["declined_because"].value() is None
        for _twice in range(2):
            actions.decline_part(part=part, because=NO, by=neighbour, **STEP)
        assert (list(queries.my_parts(neighbour)), noted("part_declined")) == ([], times)
        ask(measure, neighbour, town)

    actions.sign_part(part=part, text="Vi fick lokaler.", by=neighbour, **STEP)
    signed = MeasurePart.objects.get()
    assert (signed.declined_because, signed.asked_anew_at) == ("", None)


def test_nobody_is_asked_for_a_part_of_what_is_over(measure, town, neighbour):
    part = ask(measure, neighbour, town)
    actions.decline_part(part=part, because=NO, by=neighbour, **STEP)
    actions.move_measure(measure=measure, state="stopped", because="Inga pengar.", by=town, **STEP)
    with pytest.raises(Refused, match="done or stopped"):
        ask(measure, neighbour, town)

    Strategy.objects.update(state="expired")
    with pytest.raises(Refused, match="is over"):
        ask(measure, neighbour, town)
    with pytest.raises(Refused, match="is over"):
        actions.remove_part(part=part, by=town, **STEP)
    assert MeasurePart.objects.get().declined_because == NO


def test_a_part_is_taken_away_until_it_is_signed(client, measure, town, neighbour):
    part, signed = ask(measure, neighbour, town), ask(measure, make_payer("0180"), town)
    MeasurePart.objects.filter(pk=signed.pk).update(text="Vi tar tio platser.", signed_at=STEP["at"])
    with pytest.raises(Denied, match="keeps the strategy"):
        actions.remove_part(part=part, by=neighbour, **STEP)

    enter(client, town)
    page, way = (reverse(f"programmes:{name}", args=[measure.pk]) for name in ("measure", "remove_part"))
    assert client.get(page).content.decode().count(f'action="{way}"') == 1
    for one in (part, part, signed):
        client.post(way, {"part": str(one.pk)})

    assert (list(MeasurePart.objects.all()), noted("part_removed")) == ([signed], 1)
    assert f'action="{way}"' not in client.get(page).content.decode()
    actions.remove_part(part=part, by=town, **STEP)  # again, it changes nothing
    with pytest.raises(Refused, match="is signed"):
        actions.remove_part(part=signed, by=town, **STEP)
    for act, said in ((actions.sign_part, {"text": "Vi tar två."}), (actions.decline_part, {"because": NO})):
        with pytest.raises(Refused, match="not there any more"):
            act(part=part, by=neighbour, **said, **STEP)


def test_a_strategy_of_which_every_measure_has_fallen_is_not_decided(client, town):
    made = make_drafted(town, measures=2)
    actions.open_consultation(strategy=made, answers_due_on=STEP["at"].date(), by=town, **STEP)
    actions.close_broad_consultation(strategy=made, by=town, **STEP)
    for one in made.measures.all():
        actions.move_measure(measure=one, state="stopped", because="Ingen ville ha den.", by=town, **STEP)

    enter(client, town)
    told = {"decided_by": "Fullmäktige", "decided_on": "2026-02-01"}
    way = reverse("programmes:decide_strategy", args=[made.pk])
    refused = client.post(way, told)
    assert (refused.status_code, "All its measures are stopped" in refused.content.decode()) == (422, True)

    actions.add_measure(id=new_id(), strategy=made, title="Till", organisation=home(town), by=town, **STEP)
    client.post(way, told)
    assert list(made.measures.order_by("number").values_list("state", flat=True)) == ["stopped", "stopped", "decided"]


def test_nobody_more_is_asked_for_a_measure_that_is_done(client, measure, town):
    enter(client, town)
    ways = []
    for state in ("started", "done"):
        actions.move_measure(measure=measure, state=state, by=town, **STEP)
        page = client.get(reverse("programmes:measure", args=[measure.pk])).content.decode()
        ways.append(reverse("programmes:ask_for_part", args=[measure.pk]) in page)

    assert ways == [True, False]
