"""One service: everything that is known of it, in plain words."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate, now
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from samverka.core import sms
from samverka.directory import queries
from samverka.directory.hours import HERE, Day, Kind
from samverka.directory.models import Recording, Service
from samverka.directory.queries import Here, Message, Shown, Told, words
from samverka.web.http import Edition, keep, public_page, show
from samverka.web.views import lists


A_WEEK = 7


class Row(NamedTuple):
    """One day of the week to come."""

    on: date
    hours: list[tuple[object, str]]  # of what kind, from when to when
    why: str
    said: list[Shown]
    is_known: bool


class Stop(NamedTuple):
    """Where a service is, with its hours there."""

    here: Here
    name: Shown | None
    way: Shown | None
    status: str
    state: str
    week: list[Row]

    @property
    def geo(self) -> str:
        return lists.geo(self.here)


@public_page
def service(request: HttpRequest, edition: Edition, pk: UUID) -> HttpResponse:
    """Unchanged: two queries. One that is hidden looks as if it had never been."""
    at = now()
    shown = Service.objects.shown(localdate(at)).filter(pk=pk)
    territory = shown.values_list("places__territory", "areas", "provider__territory").first()
    if territory is None:
        raise Http404
    code = next(filter(None, territory))
    town = next((one for one in queries.towns().values() if one.code == code), queries.TownName(code, "", ""))
    stamp = queries.stamp(town, on=localdate(at))
    return keep(request, stamp=stamp, at=at, make=lambda: _service(edition, pk, town, at, stamp))


def _service(edition: Edition, pk: UUID, town: queries.TownName, at: datetime, stamp: str) -> tuple[str, datetime]:
    [told] = queries.told_of([pk], on=localdate(at))
    notices = queries.notices(told, on=localdate(at))
    texts = queries.texts(_subjects(told, notices), language=edition.language)
    stops = [_stop(here, texts, at) for here in told.spots]
    here = told.now(at, town=town.code).here
    heard = _heard(told, edition)
    page = show(
        "web/service.html", edition, rest=f"service/{pk}/", town=town, offer=told.offer, here=here, texts=texts,
        sort=queries.sorts(edition.language, stamp)[told.offer.category], stops=stops,
        heard=heard, is_read=_is_read(heard, edition),
        said={field: texts.of(told.offer, field) for field in Service.TEXTS},
        notices=[texts.of(one, "text") for one in notices], words=_words(told, here),
        share=_share(told, here, texts, at), described=described(told, at), today=localdate(at),
    )  # fmt: skip
    return page, min([lists.day(at).closes, *(one.status(at).valid_until for one in told.spots)])


def _heard(told: Told, edition: Edition) -> list[Recording]:
    """What somebody has read aloud, as far as its text stands on the page."""
    shown = {"name", "bring", "cost_note", "easy" if edition.is_easy and told.offer.easy else "description"}
    found = queries.heard(told.offer.pk, language=edition.language)
    return [one for one in found if one.field in shown and getattr(told.offer, one.field)]


def _is_read(heard: list[Recording], edition: Edition) -> bool:
    """Is what the page tells of the service read aloud as it stands now, in its own language?"""
    told = {(one.language_id, one.field): one.is_outdated for one in heard}  # type: ignore[attr-defined]
    return any(told.get((edition.language, field)) is False for field in ("description", "easy"))


def _subjects(told: Told, notices: list[Message]) -> list[UUID]:
    """Whatever has texts on the page."""
    places = [here.spot.pk for here in told.spots if here.spot]
    messages = [one.pk for here in told.spots for one in here.times.messages.values()]
    return [told.offer.pk, *places, *messages, *(notice.pk for notice in notices)]


def _stop(here: Here, texts: queries.Texts, at: datetime) -> Stop:
    spot, status = here.spot, here.status(at)
    return Stop(
        here,
        texts.of(spot, "name") if spot and spot.name else None,
        texts.of(spot, "way") if spot and spot.way else None,
        words.open_or_not(here, status, at),
        status.state.value,
        [_row(here, texts, localdate(at) + timedelta(days=number)) for number in range(A_WEEK)],
    )


def _row(here: Here, texts: queries.Texts, on: date) -> Row:
    days: list[tuple[Kind, Day]] = [(kind, table.day(on)) for kind, table in sorted(here.times.tables.items())]
    main = here.times.main[1].day(on)
    keys = dict.fromkeys(key for _kind, day in days for key in day.message.split("\n") if key)
    messages: Iterable[Message] = (here.times.messages[key] for key in keys)
    return Row(
        on,
        [(words.KINDS[kind], words.hours_of(day.spans)) for kind, day in days if day.spans],
        words.why(main),
        [texts.of(one, "message") for one in messages],
        main.is_known,
    )


def _words(told: Told, here: Here) -> dict[str, Any]:
    """The choices of forms as plain sentences."""
    offer = told.offer
    return {
        "access": words.ACCESS[offer.access],
        "audience": [words.AUDIENCE[one] for one in offer.audience if one in words.AUDIENCE],
        "fullness": words.FULLNESS.get(offer.fullness, ""),
        "spoken": [_named(code) for code in offer.spoken],
        "is_partly_open": offer.state == Service.State.PARTLY_OPEN,
    }


def _named(code: str) -> tuple[str, str]:
    """A language by its own name, and its code."""
    try:
        return str(get_language_info(code)["name_local"]), code
    except KeyError:
        return {"rom": "Romani", "so": "Soomaali", "ti": "ትግርኛ", "ku": "Kurdî"}.get(code, code), code


def _share(told: Told, here: Here, texts: queries.Texts, at: datetime) -> str:
    """One short message: what, where, when and whom to call."""
    spot = here.spot
    where = ", ".join(filter(None, [spot.street or spot.area, spot.city])) if spot else ""
    today = words.hours_of(here.times.main[1].day(at.astimezone(HERE).date()).spans)
    hours = " ".join([_("Today"), today]) if today else ""
    return sms.message(texts.of(told.offer, "name").text, where, here.phone, hours)


def described(told: Told, at: datetime) -> SafeString:
    """The service for machines (schema.org). A block of data: no browser runs it."""
    offer = told.offer
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": offer.name,
        "description": offer.description or None,
        "provider": {"@type": "Organization", "name": offer.provider_name},
        "availableChannel": [_channel(here) for here in told.spots if here.spot] or None,
        "isAccessibleForFree": True if offer.cost == 0 else None,
    }
    text = json.dumps({name: value for name, value in said.items() if value is not None}, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 (nothing in it can end the block)


def _channel(here: Here) -> dict[str, Any]:
    spot = here.spot
    assert spot is not None  # noqa: S101 (only asked of those)
    address = {"addressLocality": spot.city or None, "streetAddress": spot.street or None, "addressCountry": "SE"}
    place: dict[str, Any] = {"@type": "Place", "name": spot.name or spot.area or None}
    place["address"] = {"@type": "PostalAddress"} | {key: value for key, value in address.items() if value}
    if spot.point:
        latitude, longitude = spot.point
        place["geo"] = {"@type": "GeoCoordinates", "latitude": float(latitude), "longitude": float(longitude)}
    told = {"@type": "ServiceChannel", "serviceLocation": {key: value for key, value in place.items() if value}}
    return told | ({"servicePhone": {"@type": "ContactPoint", "telephone": here.phone}} if here.phone else {})
