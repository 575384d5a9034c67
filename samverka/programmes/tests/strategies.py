"""Strategies made through the actions, step by step."""

from datetime import UTC, date, datetime
from uuid import uuid4

from samverka.actors.models import User
from samverka.actors.tests.factories import make_organisation
from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.models import Strategy
from samverka.programmes.tests.factories import home, make_payer
from samverka.situation.models import PublishedCell, PublishedTable


STRATEGY_AT = datetime(2026, 2, 2, 9, tzinfo=UTC)
GOALS = {
    "title": "Ingen ska sova ute", "goals": "Tak över huvudet, och en väg vidare.", "first_day": date(2026, 3, 1),
    "last_day": date(2028, 12, 31),
}  # fmt: skip
STEP = {"at": STRATEGY_AT}
NEXT_YEAR = datetime(2027, 1, 11, 9, tzinfo=UTC)  # 2026 is over


def make_strategy(by: User | None = None, **said: object) -> Strategy:
    """An initiative."""
    by = by or make_payer()
    usual = {"id": new_id(), "organisation": home(by), "areas": [home(by).territory], "at": STRATEGY_AT}
    return actions.begin_strategy(by=by, **usual | GOALS | said)


def make_drafted(by: User, *, measures: int = 1, groups: tuple[str, ...] = ("Gruppen Ett",)) -> Strategy:
    """Being drafted, with measures, and party groups that are asked."""
    made = actions.draft_strategy(strategy=make_strategy(by), by=by, **STEP)
    for number in range(measures):
        actions.add_measure(
            id=new_id(), strategy=made, title=f"Åtgärd {number}", organisation=home(by), indicator="desk_visits", by=by,
            **STEP,
        )  # fmt: skip
    for name in groups:
        actions.ask_backer(
            id=new_id(), strategy=made, kind="party_group", name=name, mailbox="grupp@example.org", by=by, **STEP
        )
    return made


def make_in_force(by: User, **said: object) -> Strategy:
    """Consulted, decided, and read by everybody."""
    made = make_drafted(by, **said)
    actions.open_consultation(strategy=made, answers_due_on=date(2026, 2, 20), by=by, **STEP)
    actions.close_broad_consultation(strategy=made, by=by, **STEP)
    actions.decide_strategy(strategy=made, decided_by="Fullmäktige", decided_on=date(2026, 2, 1), by=by, **STEP)
    return actions.bring_into_force(strategy=made, by=by, **STEP)


def make_stood_behind(by: User) -> dict[str, object]:
    """A draft with one of everything."""
    made = make_drafted(by)
    measure = made.measures.get()
    part = actions.ask_for_part(id=new_id(), measure=measure, organisation=make_organisation(), by=by, **STEP)
    return {"strategy": made, "measure": measure, "part": part, "backer": made.backers.get()}


def publish(area, period, value, measure="desk_visits"):
    table = PublishedTable.objects.first() or PublishedTable.objects.create(
        publication=uuid4(), name="desk-visits", version=1, territory_id=area[:2], measure=measure, about="visits",
        area="municipality", step="month", first_period=period, last_period=period, method="rounding", width=5,
        dimensions=[], words={}, published_at=STRATEGY_AT,
    )  # fmt: skip
    status = "" if value is not None else "c"
    PublishedCell.objects.create(table=table, measure=measure, area=area, period=period, value=value, status=status)
