"""What an organisation needs: said, met, closed and said again."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.directory.models import Service
from samverka.directory.models.spoken import spoken_names
from samverka.exchange import queries, rules
from samverka.exchange.actions.offer_states import set_free
from samverka.exchange.models import Match, Need
from samverka.exchange.models.needs import NeedState
from samverka.exchange.models.offers import MatchState
from samverka.exchange.models.words import Help


LONGEST = timedelta(days=400)  # a need that lasts longer is said anew
MOST = 9999


class What(NamedTuple):
    """What is needed or offered, and when."""

    kind: str
    title: str
    starts_on: date
    ends_on: date
    text: str = ""
    amount: int = 1
    weekdays: tuple[int, ...] = ()  # Monday is 0; none: any
    languages: tuple[str, ...] = ()

    def accepted(self, *, on: date) -> dict[str, object]:
        """As it is kept. Raises Unfit for what cannot be."""
        if self.kind not in Help.values:
            raise Unfit(_("Choose what it is."), field="kind")
        if not self.title.strip():
            raise Unfit(_("Say in one line what it is."), field="title")
        if not 1 <= self.amount <= MOST:
            raise Unfit(_("Write a number from 1 to 9999."), field="amount")
        if self.ends_on < self.starts_on:
            raise Unfit(_("The last day comes before the first."), field="ends_on")
        if self.ends_on < on:
            raise Unfit(_("That day is over."), field="ends_on")
        if self.ends_on > on + LONGEST:
            raise Unfit(_("A year at most. Say it again when it is over."), field="ends_on")
        if unknown := {*self.languages} - {*spoken_names()}:
            raise Unfit(_("No language has the code %(code)s.") % {"code": min(unknown)}, field="languages")
        said = {"kind": self.kind, "amount": self.amount, "starts_on": self.starts_on, "ends_on": self.ends_on}
        texts = {"title": accept(self.title, field="title").strip(), "text": accept(self.text)}
        return said | texts | {"weekdays": _weekdays(self.weekdays), "languages": sorted({*self.languages})}


def _weekdays(said: Iterable[int]) -> list[int]:
    days = sorted({*said})
    if not {*days} <= {*range(7)}:
        raise Unfit(_("Choose weekdays."), field="weekdays")
    return [] if len(days) == 7 else days


@transaction.atomic
def open_need(
    *, id: UUID, organisation: Organisation, municipality: Territory, what: What, by: User, at: datetime,
    service: Service | None = None, is_public: bool = True, is_unnamed: bool = False,
) -> Need:  # fmt: skip
    """Ask others for something. Said again with the same id, it changes nothing."""
    if there := already(Need, id, organisation_id=organisation.pk):
        return there
    rules.ask_for_help(by, organisation)
    if len(municipality.pk) != 4:
        raise Unfit(_("Choose a municipality."), field="municipality")
    need = Need(id=id, county=municipality.county, organisation=organisation, municipality=municipality, opened_at=at)
    _write(need, what, service, is_public, is_unnamed, at=at)
    need.save(force_insert=True)
    return _note(need, by, "opened", at)


@transaction.atomic
def write_need(
    *, need: Need, what: What, by: User, at: datetime, service: Service | None = None, is_public: bool = True,
    is_unnamed: bool = False, seen: str = "",
) -> Need:  # fmt: skip
    """Say it better. What it is stays what it is once an offer was brought to it."""
    held = lock(need)
    rules.ask_for_help(by, held.organisation)
    check_seen(held, seen)
    if held.state == NeedState.CLOSED:
        raise Refused(_("This need is closed. Open it again first."))
    if what.kind != held.kind and held.matches.exists():
        raise Unfit(_("Offers were brought to this need. Close it, and open another."), field="kind")
    _write(held, what, service, is_public, is_unnamed, at=at)
    held.save()
    return _note(held, by, "written", at)


@transaction.atomic
def meet_need(*, need: Need, by: User, at: datetime) -> Need:
    """There is enough. What was only proposed is free for others. Said again, it changes nothing."""
    held = _hold(need, by)
    if held.state == NeedState.MET:
        return held
    if held.state != NeedState.OPEN:
        raise Refused(_("This need is closed. Open it again first."))
    held.is_enough = True
    return _meet(held, by, at)


@transaction.atomic
def close_need(*, need: Need, by: User, at: datetime) -> Need:
    """It is asked for no more. Refused while help that was agreed on waits for its thanks."""
    held = _hold(need, by)
    if held.state == NeedState.CLOSED:
        return held
    if held.matches.filter(state=MatchState.AGREED).exists():
        raise Refused(_("Say first what became of the help that you have agreed on, so that it is thanked for."))
    return _close(held, by, at)


@transaction.atomic
def reopen_need(*, need: Need, by: User, at: datetime) -> Need:
    """Ask for it again, until its day. Said again, it changes nothing."""
    held = _hold(need, by)
    if held.state == NeedState.OPEN:
        return held
    if held.ends_on < localdate(at):
        raise Refused(_("Its last day is past. Say anew what you need."))
    held.state, held.closed_at, held.is_enough = NeedState.OPEN, None, False
    held.save(update_fields=["state", "closed_at", "is_enough"])
    return _note(held, by, "reopened", at)


def close_passed(*, at: datetime) -> int:
    """By the clock: needs whose last day is past; those that wait for thanks are only asked for no more. How many.

    Each is a change of its own: no row is waited for while the audit trail is held.
    """
    return sum(_close_passed(need, at=at) for need in queries.needs_to_close(on=localdate(at)))


@transaction.atomic
def _close_passed(need: Need, *, at: datetime) -> bool:
    held = lock(need)
    if held.state == NeedState.CLOSED or held.ends_on >= localdate(at):
        return False
    if not held.matches.filter(state=MatchState.AGREED).exists():
        _close(held, None, at)
    elif held.state == NeedState.OPEN:
        _meet(held, None, at)
    return True


def _write(need: Need, what: What, service: Service | None, is_public: bool, is_unnamed: bool, *, at: datetime) -> None:
    for name, value in what.accepted(on=localdate(at)).items():
        setattr(need, name, value)
    if service is not None and service.provider.organisation_id != need.organisation_id:
        raise Unfit(_("Choose one of your own services."), field="service")
    need.service, need.is_public, need.is_unnamed = service, is_public, is_unnamed
    if is_unnamed or queries.is_secret(service):
        names = [need.organisation.name, *([service.name] if service else [])]
        told = f"{need.title} {need.text}".casefold()
        if any(name.casefold() in told for name in names):
            raise Unfit(_("This names you, and the need is to be told without your name."), field="title")
        if re.search(rf"\b{re.escape(need.municipality.name.casefold())}s?\b", told):
            raise Unfit(_("This names your municipality, and the need is to be told without it."), field="title")


def _meet(held: Need, by: User | None, at: datetime) -> Need:
    _free_proposed(held, at=at)
    held.state = NeedState.MET
    held.save(update_fields=["state", "is_enough"])
    return _note(held, by, "met", at)


def _close(held: Need, by: User | None, at: datetime) -> Need:
    _free_proposed(held, at=at)
    held.state, held.closed_at = NeedState.CLOSED, at
    held.save(update_fields=["state", "closed_at"])
    return _note(held, by, "closed", at)


def _free_proposed(need: Need, *, at: datetime) -> None:
    """What was proposed goes back to those who answer offers."""
    for match in Match.objects.select_for_update(no_key=True).filter(
        county=need.county, need=need, state=MatchState.PROPOSED
    ).order_by("pk"):  # fmt: skip
        set_free(match, MatchState.NOT_NEEDED, at=at)


def _hold(need: Need, by: User) -> Need:
    held = lock(need)
    rules.ask_for_help(by, held.organisation)
    return held


def _note(held: Need, by: User | None, verb: str, at: datetime) -> Need:
    audit.record(by=by, verb=f"exchange.need_{verb}", subject=held, at=at)
    return held
