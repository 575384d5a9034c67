"""Places that nobody may find: what is told here of where they are must be in no answer, file, mail or log.

One is for partners. The other was public, with a street and a point, before protected accommodation moved in.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from samverka.actors.models import Organisation, User
from samverka.core.ids import new_id
from samverka.directory import actions
from samverka.directory.actions import Made
from samverka.directory.models import Category, Place, Provider
from samverka.directory.queries.hours import Weekly
from samverka.web.management.seeding.people import LONG_AGO


CLOCK_ROUND = [Weekly("1234567", time(0), time(0), "phone")]
TRANSLATED = "The yellow canary gate"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Where a place is, or was before it became protected."""

    name: str
    address_class: str
    street: str
    postal_code: str
    latitude: str
    longitude: str
    way: str


PLACES = {
    mark: tuple(Hidden(*(part.strip() for part in line.split(","))) for line in lines)
    for mark, lines in {
        "a": (
            "Nattkvarteret, partners, Kanariestigen 47, 990 47, 59.312345, 18.176543, Gula kanarieporten",
            "Näktergalen, area_only, Näktergalsvägen 83, 990 83, 59.401237, 17.943219, Blå siskegrinden",
        ),
        "b": (
            "Vinternattskvarteret, partners, Bofinksgränd 59, 990 59, 59.921357, 17.512468, Grå finkdörren",
            "Steglitsen, area_only, Steglitsbacken 61, 990 61, 59.753197, 17.734681, Röd steglitstrappa",
        ),
    }.items()
}


def plant(home: Organisation, mark: str, *, by: User, at: datetime) -> None:
    """Both places of one of the drill's counties, each with a service that everybody may read of."""
    provider = actions.add_provider(
        id=new_id(), territory=home.territory, organisation=home, name=f"Drillens hjälp {mark}", by=by, at=at
    )
    secret, protected = PLACES[mark]
    night = _place(provider, secret, secret.address_class, by=by, at=at)
    _service(provider, night, "SHELTER-NIGHT", by=by, at=at)
    safe = _place(provider, protected, Place.AddressClass.PUBLIC, by=by, at=LONG_AGO)
    actions.translate_all(made=[Made(safe.pk, "way", "en", TRANSLATED)], by=by, at=LONG_AGO)
    safe = actions.change_place(place=safe, address_class=protected.address_class, area="Drillens län", by=by, at=at)
    _service(provider, safe, "SHELTER-WOMEN", by=by, at=at)


def planted(home: Organisation) -> list[dict[str, Any]]:
    """What must not be found, with the ids of places and services that may."""
    places = Place.objects.filter(provider__organisation=home)
    told = {hidden.name: asdict(hidden) for some in PLACES.values() for hidden in some}
    return [
        {"pk": place.pk, "services": list(place.services.values_list("pk", flat=True)), **told[place.name]}
        for place in places.order_by("name")
        if place.name in told
    ]


def _place(provider: Provider, hidden: Hidden, address_class: str, *, by: User, at: datetime) -> Place:
    facts = {name: value for name, value in asdict(hidden).items() if name != "address_class"}
    return actions.add_place(
        id=new_id(), provider=provider, territory=provider.territory, address_class=address_class, city="Drillstad",
        by=by, at=at, **facts,
    )  # fmt: skip


def _service(provider: Provider, place: Place, code: str, *, by: User, at: datetime) -> None:
    category = Category.objects.get(code=code)
    service = actions.add_service(
        id=new_id(), provider=provider, category=category, name=category.name, access="phone", places=(place,), by=by,
        at=at,
    )  # fmt: skip
    actions.set_hours(owner=service, weekly=CLOCK_ROUND, by=by, at=at)
