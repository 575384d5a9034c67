"""One indicator in all areas of a county, or in all counties: on a map, side by side, in a table and as a file."""

import re

import pytest
from django.urls import reverse

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.shelters.models import Shelter
from samverka.shelters.tests.factories import make_shelter
from samverka.situation import queries
from samverka.situation.indicators import INDICATORS
from samverka.situation.tests.factories import make_county_coordinator, make_national_coordinator
from samverka.situation.tests.pages import enter, text
from samverka.situation.tests.test_showing import MONTHS, contribute
from samverka.situation.views.maps import PATTERNS, Shade, classes, shaded_map


TOWNS = ("0180", "0184", "0182", "0186", "0115")


@pytest.fixture
def board(client):
    return enter(client, make_county_coordinator())


@pytest.fixture
def told(board):
    """A number, another, zero, a small one; the others in the county have told nothing."""
    for code, beds in zip(TOWNS, (40, 90, 0, 3, None), strict=True):
        if beds is None:
            make_territory(code)
        else:
            contribute("bed_nights", beds, territory=code, organisation=make_organisation())


def seen(viewer, codes=TOWNS, *, key="bed_nights"):
    areas = [make_territory(code) for code in codes]
    lines = queries.everywhere(viewer, areas, INDICATORS[key], MONTHS)
    return {area.code: (line.figures[-1].value, line.figures[-1].status) for area, line in lines}


def look(client, code="01", key="bed_nights", **asked):
    return client.get(reverse("situation:everywhere", args=[code, key]), {"to": "2027-01-20"} | asked)


@pytest.mark.usefixtures("told")
def test_each_area_is_told_as_the_viewer_may_see_it():
    told = seen(make_county_coordinator())

    assert [told[code] for code in TOWNS[2:]] == [(0, ""), (None, "c"), (None, "")]
    assert abs(told["0180"][0] - 40) <= 5  # others' counts carry a little noise
    assert abs(told["0184"][0] - 90) <= 5
    assert abs(seen(make_national_coordinator(), ["01"])["01"][0] - 133) <= 5


def test_one_sees_ones_own_among_others_and_never_what_only_a_protected_shelter_adds():
    own, shelter = make_organisation(), make_shelter()
    Shelter.objects.filter(pk=shelter.pk).update(visibility=Shelter.Visibility.AREA_ONLY)
    contribute("bed_nights", 3, territory="0184", organisation=own)
    contribute("bed_nights", 30, organisation=shelter.organisation)
    contribute("bed_nights", 3, territory="0186", organisation=make_organisation())
    viewer = make_user(Role.COUNTY_COORDINATOR, at=own, territory="01")

    assert seen(viewer) == {
        "0184": (3, ""), "0180": (None, "c"), "0186": (None, "c"), "0182": (None, ""), "0115": (None, ""),
    }  # fmt: skip


@pytest.mark.usefixtures("told")
def test_what_is_seen_side_by_side_is_what_each_areas_own_page_says():
    viewer, bed_nights = make_county_coordinator(), INDICATORS["bed_nights"]
    areas = [make_territory(code) for code in TOWNS]
    alone = {
        area: next(one for one in queries.figures(viewer, area, MONTHS) if one.indicator == bed_nights)
        for area in areas
    }

    assert queries.everywhere(viewer, areas, bed_nights, MONTHS) == list(alone.items())


def test_as_many_queries_for_all_areas_as_for_one(django_assert_num_queries):
    viewer, areas = make_county_coordinator(), [make_territory(code) for code in TOWNS]
    viewer.standing  # noqa: B018 (asked once a request)
    for code in TOWNS:
        contribute("bed_nights", 40, organisation=make_organisation(), territory=code)
    for some, count in ((areas[:1], 3), (areas, 3), ([make_territory("01")], 1)):  # where many add, nobody is asked
        with django_assert_num_queries(count):
            queries.everywhere(viewer, some, INDICATORS["bed_nights"], MONTHS)


