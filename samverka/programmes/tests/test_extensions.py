"""What is agreed for an extended time: it holds from the first day of the extension, and what was before stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from samverka.actors.models import User
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.models import Entry
from samverka.programmes import actions, queries
from samverka.programmes.models import Volume
from samverka.programmes.queries.volumes import agreed, periods_of, year_of
from samverka.programmes.tests.factories import home, make_agreement, make_payer, make_provider, make_signed
from samverka.programmes.tests.test_payments import let_in
from samverka.situation.queries import Period


pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 2, 11, tzinfo=UTC)
NEXT = date(2027, 1, 1)


def make_extended(payer, *, until=date(2027, 6, 30), **said):
    volumes = {"places": 35, "nights": 365}
    made = make_signed(payer, make_provider(), volumes=volumes, may_extend_until=date(2028, 12, 31), **said)
    actions.move_agreements(at=AT)
    return actions.extend_agreement(agreement=made, last_day=until, by=payer, at=AT)


def sign(made, payer):
    actions.add_party(agreement=made, organisation=home(make_provider()), part="provider", by=payer, at=AT)
    actions.draft_agreement(agreement=made, by=payer, at=AT)
    actions.sign_agreement(agreement=made, signed_on=AT.date(), by=payer, at=AT)
    actions.move_agreements(at=AT)
    return made


def settle(made, number, at):
    for part in ("provider", "payer"):
        party = made.parties.get(part=part)
        by = User.objects.get(memberships__organisation=party.organisation)
        actions.settle_year(agreement=made, year=number, party=party, by=by, at=at)


def year(made, kind, number):
    return agreed(made, made.volumes.get(kind=kind), year_of(number))


def month(made, kind, number, of):
    period = Period("month", (date(of, number, 1),))
    return agreed(made, made.volumes.get(kind=kind), period)


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
    rows = queries.held(payer, made, periods_of(made, "year", until=date(2027, 12, 31)), on=date(2028, 1, 1))
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
    before = [one.agreed for _volume, row in queries.held(payer, made, [year_of(2026)], on=NEXT) for one in row]
    actions.set_volume(agreement=made, kind="nights", amount=1, by=payer, at=AT + timedelta(days=1))

    assert [one.agreed for _volume, row in queries.held(payer, made, [year_of(2026)], on=NEXT) for one in row] == before


def test_nothing_is_agreed_for_days_after_it_was_ended():
    payer = make_payer()
    made = make_extended(payer, until=date(2027, 12, 31))
    for kind, amount in (("nights", 120), ("reports", 6)):
        actions.set_volume(agreement=made, kind=kind, amount=amount, per="year", by=payer, at=AT)
    made = actions.end_agreement(agreement=made, by=payer, at=datetime(2026, 12, 10, 11, tzinfo=UTC))

    december = 365 / 12 * 10 / 31
    assert month(made, "nights", 12, of=2026) == pytest.approx(december)
    assert year(made, "nights", 2026) == pytest.approx(365 / 12 * 11 + december)
    assert [year(made, "nights", 2027), year(made, "reports", 2027), year(made, "places", 2026)] == [0, 0, 35]


def test_what_is_agreed_in_all_is_of_its_own_time_however_long_it_runs_on():
    payer, said = make_payer(), {"kind": "reports", "per": "whole", "at": AT}
    made = make_agreement(payer, may_extend_until=date(2029, 12, 31))
    actions.set_volume(agreement=made, amount=12, by=payer, **said)
    made = sign(made, payer)
    told = lambda: [year(made, "reports", number) for number in (2026, 2027, 2028)]  # noqa: E731
    assert told() == [12, 0, 0]

    made = actions.extend_agreement(agreement=made, last_day=date(2027, 12, 31), by=payer, at=AT)
    assert told() == [12, 0, 0]
    actions.set_volume(agreement=made, amount=6, by=payer, **said)
    assert told() == [12, 6, 0]
    made = actions.extend_agreement(agreement=made, last_day=date(2028, 12, 31), by=payer, at=AT)
    assert told() == [12, 6, 0]
    made = actions.end_agreement(agreement=made, by=payer, at=datetime(2027, 6, 30, 11, tzinfo=UTC))
    assert told() == [12, pytest.approx(6 * 181 / 365), 0]


def test_what_was_agreed_for_a_settled_year_is_kept_with_what_was_delivered():
    payer = make_payer()
    made, after = make_extended(payer), datetime(2027, 1, 20, 11, tzinfo=UTC)
    settle(made, 2026, after)
    Volume.objects.filter(kind="nights").update(amount=1)
    told = queries.followed_up(payer, made, 2026, on=after.date())

    assert {one.volume.kind: one.agreed for one in told.volumes} == {"nights": 365, "places": 35}


def test_places_are_agreed_on_for_the_nights_on_which_there_are_any():
    payer, december = make_payer(), {"last_day": date(2026, 12, 15), "may_extend_until": date(2027, 12, 31)}
    made = sign(make_agreement(payer, **december), payer)
    made = actions.extend_agreement(agreement=made, last_day=date(2027, 6, 30), by=payer, at=AT)
    actions.set_volume(agreement=made, kind="places", amount=20, by=payer, at=AT)
    assert [month(made, "places", number, of=2026) for number in (11, 12)] == [0, 20]

    made = actions.extend_agreement(agreement=made, last_day=date(2027, 12, 31), by=payer, at=AT)
    actions.set_volume(agreement=made, kind="places", amount=0, by=payer, at=AT)
    assert [month(made, "places", number, of=2027) for number in (6, 7)] == [20, 0]
    assert year(made, "places", 2027) == 20


def test_nought_takes_away_what_was_agreed_by_mistake():
    payer, client = make_payer(), Client(headers={"Accept-Language": "en"})
    made, said = make_extended(payer), {"by": payer, "at": AT}
    actions.publish_agreement(agreement=made, by=payer, at=AT)
    for kind, amount in (("outreach", 0), ("visits", 9), ("visits", 0), ("nights", 120), ("nights", 0)):
        actions.set_volume(agreement=made, kind=kind, amount=amount, **said)
    actions.set_volume(agreement=made, kind="reports", amount=2, **said)

    assert {one.kind: [each.amount for each in one.amended.all()] for one in made.volumes.all()} == {
        "places": [], "nights": [0], "reports": [2]
    }  # fmt: skip
    page = " ".join(client.get(reverse("programmes:open_agreement", args=[made.pk])).content.decode().split())
    assert "<li>2 knowledge reports a year from 2027-01-01</li>" in page


def test_later_years_are_agreed_on_when_the_first_of_an_extension_is_settled():
    payer = make_payer()
    made, client = make_extended(payer, until=date(2028, 12, 31)), Client(headers={"Accept-Language": "en"})
    made.follow_ups.create(year=2027, frozen_at=AT)
    let_in(client, payer)
    page = client.get(reverse("programmes:agreement", args=[made.pk])).content.decode()
    assert "från 2028-01-01" in page or "from 2028-01-01" in page

    actions.set_volume(agreement=made, kind="places", amount=40, by=payer, at=AT)
    actions.set_volume(agreement=made, kind="reports", amount=4, per="whole", by=payer, at=AT)
    assert [(year(made, kind, 2027), year(made, kind, 2028)) for kind in ("places", "reports")] == [(35, 40), (0, 4)]
