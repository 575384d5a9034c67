"""Invented entries, made through the product's own actions."""

from datetime import time
from importlib import import_module
from itertools import count
from typing import Any

from django.apps import apps
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.directory import actions
from samverka.directory.models import Category, OpeningRule, Place, Provider, Service


_numbers = count(1)


def make_provider(*, territory: str = "0180", by: Any = None, organisation: Any = None, **facts: Any) -> Provider:
    organisation = organisation or make_organisation(territory=territory)
    by = by or make_user(Role.ADVISER, at=organisation)
    facts.setdefault("name", f"Exempelhjälpen {next(_numbers)}")
    return actions.add_provider(
        id=new_id(), territory=make_territory(territory), organisation=organisation, by=by, at=now(), **facts
    )


def make_editor(provider: Provider) -> Any:
    assert provider.organisation is not None
    return make_user(Role.ADVISER, at=provider.organisation)


def make_place(provider: Provider | None = None, *, address_class: str = "public", **facts: Any) -> Place:
    provider = provider or make_provider()
    facts.setdefault("name", f"Exempelhuset {next(_numbers)}")
    if address_class == "public":
        facts = {"street": "Påhittade gatan 1", "city": "Exempelstad", "latitude": "59.3", "longitude": "18.06"} | facts
    return actions.add_place(
        id=new_id(), provider=provider, territory=provider.territory, address_class=address_class,
        by=make_editor(provider), at=now(), **facts,
    )  # fmt: skip


def make_service(provider: Provider | None = None, *, category: str = "SHOWER", **facts: Any) -> Service:
    """A service at one place, unless `places` says otherwise."""
    provider = provider or make_provider()
    facts.setdefault("name", f"Dusch {next(_numbers)}")
    if "places" not in facts and "areas" not in facts:
        facts["places"] = (make_place(provider),)
    return actions.add_service(
        id=new_id(), provider=provider, category=Category.objects.get(code=category), by=make_editor(provider),
        at=now(), **facts,
    )  # fmt: skip


def fill_reference() -> None:
    """Languages and categories, after a test that has emptied every table."""
    import_module("samverka.directory.migrations.0002_languages_and_categories").fill(apps, None)


def add_hours(owner: Any, weekdays: str = "12345", opens: time = time(9), closes: time = time(15), **facts: Any) -> Any:
    name = {"place": "place", "service": "service", "serviceplace": "at_place"}[owner._meta.model_name]
    return OpeningRule.objects.create(**{name: owner}, weekdays=weekdays, opens=opens, closes=closes, **facts)
