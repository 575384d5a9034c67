"""Help is brought to where it is needed: proposed, agreed to, done and thanked for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, why_not
from samverka.core.county import already, lock
from samverka.core.free_text import accept
from samverka.exchange import queries, rules
from samverka.exchange.actions.offer_states import go_on, set_free, write_mail
from samverka.exchange.models import Match, Need, Offer, OfferMail
from samverka.exchange.models.needs import NeedState
from samverka.exchange.models.offers import LIVE, MatchState, OfferState


@transaction.atomic
def propose_match(*, id: UUID, need: Need, offer: Offer, by: User, at: datetime) -> Match:
    """Propose an offer to those in need, or, when they do so themselves, to whoever coordinates."""
    need, offer = lock(need), lock(offer)
    if there := already(Match, id, need_id=need.pk, offer_id=offer.pk):
        return there
    match = Match(id=id, county=need.county, need=need, offer=offer, proposed_at=at)
    rules.propose_match(by, match)
    if need.state != NeedState.OPEN:
        raise Refused(_("This need is not open any more."))
    if offer.state != OfferState.OPEN:
        raise Refused(_("This offer waits no more: somebody was quicker."))
    if need.kind != offer.kind:
        raise Refused(_("This offer is of another kind."))
    if offer.matches.filter(state__in=LIVE).exists():
        raise Refused(_("This offer is proposed to somebody already."))
    match.by_need = bool(why_not(rules.answer_offers, by, offer))
    match.save(force_insert=True)
    return _note(match, by, "proposed", at)


@transaction.atomic
def agree_match(*, match: Match, by: User, at: datetime) -> Match:
    """Take the help. Its giver is told by mail who will be in touch. Said again, it changes nothing."""
    match, offer = _hold(match)
    rules.agree_match(by, match)
    if match.state == MatchState.AGREED:
        return match
    _must_be(match, MatchState.PROPOSED)
    match.state, match.agreed_at = MatchState.AGREED, at
    match.save(update_fields=["state", "agreed_at"])
    go_on(offer, OfferState.AGREED, at=at)
    write_mail(offer, OfferMail.Kind.AGREED, who=queries.told_of(match.need), at=at)
    return _note(match, by, "agreed", at)


@transaction.atomic
def turn_down_match(*, match: Match, by: User, at: datetime) -> Match:
    """What was proposed is not needed there: the offer is free for others. Said again, it changes nothing."""
    match, _offer = _hold(match)
    rules.end_match(by, match)
    if match.state == MatchState.NOT_NEEDED:
        return match
    _must_be(match, MatchState.PROPOSED)
    return _note(set_free(match, MatchState.NOT_NEEDED, at=at), by, "turned_down", at)


@transaction.atomic
def let_match_fall(*, match: Match, by: User, at: datetime) -> Match:
    """Nothing came of what was agreed. Its giver is told, and the offer waits again. Said again, it changes nothing."""
    match, offer = _hold(match)
    rules.end_match(by, match)
    if match.state == MatchState.FELL_THROUGH:
        return match
    _must_be(match, MatchState.AGREED)
    set_free(match, MatchState.FELL_THROUGH, at=at)
    if offer.ends_on >= localdate(at):  # or else the clock tells that its time is past
        write_mail(offer, OfferMail.Kind.FREED, who=queries.told_of(match.need), at=at)
    return _note(match, by, "fell_through", at)


@transaction.atomic
def finish_match(*, match: Match, by: User, at: datetime, line: str = "") -> Match:
    """The help was given: its giver is thanked, with a line of one's own. Said again, it changes nothing."""
    match, offer = _hold(match)
    rules.end_match(by, match)
    if match.state == MatchState.DONE:
        return match
    _must_be(match, MatchState.AGREED)
    return _finish(match, offer, by, at, accept(line, field="line"))


def finish_forgotten(*, at: datetime) -> int:
    """By the clock: thank for help whose time is long past and of which nobody says what became of it. How many.

    So its giver is answered, and not kept without end. Each is a change of its own: no row is waited for while the
    audit trail is held.
    """
    return sum(_finish_forgotten(match, at=at) for match in queries.matches_to_finish(at=at))


@transaction.atomic
def _finish_forgotten(match: Match, *, at: datetime) -> bool:
    held, offer = _hold(match)
    if held.state != MatchState.AGREED:
        return False
    _finish(held, offer, None, at, "")
    return True


@transaction.atomic
def open_giver(*, match: Match, by: User, at: datetime) -> tuple[str, str]:
    """Name and address of who gives, written down before they are shown."""
    match, offer = _hold(match)
    rules.open_giver(by, match)
    organisation = str(match.need.organisation_id)
    audit.record(by=by, verb="exchange.giver_opened", subject=match, at=at, organisation=organisation)
    return offer.name, offer.mail


def _hold(match: Match) -> tuple[Match, Offer]:
    """Always in this order: the need, the offer, and then what brings them together."""
    need, offer = lock(match.need), lock(match.offer)
    held = lock(match)
    held.need, held.offer = need, offer
    return held, offer


def _finish(match: Match, offer: Offer, by: User | None, at: datetime, line: str) -> Match:
    match.state, match.ended_at = MatchState.DONE, at
    match.save(update_fields=["state", "ended_at"])
    go_on(offer, OfferState.THANKED, at=at)
    write_mail(offer, OfferMail.Kind.THANKED, who=queries.told_of(match.need), line=line, at=at)
    return _note(match, by, "done", at)


def _must_be(match: Match, state: str) -> None:
    if match.state != state:
        told = _("This step does not follow: it is “%(state)s”.")
        raise Refused(told % {"state": match.get_state_display()})


def _note(match: Match, by: User | None, verb: str, at: datetime) -> Match:
    audit.record(by=by, verb=f"exchange.match_{verb}", subject=match, at=at)
    return match
