"""P7 from outside: somebody else's tool attacks the open files of several publications, and finds nothing."""

from datetime import date

import pytest

from samverka.actors.models import Role, Territory
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.situation import actions, queries
from samverka.situation.actions.tables import Worked, write_down
from samverka.situation.indicators import INDICATORS
from samverka.situation.models import Contribution
from samverka.situation.tests import stranger
from samverka.situation.tests.test_previews import AT, AUTUMN, LATER, WINTER, contribute, follow, prepare


pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.on_sqlite]
NATION = {"0180": 40, "0380": 50, "0580": 30, "0880": 2, "1280": 70}


@pytest.fixture
def national():
    make_territory("00")
    return make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00"))


def nights(months):
    """Of four organisations; of two in one county, small in another, and missing in a month of a third."""
    four = [make_organisation() for _ in range(4)]
    contribute("bed_nights", NATION, months=months, organisations=four)
    Contribution.objects.filter(territory="0580", organisation__in=four[2:]).delete()
    Contribution.objects.filter(territory="0380", month=months[1]).delete()
    follow()


def test_a_stranger_with_other_tools_works_out_nothing(client, national):
    county = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="05"))
    nights(AUTUMN)
    actions.publish_preview(preview=prepare(county, "bed_nights", code="05"), by=county, at=AT)
    actions.publish_preview(preview=prepare(national, "bed_nights"), by=national, at=AT)
    nights(WINTER)
    actions.publish_preview(preview=prepare(national, "bed_nights", at=LATER), by=national, at=LATER)

    told = stranger.files(client)
    found = stranger.widths(told)

    assert len(found) == sum(value is None for value in told.values()) > 5
    assert {cell: width for cell, width in found.items() if width.is_narrow} == {}
    assert ("bed_nights", "03", "2026-11", "_T") not in told


def test_rounded_numbers_tell_a_stranger_of_no_small_count(client, national):
    towns = {"0180": 3, "0380": 9, "0580": 1}
    for part in ("food", "lodging"):
        contribute("aid_granted", towns, part=part)
    contribute("aid_granted", towns)
    follow()
    actions.publish_preview(preview=prepare(national), by=national, at=AT)

    told = stranger.files(client)

    for whole, parts in stranger.sums(told):
        values = [told.get(cell) for cell in (whole, *parts)]
        if None not in values:
            assert values[0] == sum(values[1:])
    assert not {1, 2, 3, 4} & set(told.values())


def test_the_stranger_finds_a_leak_that_was_planted(client, national):
    """Only what is small or rests on few is hidden, and nothing for its sake: past our gate, it stands in the files."""
    nights(AUTUMN)
    indicator, here = INDICATORS["bed_nights"], Territory.objects.get(pk="00")
    found = queries.publishable(indicator, here, ["2026-Q4"])
    rule = queries.rule_of(indicator)
    fresh = {
        cell: None if rule.why(found.table.values[cell], found.table.shares.get(cell, {})) else found.table.values[cell]
        for cell in found.table.shown - found.missing
    }
    careless = Worked(
        "bed_nights", [[one.name, one.total, dict(one.parents)] for one in found.table.dimensions], "people", here,
        "suppression", 5, queries.publication_mark(), fresh,
    )  # fmt: skip
    write_down(careless, id=new_id(), words=queries.words_for(indicator, ()), by=national, at=AT)

    narrow = {cell: width for cell, width in stranger.widths(stranger.files(client)).items() if width.is_narrow}

    month = f"{date(2026, 10, 1):%Y-%m}"
    truth = found.table.values[queries.key_of("bed_nights", "05", month, "")]
    assert narrow["bed_nights", "05", month, "_T"] == stranger.Width(truth, truth)
