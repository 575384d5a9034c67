"""The one place where outreach tells `safeguarding` that children were seen."""

from datetime import datetime

from samverka.actors.models import User
from samverka.outreach.models import PlaceType, Tally, TallyCorrection
from samverka.outreach.models.tallies import Range
from samverka.safeguarding.actions import note_sighting
from samverka.safeguarding.models import Setting


SETTINGS = {
    PlaceType.SETTLEMENT: Setting.SETTLEMENT,
    PlaceType.DAY_CENTRE: Setting.DAY_CENTRE,
}


def note_children(*, source: Tally | TallyCorrection, tally: Tally, children: Range, by: User, at: datetime) -> None:
    """Let the sighting be counted, in the transaction and with the id of what it was noted with."""
    note_sighting(
        id=source.pk, municipality=tally.municipality, organisation=tally.team.organisation,
        setting=SETTINGS.get(PlaceType(tally.place_type), Setting.STREET), least=children.least, most=children.most,
        source=(source._meta.label_lower, source.pk), seen_at=tally.seen_at, by=by, at=at,
    )  # fmt: skip
