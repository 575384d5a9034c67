"""What can be written at the door without a network: arrivals. Places are never promised there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.actors.models import User
from samverka.core.access import Refused
from samverka.core.outbox import Note, takes
from samverka.shelters import actions, queries
from samverka.shelters.forms.nights import Event
from samverka.shelters.models import NightPlace


State = NightPlace.State


def whose(*, note: Note, by: User, at: datetime, pk: UUID) -> list[tuple[str, str]]:
    """The ticket and where it is for, while both are known."""
    place = queries.kept_place(pk, viewer=by)
    ticket = place.ticket.code if place and place.ticket else ""
    return [(_("Ticket"), ticket), (_("Night"), str(place.night))] if place else []


@takes("shelters:check_in", gettext_lazy("An arrival"), tell=whose)
def check_in(*, note: Note, by: User, at: datetime, pk: UUID) -> None:
    """Somebody has come. Who is there already needs no second arrival."""
    place, event = _read(note, pk, by)
    if place.state != State.ARRIVED:
        actions.check_in(place=place, by=by, at=at, came_at=note.noticed_at, **event)


@takes("shelters:undo_check_in", gettext_lazy("An arrival, taken back"), tell=whose)
def undo_check_in(*, note: Note, by: User, at: datetime, pk: UUID) -> None:
    place, event = _read(note, pk, by)
    if place.state != State.ALLOCATED:
        actions.undo_check_in(place=place, by=by, at=at, **event)


def _read(note: Note, pk: UUID, by: User) -> tuple[NightPlace, dict[str, Any]]:
    place, form = queries.kept_place(pk, viewer=by), Event(note.told)
    if place is None or not form.is_valid():
        raise Refused(_("This is not there any more."))
    return place, form.cleaned_data
