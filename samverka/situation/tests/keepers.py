"""Shelters that are protected, or stood open, for whoever asks only `situation`."""

from datetime import date

from samverka.actors.models import Organisation
from samverka.shelters.models import Night, NightFigure
from samverka.shelters.tests.factories import FOUR, make_group, make_shelter


def protect(organisation: Organisation) -> None:
    """The organisation keeps a protected shelter."""
    shelter = make_shelter(organisation=organisation)
    shelter.visibility = shelter.Visibility.AREA_ONLY
    shelter.save()


def keep_open(organisation: Organisation, month: date, *, nights: int, beds: tuple[int, ...]) -> None:
    """Shelters with so many beds each stood open side by side on the first nights of a month, which are frozen."""
    days = [month.replace(day=number) for number in range(1, nights + 1)]
    none = dict.fromkeys(("blocked", "overflow", "allocated", "bed_nights", "released", "left_early", "absent"), 0)
    for count in beds:
        shelter = make_shelter(organisation=organisation, territory=organisation.territory_id)
        group, here = make_group(shelter, beds=count), {"county": shelter.county}
        made = Night.objects.bulk_create(Night(shelter=shelter, date=day, state="closed", **here) for day in days)
        NightFigure.objects.bulk_create(
            NightFigure(
                night=one, group=group, date=one.date, nominal=count, allocable=count, frozen_at=FOUR, **none, **here
            )
            for one in made
        )
