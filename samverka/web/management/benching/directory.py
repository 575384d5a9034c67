"""A directory of the whole country, as if it had been imported: 20,000 services in four languages."""

from dataclasses import dataclass
from datetime import datetime, time
from itertools import accumulate, cycle, islice
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import bulk
from samverka.directory import actions
from samverka.directory.actions.entries import PROTECTED
from samverka.directory.models import (
    Category,
    OpeningRule,
    Place,
    Provider,
    Service,
    ServicePlace,
    Translation,
    Wording,
)
from samverka.web.management.seeding.people import account, organisation


TOWN = "1480"
EACH = 5  # services of one provider
TRANSLATED = ("en", "ro", "bg")
SOUNDS = {  # of which words are made that look like the language's own
    "sv": (
        "bad berg dal fisk gård hjälp kläd ljus mat natt råd skog sång tvätt vård ägg öppen stol",
        "en ar het ning a et",
    ),
    "en": ("bath bread cloth day food gate hand light meal night open shelter street warm wash", "er ing s ed ness ly"),
    "ro": ("apă baie casă drum fată haină îngrij lumină mâncare noapte paine sfat școală țară", "ul ă ile are esc uri"),
    "bg": ("баня вода глад дом дреха език жена зима лекар нощ помощ храна съвет училище", "та ът и ен ина ости"),
}
WORDS = 6_000  # of each language; few of them are said often, as in every language


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is."""

    services: int = 20_000
    in_town: int = 300
    wide: int = 60  # for a county or the country


LITTLE = Size(services=200, in_town=40, wide=10)


@dataclass(frozen=True, slots=True)
class Directory:
    """What was built, as far as measuring needs to know it."""

    service: UUID  # in the town that is looked at
    names: list[str]  # of services there
    translator: User  # of the town


class Speech:
    """Invented words of a language, and sentences of them."""

    def __init__(self, language: str, chance: Random) -> None:
        stems, endings = (sounds.split() for sounds in SOUNDS[language])
        made = {chance.choice(stems) + chance.choice(stems) + chance.choice(endings): None for _ in range(2 * WORDS)}
        self.words = [*stems, *made][:WORDS]
        self._often = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))
        self._chance = chance
        self.categories = cycle(Category.objects.exclude(code=PROTECTED).order_by("position"))

    def say(self, words: int) -> str:
        return " ".join(self._chance.choices(self.words, cum_weights=self._often, k=words)).capitalize()


def build(size: Size, *, at: datetime) -> Directory:
    """Providers of five services each, at two places: 300 in one town, some for whole counties, the rest all over."""
    chance, told = Random(1), {"verified_on": at.date(), "changed_at": at}  # noqa: S311 (invented words)
    speech = {language: Speech(language, chance) for language in SOUNDS}
    providers = [
        Provider(territory=home, name=f"{speech['sv'].say(2)} {number}", phone="0000", **told)
        for number, home in enumerate(_homes(size), start=1)
    ]
    places = {one: _places(one, speech["sv"], told) for one in providers if len(one.territory_id) == len(TOWN)}
    services = {one: _services(one, speech["sv"], told) for one in providers}
    every = [service for some in services.values() for service in some]
    spots = [
        ServicePlace(service=service, place=places[provider][turn % 2])
        for provider in places
        for turn, service in enumerate(services[provider])
    ]
    at_home = [place for some in places.values() for place in some]
    with transaction.atomic():
        for rows in (providers, at_home, every, spots, [_rule(place) for place in at_home]):
            bulk.insert(rows)
        Wording.objects.bulk_create([_wording(one, "name", at=at) for one in at_home], batch_size=1000)
        for field in ("name", "description", "easy"):
            Wording.objects.bulk_create([_wording(one, field, at=at) for one in every], batch_size=1000)
            for language in TRANSLATED:
                bulk.insert([_translation(one, field, language, speech[language], at=at) for one in every])
        actions.note_needs(one.pk for one in (*at_home, *every))
        actions.index(one.pk for one in every)
        actions.touch(Territory.objects.values_list("code", flat=True), at=at)
    home = organisation("Översättarstaden", Organisation.Kind.MUNICIPALITY, TOWN)
    translator, _account = account("oversattare@bench.example", Role.TRANSLATOR, home, seed=1)
    return Directory(every[0].pk, [one.name for one in every[: size.in_town]], translator)


def _homes(size: Size) -> list[Territory]:
    """Where each provider is; those of the town that is looked at come first."""
    known = Territory.objects.order_by("code")
    towns = cycle([one for one in known if len(one.code) == len(TOWN) and one.code != TOWN])
    wide = cycle([one for one in known if len(one.code) < len(TOWN)])
    here, afar = size.in_town // EACH, size.wide // EACH
    rest = size.services // EACH - here - afar
    return [*[known.get(code=TOWN)] * here, *islice(wide, afar), *islice(towns, rest)]


def _places(provider: Provider, speech: Speech, told: dict[str, Any]) -> list[Place]:
    return [
        Place(
            provider=provider, territory=provider.territory, name=speech.say(2), address_class="public",
            area=speech.say(1), street="Provgatan 1", city=provider.territory.name, latitude=57 + turn, longitude=12,
            **told,
        )
        for turn in range(2)
    ]  # fmt: skip


def _services(provider: Provider, speech: Speech, told: dict[str, Any]) -> list[Service]:
    return [
        Service(
            provider=provider, category=next(speech.categories), name=speech.say(3), description=speech.say(25),
            easy=speech.say(10), phone="0000", **told,
        )
        for _ in range(EACH)
    ]  # fmt: skip


def _rule(place: Place) -> OpeningRule:
    return OpeningRule(place=place, weekdays="12345", opens=time(8), closes=time(17))


def _wording(entry: Place | Service, field: str, *, at: datetime) -> Wording:
    said = {"kind": entry._meta.model_name, "subject": entry.pk, "field": field, "text": getattr(entry, field)}
    return Wording(number=1, language="sv", at=at, **said)


def _translation(service: Service, field: str, language: str, speech: Speech, *, at: datetime) -> Translation:
    text = speech.say(len(getattr(service, field).split()))
    return Translation(
        kind="service", subject=service.pk, field=field, language_id=language, text=text, of_version=1, at=at
    )
