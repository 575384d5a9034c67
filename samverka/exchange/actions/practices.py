"""Practices: suggested, edited, approved by their owner, published, confirmed every year, archived; and tried."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Role, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit, why_not
from samverka.core.actions import one_by_one
from samverka.core.attached import files_of
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.core.guard import look
from samverka.core.versions import check_seen
from samverka.exchange import policy, queries, rules
from samverka.exchange.models import Adoption, Discussion, LawReference, Practice, PracticeLaw, PracticeTag
from samverka.exchange.models.cards import DESK
from samverka.exchange.models.practices import TOLD, UNTOLD, PracticeState


MOST_TAGS = 8
TEXTS = ("title", "problem", "done", "by_whom", "cost", "people", "result", "legal", "went_wrong")


class Telling(NamedTuple):
    """What is told of a practice. Every text passes the guard when it is kept."""

    title: str
    topic: str
    problem: str
    done: str = ""
    by_whom: str = ""
    since: date | None = None
    cost: str = ""
    people: str = ""
    result: str = ""
    evidence: str = Practice.Evidence.DESCRIPTION
    legal: str = ""
    went_wrong: str = ""
    mailbox: str = ""
    languages: Sequence[str] = ()
    tags: Sequence[str] = ()

    def accepted(self) -> dict[str, Any]:
        """The columns by name. Raises Unfit for a text that points at somebody."""
        told = {name: accept(getattr(self, name), field=name) for name in TEXTS}
        local = self.mailbox.partition("@")[0]
        if look(" ".join(part.capitalize() for part in local.replace("_", ".").split("."))).warned:
            raise Unfit(_("This seems to be somebody's own address. Give a shared mailbox."), field="mailbox")
        return {
            **told, "topic": self.topic, "since": self.since, "evidence": self.evidence, "mailbox": self.mailbox,
            "languages": list(self.languages),
        }  # fmt: skip

    def words(self) -> list[str]:
        """The tags as they are kept: small, each once."""
        found = dict.fromkeys(" ".join(word.lower().split()) for word in self.tags)
        words = [accept(word, field="tags") for word in found if word]
        if len(words) > MOST_TAGS or any(len(word) > 30 for word in words):
            raise Unfit(_("At most eight short tags."), field="tags")
        return words


@transaction.atomic
def suggest_practice(
    *, id: UUID, organisation: Organisation, telling: Telling, by: User, at: datetime,
    laws: Collection[LawReference] = (), discussion: Discussion | None = None,
) -> Practice:  # fmt: skip
    """Tell of something that worked. Told again with the same id, it changes nothing.

    Whoever reads a `discussion` may suggest what it began with, to those whose words they are.
    """
    if there := already(Practice, id, organisation_id=organisation.pk, title=telling.title):
        return there
    if discussion and queries.began(discussion)[0] == organisation:
        rules.read_discussions(by)
    else:
        rules.suggest_practice(by, organisation)
    made = Practice(
        id=id, organisation=organisation, territory=organisation.territory, suggested_at=at, edited_at=at,
        discussion=discussion, suggested_by_id=_suggester(by, organisation), **telling.accepted(),
    )  # fmt: skip
    made.save(force_insert=True)
    _write_lists(made, telling, laws)
    _note(made, by, "exchange.practice_suggested", at)
    return made


@transaction.atomic
def write_practice(
    *, practice: Practice, telling: Telling, by: User, at: datetime, laws: Collection[LawReference] = (),
    seen: str = "",
) -> Practice:  # fmt: skip
    """Tell it better. What the desk writes is approved by the owner again; what the owner writes holds at once."""
    held = _hold(practice)
    rules.write_practice(by, held)
    check_seen(held, seen)
    for name, value in telling.accepted().items():
        setattr(held, name, value)
    held.edited_at, held.objection = at, ""
    _write_lists(held, telling, laws)
    if held.state in TOLD and not why_not(rules.own_practice, by, held):
        _confirm(held, at)
    elif held.state != PracticeState.SUGGESTED or not why_not(rules.run_practice, by, held):
        held.state, held.approved_at = PracticeState.EDITED, None
    if held.is_told and not held.done.strip():
        raise Unfit(_("Say what was done."), field="done")
    held.save()
    _note(held, by, "exchange.practice_written", at)
    return held


@transaction.atomic
def approve_practice(*, practice: Practice, by: User, at: datetime, seen: str = "") -> Practice:
    """Its owner has read it and its files, and stands by them. Said again, it changes nothing."""
    rules.own_practice(by, practice)
    held = _hold(practice)
    if held.state == PracticeState.APPROVED:
        return held
    _must_be(held, PracticeState.EDITED)
    check_seen(queries.stood_by(held), seen)
    held.state, held.approved_at, held.objection = PracticeState.APPROVED, at, ""
    held.save(update_fields=["state", "approved_at", "objection"])
    _note(held, by, "exchange.practice_approved", at)
    return held


@transaction.atomic
def return_practice(*, practice: Practice, objection: str, by: User, at: datetime) -> Practice:
    """Its owner says what must be changed first."""
    rules.own_practice(by, practice)
    held = _hold(practice)
    _must_be(held, PracticeState.EDITED, PracticeState.APPROVED)
    if not objection.strip():
        raise Unfit(_("Say what must be changed."), field="objection")
    held.state, held.approved_at = PracticeState.SUGGESTED, None
    held.objection = accept(objection, field="objection")
    held.save(update_fields=["state", "approved_at", "objection"])
    _note(held, by, "exchange.practice_returned", at)
    return held


@transaction.atomic
def publish_practice(*, practice: Practice, by: User, at: datetime) -> Practice:
    """From now on everybody reads it, with its age."""
    rules.run_practice(by, practice)
    held = _hold(practice)
    if held.state in TOLD:
        return held
    _must_be(held, PracticeState.APPROVED)
    if not held.done.strip():
        raise Refused(_("Say first what was done."))
    held.published_at = held.published_at or at
    _confirm(held, at, state=PracticeState.PUBLISHED)
    held.save()
    _note(held, by, "exchange.practice_published", at)
    return held


@transaction.atomic
def confirm_practice(*, practice: Practice, by: User, at: datetime, seen: str = "") -> Practice:
    """Its owner says that it is still so, its files included. Said again the same day, only a new file counts."""
    rules.own_practice(by, practice)
    held = _hold(practice)
    _must_be(held, *TOLD)
    is_new = not held.approved_at or files_of(held).filter(added_at__gt=held.approved_at).exists()
    if held.state == PracticeState.CONFIRMED and held.confirmed_on == localdate(at) and not is_new:
        return held
    check_seen(queries.stood_by(held), seen)
    _confirm(held, at)
    held.approved_at = at
    held.save()
    _note(held, by, "exchange.practice_confirmed", at)
    return held


@transaction.atomic
def archive_practice(*, practice: Practice, by: User, at: datetime) -> Practice:
    """It is put away; those who have tried it still find it. Said again, it changes nothing."""
    rules.archive_practice(by, practice)
    held = _hold(practice)
    return held if held.state == PracticeState.ARCHIVED else _archive(held, by, at)


def archive_unconfirmed(*, at: datetime) -> int:
    """By the clock: what nobody has confirmed for so long. The number of practices."""
    found = Practice.objects.filter(pk__in=[one.pk for one in queries.practices_to_archive(at=at)])
    return one_by_one(
        found.select_related("territory"),
        lambda held: queries.is_forgotten(held, on=localdate(at)) and bool(_archive(held, None, at)),
    )


@transaction.atomic
def note_asked(*, practice: Practice, at: datetime) -> Practice:
    """By the clock: its owner is asked whether it is still so. Refused when that was done already."""
    held = _hold(practice)
    if held.times_asked != practice.times_asked or held.state not in TOLD:
        raise Refused
    held.times_asked += 1
    held.save(update_fields=["times_asked"])
    _note(held, None, "exchange.practice_asked", at)
    return held


@transaction.atomic
def tell_adoption(
    *, id: UUID, practice: Practice, organisation: Organisation, tried_on: date, outcome: str, by: User,
    at: datetime, text: str = "",
) -> Adoption:  # fmt: skip
    """We tried this. Told again by the same organisation, what it told before is changed."""
    rules.tell_adoption(by, organisation)
    held = _hold(practice)
    _must_be(held, *TOLD)
    if held.organisation_id == organisation.pk:
        raise Refused(_("This is your own: you did it first."))
    if tried_on > localdate(at):
        raise Unfit(_("Tell it when you have tried."), field="tried_on")
    told = {"tried_on": tried_on, "outcome": outcome, "text": accept(text), "told_at": at}
    made, _is_new = Adoption.objects.update_or_create(
        practice=held, organisation=organisation, defaults=told,
        create_defaults={"id": id, "territory": organisation.territory, **told},
    )  # fmt: skip
    audit.record(by=by, verb="exchange.practice_adopted", subject=made, at=at, county=made.territory.county)
    return made


@transaction.atomic
def take_back_adoption(*, adoption: Adoption, by: User, at: datetime) -> None:
    """It was told by mistake. Said again, it changes nothing."""
    rules.tell_adoption(by, adoption.organisation)
    held = Adoption.objects.select_for_update(no_key=True).filter(pk=adoption.pk).first()
    if held is None:
        return
    county = adoption.territory.county
    audit.record(by=by, verb="exchange.adoption_taken_back", subject=held, at=at, county=county)
    held.delete()


def forget_suggestions(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete what was suggested and never published in all that time, put away or not."""
    rows = Practice.objects.filter(
        state__in=(*UNTOLD, PracticeState.ARCHIVED), edited_at__lte=before, published_at=None
    )
    found = list(rows.order_by("edited_at", "pk").values_list("pk", flat=True)[:limit])
    Practice.objects.filter(pk__in=found).delete()
    return len(found)


