"""The loop in numbers: children seen tonight, channel used, still open. It is closed when none is open."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet, Sum

from samverka.actors.models import ContactLine, Organisation, Role, User
from samverka.core.alphabet import Alphabetic, alphabetic
from samverka.directory.hours import HERE
from samverka.safeguarding.models import Sighting
from samverka.safeguarding.models.sightings import MANDATED, coordinated, told


MORNING = time(9)  # until then it is still last night


def night_of(at: datetime) -> date:
    """The night to which a moment belongs, named by its evening."""
    here = at.astimezone(HERE)
    return here.date() - timedelta(days=1) if here.time() < MORNING else here.date()


class Loop(NamedTuple):
    """What became of the children seen on a night, and what is open of any night. All are sightings but the range."""

    seen: int
    least: int
    most: int
    used: int
    none_needed: int
    open: int
    oldest: datetime | None  # of those that are open

    @property
    def is_told(self) -> bool:
        """Is there something to tell on the first page of the day?"""
        return bool(self.seen or self.open)

    @property
    def range(self) -> str:
        return told(self.least, self.most)


class OfOrganisation(NamedTuple):
    """The same for one organisation; nobody's own are what the public told."""

    name: str
    loop: Loop


def loop(*, viewer: User, at: datetime) -> Loop:
    """The figures of tonight for whoever closes the loop. One query."""
    return _loop(Sighting.objects.counted_for(viewer).aggregate(**_sums(at)))


def loop_by_organisation(*, viewer: User, at: datetime) -> list[OfOrganisation]:
    """The same, organisation by organisation, for the coordinator. One query."""
    here = Sighting.objects.filter(municipality__in=coordinated(viewer)).filter(
        Q(night=night_of(at)) | Q(outcome=Sighting.Outcome.OPEN)
    )
    rows: Any = here.values("organisation__name").annotate(**_sums(at)).order_by(Alphabetic("organisation__name"))
    return [OfOrganisation(row.pop("organisation__name") or "", _loop(row)) for row in rows]


def open_sightings(*, viewer: User) -> QuerySet[Sighting]:
    """What waits for the viewer or a colleague, the oldest first."""
    found = Sighting.objects.worked_by(viewer).open().select_related("municipality", "organisation")
    return found.order_by("seen_at", "pk")


def mandated_at(viewer: User) -> list[Organisation]:
    """Where the viewer must report by law."""
    found = {one.organisation_id: one.organisation for one in viewer.standing if one.role in MANDATED}
    return sorted(found.values(), key=lambda one: alphabetic(one.name))


def shift_lines(*, viewer: User) -> list[ContactLine]:
    """Whom a volunteer turns to first: who is on duty at the organisation, then who answers there otherwise."""
    own = [one.organisation_id for one in viewer.standing if one.role == Role.VOLUNTEER]
    wanted = (ContactLine.Function.DUTY, ContactLine.Function.INTAKE)
    lines = ContactLine.objects.filter(organisation__in=own, function__in=wanted).exclude(phone="")
    return sorted(
        lines.select_related("organisation"), key=lambda one: (alphabetic(one.organisation.name), one.function)
    )


def _sums(at: datetime) -> dict[str, Count | Sum | Min]:
    tonight, outcome = Q(night=night_of(at)), Sighting.Outcome
    real = tonight & ~Q(because="mistake")
    still = Q(outcome=outcome.OPEN)
    return {
        "seen": Count("pk", filter=real),
        "fewest": Sum("least", filter=real, default=0),
        "highest": Sum("most", filter=real, default=0),
        "used": Count("pk", filter=tonight & Q(outcome=outcome.CHANNEL_USED)),
        "none_needed": Count("pk", filter=real & Q(outcome=outcome.NONE_NEEDED)),
        "still_open": Count("pk", filter=still),
        "oldest": Min("seen_at", filter=still),
    }


def _loop(row: dict[str, Any]) -> Loop:
    return Loop(*(row[name] for name in ("seen", "fewest", "highest", "used", "none_needed", "still_open", "oldest")))


def is_noted(source: tuple[str, UUID]) -> bool:
    """Was it noted already that children were seen there?"""
    return Sighting.objects.filter(source_kind=source[0], source_id=source[1]).exists()
