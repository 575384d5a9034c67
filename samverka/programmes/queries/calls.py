"""Calls for grants and the applications to them: what one may see, apply for, judge and complete."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.timezone import localdate

from samverka.actors.models import Organisation, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.programmes.models import (
    Application,
    ApplicationMoney,
    ApplicationVolume,
    Assessment,
    Call,
    Completion,
    Criterion,
    Invited,
    Mark,
    Money,
)
from samverka.programmes.models.agreements import SPEAK
from samverka.programmes.models.applications import HANDED_IN, ApplicationState
from samverka.programmes.models.calls import ISSUERS, CallState


SOON = timedelta(days=14)
SOURCES = {  # which money in an agreement an issuer's is
    Organisation.Kind.MUNICIPALITY: Money.Source.MUNICIPALITY,
    Organisation.Kind.REGION: Money.Source.REGION,
    Organisation.Kind.COUNTY_BOARD: Money.Source.STATE,
}


def speaks_for(viewer: User) -> list[Organisation]:
    """The organisations for which the viewer speaks."""
    return list({one.organisation_id: one.organisation for one in viewer.standing if one.role in SPEAK}.values())


def calls(viewer: User) -> QuerySet[Call]:
    """All that the viewer may see: what is drafted and open first, the last to close first."""
    rows = Call.objects.visible_to(viewer).select_related("organisation", "territory")
    return rows.order_by("-closes_on", Alphabetic("title"), "pk")


def public_calls() -> QuerySet[Call]:
    return (
        Call.objects.public()
        .select_related("organisation", "territory")
        .order_by("-closes_on", Alphabetic("title"), "pk")
    )


def issuers(viewer: User) -> list[Organisation]:
    """Those for which the viewer may make a call."""
    return [one for one in speaks_for(viewer) if one.kind in ISSUERS]


def may_be_invited(call: Call) -> QuerySet[Organisation]:
    """Organisations of the call's county, and the nation's, that are not invited yet."""
    asked = Invited.objects.filter(call=call, organisation=OuterRef("pk"))
    rows = Organisation.objects.filter(~Exists(asked), state=Organisation.State.ACTIVE).exclude(kind__in=ISSUERS)
    county = call.territory.county
    near = rows if county == SWEDEN else rows.filter(Q(territory__code__startswith=county) | Q(territory=SWEDEN))
    return near.order_by(Alphabetic("name"))


def applications(viewer: User) -> QuerySet[Application]:
    """Those one may see, with all that is told of them."""
    rows = Application.objects.visible_to(viewer)
    rows = rows.select_related("call__organisation", "call__territory", "organisation", "agreement")
    return rows.prefetch_related(Prefetch("money", ApplicationMoney.objects.order_by("year")))


def own_applications(viewer: User) -> QuerySet[Application]:
    """Those of the organisations that the viewer speaks for, the newest call first."""
    rows = applications(viewer).filter(organisation__in=speaks_for(viewer))
    return rows.order_by("-call__closes_on", Alphabetic("title"), "pk")


def handed_in(call: Call) -> QuerySet[Application]:
    """What is judged and decided, or was."""
    rows = call.applications.exclude(state__in=(ApplicationState.DRAFTED, ApplicationState.WITHDRAWN))
    rows = rows.select_related("organisation").prefetch_related(
        Prefetch("money", ApplicationMoney.objects.order_by("year"))
    )
    return rows.order_by(Alphabetic("organisation__name"), "pk")


def granted(call: Call) -> QuerySet[Application]:
    """Who got how much, for what: everybody's, once it is decided."""
    return handed_in(call).filter(state=ApplicationState.GRANTED).prefetch_related("volumes")


