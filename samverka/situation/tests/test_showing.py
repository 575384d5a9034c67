"""What is shown of figures, to whom: on the page, in files and by API."""

from datetime import date
from io import BytesIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from openpyxl import load_workbook

from samverka.actors.models import Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.actors.tests.machines import Machine
from samverka.outreach import actions as outreach
from samverka.outreach.tests.desks import AID
from samverka.outreach.tests.factories import EVENING, make_coordinator
from samverka.shelters.models import Shelter
from samverka.shelters.tests.factories import FOUR, TONIGHT, make_night, make_shelter
from samverka.situation import actions, queries
from samverka.situation.indicators import INDICATORS, SOURCES
from samverka.situation.models import Contribution
from samverka.situation.tests.test_figures import follow, live_through


JANUARY = date(2027, 1, 1)
MONTHS = queries.periods("month", until=TONIGHT)


def contribute(key, numerator, denominator=0, *, territory="0180", organisation=None, month=JANUARY, part=""):
    """Something counted, past the rows that it would come from."""
    Contribution.objects.create(
        indicator=key, part=part, territory=make_territory(territory), month=month, organisation=organisation,
        numerator=numerator, denominator=denominator,
    )  # fmt: skip
    actions.sum_up_county(county=territory[:2], at=FOUR)
    actions.sum_up_country(at=FOUR)


def seen(viewer, key, code="0180", *, over=MONTHS):
    """The last figure as the viewer sees it: its value and status."""
    [line] = [one for one in queries.figures(viewer, make_territory(code), over) if one.indicator.key == key]
    return line.figures[-1].value, line.figures[-1].status


def make_county():
    return make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))


def test_every_indicator_says_where_it_comes_from():
    assert {one.source for one in INDICATORS.values()} == set(SOURCES)
    assert all(bool(one.denominator) == (one.has_base or one.small == "base") for one in INDICATORS.values())


def test_a_rate_over_a_longer_time_is_a_sum_over_a_sum():
    home, viewer = make_organisation(), make_county()
    contribute("response_rate", 90, 100, organisation=home)
    contribute("response_rate", 10, 300, organisation=home, month=date(2027, 2, 1))

    for by in ("quarter", "year"):
        assert seen(viewer, "response_rate", over=queries.periods(by, until=TONIGHT)) == (0.25, "")


def test_a_stock_is_told_as_in_the_last_month_that_is_known():
    contribute("services", 5)
    contribute("services", 7, month=date(2027, 2, 1))

    assert seen(make_county(), "services", over=queries.periods("year", until=TONIGHT)) == (7, "")


def test_what_is_missing_is_neither_zero_nor_hidden():
    contribute("turned_away", 0, organisation=make_organisation())
    viewer = make_county()

    assert seen(viewer, "turned_away") == (0, "")
    assert seen(viewer, "desk_visits") == (None, "")
    assert seen(viewer, "turned_away", "0184") == (None, "")


@pytest.mark.parametrize(("count", "told"), [(1, (None, "c")), (4, (None, "c")), (0, (0, ""))])
def test_small_counts_of_others_are_hidden(count, told):
    contribute("bed_nights", count, organisation=make_organisation())

    assert seen(make_county(), "bed_nights") == told


def test_a_rate_is_hidden_when_what_it_is_made_of_is_small():
    home, viewer = make_organisation(), make_county()
    contribute("children_channel", 38, 40, organisation=home)  # two were not reported
    contribute("aid_kronor", 900, 3)

    assert seen(viewer, "children_channel") == (None, "c")
    assert seen(viewer, "aid_kronor") == (None, "c")


def test_ones_own_figures_are_whole():
    home = make_organisation(kind=Organisation.Kind.MUNICIPALITY)
    viewer = make_user(Role.MUNICIPALITY_COORDINATOR, at=home)
    contribute("outreach_visits", 2, organisation=home)
    contribute("children_channel", 1, 2, organisation=home)
    contribute("aid_granted", 3)
    contribute("bed_nights", 3, organisation=make_organisation())

    assert seen(viewer, "children_channel") == (0.5, "")
    assert seen(viewer, "aid_granted") == (3, "")  # the municipality's own word
    assert seen(viewer, "bed_nights") == (None, "c")
    assert seen(make_county(), "aid_granted") == (None, "c")


def test_what_only_a_protected_shelter_adds_is_told_to_nobody_else():
    shelter = make_shelter()
    Shelter.objects.filter(pk=shelter.pk).update(visibility=Shelter.Visibility.AREA_ONLY)
    live_through(make_night(beds=9, shelter=shelter), guests=7, turned_away=0)
    follow()
    viewer = make_county()
    assert seen(viewer, "bed_nights") == seen(viewer, "nights_open") == (None, "c")
    keeper = make_user(Role.MUNICIPALITY_COORDINATOR, at=shelter.organisation)
    assert seen(keeper, "bed_nights") == (7, "")

    for _ in range(2):
        live_through(make_night(beds=9), guests=6, turned_away=0)
    follow()

    assert seen(viewer, "bed_nights")[0] == pytest.approx(19, abs=5)


