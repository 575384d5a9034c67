"""Who keeps the channels, closes the loop, and writes or reads a note. Volunteers store nothing about a child."""

from django.utils.translation import gettext as _

from samverka.actors.models import COORDINATORS, Organisation, Role, Territory, User
from samverka.core.access import require
from samverka.safeguarding.models import ConcernNote, Sighting
from samverka.safeguarding.models.sightings import MANDATED, TOLD_BY_PUBLIC


def keep_channels(user: User, territory: Territory) -> None:
    require(user.works_in(territory.code, *COORDINATORS), _("Only the municipality's coordinator keeps its channels."))


def note_sighting(user: User, organisation: Organisation) -> None:
    _mandated(user, organisation, _("Tell the shift lead, and ring. Only those who must report by law note it here."))


def use_channel(user: User, sighting: Sighting) -> None:
    _closes(user, sighting, _("Only those who must report by law say that the channel was used."))


def none_needed(user: User, sighting: Sighting) -> None:
    _closes(user, sighting, _("Only those who must report by law say that no channel was needed."))


def note_concern(user: User, organisation: Organisation) -> None:
    _mandated(user, organisation, _("Tell the shift lead, and ring. Only those who must report by law write a note."))


def read_note(user: User, note: ConcernNote) -> None:
    lead = user.works_as(Role.SAFEGUARDING_LEAD, at=note.organisation)
    require(lead or _is_author(user, note), _("Only its author and the safeguarding lead read a note."))


def take_advice(user: User, note: ConcernNote) -> None:
    _writes(user, note)


def report_concern(user: User, note: ConcernNote) -> None:
    _writes(user, note)


def acknowledge_report(user: User, note: ConcernNote) -> None:
    _writes(user, note)


def receive_feedback(user: User, note: ConcernNote) -> None:
    _writes(user, note)


def not_report(user: User, note: ConcernNote) -> None:
    _writes(user, note)


def close_note(user: User, note: ConcernNote) -> None:
    _writes(user, note)


def look_over(user: User, note: ConcernNote) -> None:
    """The second role's look at what was not reported: never the author's own."""
    lead = user.works_as(Role.SAFEGUARDING_LEAD, at=note.organisation)
    require(
        lead and note.by_id != user.pk, _("Another safeguarding lead than its author looks at what was not reported.")
    )


def _mandated(user: User, organisation: Organisation, reason: str) -> None:
    require(user.works_as(*MANDATED, at=organisation), reason)


def _closes(user: User, sighting: Sighting, reason: str) -> None:
    """Of one's own organisation; what nobody's organisation saw is theirs who read the municipality's tips."""
    if sighting.organisation is None:
        require(user.works_in(sighting.municipality_id, *TOLD_BY_PUBLIC), reason)
    else:
        require(user.works_as(*MANDATED, at=sighting.organisation), reason)


def _is_author(user: User, note: ConcernNote) -> bool:
    return note.by_id == user.pk and user.works_as(*MANDATED, at=note.organisation)


def _writes(user: User, note: ConcernNote) -> None:
    lead = user.works_as(Role.SAFEGUARDING_LEAD, at=note.organisation)
    require(lead or _is_author(user, note), _("Only its author and the safeguarding lead carry a note on."))