def may_apply(viewer: User, call: Call, *, on: date) -> list[Organisation]:
    """For which of the viewer's organisations a new application may be begun."""
    if not call.takes_applications(on):
        return []
    homes = [one for one in speaks_for(viewer) if one.pk != call.organisation_id]
    if call.is_invited:
        asked = set(call.invited.filter(organisation__in=homes).values_list("organisation", flat=True))
        homes = [one for one in homes if one.pk in asked]
    there = call.applications.filter(organisation__in=homes).exclude(state=ApplicationState.WITHDRAWN)
    done = set(there.values_list("organisation", flat=True)) if homes else set()
    return [one for one in homes if one.pk not in done]


def competes(viewer: User, call: Call) -> bool:
    """Does the viewer work for somebody who applies? Then they judge nobody, and read no other application."""
    return not call.is_decided and Application.objects.by_those_with(viewer).filter(call=call).exists()


@dataclass(frozen=True)
class Written:
    """What an application says."""

    title: str
    plan: str
    money: list[ApplicationMoney]
    volumes: list[ApplicationVolume]

    @property
    def applied(self) -> int:
        """In kronor, all years together."""
        return sum(one.applied for one in self.money)


def written(application: Application, *, by_applicant: bool = False) -> Written:
    """As it was handed in; to its applicant, as they have changed it while it is to be completed."""
    of = application
    told = of.rewritten if by_applicant else None
    if not told:
        return Written(of.title, of.plan, list(of.money.order_by("year")), list(of.volumes.order_by("kind")))
    money = [
        ApplicationMoney(application=of, year=int(year), applied=kronor)
        for year, kronor in sorted(told["applied"].items())
    ]
    volumes = [
        ApplicationVolume(application=of, kind=kind, amount=amount, per=per)
        for kind, (amount, per) in sorted(told["volumes"].items())
    ]
    return Written(told["title"], told["plan"], money, volumes)


def files_until(viewer: User, application: Application) -> datetime | None:
    """To those who give, when it was last handed in: what was added since is its applicant's alone, who sees all."""
    if any(one.pk == application.organisation_id for one in speaks_for(viewer)):
        return None
    return handed_in_at(application)


def handed_in_at(application: Application) -> datetime | None:
    """The last time; None for a draft."""
    answered = application.completions.exclude(answered_at=None).order_by("-answered_at").first()
    return answered.answered_at if answered else application.submitted_at


def prepared_sum(call: Call, *, but: Application | None = None) -> int:
    """What is prepared to be granted of a call, in kronor, apart from one application."""
    rows = ApplicationMoney.objects.filter(
        application__call=call, application__outcome="granted", application__state__in=HANDED_IN
    )
    rows = rows.exclude(application=but) if but else rows
    return int(rows.aggregate(together=Sum("granted", default=0))["together"])


def open_completion(application: Application) -> Completion | None:
    """What an applicant is asked and has not answered."""
    return application.completions.filter(answered_at=None).first()


@dataclass(frozen=True)
class Judged:
    """An application in the table that is laid before those who decide."""

    application: Application
    criteria: list[Criterion]
    assessments: list[Assessment]

    @cached_property
    def judges(self) -> list[Assessment]:
        return [one for one in self.assessments if not one.is_partial]

    @cached_property
    def means(self) -> list[float | None]:
        """By criterion, of all who have judged."""
        by = {one.pk: [] for one in self.criteria}  # type: dict[int, list[int]]
        for assessment in self.judges:
            for mark in assessment.marks.all():
                by[mark.criterion_id].append(mark.mark)
        return [sum(those) / len(those) if those else None for those in by.values()]

    @property
    def together(self) -> float | None:
        """The means, weighed."""
        told = [(one, of.weight) for one, of in zip(self.means, self.criteria, strict=True) if one is not None]
        return sum(mean * weight for mean, weight in told) / sum(weight for _, weight in told) if told else None


def judged(call: Call) -> list[Judged]:
    """All applications side by side, those that are judged best first. Five queries."""
    criteria = list(call.criteria.order_by("pk"))
    marks = Prefetch("marks", Mark.objects.select_related("criterion").order_by("criterion"))
    seen = Assessment.objects.select_related("by").prefetch_related(marks).order_by("at", "pk")
    rows = handed_in(call).prefetch_related(Prefetch("assessments", seen))
    table = [Judged(one, criteria, list(one.assessments.all())) for one in rows]
    return sorted(table, key=lambda one: -(one.together or -1))


