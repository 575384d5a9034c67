"""Practices: those that everybody reads, those that wait for somebody, and where each was tried."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from samverka.actors.models import ContactLine, Organisation, Role, Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.core.attached import files_of
from samverka.core.county import SWEDEN
from samverka.exchange import policy
from samverka.exchange.models import Adoption, LawReference, Practice, PracticeTag
from samverka.exchange.models.cards import DESK
from samverka.exchange.models.practices import SPEAK, TOLD, TRY, PracticeState


LONG = ("problem", "done", "result", "went_wrong", "legal")  # texts that no list shows, and that make it slow to sort
MOST_ASKED = 2  # times that an owner is asked to confirm


class Asked(NamedTuple):
    """By what practices are chosen."""

    topic: str = ""
    tag: str = ""
    evidence: str = ""
    county: str = ""


def practices(viewer: User) -> QuerySet[Practice]:
    """All that the viewer may read."""
    return Practice.objects.visible_to(viewer).select_related("territory", "organisation", "suggested_by")


def published_practices(asked: Asked = Asked()) -> QuerySet[Any]:  # noqa: B008 (it never changes)
    """What everybody reads, the newest first, each with how many have `tried` it. A county's are those that were
    done or tried there."""
    rows = Practice.objects.published().select_related("territory", "organisation").prefetch_related("tags")
    if asked.topic:
        rows = rows.filter(topic=asked.topic)
    if asked.evidence:
        rows = rows.filter(evidence=asked.evidence)
    if asked.tag:
        rows = rows.filter(Exists(PracticeTag.objects.filter(practice=OuterRef("pk"), word=asked.tag)))
    if asked.county:
        there = Adoption.objects.filter(practice=OuterRef("pk"), territory__code__startswith=asked.county)
        rows = rows.filter(Q(territory__code__startswith=asked.county) | Q(Exists(there)))
    told = Adoption.objects.filter(practice=OuterRef("pk")).order_by().values("practice")
    tried = Coalesce(Subquery(told.annotate(count=Count("pk")).values("count")), 0)
    return rows.defer(*LONG).annotate(tried=tried).order_by("-published_at", "pk")


def waiting_practices(viewer: User) -> QuerySet[Practice]:
    """Those that are not published yet, and that the viewer may read: what changed last first."""
    return practices(viewer).exclude(state__in=(*TOLD, PracticeState.ARCHIVED)).order_by("-edited_at", "pk")


def to_confirm(viewer: User, *, on: date) -> QuerySet[Practice]:
    """Published ones that the viewer's organisations are to confirm, the oldest first."""
    mine = practices(viewer).filter(organisation__in=_speaks(viewer))
    return mine.filter(state__in=TOLD, confirm_by__lt=on).order_by("confirm_by")


def practices_to_approve(viewer: User) -> QuerySet[Practice]:
    """Edited ones that the viewer's organisations are to approve before anybody else reads them, the oldest first."""
    mine = practices(viewer).filter(organisation__in=_speaks(viewer))
    return mine.filter(state=PracticeState.EDITED).order_by("edited_at", "pk")


def practices_to_edit(viewer: User) -> QuerySet[Practice]:
    """What was suggested, or sent back by its owner, where the viewer runs the desk: the oldest first."""
    return _at_desk(viewer, PracticeState.SUGGESTED)


def practices_to_publish(viewer: User) -> QuerySet[Practice]:
    """What its owner has approved, where the viewer runs the desk: the oldest first."""
    return _at_desk(viewer, PracticeState.APPROVED)


def _at_desk(viewer: User, state: PracticeState) -> QuerySet[Practice]:
    rows = Practice.objects.filter(viewer.covered(*DESK), state=state).select_related("territory", "organisation")
    return rows.order_by("edited_at", "pk")


def _speaks(viewer: User) -> list[UUID]:
    return [one.organisation_id for one in viewer.standing if one.role in SPEAK]


def archived_practices(viewer: User) -> QuerySet[Practice]:
    return practices(viewer).filter(state=PracticeState.ARCHIVED).order_by("-edited_at", "pk")


def tags() -> list[str]:
    """The words under which published practices are found, the usual ones first."""
    rows = PracticeTag.objects.filter(practice__state__in=TOLD).values("word").annotate(count=Count("pk"))
    return [row["word"] for row in rows.order_by("-count", "word")[:60]]