@pytest.mark.usefixtures("told")
def test_the_page_draws_a_map_a_series_of_each_area_and_a_table(client, board):
    page = look(client).content.decode()
    shades = dict(re.findall(r'fill="url\(#shade-(\w+)\)" d="[^"]+"><title>([^:]+):', page))

    assert set(re.findall(r'<path fill="url\(#shade-(\w+)\)', page)) == {"zero", "1", "2", "hidden", "missing"}
    assert shades["zero"] == make_territory("0182").name
    assert page.count('<th scope="row">') == page.count("url(#shade-") - page.count('class="swatch"') == 26
    assert page.count('class="indicator"') == 4
    assert "Nothing is known of: Botkyrka, Danderyd" in text(look(client))
    assert page.count('class="swatch"') == 5
    assert f'<td class="number newest">{seen(board)["0180"][0]}</td>' in page
    assert str(INDICATORS["bed_nights"].caveats) in page


@pytest.mark.usefixtures("told")
def test_areas_stand_by_name_or_by_value_with_those_without_a_number_last(client):
    def order(page):
        return re.findall(r'<th scope="row"><a href="/situation/(\d+)/', page.content.decode())

    by_name = [make_territory(code).name for code in order(look(client))]

    assert len(by_name) == 26
    assert by_name[:3] == ["Botkyrka", "Danderyd", "Ekerö"]
    assert order(look(client, order="value"))[:3] == ["0184", "0180", "0182"]


@pytest.mark.usefixtures("told")
def test_a_county_links_to_it_and_a_municipality_leads_to_its_own_figure(client):
    figures = client.get(reverse("situation:figures", args=["01"]), {"to": "2027-01-20"}).content.decode()

    assert "/situation/01/bed_nights/?by=month" in figures
    assert look(client, "0180").headers["Location"] == "/situation/0180/#bed_nights"
    assert [look(client, *one).status_code for one in (("03",), ("00",), ("01", "nonsense"))] == [404] * 3


@pytest.mark.usefixtures("told")
def test_the_file_holds_the_same(client, board):
    way = reverse("situation:everywhere_file", args=["01", "bed_nights", "csv"])
    lines = client.get(way, {"to": "2027-01-20"}).content.decode("utf-8-sig").splitlines()

    number = seen(board)["0180"][0]
    assert f"Bed nights;;0180;2027-01;{number};{number};;1;" in lines
    assert "Bed nights;;0186;2027-01;;;;1;c" in lines
    assert client.get(way.replace("csv", "exe")).status_code == 404


def test_what_is_known_and_has_nothing_to_be_a_share_of_is_not_drawn_as_missing(client, board):
    contribute("response_rate", 0, 0, organisation=make_organisation())

    page = look(client, key="response_rate").content.decode()

    assert re.search(r'fill="url\(#shade-5\)" d="[^"]+"><title>Stockholm: \u2013<', page)
    assert "known, but nothing to take a share of" in text(look(client, key="response_rate"))


def test_a_county_of_which_nothing_is_known_is_told_so(client, board):
    make_territory("0180")

    assert "Nothing is known of this time." in text(look(client))


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("by", ["quarter", "year"])
def test_longer_periods(client, by):
    page = text(look(client, by=by))

    assert {"quarter": "2027, quarter 1", "year": "2027"}[by] in page


def test_classes_hold_every_value_once_and_zero_in_none():
    assert classes([0, 3, 3, 8, 20, 21, 100]) == [(3, 3), (8, 8), (20, 20), (21, 100)]
    assert classes([5]) == [(5, 5)]
    assert classes([0]) == classes([]) == []


def test_no_two_patterns_look_the_same():
    assert len(set(PATTERNS.values())) == len(PATTERNS)


def test_a_map_of_no_known_area_is_no_map():
    assert shaded_map({"9999": (Shade("zero", "0"), "0")}, title="x", name="x") == ""
