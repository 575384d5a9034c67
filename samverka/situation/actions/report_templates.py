"""How an organisation's reports look as letters. Whether a template can be filled in was tried by whoever calls."""

from datetime import datetime

from django.db import transaction

from samverka.actors.models import Organisation, User
from samverka.core import audit
from samverka.situation import rules
from samverka.situation.models import ReportTemplate


@transaction.atomic
def take_in_template(*, organisation: Organisation, file: bytes, by: User, at: datetime) -> ReportTemplate:
    """From now on the organisation's letters look like this. The same file again changes nothing."""
    rules.keep_template(by, organisation)
    held = ReportTemplate.objects.select_for_update(no_key=True).filter(organisation=organisation).first()
    if held and bytes(held.file) == file:
        return held
    said = {"file": file, "by": by, "taken_in_at": at}
    made, _new = ReportTemplate.objects.update_or_create(organisation=organisation, defaults=said)
    _note(organisation, by, "template_taken_in", at)
    return made


@transaction.atomic
def leave_template(*, organisation: Organisation, by: User, at: datetime) -> None:
    """Go back to the house's. Said again, it changes nothing."""
    rules.keep_template(by, organisation)
    if ReportTemplate.objects.filter(organisation=organisation).delete()[0]:
        _note(organisation, by, "template_left", at)


def _note(organisation: Organisation, by: User, verb: str, at: datetime) -> None:
    audit.record(by=by, verb=f"situation.{verb}", subject=organisation, at=at, county=organisation.territory.county)
