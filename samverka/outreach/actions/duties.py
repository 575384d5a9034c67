"""Everybody says of themselves which languages they speak, and when they can be rung."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import ContactLine, Territory, User
from samverka.core import audit
from samverka.core.access import Unfit
from samverka.core.county import already, lock
from samverka.directory.models.spoken import SPOKEN
from samverka.outreach import rules
from samverka.outreach.models import Duty, Speaker


LONGEST = timedelta(hours=24)  # nobody is on duty for ever because they forgot to end it


@transaction.atomic
def state_languages(*, languages: Sequence[str], by: User, at: datetime) -> Speaker:
    """Say which languages one speaks at work; none at all takes the statement back."""
    rules.state_languages(by)
    if set(languages) - set(SPOKEN):
        raise Unfit(_("There is no such language."), field="languages")
    stated = {"languages": sorted(set(languages), key=list(SPOKEN).index), "stated_at": at}
    speaker, _new = Speaker.objects.update_or_create(user=by, defaults=stated)
    audit.record(by=by, verb="outreach.languages_stated", subject=by, at=at)
    return speaker


@transaction.atomic
def go_on_duty(
    *,
    id: UUID,
    municipality: Territory,
    line: ContactLine,
    kind: str,
    ends_at: datetime,
    by: User,
    at: datetime,
    starts_at: datetime | None = None,
) -> Duty:
    """Say from when until when one can be rung, on which line. A line is a function's, never a person's."""
    here = line.organisation
    told = {"user_id": by.pk, "municipality_id": municipality.pk, "line_id": line.pk, "kind": kind}
    if there := already(Duty, id, **told):
        return there
    rules.go_on_duty(by, here)
    begins = starts_at or at
    if not line.phone:
        raise Unfit(_("This line has no number to ring."), field="line")
    if not begins < ends_at <= begins + LONGEST or ends_at <= at:
        raise Unfit(_("Choose an end within a day from its beginning."), field="ends_at")
    duty = Duty.objects.create(
        id=id, county=municipality.county, organisation=here, starts_at=begins, ends_at=ends_at, **told
    )  # fmt: skip
    audit.record(by=by, verb="outreach.duty_begun", subject=duty, at=at)
    return duty


@transaction.atomic
def end_duty(*, duty: Duty, by: User, at: datetime) -> Duty:
    """Nobody rings for it any more. Ending it again changes nothing."""
    duty = lock(duty)
    rules.end_duty(by, duty)
    if duty.ends_at > at:
        duty.ends_at = max(at, duty.starts_at)
        duty.save(update_fields=["ends_at"])
        audit.record(by=by, verb="outreach.duty_ended", subject=duty, at=at)
    return duty