def assessments(application: Application) -> QuerySet[Assessment]:
    """Who has judged it and how, the first first; those who may not are among them."""
    marks = Prefetch("marks", Mark.objects.select_related("criterion").order_by("criterion"))
    return application.assessments.select_related("by").prefetch_related(marks).order_by("at", "pk")


def own_assessment(viewer: User, application: Application) -> Assessment | None:
    return application.assessments.filter(by=viewer).first()


def own_marks(viewer: User, application: Application) -> QuerySet[Mark]:
    return Mark.objects.filter(assessment__application=application, assessment__by=viewer)


def closing_soon(viewer: User, *, on: date) -> QuerySet[Call]:
    """Those near by that close soon, to which nobody has applied whom the viewer speaks for and who may."""
    homes = [one for one in speaks_for(viewer) if one.kind not in ISSUERS]
    near = {code for one in homes for code in (one.territory_id, one.territory_id[:2], SWEDEN)}
    done = Application.objects.filter(call=OuterRef("pk"), organisation__in=homes).exclude(
        state=ApplicationState.DRAFTED
    )
    asked = Invited.objects.filter(call=OuterRef("pk"), organisation__in=homes)
    rows = Call.objects.filter(
        ~Exists(done), Q(is_invited=False, territory__in=near) | Exists(asked), state=CallState.OPEN,
        opens_on__lte=on, closes_on__gte=on, closes_on__lte=on + SOON,
    )  # fmt: skip
    return rows if homes else rows.none()


def to_complete(viewer: User) -> QuerySet[Completion]:
    """What the viewer's organisations are asked to complete."""
    homes = speaks_for(viewer)
    return Completion.objects.filter(
        application__organisation__in=homes, application__state=ApplicationState.RETURNED, answered_at=None
    )


def to_judge(viewer: User) -> QuerySet[Application]:
    """What was handed in to closed calls of the viewer's organisations, and they have not judged."""
    said = Assessment.objects.filter(application=OuterRef("pk"), by=viewer)
    rows = Application.objects.visible_to(viewer).filter(
        ~Exists(said), state__in=HANDED_IN, call__state=CallState.CLOSED, call__organisation__in=speaks_for(viewer)
    )
    return rows.exclude(organisation__in=viewer.organisations())


def calls_to_move(*, at: datetime) -> QuerySet[Call]:
    """Open ones whose last day has passed."""
    return Call.objects.filter(state=CallState.OPEN, closes_on__lt=localdate(at))


def invited_to_tell(*, at: datetime) -> QuerySet[Invited]:
    rows = Invited.objects.filter(told_at=None, call__state=CallState.OPEN, call__closes_on__gte=localdate(at))
    return rows.select_related("call__organisation", "call__territory", "organisation").order_by("pk")


def completions_to_tell() -> QuerySet[Completion]:
    rows = Completion.objects.filter(told_at=None, answered_at=None, application__state=ApplicationState.RETURNED)
    return rows.select_related(
        "application__call__organisation", "application__call__territory", "application__organisation"
    ).order_by("asked_at", "pk")


def decided_to_tell() -> QuerySet[Application]:
    """Applicants who have not been told that it is decided, granted or not."""
    rows = Application.objects.filter(told_at=None, state__in=(ApplicationState.GRANTED, ApplicationState.REFUSED))
    return rows.select_related("call__organisation", "call__territory", "organisation").order_by("pk")


def shared_out(call: Call) -> int:
    """What was granted of a decided call, in kronor."""
    rows = ApplicationMoney.objects.filter(application__call=call, application__state=ApplicationState.GRANTED)
    return int(rows.aggregate(together=Sum("granted", default=0))["together"])
