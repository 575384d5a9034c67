"""Backing while somebody who is asked is taken away at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import connection, transaction
from django.urls import reverse

from samverka.core.access import Refused
from samverka.core.models import Entry
from samverka.programmes import actions
from samverka.programmes.models import Backer, Backing
from samverka.programmes.tests.factories import make_payer
from samverka.programmes.tests.strategies import STEP, STRATEGY_AT, make_drafted
from samverka.situation.tests.pages import enter


SAID = {"1": ("for", "")}
GONE = "not there any more"


def make_asked(town):
    """Two party groups, one of which has a mailed link."""
    made = make_drafted(town, groups=("Gruppen Ett", "Gruppen Två"))
    actions.open_consultation(strategy=made, answers_due_on=STRATEGY_AT.date(), by=town, **STEP)
    asked, _other = Backer.objects.select_related("strategy").order_by("name")
    return actions.mail_backer(backer=asked, occasion="told_at", at=STRATEGY_AT)


@pytest.mark.django_db
def test_one_who_was_taken_away_meanwhile_backs_nothing(client):
    town = make_payer()
    asked, token = make_asked(town)
    actions.remove_backer(backer=Backer.objects.get(pk=asked.pk), by=town, **STEP)

    with pytest.raises(Refused, match=GONE):
        actions.back(backer=asked, stances=SAID, by=town, **STEP)
    with pytest.raises(Refused, match="good no more"):
        actions.back_by_link(token=token, stances=SAID, at=STRATEGY_AT)

    assert (Backing.objects.count(), Entry.objects.filter(verb="programmes.strategy_backed").count()) == (0, 0)
    enter(client, town)
    assert client.get(reverse("programmes:back", args=[asked.pk])).status_code == 404


@pytest.mark.django_db
def test_who_answered_first_by_link_keeps_that_moment_when_another_page_is_old():
    town = make_payer()
    old, token = make_asked(town)
    actions.back_by_link(token=token, stances=SAID, at=STRATEGY_AT)

    told = actions.back(backer=old, stances=SAID, by=town, at=STRATEGY_AT.replace(hour=20))

    assert told.answered_at == STRATEGY_AT


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["link", "account"])
def test_whoever_waits_to_answer_while_it_is_taken_away_is_refused(way):
    town = make_payer()
    asked, token = make_asked(town)

    def answer():
        try:
            if way == "link":
                return actions.back_by_link(token=token, stances=SAID, at=STRATEGY_AT)
            return actions.back(backer=asked, stances=SAID, by=town, **STEP)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as hands:
        with transaction.atomic():
            actions.remove_backer(backer=Backer.objects.get(pk=asked.pk), by=town, **STEP)
            waits = hands.submit(answer)
            sleep(0.5)  # until it waits for the strategy
        told = waits.result(timeout=20)

    assert isinstance(told, Refused)
    assert list(Backer.objects.values_list("name", flat=True)) == ["Gruppen Två"]
