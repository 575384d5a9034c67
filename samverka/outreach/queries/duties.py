"""Who can be rung now, for which language. No name is told: one rings a function."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from samverka.actors.models import ContactLine, Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.directory.models.spoken import SPOKEN
from samverka.outreach.models import Duty, LineReferral, Speaker
from samverka.outreach.models.duties import DUTY_ROLES
from samverka.outreach.policy import TRAFFICKING_LINE, WORK_LINE, rules_of


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who can be rung now, as a colleague sees it."""

    organisation: str
    kind: str
    line: ContactLine
    until: datetime


def on_duty(municipality: Territory, *, at: datetime) -> list[tuple[str, list[OnDuty]]]:
    """Each language that somebody on duty speaks, with whom to ring. Two queries."""
    rows = list(
        Duty.objects.now(at)
        .filter(county=municipality.county, municipality=municipality)
        .select_related("organisation", "line")
        .order_by("ends_at", "pk")
    )
    spoken = dict(Speaker.objects.filter(user__in={row.user_id for row in rows}).values_list("user", "languages"))
    found: dict[str, list[OnDuty]] = {}
    for code in SPOKEN:
        for row in rows:
            if code in spoken.get(row.user_id, ()):
                one = OnDuty(str(row.organisation), row.get_kind_display(), row.line, row.ends_at)
                found.setdefault(code, []).append(one)
    return [(str(SPOKEN[code]), found[code]) for code in SPOKEN if code in found]


def duty_lines(viewer: User) -> QuerySet[ContactLine]:
    """The lines with a number that one may say to be rung on: those of one's own organisations."""
    homes = [one.organisation_id for one in viewer.standing if one.role in DUTY_ROLES]
    rows = ContactLine.objects.filter(organisation__in=homes).exclude(phone="")
    return rows.select_related("organisation").order_by(Alphabetic("organisation__name"), "function")


def duties_of(viewer: User, *, at: datetime) -> QuerySet[Duty]:
    """One's own duties that are not over."""
    rows = Duty.objects.of(viewer).filter(ends_at__gt=at).select_related("municipality", "line__organisation")
    return rows.order_by("starts_at", "pk")


def spoken_by(viewer: User) -> Speaker | None:
    return Speaker.objects.filter(user=viewer).first()


def lines_of(code: str, *, on: date) -> list[tuple[LineReferral.Line, str]]:
    """The lines for those who are exploited, each with its number as the rules of the place have it."""
    policies = rules_of(code, on=on)
    numbers = {LineReferral.Line.TRAFFICKING: TRAFFICKING_LINE, LineReferral.Line.WORK: WORK_LINE}
    return [(line, str(policies.value(key))) for line, key in numbers.items()]
