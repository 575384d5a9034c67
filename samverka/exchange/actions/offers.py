"""Offers of help: received, confirmed by their givers, answered, withdrawn, and asked for again."""

import re
import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.core.free_text import ReadThrough, accept
from samverka.core.sealed import seal
from samverka.core.versions import check_seen
from samverka.directory.actions.nameless import ANYBODY, Nameless
from samverka.exchange import policy, queries, rules
from samverka.exchange.actions.needs import What
from samverka.exchange.actions.offer_states import go_on, set_free, write_mail
from samverka.exchange.models import Match, Need, Offer, OfferMail
from samverka.exchange.models.offers import GIVER, KEY, LIVE, MatchState, OfferState
from samverka.exchange.models.words import Help


MOST_AT_ONCE, MOST_A_DAY = 3, 200  # unconfirmed offers of one address; and of a county within a day
A_DAY = timedelta(days=1)
GIVEN = ("sealed_name", "sealed_mail", "mail_digest", "digest", "sealed_key")
Kind = OfferMail.Kind


class Giver(NamedTuple):
    """Who offers, and how they are answered. Sealed at once."""

    name: str
    mail: str
    language: str = "sv"
    is_resident: bool = True
    ask_again: bool = False


@transaction.atomic
def receive_offer(
    *, id: UUID, municipality: Territory, what: What, giver: Giver, at: datetime, meant_for: Need | None = None
) -> Offer | None:
    """An offer from anybody, kept when its giver confirms it by the link that is mailed to them.

    Sent again with the same id, it changes nothing. Nothing is kept, and nobody is told so, when the address has not
    confirmed what it offered before. Refused where nobody answers offers, and when very many come in.
    """
    if there := already(Offer, id, municipality_id=municipality.pk):
        return there
    _must_be_answered(municipality)
    if giver.is_resident:
        _leave_out(giver.name, what)
    unconfirmed = Offer.objects.filter(state=OfferState.UNCONFIRMED)
    if unconfirmed.filter(county=municipality.county, offered_at__gt=at - A_DAY).count() >= MOST_A_DAY:
        raise Refused(_("Very many offers come in just now. Please try again tomorrow."))
    if unconfirmed.filter(mail_digest=_digest_of(giver.mail)).count() >= MOST_AT_ONCE:
        return None
    offer = _new(id, municipality, what, giver, at=at)
    offer.meant_for = meant_for if meant_for and meant_for.county == offer.county else None
    offer.save(force_insert=True)
    write_mail(offer, Kind.CONFIRM, at=at)
    audit.record(by=ANYBODY, verb="exchange.offer_received", subject=offer, at=at)
    return offer


@transaction.atomic
def make_offer(
    *, id: UUID, organisation: Organisation, municipality: Territory, what: What, giver: Giver, by: User, at: datetime
) -> Offer:
    """An offer of an organisation that takes part: it needs no confirmation. Said again, it changes nothing."""
    if there := already(Offer, id, organisation_id=organisation.pk):
        return there
    rules.offer_for_organisation(by, organisation)
    if len(municipality.pk) != 4:
        raise Unfit(_("Choose a municipality."), field="municipality")
    _must_be_answered(municipality)
    offer = _new(id, municipality, what, giver._replace(is_resident=False), at=at)
    offer.organisation = organisation
    _let_wait(offer, at=at)
    offer.save(force_insert=True)
    audit.record(by=by, verb="exchange.offer_made", subject=offer, at=at)
    return offer


@transaction.atomic
def confirm_offer(*, key: str, at: datetime) -> Offer:
    """Its giver stands by it: from now on it waits for an answer. Said again, it changes nothing."""
    offer = _by_key(key)
    if offer.state != OfferState.UNCONFIRMED:
        return offer
    if offer.ends_on < localdate(at):
        raise Refused(_("The last day of this offer is past. Please offer it anew."))
    _let_wait(offer, at=at)
    offer.save()
    return _note(offer, Nameless(f"offer:{offer.pk.hex}"), "confirmed", at)


@transaction.atomic
def change_by_link(*, key: str, what: What, at: datetime) -> Offer:
    """Its giver says it better, as long as it waits and is proposed to nobody. It is answered as soon as before."""
    offer = _by_key(key)
    return _change(offer, what, Nameless(f"offer:{offer.pk.hex}"), at)


