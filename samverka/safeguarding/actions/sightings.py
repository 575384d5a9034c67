"""That children were seen, and what became of it. Nothing is stored about any child."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.directory.actions.nameless import Nameless
from samverka.safeguarding import queries, rules
from samverka.safeguarding.models import Kind, NotNeeded, Sighting


MOST = 99
Source = tuple[str, UUID]  # a kind, such as "outreach.tally", and an id


@transaction.atomic
def note_sighting(
    *, id: UUID, municipality: Territory, organisation: Organisation | None, setting: str, least: int, most: int,
    by: User | Nameless | None, at: datetime, seen_at: datetime | None = None, source: Source | None = None,
) -> Sighting:  # fmt: skip
    """Note that children were seen. Asked again with the same id, it changes nothing.

    With a `source` it is part of the action that records that, whose rule was asked; what the public tells has no
    organisation. Without a source somebody notes it for its own sake, and must be one who reports by law.
    """
    hour = _hour(seen_at or at)
    kind, of = source or ("", None)
    facts: dict[str, Any] = {
        "municipality_id": municipality.pk, "organisation_id": organisation and organisation.pk,
        "setting": setting, "least": least, "most": most, "source_kind": kind, "source_id": of,
    }  # fmt: skip
    if noted := already(Sighting, id, **facts, **({"seen_at": hour} if seen_at else {})):
        return noted
    if source is None:
        if not isinstance(by, User) or organisation is None:
            raise Refused(_("Somebody must say that they saw it."))
        rules.note_sighting(by, organisation)
        if hour > at:
            raise Unfit(_("This lies in the future."), field="seen_at")
    check_range(least, most)
    night = queries.night_of(hour)
    sighting = Sighting.objects.create(id=id, county=municipality.pk[:2], night=night, seen_at=hour, **facts)
    audit.record(by=by, verb="safeguarding.sighting_noted", subject=sighting, at=at)
    return sighting


@transaction.atomic
def use_channel(*, sighting: Sighting, channel: str, by: User, at: datetime) -> Sighting:
    """Say that the channel was used, and which. Said again, it changes nothing; another answer is refused."""
    sighting = lock(sighting)
    rules.use_channel(by, sighting)
    if (sighting.outcome, sighting.channel) == (Sighting.Outcome.CHANNEL_USED, channel):
        return sighting
    _still_open(sighting)
    if channel not in Kind.values:
        raise Unfit(_("Say which channel was used."), field="channel")
    sighting.outcome, sighting.channel, sighting.used_at = Sighting.Outcome.CHANNEL_USED, channel, at
    sighting.save()
    audit.record(by=by, verb="safeguarding.channel_used", subject=sighting, at=at, channel=channel)
    return sighting


@transaction.atomic
def none_needed(*, sighting: Sighting, because: str, by: User, at: datetime) -> Sighting:
    """Say that no channel was needed, and why. Said again, it changes nothing; another answer is refused."""
    sighting = lock(sighting)
    rules.none_needed(by, sighting)
    if (sighting.outcome, sighting.because) == (Sighting.Outcome.NONE_NEEDED, because):
        return sighting
    _still_open(sighting)
    if because not in NotNeeded.values:
        raise Unfit(_("Say why none was needed."), field="because")
    sighting.outcome, sighting.because = Sighting.Outcome.NONE_NEEDED, because
    sighting.save()
    audit.record(by=by, verb="safeguarding.none_needed", subject=sighting, at=at, because=because)
    return sighting


@transaction.atomic
def take_back_sighting(*, source: Source, by: User, at: datetime) -> None:
    """What it was noted with was a mistake. Part of the action that says so; what has its answer keeps it."""
    kind, of = source
    noted = Sighting.objects.select_for_update(no_key=True).open().filter(source_kind=kind, source_id=of)
    for sighting in noted.order_by("pk"):
        sighting.outcome, sighting.because = Sighting.Outcome.NONE_NEEDED, NotNeeded.MISTAKE
        sighting.save()
        audit.record(by=by, verb="safeguarding.sighting_taken_back", subject=sighting, at=at)


def check_range(least: int, most: int) -> None:
    """At least one child was seen, and the range can be. Part of an action."""
    if least < 1:
        raise Unfit(_("Write how many children there were, at least one."), field="least")
    if not least <= most <= MOST:
        raise Unfit(_("The higher number comes second."), field="most")


def _still_open(sighting: Sighting) -> None:
    if sighting.outcome != Sighting.Outcome.OPEN:
        raise Refused(_("A colleague has already said what became of it."))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
