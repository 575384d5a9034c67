"""Many want the last place at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.utils.timezone import now

from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.actions import Beds
from samverka.shelters.models import Capacity, Group, Night
from samverka.web.management.benching.county import County
from samverka.web.management.benching.measures import Figure
from samverka.web.management.benching.server import Browser, Request, Server


AT_ONCE = 16


def last_place(server: Server, county: County, *, rounds: int) -> Figure:
    """How many places were given beyond those there were, and how often the answer was neither yes nor no."""
    night, keeper = county.last_place, county.keeper
    mixed = Capacity.objects.filter(night=night, group__kind=Group.Kind.MIXED).order_by("pk")[0]
    crowd = [server.browser(keeper) for _ in range(AT_ONCE)]
    beyond = 0
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for _ in range(rounds):
            _leave_one(night, mixed, county)
            start = Barrier(AT_ONCE)
            told = Counter(threads.map(lambda one: _want(one, night, county, start), crowd))  # noqa: B023
            if set(told) - {302, 422}:
                raise RuntimeError(f"Asked for the last place, a server answers {dict(told)}")
            beyond += abs(told[302] - 1)
    return Figure(beyond)


def _leave_one(night: Night, mixed: Capacity, county: County) -> None:
    """Let one bed be free, and no other."""
    beds = {
        one.group_id: Beds(nominal=one.taken + (1 if one == mixed else 0))
        for one in Capacity.objects.filter(county=night.county, night=night)
    }
    actions.change_capacity(night=night, beds=beds, by=county.keeper.user, at=now())


def _want(browser: Browser, night: Night, county: County, start: Barrier) -> int:
    start.wait()
    told = {"give-id": new_id(), "give-quick": "man"}
    return browser.ask(Request(f"/nights/{night.pk}/door/give/", county.keeper, lambda: told))