def told_of(viewer, key, months, code="01", *, by="month"):
    """An indicator's figures in these months as the viewer sees them."""
    [line] = [
        one
        for one in queries.figures(viewer, make_territory(code), queries.periods(by, until=months[-1]))
        if one.indicator.key == key
    ]
    return {one.period.first: one for one in line.figures}


def test_counts_of_others_carry_a_little_noise_that_is_always_the_same():
    """So that a hidden month is not its quarter less the two others."""
    months = [date(2026, month, 1) for month in (10, 11, 12)]
    for month, count in zip(months, (40, 60, 3), strict=True):
        contribute("desk_visits", count, organisation=make_organisation(), month=month)
    viewer, another = make_county(), make_county()

    by_month = told_of(viewer, "desk_visits", months)
    quarter = told_of(viewer, "desk_visits", months, by="quarter")[months[0]]

    values = [by_month[month].value for month in months]
    assert values == [told_of(another, "desk_visits", months)[month].value for month in months]
    assert values[2] is None
    assert values[:2] == [pytest.approx(40, abs=5), pytest.approx(60, abs=5)]
    assert quarter.value == pytest.approx(103, abs=5)
    assert quarter.value - sum(values[:2]) != 3  # with this installation's secret


def test_noise_is_as_often_up_as_down_and_differs_from_month_to_month():
    months = [date(2026, month, 1) for month in range(1, 13)]
    for month in months:
        contribute("bed_nights", 400, organisation=make_organisation(), month=month)

    noise = [one.value - 400 for one in told_of(make_county(), "bed_nights", months).values() if one.months]

    assert len(set(noise)) > 3
    assert abs(sum(noise)) < 5 * len(noise) / 2


def test_two_looks_at_a_month_that_grows_do_not_differ_by_what_was_added():
    viewer, home = make_county(), make_organisation()
    noise = []
    for count in range(60, 72):
        Contribution.objects.all().delete()
        contribute("desk_visits", count, organisation=home)
        noise.append(seen(viewer, "desk_visits")[0] - count)

    assert len(set(noise)) > 3


@pytest.mark.parametrize("key", ["nights_open", "occupancy"])
def test_nights_and_beds_of_a_protected_shelter_are_not_the_countys_less_the_other_towns(key):
    shelter = make_shelter()
    Shelter.objects.filter(pk=shelter.pk).update(visibility=Shelter.Visibility.AREA_ONLY)
    months, viewer = [date(2026, month, 1) for month in (10, 11, 12)], make_county()
    truth = {"nights_open": (29, 0), "occupancy": (200, 290)}[key]
    for month in months:
        contribute(key, *truth, organisation=shelter.organisation, month=month)
        contribute(key, *truth, organisation=make_organisation(), month=month, territory="0184")

    hidden, whole, other = (told_of(viewer, key, months, code) for code in ("0180", "01", "0184"))

    def count(figure):
        return figure.numerator if key == "nights_open" else figure.denominator

    assert {one.status for month, one in hidden.items() if month in months} == {"c"}
    rests = [count(whole[month]) - count(other[month]) for month in months]
    assert any(rest != truth[key == "occupancy"] for rest in rests)
    assert all(rest == pytest.approx(truth[key == "occupancy"], abs=10) for rest in rests)


def test_one_night_that_was_open_is_not_made_many_by_noise():
    """Nights are no people: few of them are told, with what noise leaves of them."""
    contribute("nights_open", 1, organisation=make_organisation())

    assert seen(make_county(), "nights_open")[0] in range(7)


def test_what_is_the_same_count_has_the_same_noise_wherever_it_stands():
    home = make_organisation()
    contribute("bed_nights", 400, organisation=home)
    contribute("occupancy", 400, 500, organisation=home)
    contribute("turn_away_rate", 60, 460, organisation=home)
    contribute("aid_granted", 30)
    contribute("aid_kronor", 3_000, 30)
    viewer = make_county()

    def told(key):
        return told_of(viewer, key, [JANUARY])[JANUARY]

    assert told("occupancy").numerator == told("bed_nights").numerator
    rate = told("turn_away_rate")
    assert rate.denominator - rate.numerator == told("bed_nights").numerator
    kronor = told("aid_kronor")
    assert kronor.denominator == told("aid_granted").numerator
    assert kronor.numerator == 100 * kronor.denominator


def test_a_quarter_of_one_month_is_that_month():
    contribute("bed_nights", 400, organisation=make_organisation())

    viewer = make_county()

    assert (
        told_of(viewer, "bed_nights", [JANUARY])[JANUARY].value
        == told_of(viewer, "bed_nights", [JANUARY], by="quarter")[JANUARY].value
    )