@transaction.atomic
def change_offer(*, offer: Offer, what: What, by: User, at: datetime, seen: str = "") -> Offer:
    """The organisation that made it says it better, as long as it waits and is proposed to nobody."""
    held = lock(offer)
    rules.change_offer(by, held)
    check_seen(held, seen)
    return _change(held, what, by, at)


@transaction.atomic
def withdraw_by_link(*, key: str, at: datetime) -> None:
    """Its giver takes it back. Who that was is forgotten at once."""
    offer = _by_key(key)
    _withdraw(offer, Nameless(f"offer:{offer.pk.hex}"), at)


@transaction.atomic
def withdraw_offer(*, offer: Offer, by: User, at: datetime) -> None:
    """The organisation that made it takes it back. Said again, it changes nothing."""
    rules.withdraw_offer(by, offer)
    held = lock(offer)
    if held.state != OfferState.WITHDRAWN:
        _withdraw(held, by, at)


@transaction.atomic
def decline_offer(*, offer: Offer, by: User, at: datetime, line: str = "") -> Offer:
    """Tell its giver, with thanks, that it is not needed now. Said again, it changes nothing."""
    held = lock(offer)
    rules.answer_offers(by, held)
    if held.state == OfferState.DECLINED:
        return held
    _must_wait(held)
    _end_matches(held, MatchState.NOT_NEEDED, at=at)
    go_on(held, OfferState.DECLINED, at=at)
    write_mail(held, Kind.DECLINED, line=accept(line, field="line"), at=at)
    return _note(held, by, "declined", at)


@transaction.atomic
def renew_offer(*, id: UUID, key: str, starts_on: date, ends_on: date, at: datetime) -> Offer:
    """Its giver offers the same once more. It is another offer; the old one keeps its answer, and no giver."""
    if there := already(Offer, id, digest=sha256(key.encode()).hexdigest()):
        return there
    old = _by_key(key)
    if not old.may_come_back:
        raise Refused(_("This offer is still there."))
    what = What(
        old.kind, ReadThrough(old.title), starts_on, ends_on, ReadThrough(old.text), old.amount,
        tuple(old.weekdays), tuple(old.languages),
    )  # fmt: skip
    kept = (*GIVEN, "organisation_id", "is_resident", "language", "ask_again")
    said = what.accepted(on=localdate(at)) | {name: getattr(old, name) for name in kept}
    forget(old)
    offer = Offer(id=id, county=old.county, municipality_id=old.municipality_id, offered_at=at, **said)
    _let_wait(offer, at=at)
    offer.save(force_insert=True)
    return _note(offer, Nameless(f"offer:{offer.pk.hex}"), "renewed", at)


def lapse_passed(*, at: datetime) -> int:
    """By the clock: tell givers whose last day is past, and whom nobody has answered. How many they were.

    Each is a change of its own: no row is waited for while the audit trail is held.
    """
    return sum(_lapse(offer, at=at) for offer in queries.offers_to_lapse(on=localdate(at)))


@transaction.atomic
def _lapse(offer: Offer, *, at: datetime) -> bool:
    held = lock(offer)
    if held.state != OfferState.OPEN or held.ends_on >= localdate(at):
        return False
    _end_matches(held, MatchState.NOT_NEEDED, at=at)
    go_on(held, OfferState.LAPSED, at=at)
    write_mail(held, Kind.LAPSED, at=at)
    _note(held, None, "lapsed", at)
    return True


def ask_again(*, at: datetime) -> int:
    """By the clock: write to givers who said that they may be asked again next winter. How many they were."""
    return sum(_ask_again(offer, at=at) for offer in queries.offers_to_ask_again(at=at))


@transaction.atomic
def _ask_again(offer: Offer, *, at: datetime) -> bool:
    held = lock(offer)
    if not held.may_come_back or not held.ask_again or held.asked_again_at is not None:
        return False
    held.asked_again_at = at
    held.save(update_fields=["asked_again_at"])
    write_mail(held, Kind.AGAIN, at=at)
    _note(held, None, "asked_again", at)
    return True


@transaction.atomic
def note_mailed(*, mail: OfferMail, at: datetime) -> bool:
    """Take a mail: whoever takes it sends it. Of two at once, one does."""
    waiting = OfferMail.objects.filter(county=mail.county, pk=mail.pk, sent_at=None)
    return bool(waiting.update(sent_at=at))


