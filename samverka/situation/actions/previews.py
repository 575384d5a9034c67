"""What somebody is about to publish: asked for, worked out by the machine, looked at, and published or thrown away."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Territory, User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.actions import work_on
from samverka.core.county import already
from samverka.situation import queries, rules
from samverka.situation.actions.tables import Worked, already_published, work_out, write_down
from samverka.situation.indicators import INDICATORS, Indicator
from samverka.situation.models import Preview, PublishedTable


Clock = Callable[[], datetime]
Stage = Preview.Stage


@transaction.atomic
def prepare_publication(*, id: UUID, territory: Territory, indicator: Indicator, by: User, at: datetime) -> Preview:
    """Ask what would be told of an indicator in the quarters that are settled and new."""
    rules.publish_table(by, territory)
    if there := already(Preview, id, territory_id=territory.pk, measure=indicator.key):
        return there
    quarters = next(
        (one.quarters for one in queries.measures(territory, on=localdate(at)) if one.indicator is indicator), []
    )
    if not quarters:
        raise Refused(_("There is nothing new of this to publish."))
    one = Preview.objects.create(
        id=id, territory=territory, measure=indicator.key, quarters=quarters, by=by, asked_at=at
    )  # fmt: skip
    audit.record(by=by, verb="situation.publication_prepared", subject=one, at=at, county=territory.county)
    return one


def work_on_preview(*, id: UUID, clock: Clock) -> None:
    """Work out what would be told, or why it cannot be. It can take minutes; killed half-way, it is begun again."""
    found = Preview.objects.select_related("by", "territory")
    work_on(found, id=id, at=clock(), work=partial(_work_out, clock=clock))


@transaction.atomic
def publish_preview(*, preview: Preview, by: User, at: datetime) -> list[PublishedTable]:
    """Publish exactly what was looked at. Published already, nothing changes."""
    rules.publish_table(by, preview.territory)
    one = Preview.objects.select_for_update(no_key=True).filter(pk=preview.pk).first()
    if one is None:
        raise Refused(_("This was thrown away."))
    if done := already_published(one.pk, one.measure):
        return done
    if one.stage != Stage.READY:
        raise Refused(_("This is not worked out yet."))
    worked = _worked(one)
    words = queries.words_for(INDICATORS[one.measure], queries.categories_of(one))
    made = write_down(worked, id=one.pk, words=words, by=by, at=at)
    one.published_at = at
    one.save(update_fields=["published_at"])
    return made


@transaction.atomic
def discard_preview(*, preview: Preview, by: User, at: datetime) -> None:
    """Throw away what was not published. Gone already, nothing changes."""
    rules.publish_table(by, preview.territory)
    one = Preview.objects.select_for_update(no_key=True).filter(pk=preview.pk).first()
    if one is None:
        return
    if one.published_at:
        raise Refused(_("This is published, and stays."))
    audit.record(by=by, verb="situation.preview_discarded", subject=one, at=at, county=one.territory.county)
    one.delete()


def _work_out(one: Preview, *, clock: Clock) -> None:
    def keep(**found: object) -> None:
        """Unless another was quicker: what somebody looks at stays as it is."""
        still = Preview.objects.filter(pk=one.pk, ready_at=None, problem="", published_at=None)
        still.update(worked_at=clock(), **found)

    if not one.is_at_work:
        return
    indicator = INDICATORS[one.measure]
    try:
        found = queries.publishable(indicator, one.territory, one.quarters)
        worked = work_out(
            found.table, about=indicator.about, territory=one.territory, method=queries.method_for(indicator),
            rule=queries.rule_of(indicator), missing=found.missing, tell=lambda step: keep(step=step),
        )  # fmt: skip
        if not worked.fresh:
            raise Refused(_("All of this was published before."))
    except Refused as refusal:
        keep(problem=str(refusal))
        return
    cells = [[*queries.codes_of(cell), value] for cell, value in sorted(worked.fresh.items())]
    keep(mark=worked.mark, width=worked.width, dimensions=worked.dimensions, cells=cells, ready_at=clock())


def _worked(one: Preview) -> Worked:
    """What was kept of it, as it was worked out."""
    indicator = INDICATORS[one.measure]
    fresh = {queries.key_of(one.measure, *codes): value for *codes, value in one.cells}
    return Worked(
        one.measure, one.dimensions, indicator.about, one.territory, queries.method_for(indicator),
        one.width, one.mark, fresh,
    )  # fmt: skip
