"""What the invented city has agreed: a partnership of SEK 6.7 million and 35 places, and a procurement that ends in
120 days. Scale of the partnership after Göteborg 2015 to 2016 (handbook 7); the parties are invented.
"""

from datetime import date, datetime, timedelta
from typing import Any

from samverka.actors.models import Organisation, User
from samverka.core.ids import new_id
from samverka.programmes import actions, queries
from samverka.programmes.models import Agreement, Deviation
from samverka.web.management.seeding.people import territory


PURPOSE = (
    "Ingen ska behöva sova ute under vintern. Staden betalar, föreningen driver, och båda samlar kunskap om vad som "
    "behövs. Målen är gemensamma och följs upp varje kvartal."
)
ENTERED = timedelta(days=40)  # before today: when the city began to work with Samverka
HOURS = (40, 42, 38, 41, 40, 39, 18, 10, 20, 40, 42, 38)  # of advice, by month: the summer was thin
WHY = (
    "Vi bad föreningen att flytta timmar från sommaren till hösten, när fler söker råd.",
    "Två rådgivare slutade i juli. Vi hade full bemanning igen i oktober.",
)


def build(*, at: datetime) -> None:
    city, mission = (
        Organisation.objects.get(name=name) for name in ("Exempelstadens socialtjänst", "Exempelstadens stadsmission")
    )
    payer, runner = (User.objects.get(email=f"{name}@ovning.example") for name in ("samordnare", "admin"))
    year = at.year - 1
    partnership = _agree(
        payer, mission, city, "iop", "Natthärbärge och rådgivning", PURPOSE, date(year, 1, 1), date(year + 1, 12, 31),
        {"places": (35, "night"), "nights": (365, "year"), "advice_hours": (480, "year")},
        6_700_000, at - ENTERED, may_extend_until=date(year + 2, 12, 31), public_text=PURPOSE,
    )  # fmt: skip
    _deliver(partnership, runner, year, at)
    ends = at.date() + timedelta(days=120)
    guild = Organisation.objects.get(name="Exempelgemenskapen")
    _agree(
        payer, guild, city, "procurement", "Samordnad fördelning av platser", "En väg in till alla natthärbärgen.",
        ends - timedelta(days=729), ends, {"opening_hours": (1460, "year")}, 1_900_000, at - ENTERED,
        reference="EX 2024/117", options="Två gånger ett år, på samma villkor.",
        may_extend_until=ends + timedelta(days=730),
    )  # fmt: skip
    actions.move_agreements(at=at)
    actions.compare_volumes(at=at)
    _explain(partnership, payer, runner, year, at)


def _agree(
    payer: User, runs: Organisation, pays: Organisation, kind: str, title: str, purpose: str, first: date, last: date,
    volumes: dict[str, tuple[int, str]], kronor: int, at: datetime, **facts: Any,
) -> Agreement:  # fmt: skip
    said: dict[str, Any] = {"by": payer, "at": at}
    made = actions.begin_agreement(
        id=new_id(), organisation=pays, territory=territory(pays.territory_id), kind=kind, title=title,
        purpose=purpose, first_day=first, last_day=last, **facts, **said,
    )  # fmt: skip
    actions.add_party(agreement=made, organisation=runs, part="provider", **said)
    for what, (amount, per) in volumes.items():
        actions.set_volume(agreement=made, kind=what, amount=amount, per=per, **said)
    for year in range(first.year, last.year + 1):
        actions.set_money(agreement=made, year=year, source="municipality", planned=kronor, **said)
    if kind == "iop":
        actions.set_money(agreement=made, year=first.year, source="own", planned=400_000, spent=385_000, **said)
    actions.draft_agreement(agreement=made, **said)
    made = actions.sign_agreement(agreement=made, signed_on=first - timedelta(days=60), **said)
    return actions.publish_agreement(agreement=made, **said)


def _deliver(agreement: Agreement, runner: User, year: int, at: datetime) -> None:
    own = queries.own_party(runner, agreement)
    volumes = {one.kind: one for one in agreement.volumes.all()}
    if own is None:
        return
    told: dict[str, Any] = {"party": own, "by": runner, "at": at}
    for month, hours in enumerate(HOURS, start=1):
        actions.state_delivered(volume=volumes["advice_hours"], month=date(year, month, 1), amount=hours, **told)


def _explain(agreement: Agreement, payer: User, runner: User, year: int, at: datetime) -> None:
    found = Deviation.objects.filter(volume__agreement=agreement, volume__kind="advice_hours", period=f"{year}-Q3")
    for deviation in found:
        for by, text in zip((payer, runner), WHY, strict=True):
            party = queries.own_party(by, agreement)
            if party:
                actions.comment_deviation(deviation=deviation, party=party, text=text, by=by, at=at)
    for by in (runner, payer):
        party = queries.own_party(by, agreement)
        if party:
            actions.settle_year(agreement=agreement, year=year, party=party, by=by, at=at)
    actions.set_money(
        agreement=agreement, year=year, source="municipality", planned=6_700_000, spent=6_512_000, by=payer, at=at
    )
