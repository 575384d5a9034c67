"""A directory as large as a country's, written at once: for measuring, and for lists that have many pages."""

from datetime import UTC, datetime, time, timedelta

from django.utils.timezone import localdate

from samverka.actors.tests.factories import make_territory
from samverka.core.ids import new_id
from samverka.directory.models import Category, OpeningRule, Place, Provider, Service, ServicePlace, Translation


AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def fill_directory(services: int, *, languages: tuple[str, ...] = ("en", "ro", "bg")) -> list[Service]:
    """Services of a tenth as many providers, at half as many places, with hours and translations."""
    town, today = make_territory("0180"), localdate()
    kept = {"verified_on": today - timedelta(days=7), "changed_at": AT, "language": "sv"}
    providers = [
        Provider(id=new_id(), territory=town, name=f"Exempelföreningen {n}", description="En förening.", **kept)
        for n in range(services // 10 + 1)
    ]
    places = [
        Place(
            id=new_id(), provider=providers[n % len(providers)], territory=town, name=f"Exempelhuset {n}",
            address_class="public", street=f"Påhittade gatan {n}", postal_code=f"{11100 + n % 300}",
            latitude=59.2 + n % 97 / 500, longitude=18.0 + n % 89 / 500, **kept,
        )
        for n in range(services // 2 + 1)
    ]  # fmt: skip
    categories = list(Category.objects.all())
    made = [
        Service(
            id=new_id(), provider=places[n // 2].provider, category=categories[n % len(categories)],
            name=f"{categories[n % len(categories)].name} {n}", description="Alla är välkomna hit. " * 8,
            audience=["women"] if n % 7 == 0 else [], spoken=["sv", "ro"], cost=n % 3 * 10, phone="08-1",
            **kept,
        )
        for n in range(services)
    ]  # fmt: skip
    Provider.objects.bulk_create(providers)
    Place.objects.bulk_create(places)
    Service.objects.bulk_create(made)
    ServicePlace.objects.bulk_create(ServicePlace(service=one, place=places[n // 2]) for n, one in enumerate(made))
    OpeningRule.objects.bulk_create(
        OpeningRule(service=one, weekdays=days, opens=time(9), closes=time(15))
        for one in made
        for days in ("123", "45")
    )
    Translation.objects.bulk_create(
        Translation(
            kind="service", subject=one.pk, field=field, language_id=language, text=f"{field} {language}",
            of_version=1, at=AT,
        )
        for one in made for language in languages for field in ("name", "description")
    )  # fmt: skip
    return made