def stood_by(practice: Practice) -> list[Model]:
    """What its owner stands by: what is told, and the files beside it."""
    return [practice, *files_of(practice)]


def practice_laws(practice: Practice) -> QuerySet[LawReference]:
    """On what law it rests."""
    return LawReference.objects.filter(practices=practice).order_by(Alphabetic("name"), "number", "section", "pk")


def adoptions(practice: Practice) -> list[Adoption]:
    """Who has tried it, by place."""
    rows = practice.adoptions.select_related("territory", "organisation")
    return list(rows.order_by("territory__code", Alphabetic("organisation__name")))


def outcomes(told: Iterable[Adoption], *, county: str = "") -> dict[str, list[Adoption]]:
    """What is told of each county; or, within a county, of each municipality."""
    found: dict[str, list[Adoption]] = defaultdict(list)
    for one in told:
        code = one.territory_id if county else one.territory_id[:2]
        if code != SWEDEN and (not county or (len(code) == 4 and code[:2] == county)):
            found[code].append(one)
    return dict(found)


def areas(county: str = "") -> list[Territory]:
    """The counties, or the municipalities of one."""
    rows = Territory.objects.exclude(code=SWEDEN)
    return list(rows.filter(code__regex=f"^{county}[0-9]{{2}}$").order_by(Alphabetic("name")))


def may_tell(viewer: User, practice: Practice) -> list[Organisation]:
    """For which organisations the viewer may tell how it went: all but the one that did it first."""
    homes = {one.organisation_id: one.organisation for one in viewer.standing if one.role in TRY}
    homes.pop(practice.organisation_id, None)
    return list(homes.values())


def suggests(viewer: User) -> bool:
    """May the viewer suggest a practice, whosever it is?"""
    return any(one.role != Role.LIAISON for one in viewer.standing)


def owners(viewer: User) -> list[Organisation]:
    """Whose practice the viewer may suggest: one's own first, and for the desk all in its territory."""
    homes = {one.organisation_id: one.organisation for one in viewer.standing if one.role != Role.LIAISON}
    rows = Organisation.objects.filter(viewer.covered(*DESK), state=Organisation.State.ACTIVE)
    rows = rows.order_by(Alphabetic("name"))
    return [*homes.values(), *rows.exclude(pk__in=homes).select_related("territory")]


def mailbox_of(practice: Practice) -> str:
    """Where its owner is asked: the practice's own mailbox, or else the organisation's."""
    if practice.mailbox:
        return practice.mailbox
    rows = ContactLine.objects.filter(organisation=practice.organisation_id).exclude(email="")
    line = sorted(rows, key=lambda one: (one.function != ContactLine.Function.COORDINATION, one.function))
    return line[0].email if line else ""


def practices_to_ask(*, at: datetime) -> list[Practice]:
    """Those whose owner is to be asked now: on the day, and once more half-way until they are archived."""
    today = localdate(at)
    rows = Practice.objects.filter(state__in=TOLD, confirm_by__lt=today, times_asked__lt=MOST_ASKED)
    found = rows.select_related("territory", "organisation").order_by("confirm_by", "pk")
    return [one for one in found if today > _ask_on(one, today)]


def _ask_on(practice: Practice, today: date) -> date:
    due = practice.confirm_by or today
    return due + timedelta(days=practice.times_asked * _wait(practice, today) // MOST_ASKED)


def practices_to_archive(*, at: datetime) -> list[Practice]:
    """Those that nobody has confirmed in all the time that the rule gives."""
    today = localdate(at)
    rows = Practice.objects.filter(state__in=TOLD, confirm_by__lt=today - policy.SOONEST).select_related("territory")
    return [one for one in rows.order_by("pk") if is_forgotten(one, on=today)]


def is_forgotten(practice: Practice, *, on: date) -> bool:
    """Is it told still, though nobody confirms it?"""
    if practice.state not in TOLD or practice.confirm_by is None:
        return False
    return on - practice.confirm_by > timedelta(days=_wait(practice, on))


def _wait(practice: Practice, today: date) -> int:
    return int(policy.rules_of(practice.territory_id, on=today).value(policy.ARCHIVE_DAYS))