def _archive(held: Practice, by: User | None, at: datetime) -> Practice:
    held.state, held.edited_at = PracticeState.ARCHIVED, at
    held.save(update_fields=["state", "edited_at"])
    _note(held, by, "exchange.practice_archived", at)
    return held


def _confirm(held: Practice, at: datetime, *, state: str = PracticeState.CONFIRMED) -> None:
    """It is so today, and is asked about again when the rule says."""
    today = localdate(at)
    held.state, held.confirmed_on, held.times_asked = state, today, 0
    held.confirm_by = policy.days_after(today, policy.CONFIRM_DAYS, held.territory_id)


def _write_lists(held: Practice, telling: Telling, laws: Collection[LawReference]) -> None:
    words = telling.words()
    PracticeTag.objects.filter(practice=held).exclude(word__in=words).delete()
    PracticeTag.objects.bulk_create([PracticeTag(practice=held, word=word) for word in words], ignore_conflicts=True)
    PracticeLaw.objects.filter(practice=held).exclude(law__in=laws).delete()
    PracticeLaw.objects.bulk_create([PracticeLaw(practice=held, law=law) for law in laws], ignore_conflicts=True)


def _suggester(by: User, organisation: Organisation) -> UUID:
    """The organisation itself, or the desk that suggests for it, or whoever has read of it."""
    if organisation.pk in by.organisations():
        return organisation.pk
    desks = (one for one in by.standing if one.role in DESK and one.territory.covers(organisation.territory_id))
    others = (one for one in by.standing if one.role != Role.LIAISON)
    return next(chain(desks, others)).organisation_id


def _hold(practice: Practice) -> Practice:
    return Practice.objects.select_for_update(of=("self",), no_key=True).select_related("territory").get(pk=practice.pk)


def _must_be(held: Practice, *states: str) -> None:
    if held.state not in states:
        told = _("This step does not follow: the practice is %(state)s.")
        raise Refused(told % {"state": held.get_state_display()})


def _note(held: Practice, by: User | None, verb: str, at: datetime) -> None:
    audit.record(by=by, verb=verb, subject=held, at=at, county=held.territory.county)
