"""What is agreed for an extended time: it holds from the first day of the extension, and what was before stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from samverka.core.access import Denied, Refused, Unfit
from samverka.core.models import Entry
from samverka.programmes import actions, queries
from samverka.programmes.models import Volume
from samverka.programmes.queries.volumes import agreed, periods_of, year_of
from samverka.programmes.tests.factories import make_payer, make_provider, make_signed
from samverka.programmes.tests.test_payments import let_in


pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 2, 11, tzinfo=UTC)
NEXT = date(2027, 1, 1)


def make_extended(payer, *, until=date(2027, 6, 30), **said):
    volumes = {"places": 35, "nights": 365}
    made = make_signed(payer, make_provider(), volumes=volumes, may_extend_until=date(2028, 12, 31), **said)
    actions.move_agreements(at=AT)
    return actions.extend_agreement(agreement=made, last_day=until, by=payer, at=AT)


def year(made, kind, number):
    return agreed(made, made.volumes.get(kind=kind), year_of(number))


def test_what_is_agreed_for_an_extension_holds_from_its_first_day_and_the_years_before_stand():
    payer = make_payer()
    made, said = make_extended(payer, until=date(2027, 12, 31)), {"by": payer, "at": AT}

    for kind, amount in (("places", 38), ("places", 40), ("nights", 120), ("advice_hours", 100)):
        actions.set_volume(agreement=made, kind=kind, amount=amount, **said)

    assert [(year(made, kind, 2026), year(made, kind, 2027)) for kind in ("places", "nights", "advice_hours")] == [
        (35, 40), (365, 120), (0, 100)
    ]  # fmt: skip
    assert [one.since for one in made.volumes.get(kind="places").amended.all()] == [NEXT]
    assert Entry.objects.filter(verb="programmes.agreement_volume_amended").count() == 4
    rows = queries.held(payer, made, periods_of(made, "year", until=date(2027, 12, 31)))
    assert {volume.kind: [one.agreed for one in row] for volume, row in rows}["nights"] == [365, 120]


def test_each_extension_has_its_own_and_a_year_in_which_it_changes_is_shared_by_days():
    payer = make_payer()
    made, said = make_extended(payer), {"by": payer, "at": AT}
    actions.set_volume(agreement=made, kind="places", amount=40, **said)
    actions.set_volume(agreement=made, kind="reports", amount=2, per="whole", **said)
    made = actions.extend_agreement(agreement=made, last_day=date(2028, 6, 30), **said)
    actions.set_volume(agreement=made, kind="places", amount=60, **said)
    actions.set_volume(agreement=made, kind="nights", amount=100, per="month", **said)
    actions.set_volume(agreement=made, kind="reports", amount=0, per="whole", **said)

    assert [year(made, "places", number) for number in (2026, 2027, 2028)] == [
        35, pytest.approx((40 * 181 + 60 * 184) / 365), 60
    ]  # fmt: skip
    assert [year(made, "nights", number) for number in (2026, 2027, 2028)] == [
        365, pytest.approx(365 / 2 + 600), 600
    ]  # fmt: skip
    assert [year(made, "reports", number) for number in (2026, 2027, 2028)] == [0, pytest.approx(2), 0]


def test_it_is_agreed_by_those_who_keep_it_while_it_runs_and_before_the_year_is_settled():
    payer, provider = make_payer(), make_provider()
    signed = make_signed(payer, provider, volumes={"places": 35})
    with pytest.raises(Refused, match="what was agreed stands"):
        actions.set_volume(agreement=signed, kind="places", amount=40, by=payer, at=AT)

    made = make_extended(payer)
    with pytest.raises(Denied):
        actions.set_volume(agreement=made, kind="places", amount=40, by=provider, at=AT)
    with pytest.raises(Unfit):
        actions.set_volume(agreement=made, kind="nights", amount=40, per="night", by=payer, at=AT)
    made.follow_ups.create(year=2027, frozen_at=AT)
    with pytest.raises(Refused, match="settled"):
        actions.set_volume(agreement=made, kind="places", amount=40, by=payer, at=AT)
    actions.end_agreement(agreement=made, by=payer, at=AT)
    with pytest.raises(Refused, match="what was agreed stands"):
        actions.set_volume(agreement=made, kind="places", amount=40, by=payer, at=AT)
    assert [one.amended.count() for one in Volume.objects.all()] == [0, 0, 0]


def test_what_is_agreed_anew_stands_on_the_page_of_its_parties_and_of_everybody():
    payer = make_payer()
    made = make_extended(payer)
    actions.publish_agreement(agreement=made, by=payer, at=AT)
    client, english = Client(headers={"Accept-Language": "en"}), Client(headers={"Accept-Language": "en"})
    let_in(client, payer)
    page, way, everybodys = (
        reverse(f"programmes:{name}", args=[made.pk]) for name in ("agreement", "set_volume", "open_agreement")
    )

    assert f'action="{way}"' in client.get(page).content.decode()
    assert client.post(way, {"kind": "places", "amount": 40, "per": "year"}).status_code == 302
    for told in (client.get(page), english.get(everybodys)):
        assert "35 places per night; 40 from 2027-01-01" in " ".join(told.content.decode().split())
    told = client.get(f"/api/v1/agreements/{made.pk}").json()
    assert told["volumes"][1]["amended"] == [{"since": "2027-01-01", "amount": 40, "per": "night"}]


def test_an_agreement_that_is_not_extended_offers_no_volume():
    payer = make_payer()
    made, client = make_signed(payer, make_provider(), volumes={"places": 35}), Client()
    actions.move_agreements(at=AT)
    let_in(client, payer)

    page, way = (reverse(f"programmes:{name}", args=[made.pk]) for name in ("agreement", "set_volume"))
    assert f'action="{way}"' not in client.get(page).content.decode()


def test_a_period_that_has_passed_is_held_against_what_was_agreed_then():
    payer = make_payer()
    made = make_extended(payer)
    before = [one.agreed for _volume, row in queries.held(payer, made, [year_of(2026)]) for one in row]
    actions.set_volume(agreement=made, kind="nights", amount=1, by=payer, at=AT + timedelta(days=1))

    assert [one.agreed for _volume, row in queries.held(payer, made, [year_of(2026)]) for one in row] == before
