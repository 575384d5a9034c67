"""The four towns of the exercise: believable, in four languages, and with one of everything that can be the matter."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from samverka.directory import queries
from samverka.directory.models import (
    Category,
    DateException,
    Notice,
    OpeningRule,
    PartnerAddress,
    Place,
    Provider,
    Service,
    Translation,
)
from samverka.web.management.seeding import towns
from samverka.web.management.seeding.people import territory
from samverka.web.tests.factories import make_town


OTHER_LETTERS = "şţŞŢ"  # with a cedilla: not Romanian


def rows():
    """How much there is of everything."""
    kinds = (Provider, Place, PartnerAddress, Service, OpeningRule, DateException, Notice, Translation)
    return [kind.objects.count() for kind in kinds]


@pytest.mark.slow
def test_a_town_is_made_once_and_has_everything_that_can_be_the_matter():
    town = make_town(at=now())
    there, today = rows(), localdate()

    towns.build(town)

    assert rows() == there
    shown = Service.objects.shown(today)
    assert 25 <= shown.count() < Service.objects.count() <= 45
    assert shown.filter(verified_on__lte=today - timedelta(days=90)).exists()
    assert {"open", "temporarily_closed", "unknown"} == {*shown.values_list("state", flat=True)}
    assert {"public", "partners", "area_only"} == {*Place.objects.values_list("address_class", flat=True)}
    assert {"open", "appointment", "intake", "phone"} == {*OpeningRule.objects.values_list("kind", flat=True)}
    assert OpeningRule.objects.filter(nth=-1).exists()
    assert OpeningRule.objects.filter(valid_to__gte=today, valid_from__isnull=False).exists()
    assert Service.objects.get(is_mobile=True).places.count() == 3
    assert DateException.objects.filter(first_day__month=12, first_day__day=24).count() == 2


@pytest.mark.slow
def test_a_town_is_told_in_four_languages_with_gaps_and_old_texts():
    make_town("goteborg", at=now())
    ids = list(Service.objects.values_list("pk", flat=True))

    for language in ("en", "ro", "bg"):
        texts = queries.texts(ids, language=language)
        states = Counter(texts.of(service, "description").state for service in Service.objects.all())
        assert states["human"] > 20
        assert states["outdated"] == 2
        assert (states["missing"] > 0) == (language == "bg")
    assert not Translation.objects.filter(language="ro", text__regex=f"[{OTHER_LETTERS}]").exists()


def test_the_towns_speak_of_nearly_every_category():
    told = [one for name in towns.FILES for said in towns.file(name)["providers"] for one in said["services"]]
    codes = {towns.file("phrases")[one["is"]]["category"] for one in told}

    assert codes == {*Category.objects.values_list("code", flat=True)}
    assert 100 < len(told) < 160


@pytest.mark.parametrize("name", towns.FILES)
def test_a_town_is_known_and_its_hours_can_be_read(name):
    told = towns.file(name)
    lines = [one for said in (told["places"].values(), *(one["services"] for one in told["providers"])) for one in said]

    assert {*told} == {"code", "name", "phone", "places", "providers"}
    assert territory(told["code"]).name == told["name"]
    for line in lines:
        for hours in (line.get("hours"), *line.get("stops", ())):
            assert hours is None or towns.weekly(hours, on=localdate())
