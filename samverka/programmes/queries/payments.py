"""When money of agreements is to be paid, and when their parties meet."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Sum
from django.utils.timezone import localdate

from samverka.actors.models import User
from samverka.programmes.models import Agreement, AgreementMeeting, Money, Payment
from samverka.programmes.models.agreements import SPEAK, AgreementState


DUE_SOON = NOTICE = timedelta(days=14)


def payments(agreement: Agreement) -> QuerySet[Payment]:
    return agreement.payments.order_by("due_on", "pk")


def payable(agreement: Agreement) -> int:
    """What those who pay have planned altogether, in kronor: all but the runners' own money and gifts."""
    rows = agreement.money.exclude(source=Money.Source.OWN)
    return int(rows.aggregate(together=Sum("planned", default=0))["together"])


def planned_payments(agreement: Agreement) -> int:
    """What its plan of payments comes to, in kronor."""
    return int(agreement.payments.aggregate(together=Sum("amount", default=0))["together"])


def payments_due(viewer: User, *, on: date) -> QuerySet[Payment]:
    """What the viewer's organisations owe by now or soon, the first due first."""
    homes = [one.organisation_id for one in viewer.standing if one.role in SPEAK]
    rows = Payment.objects.filter(
        agreement__organisation__in=homes, agreement__signed_on__isnull=False, paid_on=None, due_on__lte=on + DUE_SOON
    )
    return rows.select_related("agreement").order_by("due_on", "pk")


def meetings(agreement: Agreement) -> QuerySet[AgreementMeeting]:
    return agreement.meetings.order_by("planned_on", "pk")


def meetings_to_tell(*, at: datetime) -> QuerySet[AgreementMeeting]:
    """Those within two weeks, of which the parties have not been reminded."""
    today = localdate(at)
    rows = AgreementMeeting.objects.filter(
        told_on=None, held_on=None, planned_on__gte=today, planned_on__lte=today + NOTICE
    ).exclude(agreement__state=AgreementState.ENDED)
    return rows.select_related("agreement__territory").order_by("planned_on", "pk")
