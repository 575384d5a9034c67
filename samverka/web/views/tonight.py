"""A bed tonight: where places are given out, with a light for each, and what else is open in the evening."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, localtime, now

from samverka.actors.queries import child_lines
from samverka.directory import queries
from samverka.directory.queries import TownName
from samverka.shelters import clock
from samverka.shelters.queries import intakes, public_tonight
from samverka.shelters.queries.intakes import Intake, Tonight
from samverka.web.http import Edition, keep, public_page, show
from samverka.web.views import cold, lists
from samverka.web.views.town import find_town


SHELTER = "shelter"
STAFF = dict(settings.LANGUAGES)  # languages of the pages that tell a draw
A_WHILE = timedelta(minutes=15)  # the next draw is told anew by the clock


@public_page
def tonight(request: HttpRequest, edition: Edition, town: str) -> HttpResponse:
    """Unchanged: four queries."""
    here, at = find_town(town), now()
    nights = public_tonight(codes=here.scope[:2], date=clock.tonight(at, closes=lists.MORNING), at=at)
    stamp = queries.stamp(here, on=localdate(at))
    both = f"{stamp} {nights.mark}"
    return keep(request, stamp=both, at=at, make=lambda: _tonight(edition, here, at, stamp, nights))


def _tonight(edition: Edition, here: TownName, at: datetime, stamp: str, nights: Tonight) -> tuple[str, datetime]:
    listed = lists.Listed(here, edition.language, at, stamp)
    night, evening = lists.tonight(at, lists.NIGHT), lists.tonight(at, lists.EVENING)
    beds = listed.lines(lambda one: one.here.offer.group == SHELTER and lists.may_be_open(one.here, night))
    late = listed.lines(lambda one: one.here.offer.group != SHELTER and lists.is_open(one.here, evening))
    page = show(
        "web/tonight.html", edition, rest=f"{here.slug}/tonight/", town=here, date=nights.stand.date, beds=beds,
        intakes=[(one, _is_drawn(one, at)) for one in intakes(nights)], sections=lists.by_group(late),
        children=[line for line in child_lines(here.code) if line.phone], today=localdate(at),
        cold=cold.note(here, edition, at),
        draws_in=edition.interface if edition.interface in STAFF else "en",
    )  # fmt: skip
    return page, min(listed.until(), at + A_WHILE, cold.until_morning(at))


def _is_drawn(intake: Intake, at: datetime) -> bool:
    """Is today's draw over, so that the next one is tomorrow's? After midnight it is today's that comes."""
    draw, here = intake.draw, localtime(at)
    is_published = draw is not None and draw.published_at is not None and draw.date == here.date()
    return is_published or f"{here:%H:%M}" > intake.draw_at
