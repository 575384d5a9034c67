"""What must be true of agreements and projects, whoever wrote them."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, Max, OuterRef, Q

from samverka.core.integrity import GUARDS
from samverka.core.verifying import check
from samverka.programmes import queries
from samverka.programmes.models import (
    Agreement,
    Application,
    Backer,
    Call,
    ConsultationAnswer,
    FundIndicator,
    IndicatorReport,
    IndicatorValue,
    Mandate,
    Money,
    Party,
    ProjectPeriod,
    Proposal,
)
from samverka.programmes.models.agreements import UNSIGNED, AgreementState


for table in ("programmes_indicatorreport", "programmes_strategyyear"):
    GUARDS["sqlite"] |= {f"{table}_no_update", f"{table}_no_delete"}
    GUARDS["postgresql"].add(f"{table}_stays")


@check("somebody pays for every agreement, and somebody runs what is signed")
def parties(at: datetime) -> Iterator[str]:
    there = Party.objects.filter(agreement=OuterRef("pk"))
    for pk in Agreement.objects.filter(~Exists(there.filter(part="payer"))).order_by("pk").values_list("pk", flat=True):
        yield f"Nobody pays for agreement {pk}."
    signed = Agreement.objects.exclude(state__in=UNSIGNED).filter(signed_on__isnull=False)
    for pk in signed.filter(~Exists(there.filter(part="provider"))).order_by("pk").values_list("pk", flat=True):
        yield f"Nobody runs what agreement {pk} promises."


@check("what everybody reads of agreements was signed")
def published(at: datetime) -> Iterator[str]:
    rows = Agreement.objects.filter(published_at__isnull=False, signed_on=None)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        yield f"Agreement {pk} is published unsigned."


@check("an agreement's money lies in the years in which it runs")
def money(at: datetime) -> Iterator[str]:
    rows = Money.objects.exclude(agreement__state=AgreementState.ENDED).select_related("agreement")
    for one in rows.order_by("pk"):
        first, last = one.agreement.years
        if not first <= one.year <= last:
            yield f"Agreement {one.agreement_id} pays in {one.year}, when it does not run."


@check("what is sensitive of a project's people is an estimate of the whole, and nothing else")
def sensitive(at: datetime) -> Iterator[str]:
    rows = IndicatorValue.objects.filter(indicator__is_sensitive=True).exclude(source="operation_estimate")
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        yield f"Value {pk} tells of something sensitive otherwise than as an estimate of the whole."


@check("no indicator counts people by their origin or health")
def indicators(at: datetime) -> Iterator[str]:
    for one in FundIndicator.objects.filter(is_sensitive=False).order_by("fund", "code", "pk"):
        if one.counts_by_origin_or_health:
            yield f"Indicator {one.code} of {one.fund_id} counts people by origin or health, and is not marked so."


@check("no indicator tells visits as people")
def visits(at: datetime) -> Iterator[str]:
    for one in FundIndicator.objects.exclude(counted="").order_by("fund", "code", "pk"):
        if one.tells_visits_as_people:
            yield f"Indicator {one.code} of {one.fund_id} is counted in {one.unit}, and its desks count visits."


@check("a project's periods lie within it, and those called submitted are")
def periods(at: datetime) -> Iterator[str]:
    outside = Q(first_day__lt=F("project__first_day")) | Q(last_day__gt=F("project__last_day"))
    for pk in ProjectPeriod.objects.filter(outside).order_by("pk").values_list("pk", flat=True):
        yield f"Period {pk} lies outside its project."
    sent = IndicatorReport.objects.filter(period=OuterRef("pk"))
    rows = ProjectPeriod.objects.filter(~Exists(sent), submitted_on__isnull=False)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        yield f"Period {pk} is called submitted, and nothing was."


@check("links to a strategy's measures end with its consultation")
def backers(at: datetime) -> Iterator[str]:
    rows = Backer.objects.exclude(strategy__state="broad_consultation").filter(digest__isnull=False)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        yield f"Backer {pk} has a link to a consultation that is closed."


@check("a proposal is out as long as its consultation")
def consultations(at: datetime) -> Iterator[str]:
    out = Q(state="out_for_consultation")
    goes_on = Q(consultation__sent_at__isnull=False, consultation__closed_at=None)
    for pk in Proposal.objects.filter(out & ~goes_on | ~out & goes_on).order_by("pk").values_list("pk", flat=True):
        yield f"Proposal {pk} and its consultation say different things."


@check("no link opens a consultation that is closed")
def links(at: datetime) -> Iterator[str]:
    rows = ConsultationAnswer.objects.filter(consultation__closed_at__isnull=False, digest__isnull=False)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        yield f"Answer {pk} has a link to a consultation that is closed."


@check("a mandate that was handed over has a successor")
def successors(at: datetime) -> Iterator[str]:
    rows = Mandate.objects.filter(state="handed_over", successor=None)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        yield f"Mandate {pk} was handed over to nobody."


@check("a mandate lasts until the last day of its extensions")
def extended(at: datetime) -> Iterator[str]:
    rows = Mandate.objects.annotate(last=Max("extensions__until")).order_by("pk")
    for pk, last, until in rows.values_list("pk", "last", "extended_until"):
        if last != until:
            yield f"Mandate {pk} lasts until another day than its extensions say."


@check("a decided call has decided all that was handed in, within its sum")
def calls(at: datetime) -> Iterator[str]:
    for call in Call.objects.filter(state="decided").order_by("pk"):
        if call.applications.filter(state__in=("submitted", "returned")).exists():
            yield f"Call {call.pk} is decided, and an application to it is not."
        if queries.shared_out(call) > call.amount:
            yield f"Call {call.pk} gives more than it shares out."
    early = Application.objects.filter(state__in=("granted", "refused")).exclude(call__state="decided")
    for pk in early.order_by("pk").values_list("pk", flat=True):
        yield f"Application {pk} is decided before its call."
