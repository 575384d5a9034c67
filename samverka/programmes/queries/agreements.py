"""Agreements: those one may see, what ends soon, and money by year and source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils.timezone import localdate

from samverka.actors.models import Organisation, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.core.models import Entry
from samverka.programmes import policy
from samverka.programmes.models import Agreement, Money, Party, Payment
from samverka.programmes.models.agreements import RUNNING, SPEAK, UNSIGNED, AgreementQuerySet, AgreementState


STEPS = (*UNSIGNED, AgreementState.SIGNED)  # that others take with an agreement, by the trail


def agreements(
    viewer: User, *, kind: str = "", state: str = "", year: int | None = None, source: str = ""
) -> QuerySet[Agreement]:
    """All that the viewer may see, those that end last first; or those signed ones with money of a year and source."""
    rows = _with_parties(Agreement.objects.visible_to(viewer))
    rows = rows.filter(**{name: said for name, said in (("kind", kind), ("state", state)) if said})
    if year is None:
        return rows
    paid = Money.objects.filter(year=year, **({"source": source} if source else {}))
    return rows.filter(signed_on__isnull=False, pk__in=paid.order_by().values("agreement"))


def published_agreements() -> QuerySet[Agreement]:
    """What everybody reads."""
    return _with_parties(Agreement.objects.published())


def _with_parties(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    rows = rows.select_related("territory", "organisation").prefetch_related("parties__organisation")
    return rows.order_by("-last_day", Alphabetic("title"), "pk")


def ending(viewer: User, *, on: date) -> AgreementQuerySet:
    """What the viewer's organisations are parties to and what ends soon, the first end first."""
    rows = Agreement.objects.filter(state=AgreementState.RENEWAL_DUE, last_day__gte=on, parties__in=own_parties(viewer))
    return rows.distinct().order_by("last_day", Alphabetic("title"), "pk")


def to_decide(viewer: User, *, on: date) -> AgreementQuerySet:
    """Those of them that the viewer's organisations keep, and of which nobody has said what comes after them."""
    homes = [one.organisation_id for one in viewer.standing if one.role in SPEAK]
    return ending(viewer, on=on).undecided().filter(organisation__in=homes)


def may_follow(agreement: Agreement) -> QuerySet[Agreement]:
    """Those that whoever keeps it also keeps, and that end later; none that it follows, or that came to nothing."""
    rows = Agreement.objects.filter(organisation=agreement.organisation_id, last_day__gt=agreement.last_day)
    rows = rows.exclude(successor=agreement).exclude(state=AgreementState.ENDED, signed_on=None)
    return rows.order_by("first_day", Alphabetic("title"), "pk")


def before_and_after(agreement: Agreement, seen: QuerySet[Agreement]) -> tuple[list[Agreement], list[Agreement]]:
    """What it follows and what follows it, of those that the reader may see."""
    rows = list(seen.filter(Q(successor=agreement) | Q(pk=agreement.successor_id)).order_by("first_day", "pk"))
    after = [one for one in rows if one.pk == agreement.successor_id]
    return [one for one in rows if one not in after], after


def own_parties(viewer: User) -> QuerySet[Party]:
    return Party.objects.filter(organisation__in=viewer.organisations())


def stepped_by_others(viewer: User, *, since: datetime) -> list[tuple[Agreement, datetime]]:
    """Agreements to which the viewer was invited, since then or before that took a step since, the newest first.

    How far one has come is told by itself, as it stands now; what has ended tells nothing. The moment stands beside.
    """
    invited = own_parties(viewer).exclude(agreement__organisation__in=viewer.organisations())
    rows = Agreement.objects.filter(pk__in=invited.values("agreement")).exclude(state=AgreementState.ENDED)
    named = {f"programmes.agreement:{one.pk}": one for one in rows}
    verbs = [f"programmes.agreement_{step}" for step in STEPS]
    steps = Entry.objects.filter(subject__in=named, at__gt=since, verb__in=verbs)
    last = dict(steps.order_by().values_list("subject").annotate(last=Max("at")))
    for pk, at in invited.filter(added_at__gt=since, agreement__in=rows).values_list("agreement", "added_at"):
        subject = f"programmes.agreement:{pk}"
        last[subject] = max(filter(None, (at, last.get(subject))))
    told = [(named[subject], moment) for subject, moment in last.items() if subject in named]
    return sorted(told, key=lambda one: one[1], reverse=True)


