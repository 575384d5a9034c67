"""Talks and groups: noted, undone while fresh, and whether somebody who was sent on was received."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.directory.models import Category, Service
from samverka.outreach import queries, rules
from samverka.outreach.actions.visits import check_day, town_and_home
from samverka.outreach.models import AdviceSession, GroupActivity
from samverka.outreach.models.tallies import MOST, as_counts
from samverka.safeguarding.actions import note_sighting
from samverka.safeguarding.models import Setting


Noted = TypeVar("Noted", AdviceSession, GroupActivity)
Answer = AdviceSession.Answer


@transaction.atomic
def record_session(
    *, id: UUID, service: Service, topic: str, minutes: str, children: str, by: User, at: datetime,
    range_of_children: tuple[int, int] = (0, 0), sent_to: Service | Category | None = None, received: str = "",
    date: date | None = None,
) -> AdviceSession:  # fmt: skip
    """Note one talk. Asked again with the same id, it changes nothing.

    Whoever was sent on was sent to a service, or to a kind of service. Children that were seen are noted as seen in
    the same transaction.
    """
    least, most = range_of_children
    told: dict[str, Any] = {
        "service_id": service.pk, "topic": topic, "minutes": minutes, "children": children, "children_least": least,
        "children_most": most, **({"date": date} if date else {}), **_sent(sent_to),
    }  # fmt: skip
    if noted := already(AdviceSession, id, **told):
        return noted
    rules.record_session(by, service)
    _check_session(told, range_of_children, received)
    told |= {"received": (received or Answer.UNKNOWN) if sent_to else "", "date": date or localdate(at)}
    session = _note(AdviceSession(id=id, **told), service, by=by, at=at)
    if children == Answer.YES:
        note_sighting(
            id=session.pk, municipality=session.municipality, organisation=session.organisation,
            setting=Setting.DAY_CENTRE, least=least, most=most, source=(session._meta.label_lower, session.pk),
            by=by, at=at,
        )  # fmt: skip
    audit.record(by=by, verb="outreach.session_recorded", subject=session, at=at)
    return session


@transaction.atomic
def undo_session(*, session: AdviceSession, by: User, at: datetime) -> AdviceSession:
    """It was noted by mistake. Undoing again changes nothing. That children were seen is not undone with it."""
    rules.undo_session(by, session)
    session = _undo(session, at=at)
    audit.record(by=by, verb="outreach.session_undone", subject=session, at=at)
    return session


@transaction.atomic
def say_received(*, session: AdviceSession, received: str, by: User, at: datetime) -> AdviceSession:
    """Say whether somebody who was sent on was received there. Said again, it changes nothing."""
    session = lock(session)
    rules.say_received(by, session)
    if not session.received or session.undone_at:
        raise Refused(_("Nobody was sent on."))
    if received not in Answer.values:
        raise Unfit(_("Say yes, no, or that you do not know."), field="received")
    if session.received != received:
        session.received = received
        session.save(update_fields=["received"])
        audit.record(by=by, verb="outreach.session_answered", subject=session, at=at)
    return session


@transaction.atomic
def record_activity(
    *, id: UUID, service: Service, kind: str, is_for_women: bool, counts: Mapping[str, int], by: User, at: datetime,
    date: date | None = None,
) -> GroupActivity:  # fmt: skip
    """Note a course or a health session, and how many took part. Asked again with the same id, it changes nothing."""
    told: dict[str, Any] = {
        "service_id": service.pk, "kind": kind, "is_for_women": is_for_women, **as_counts(counts),
        **({"date": date} if date else {}),
    }  # fmt: skip
    if noted := already(GroupActivity, id, **told):
        return noted
    rules.record_activity(by, service)
    if kind not in GroupActivity.Kind.values:
        raise Unfit(_("Say what it was."), field="kind")
    for name, count in as_counts(counts).items():
        if not 0 <= count <= MOST:
            raise Unfit(_("Write a number from 0 to %(most)s.") % {"most": MOST}, field=name)
    if not any(counts.values()):
        raise Unfit(_("Say how many took part."), field="women")
    if is_for_women and counts.get("men"):
        raise Unfit(_("A group for women has no men."), field="men")
    told |= {"date": date or localdate(at)}
    activity = _note(GroupActivity(id=id, **told), service, by=by, at=at)
    audit.record(by=by, verb="outreach.activity_recorded", subject=activity, at=at)
    return activity


@transaction.atomic
def undo_activity(*, activity: GroupActivity, by: User, at: datetime) -> GroupActivity:
    """It was noted by mistake. Undoing again changes nothing."""
    rules.undo_activity(by, activity)
    activity = _undo(activity, at=at)
    audit.record(by=by, verb="outreach.activity_undone", subject=activity, at=at)
    return activity


def _note(noted: Noted, service: Service, *, by: User, at: datetime) -> Noted:
    check_day(noted.date, at=at)
    noted.municipality, noted.organisation = town_and_home(service)
    noted.county, noted.noted_at, noted.by = noted.municipality.county, at, by
    noted.save(force_insert=True)
    return noted


def _undo(noted: Noted, *, at: datetime) -> Noted:
    noted = lock(noted)
    if noted.undone_at:
        return noted
    if at > queries.undo_until(noted):
        raise Refused(_("Too long has passed to undo it."))
    noted.undone_at = at
    noted.save(update_fields=["undone_at"])
    return noted


def _sent(to: Service | Category | None) -> dict[str, UUID | None]:
    """Where somebody was sent, as the columns that keep it: of a service its kind is kept as well."""
    if isinstance(to, Service):
        return {"referred_to_id": to.pk, "referred_kind_id": to.category_id}
    return {"referred_to_id": None, "referred_kind_id": to.pk if to else None}


def _check_session(told: dict[str, Any], children: tuple[int, int], received: str) -> None:
    for name, known in (("topic", AdviceSession.Topic), ("minutes", AdviceSession.Minutes), ("children", Answer)):
        if told[name] not in known.values:
            raise Unfit(_("Choose one of these."), field=name)
    if received and received not in Answer.values:
        raise Unfit(_("Say yes, no, or that you do not know."), field="received")
    if received and not told["referred_kind_id"]:
        raise Unfit(_("Say where somebody was sent, or leave this."), field="received")
    least, most = children
    if not 0 <= least <= most <= MOST or (told["children"] == Answer.YES) != (least > 0):
        raise Unfit(_("Say how many children, when children were seen."), field="children")
