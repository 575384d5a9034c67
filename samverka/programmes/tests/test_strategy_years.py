"""A published year of a strategy is put right by its next version; the one before it stays."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from samverka.core.access import Unfit
from samverka.core.models import Entry
from samverka.programmes import actions, queries
from samverka.programmes.models import Strategy, StrategyYear
from samverka.programmes.tests.factories import home, make_payer
from samverka.programmes.tests.strategies import NEXT_YEAR, STEP, make_in_force, publish
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db
LATER = datetime(2028, 3, 1, 9, tzinfo=UTC)


def make_year(by, **said):
    """2026 as it was published, with a sentence on its one measure."""
    made = make_in_force(by)
    Strategy.objects.update(first_day=date(2025, 1, 1))
    made.refresh_from_db()
    usual = {"text": "Bra.", "sentences": {"1": "Öppnade i mars."}, "year": 2026}
    told = actions.write_strategy_year(strategy=made, by=by, **STEP, **usual | said)
    return actions.publish_strategy_year(strategy_year=told, by=by, at=NEXT_YEAR)


def correct(year, by, *, change="Fel månad.", text="Bra.", sentences=None, **said):
    rows = {"text": text, "sentences": sentences or {"1": "Öppnade i april."}}
    return actions.write_strategy_year(
        strategy=year.strategy, year=year.year, change=change, by=by, at=LATER, **rows | said
    )


def test_a_published_year_is_put_right_by_its_next_version():
    town = make_payer()
    first = make_year(town)
    with pytest.raises(Unfit, match="what has changed"):
        correct(first, town, change=" ")

    draft = correct(first, town)
    assert queries.newest_year(first.strategy, 2026) == draft
    assert [one.number for one in queries.told_years(first.strategy)] == [1]
    done = actions.publish_strategy_year(strategy_year=draft, by=town, at=LATER)

    first.refresh_from_db()
    told = [(one.number, one.change, one.content["measures"][0]["sentence"]) for one in (first, done)]
    assert told == [(1, "", "Öppnade i mars."), (2, "Fel månad.", "Öppnade i april.")]
    assert [one.number for one in queries.told_years(first.strategy)] == [2]
    assert Entry.objects.latest("pk").verb == "programmes.strategy_follow_up_corrected"
    assert correct(done, town).number == 3


def test_a_correction_leaves_how_far_each_measure_had_come_unless_that_was_wrong():
    town = make_payer()
    first = make_year(town)
    publish(home(town).territory_id, "2026-01", 120)
    measure = first.strategy.measures.get()
    actions.move_measure(measure=measure, state="started", by=town, at=LATER)
    done = actions.publish_strategy_year(strategy_year=correct(first, town), by=town, at=LATER)
    [row] = done.content["measures"]
    assert (row["state"], row["now"]["value"]) == ("decided", 120)

    anew = correct(done, town, states={"1": "started"})
    [row] = actions.publish_strategy_year(strategy_year=anew, by=town, at=LATER).content["measures"]
    assert (row["state"], row["state_told"]) == ("started", "started")


@pytest.mark.parametrize("change", [{"text": "Annat."}, {"number": 7}])
def test_the_database_keeps_what_is_published(change):
    first = make_year(make_payer())
    for do in (lambda rows: rows.update(**change), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            do(StrategyYear.objects.filter(pk=first.pk))


def test_a_correction_does_not_make_up_for_another_year():
    town = make_payer()
    first = make_year(town)
    actions.publish_strategy_year(strategy_year=correct(first, town), by=town, at=LATER)
    assert list(queries.to_follow_up(town, on=date(2027, 3, 1))) == []
    assert list(queries.to_follow_up(town, on=LATER.date())) == [first.strategy]


def test_whoever_keeps_it_corrects_it_on_its_page_and_everybody_reads_both(client):
    town = make_payer()
    first = make_year(town, year=2025)
    made = first.strategy
    way, read = (reverse(f"programmes:{name}strategy_year", args=[made.pk, 2025]) for name in ("", "open_"))
    enter(client, make_payer("0184"))
    assert client.get(way).url == read

    enter(client, town)
    assert f'href="{way}"' in client.get(reverse("programmes:strategy", args=[made.pk])).content.decode()
    page = client.get(way)
    typed = {"text": "Bra.", "sentence_1": "Öppnade i april.", "state_1": "decided", "publish": "1"}
    typed["seen"] = page.context["form"]["seen"].value()
    assert client.post(way, typed).status_code == 422
    client.post(way, typed | {"change": "Fel månad."})

    client.logout()
    newest, old = client.get(read).content.decode(), client.get(f"{read}1/").content.decode()
    assert ("Öppnade i april." in newest, "Fel månad." in newest, f'href="{read}1/"' in newest) == (True, True, True)
    assert ("Öppnade i mars." in old, f'href="{read}"' in old, "senare version" in old) == (True, True, True)
    assert client.get(f"{read}3/").status_code == 404
    whole = client.get(reverse("programmes:open_strategy", args=[made.pk])).content.decode()
    assert (whole.count(f'href="{read}"'), "Fel månad." in whole) == (1, True)


def test_a_state_that_no_measure_has_is_refused():
    town = make_payer()
    with pytest.raises(Unfit, match="such a state"):
        correct(make_year(town), town, states={"1": "gone"})
