"""Agreements and those who speak for their parties, each made through the actions."""

from datetime import UTC, date, datetime

from samverka.actors.models import Organisation, Role, User
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.models import Agreement, Deviation
from samverka.situation.models import Contribution
from samverka.situation.tests.keepers import keep_open


AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FACTS = {
    "title": "Natthärbärge på Exempelgatan", "purpose": "Ingen ska behöva sova ute.", "first_day": date(2026, 1, 1),
    "last_day": date(2026, 12, 31), "may_extend_until": date(2027, 12, 31),
}  # fmt: skip


def make_payer(code: str = "0180") -> User:
    """Whoever speaks for a municipality."""
    return make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation(kind="municipality", territory=code))


def make_provider(code: str = "0180") -> User:
    """Whoever speaks for an association."""
    return make_user(Role.ORGANISATION_ADMIN, at=make_organisation(kind="ngo", territory=code))


def home(user: User) -> Organisation:
    return user.standing[0].organisation


def make_agreement(by: User | None = None, **said: object) -> Agreement:
    """In dialogue."""
    by = by or make_payer()
    usual = {"id": new_id(), "organisation": home(by), "territory": home(by).territory, "kind": "iop", "at": AT}
    return actions.begin_agreement(by=by, **usual | FACTS | said)


def make_signed(payer: User, provider: User, *, volumes: dict[str, int] | None = None, **said: object) -> Agreement:
    """Signed, with what is promised."""
    made = make_agreement(payer, **said)
    actions.add_party(agreement=made, organisation=home(provider), part="provider", by=payer, at=AT)
    for kind, amount in (volumes or {}).items():
        actions.set_volume(agreement=made, kind=kind, amount=amount, by=payer, at=AT)
    year = made.first_day.year
    actions.set_money(agreement=made, year=year, source="municipality", planned=6_700_000, by=payer, at=AT)
    actions.draft_agreement(agreement=made, by=payer, at=AT)
    return actions.sign_agreement(agreement=made, signed_on=AT.date(), by=payer, at=AT)


def deliver(provider: User, indicator: str, month: date, adds: int, *, base: int = 0) -> None:
    """What was counted of an organisation's work in a month, as the situation picture keeps it."""
    Contribution.objects.create(
        indicator=indicator, territory=home(provider).territory, month=month, organisation=home(provider),
        numerator=adds, denominator=base,
    )  # fmt: skip


def open_doors(provider: User, month: date, nights: int, *beds: int) -> None:
    """Shelters of an organisation, with so many beds each, stood open on the first nights of a month."""
    keep_open(home(provider), month, nights=nights, beds=beds)


def make_promised(payer: User, organisation: Organisation) -> tuple[Agreement, Deviation]:
    """Signed with an organisation that runs it, and a quarter that brought less than was agreed."""
    provider = make_user(Role.ORGANISATION_ADMIN, at=organisation)
    made = make_signed(payer, provider, volumes={"nights": 365, "advice_hours": 100})
    nights = made.volumes.get(kind="nights")
    return made, nights.deviations.create(year=2026, period="2026-Q1", is_less=True, found_on=AT.date())
