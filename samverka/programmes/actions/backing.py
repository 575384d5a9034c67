"""Backing: who is asked, and what each thinks of each measure."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, User
from samverka.core.access import Refused, Unfit
from samverka.core.county import GONE, already
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.directory.actions.nameless import Nameless
from samverka.programmes import queries, rules
from samverka.programmes.actions.strategies import hold_strategy, hold_written, note_strategy
from samverka.programmes.models import Backer, Backing, Strategy
from samverka.programmes.models.strategies import WORDS, StrategyState
from samverka.situation.queries import mailbox_of


Stances = Mapping[str, tuple[str, str]]  # by the measure's number: stance and sentence
MOST = 200


@transaction.atomic
def ask_backer(
    *, id: UUID, strategy: Strategy, kind: str, by: User, at: datetime, name: str = "", mailbox: str = "",
    organisation: Organisation | None = None,
) -> Backer:  # fmt: skip
    """Ask one more what it thinks: an organisation that takes part, or a party group by its name."""
    if there := already(Backer, id, strategy_id=strategy.pk):
        return there
    held = hold_written(strategy, by)
    if held.state == StrategyState.PREPARATION:
        raise Refused(_("This consultation takes no answers."))
    called = organisation.name if organisation else accept(name, field="name").strip()
    if not called:
        raise Unfit(_("Say whom to ask."), field="name")
    if held.backers.filter(name=called).exists():
        raise Unfit(_("This one is asked already."), field="name")
    if held.backers.count() >= MOST:
        raise Refused(_("That is enough of those who are asked."))
    box = mailbox or (mailbox_of(organisation) if organisation else "")
    made = Backer.objects.create(
        id=id, strategy=held, kind="organisation" if organisation else kind, name=called, organisation=organisation,
        mailbox=box,
    )  # fmt: skip
    note_strategy(held, by, "backer_asked", at)
    return made


@transaction.atomic
def remove_backer(*, backer: Backer, by: User, at: datetime) -> Strategy:
    """It was asked by mistake, and has not answered: its link ends too. Removed again, it changes nothing."""
    held = hold_written(backer.strategy, by)
    if held.state == StrategyState.PREPARATION:
        raise Refused(_("This consultation takes no answers."))  # who stayed silent did so
    there = held.backers.select_for_update(no_key=True).filter(pk=backer.pk).first()
    if there:
        if there.answered_at:
            raise Refused(_("It has answered: its answer stands."))
        there.delete()
        note_strategy(held, by, "backer_removed", at)
    return held


@transaction.atomic
def back(*, backer: Backer, stances: Stances, by: User, at: datetime, seen: str = "") -> Backer:
    """For one's own organisation; or, by those who keep the strategy, for a party group that has said it otherwise."""
    if backer.organisation_id:
        rules.back_strategy(by, backer)
    else:
        rules.keep_strategy(by, backer.strategy)
    return _back(backer, stances, seen, by=by, at=at)


@transaction.atomic
def back_by_link(*, token: str, stances: Stances, at: datetime, seen: str = "") -> Backer:
    """The same without an account, by whoever holds the mailed link."""
    found = queries.backer_by_link(token)
    if found is None:
        raise Refused(_("This link is good no more."))
    return _back(found, stances, seen, by=Nameless(f"link:{found.pk.hex}"), at=at)


@transaction.atomic
def mail_backer(*, backer: Backer, occasion: str, at: datetime, token: str = "") -> tuple[Backer, str]:
    """A new way in for a mailbox, and its token. `occasion` is `told_at` or `reminded_at`. Done by the clock."""
    if not hold_strategy(backer.strategy, None).takes_answers:
        raise Refused(_("This consultation takes no answers."))
    token = token or secrets.token_urlsafe(32)
    rows = Backer.objects.filter(pk=backer.pk, answered_at=None, **{occasion: None})
    if not rows.update(digest=queries.link_digest(token), **{occasion: at}):
        raise Refused(_("It is mailed already."))
    note_strategy(backer.strategy, None, "backer_mailed", at)
    return backer, token


def _back(backer: Backer, stances: Stances, seen: str, *, by: User | Nameless, at: datetime) -> Backer:
    strategy = hold_strategy(backer.strategy, None)
    if not strategy.takes_answers:
        raise Refused(_("This consultation takes no answers."))
    held = Backer.objects.select_for_update(no_key=True).filter(pk=backer.pk).first()
    if held is None:
        raise Refused(GONE)
    measures = {str(one.number): one for one in queries.unfinished(strategy)}
    check_seen(list(measures.values()), seen, *WORDS)
    for number, (stance, sentence) in stances.items():
        if number not in measures:
            raise Unfit(_("There is no such measure."), field=f"stance_{number}")
        if stance in (Backing.Stance.FOR_WITH_CHANGE, Backing.Stance.AGAINST) and not sentence.strip():
            raise Unfit(_("Say in a sentence what you would change."), field=f"sentence_{number}")
        told = {"stance": stance, "sentence": accept(sentence, field=f"sentence_{number}"), "changed_at": None}
        Backing.objects.update_or_create(backer=held, measure=measures[number], defaults=told)
    held.answered_at = held.answered_at or at
    held.save(update_fields=["answered_at"])
    note_strategy(strategy, by, "backed", at)
    return held