def may_be_parties(agreement: Agreement) -> QuerySet[Organisation]:
    """Organisations of the agreement's county, and the nation's, that are no party yet."""
    rows = Organisation.objects.filter(state=Organisation.State.ACTIVE).exclude(agreements__agreement=agreement)
    county = agreement.territory.county
    near = rows if county == SWEDEN else rows.filter(Q(territory__code__startswith=county) | Q(territory=SWEDEN))
    return near.order_by(Alphabetic("name"))


@dataclass(frozen=True, slots=True)
class Kronor:
    """What a source pays in a year, or all of them; `unknown` sums are not known as spent yet."""

    year: int
    source: str
    planned: int
    spent: int
    unknown: int
    paid: int = 0  # by the plan of payments, of all sources together

    @property
    def is_told(self) -> bool:
        """Is anything of what was spent known?"""
        return bool(self.spent or not self.unknown)

    @property
    def source_told(self) -> str:
        return str(Money.Source(self.source).label) if self.source else ""


Year = tuple[int, list[Kronor], Kronor]


def money(viewer: User) -> list[Year]:
    """Of all signed agreements that the viewer may see: each year's sources and their sum, the last year first."""
    seen = Agreement.objects.visible_to(viewer).filter(signed_on__isnull=False)
    paid = Payment.objects.filter(agreement__in=own_parties(viewer).values("agreement"))
    return list(_by_year(Money.objects.filter(agreement__in=seen.order_by().values("pk")), paid, last_first=True))


def money_of(agreement: Agreement, *, year: int | None = None, tells_paid: bool = False) -> list[Year]:
    """An agreement's years, or one of them; to its parties also with what is paid."""
    rows = Money.objects.filter(agreement=agreement)
    paid = Payment.objects.filter(agreement=agreement) if tells_paid else Payment.objects.none()
    if year is not None:
        rows, paid = rows.filter(year=year), paid.filter(paid_on__year=year)
    return list(_by_year(rows, paid))


def _by_year(rows: QuerySet[Money], payments: QuerySet[Payment], *, last_first: bool = False) -> Iterator[Year]:
    sums = rows.values("year", "source").annotate(
        plan=Sum("planned"), used=Sum("spent", default=0), unknown=Count("pk", filter=Q(spent=None))
    )
    order = F("year").desc() if last_first else F("year").asc()
    told = [
        Kronor(one["year"], one["source"], one["plan"], one["used"], one["unknown"])
        for one in sums.order_by(order, "source")
    ]
    made = payments.filter(paid_on__isnull=False).order_by().values("paid_on__year").annotate(kronor=Sum("amount"))
    paid = {one["paid_on__year"]: one["kronor"] for one in made}
    years = {year: list(group) for year, group in groupby(told, key=lambda one: one.year)}
    for year in sorted({*years, *paid}, reverse=last_first):
        yield year, years.get(year, []), together(year, years.get(year, []), paid=paid.get(year, 0))


def together(year: int, sources: Iterable[Kronor], *, paid: int = 0) -> Kronor:
    rows = list(sources)
    planned, spent, unknown = (sum(getattr(one, name) for one in rows) for name in ("planned", "spent", "unknown"))
    return Kronor(year, "", planned, spent, unknown, paid)


def to_move(*, at: datetime) -> QuerySet[Agreement]:
    """Those that the clock may move on: their first day has come, their end comes near, or has passed."""
    today = localdate(at)
    near = today + timedelta(days=policy.LONGEST)
    return Agreement.objects.filter(
        Q(state=AgreementState.SIGNED, first_day__lte=today)
        | Q(state__in=(AgreementState.ACTIVE, AgreementState.EXTENDED), last_day__lte=near)
        | Q(state__in=RUNNING, last_day__lt=today)
    )


def moved(agreement: Agreement, *, on: date) -> AgreementState | None:
    """Where the clock moves an agreement on a day; None when it stays."""
    if agreement.last_day < on:
        return AgreementState.ENDED
    if agreement.state == AgreementState.SIGNED:
        return AgreementState.ACTIVE if agreement.first_day <= on else None
    days = int(policy.rules_of(agreement.territory_id, on=on).value(policy.RENEWAL_DAYS))
    is_near = agreement.state != AgreementState.RENEWAL_DUE and agreement.days_left(on) <= days
    return AgreementState.RENEWAL_DUE if is_near else None


def to_remind() -> QuerySet[Agreement]:
    """Those that end soon with nothing said of what comes after, and of which the parties have not been told."""
    rows = Agreement.objects.undecided().filter(state=AgreementState.RENEWAL_DUE, reminded_on=None)
    return rows.select_related("territory").order_by("last_day", "pk")