def test_no_share_is_more_than_all():
    contribute("occupancy", 400, 400, organisation=make_organisation())
    contribute("bed_nights", -3, organisation=make_organisation())  # corrected by more than there was

    assert told_of(make_county(), "occupancy", [JANUARY])[JANUARY].value <= 1
    assert told_of(make_county(), "bed_nights", [JANUARY])[JANUARY].value == -3


def test_the_same_number_of_queries_for_one_figure_and_for_many(django_assert_num_queries):
    viewer, here = make_county(), make_territory("01")
    viewer.standing  # noqa: B018 (asked once a request)
    for town in ("0180", "0184"):
        contribute("bed_nights", 40, organisation=make_organisation(), territory=town)
        with django_assert_num_queries(3):
            queries.figures(viewer, here, MONTHS)


@pytest.fixture
def coordinator(client):
    user = make_coordinator()
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


@pytest.fixture
def told(coordinator):
    """A night with seven guests, and the month's aid."""
    own = make_shelter(organisation=coordinator.standing[0].organisation)
    live_through(make_night(beds=9, shelter=own), guests=7, turned_away=5)
    here = make_territory("0180")
    outreach.state_aid(municipality=here, month=JANUARY, aid={"food": AID}, by=coordinator, at=EVENING)
    follow()


@pytest.mark.usefixtures("told")
def test_the_page_tells_each_indicator_with_its_picture_table_and_meaning(client):
    client.cookies["django_language"] = "en"
    answer = client.get(reverse("situation:situation"), follow=True)
    page = client.get(reverse("situation:figures", args=["0180"]), {"to": "2027-01-20"}).content.decode()

    assert answer.redirect_chain == [("/situation/0180/", 302)]
    assert "Bed nights" in page
    assert page.count("<svg") == page.count("<table") == page.count('class="indicator"')
    assert '<td class="number">77.8\u202f%</td><td class="number">7/9</td>' in page
    assert "The same person counts each time." in page
    assert "Nothing is known of: Services, Response rate" in " ".join(page.split())


@pytest.mark.usefixtures("told")
def test_a_year_says_of_how_many_months_it_is_made(client):
    page = client.get(reverse("situation:figures", args=["0180"]), {"by": "year", "to": "2027-01-20"}).content.decode()

    assert "1 of 12 months" in page


@pytest.mark.usefixtures("told")
def test_files_hold_the_figures_their_parts_and_what_they_mean(client):
    way = [reverse("situation:figures_file", args=["0180", kind]) + "?to=2027-01-20" for kind in ("csv", "xlsx")]
    csv, xlsx = (client.get(one) for one in way)

    lines = csv.content.decode("utf-8-sig").splitlines()
    assert "Bed nights;;0180;2027-01;7;7;;1;" in lines
    assert "Emergency aid, kronor;food;0180;2027-01;4200;4200;3;1;" in lines
    book = load_workbook(BytesIO(xlsx.content))
    assert book.sheetnames == ["Figures", "What they mean"]
    assert book["What they mean"].max_row == len(INDICATORS) + 1
    assert client.get(reverse("situation:figures_file", args=["0180", "exe"])).status_code == 404


@pytest.mark.usefixtures("coordinator")
def test_a_municipality_without_figures_is_told_so_and_others_are_not_there(client):
    empty = client.get(reverse("situation:figures", args=["0180"]))
    others = [client.get(reverse("situation:figures", args=[code])).status_code for code in ("0184", "01", "00", "9")]

    assert "Nothing is known of this time." in empty.content.decode()
    assert others == [404] * 4


def test_whoever_coordinates_nothing_has_no_picture(client):
    client.force_login(make_user(Role.SHELTER_LEAD, at=make_organisation()))

    assert client.get(reverse("situation:situation")).status_code == 404


@pytest.mark.usefixtures("told")
def test_machines_are_told_the_same(coordinator):
    machine = Machine(coordinator)

    status, found = machine.get("/situation/0180/figures?until=2027-01-20&by=quarter&limit=200")
    last = {one["indicator"]: one for one in found["items"] if one["period"] == "2027-Q1" and not one["part"]}

    assert status == 200
    assert last["occupancy"] == {
        "indicator": "occupancy", "part": "", "territory": "0180", "period": "2027-Q1", "value": 7 / 9, "numerator": 7,
        "denominator": 9, "months": 1, "status": "",
    }  # fmt: skip
    assert last["care_refusals"]["value"] is None
    assert machine.get("/situation/indicators")[1]["count"] == len(INDICATORS)
    assert machine.get("/situation/0184/figures")[0] == 404


def test_a_period_is_written_as_machines_write_it():
    assert [queries.periods(by, until=TONIGHT)[-1].code for by in ("month", "quarter", "year")] == [
        "2027-01", "2027-Q1", "2027",
    ]  # fmt: skip
    assert queries.periods("quarter", until=date(2026, 12, 31))[-1].months[0] == date(2026, 10, 1)
    assert [len(queries.periods(by, until=TONIGHT)) for by in ("month", "quarter", "year")] == [13, 9, 6]