def _new(id: UUID, municipality: Territory, what: What, giver: Giver, *, at: datetime) -> Offer:
    if not giver.name.strip():
        raise Unfit(_("Write your name, so that we know whom to thank."), field="name")
    if not giver.mail.strip():
        raise Unfit(_("Write your e-mail address, so that we can answer."), field="mail")
    key = secrets.token_urlsafe(32)
    said = _accepted(what, at) | {
        "sealed_name": seal(giver.name.strip(), purpose=GIVER), "sealed_mail": seal(giver.mail.strip(), purpose=GIVER),
        "mail_digest": _digest_of(giver.mail), "digest": sha256(key.encode()).hexdigest(),
        "sealed_key": seal(key, purpose=KEY),
    }  # fmt: skip
    return Offer(
        id=id, county=municipality.county, municipality=municipality, is_resident=giver.is_resident, offered_at=at,
        language=giver.language, ask_again=giver.ask_again, **said,
    )  # fmt: skip


def _must_be_answered(municipality: Territory) -> None:
    if not queries.takes_offers(municipality.pk):
        raise Unfit(_("Nobody answers offers in this municipality yet."), field="municipality")


def _accepted(what: What, at: datetime) -> dict[str, object]:
    """As it is kept. An interpreter without a language would fit no need."""
    if what.kind == Help.INTERPRETERS and not what.languages:
        raise Unfit(_("Choose at least one language that you interpret."), field="languages")
    return what.accepted(on=localdate(at))


def _change(held: Offer, what: What, by: audit.Actor, at: datetime) -> Offer:
    if not queries.may_change(held):
        raise Refused(_("Your offer can be changed no more: somebody is looking at it, or it was answered."))
    if held.is_resident:
        _leave_out(held.name, what)
    for name, said in _accepted(what, at).items():
        setattr(held, name, said)
    held.save()
    return _note(held, by, "changed", at)


def _leave_out(name: str, what: What) -> None:
    """Refused when the words hold the whole name."""
    said, words = (" ".join(text.casefold().split()) for text in (name, f"{what.title} {what.text}"))
    if said and re.search(rf"\b{re.escape(said)}\b", words):
        raise Unfit(_("Leave your name out here: this is read by many. It has its own field."), field="title")


def _digest_of(mail: str) -> str:
    """By which offers of one address are told, without telling the address."""
    box, _at, domain = mail.strip().casefold().rpartition("@")
    address = f"{box.partition('+')[0]}@{domain}"  # what comes after a plus sign reaches the same mailbox
    return salted_hmac("exchange.offer", address, algorithm="sha256").hexdigest()


def _let_wait(offer: Offer, *, at: datetime) -> None:
    offer.state, offer.confirmed_at = OfferState.OPEN, at
    offer.answer_by = policy.days_after(localdate(at), policy.HELP_DAYS, offer.municipality_id)


def _by_key(key: str) -> Offer:
    found = queries.offer_by_key(key)
    if found is None:
        raise Refused(_("This link is good no more."))
    return lock(found)


def _must_wait(offer: Offer) -> None:
    if offer.state != OfferState.OPEN:
        told = _("This step does not follow: the offer is “%(state)s”.")
        raise Refused(told % {"state": offer.get_state_display()})


def _end_matches(offer: Offer, state: str, *, at: datetime) -> None:
    rows = Match.objects.select_for_update(no_key=True).filter(county=offer.county, offer=offer, state__in=LIVE)
    for match in rows.order_by("pk"):
        set_free(match, state, at=at)


def _withdraw(held: Offer, by: audit.Actor, at: datetime) -> None:
    _end_matches(held, MatchState.FELL_THROUGH, at=at)
    if held.state == OfferState.UNCONFIRMED:
        held.delete()
        return
    if not held.is_over:
        go_on(held, OfferState.WITHDRAWN, at=at)
    forget(held)
    _note(held, by, "withdrawn", at)


def forget(offer: Offer) -> None:
    """Who gave it, and in which words, is gone; what was offered is counted still."""
    OfferMail.objects.filter(county=offer.county, offer=offer).delete()
    for name in (*GIVEN, "title", "text"):
        setattr(offer, name, "")
    offer.save(update_fields=[*GIVEN, "title", "text"])


def _note(held: Offer, by: audit.Actor | None, verb: str, at: datetime) -> Offer:
    audit.record(by=by, verb=f"exchange.offer_{verb}", subject=held, at=at)
    return held
