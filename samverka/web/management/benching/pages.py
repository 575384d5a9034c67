"""The pages of a night, as browsers and machines ask for them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from uuid import UUID

from django.urls import Resolver404, resolve
from django.utils.timezone import now

from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.models import NightPlace
from samverka.web.management.benching.county import County
from samverka.web.management.benching.measures import Before, Figure, ask, cost, middle, queries
from samverka.web.management.benching.server import Request, Server, serving


BOARD, PART = "/board/", {"HX-Request": "true"}
ARCHIVE = {"archive_board": "board_page", "archive_night": "night", "archive_check_in": "check_in_part"}
Row = tuple[str, Request, Before]


@dataclass(frozen=True, slots=True)
class Often:
    """How much is asked before a figure is believed."""

    runs: int = 5
    times: int = 40  # in a run
    rounds: int = 30  # of the race
    lines: int = 5_000  # of an import
    share: int = 1  # of the slips and places of a draw


OFTEN, ONCE = Often(), Often(runs=1, times=2, rounds=2, lines=60, share=20)


def first_queries(county: County) -> int:
    """How often the first board of all asks the database; this process must not have told any yet."""
    return queries(Request(BOARD, county.sender), warm=False)


def first_board(url: str, county: County, often: Often, *, queries: int) -> Figure:
    """The first board after the start of a server, which has told no line of it yet."""
    samples = []
    for _ in range(often.runs):
        with serving(url) as server:
            samples.append(ask(server, server.browser(county.sender), Request(BOARD, county.sender)))
    return middle(samples, queries=queries)


def pages(
    server: Server, county: County, often: Often, *, only: set[str] | None = None
) -> Iterator[tuple[str, Figure]]:
    """Each page, or those of them that are named."""
    for name, request, before in _pages(county):
        if is_there(request.path) and (only is None or name in only):
            yield name, cost(server, request, runs=often.runs, times=often.times, before=before)


def _pages(county: County) -> list[Row]:
    """Board, one shelter's night, and an arrival there."""
    change, place, told = _changes(county), _place(county), lambda: {"id": new_id()}
    undo, keeper = _undo(county, place), county.keeper
    arrived, by_machine = f"/places/{place}/check-in/", f"/api/v1/places/{place}/check-in"
    return [
        ("board_part", Request(BOARD, county.sender, headers=PART), change),
        ("board_page", Request(BOARD, county.sender), change),
        ("board_unchanged", Request(BOARD, county.sender, headers=PART, status=304), None),
        ("night", Request(f"/nights/{county.night.pk}/", keeper), None),
        ("check_in_part", Request(arrived, keeper, told, headers=PART), undo),
        ("check_in_page", Request(arrived, keeper, told, status=302), undo),
        ("check_in_api", Request(by_machine, keeper, told, status=201, by_machine=True), undo),
    ]


def ratio(late: Figure, early: Figure) -> Figure:
    return Figure(round(late.value / early.value, 2))


def is_there(path: str) -> bool:
    try:
        return bool(resolve(path))
    except Resolver404:
        return False


def _changes(county: County) -> Callable[[], None]:
    """Somewhere else somebody arrives, or has not arrived after all."""
    places = NightPlace.objects.filter(night__in=county.elsewhere, state="allocated")
    turns = cycle(list(places.values_list("pk", flat=True)))

    def change() -> None:
        place = NightPlace.objects.select_related("night__shelter__organisation").get(pk=next(turns))
        action = actions.undo_check_in if place.state == "arrived" else actions.check_in
        action(id=new_id(), place=place, by=county.keeper.user, at=now())

    return change


def _place(county: County) -> UUID:
    """Somebody who is expected at the night that is looked at."""
    return NightPlace.objects.filter(night=county.night, state="allocated").order_by("pk")[0].pk


def _undo(county: County, pk: UUID) -> Callable[[], None]:
    """They have not arrived yet, whatever was said before."""

    def undo() -> None:
        place = NightPlace.objects.select_related("night__shelter__organisation").get(pk=pk)
        if place.state == "arrived":
            actions.undo_check_in(id=new_id(), place=place, by=county.keeper.user, at=now())

    return undo
