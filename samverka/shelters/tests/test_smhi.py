"""The contract with SMHI's open data, held against a service on this machine that speaks its form."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from samverka.shelters import tasks
from samverka.shelters.feeds import Silent, Smhi, smhi
from samverka.shelters.models import ColdNightEvent, ColdReading, ColdWatch
from samverka.shelters.tests.cold import DAWN, DOORS, NEXT, RULE, make_announced, make_rule
from samverka.shelters.tests.factories import TONIGHT
from samverka.shelters.tests.weather import STOCKHOLM, forecast, stamp, station, warning


PLACE = {"latitude": 59.3293, "longitude": 18.0686}
FIRST = DAWN + timedelta(hours=1)
COLD = forecast(FIRST, [-2.0] * 20 + [-8.4] + [-3.0] * 40, issued_at=DAWN)
MILD = forecast(FIRST, [2.0] * 61, issued_at=DAWN)


@pytest.fixture
def there():
    with station(COLD) as server:
        yield server


@pytest.fixture
def feed(settings, there):
    """The installation asks this service."""
    settings.SMHI = {"forecasts": there.address, "warnings": there.address}
    tasks._kept.clear()
    make_rule()
    return there


def asking(server, **kept):
    return Smhi(forecasts=server.address, warnings=server.address, **kept)


def warned(server, **place):
    return asking(server).warnings(**({"code": "0180"} | PLACE | place))


def test_a_forecast_is_asked_for_as_the_interface_wants_it(there):
    told = asking(there).forecast(**PLACE)

    assert there.asked[0][0] == (
        "/api/category/snow1g/version/1/geotype/point/lon/18.0686/lat/59.3293/data.json"
        "?parameters=air_temperature,wind_speed"
    )
    assert (told.issued_at, len(told.hours)) == (DAWN, 61)
    assert (told.hours[20].at, told.hours[20].temperature, told.hours[20].wind) == (
        FIRST + timedelta(hours=20), -8.4, 3.0,
    )  # fmt: skip


def test_nothing_of_ours_is_sent_along(there):
    asking(there).forecast(**PLACE)

    _path, headers = there.asked[0]
    assert headers["User-Agent"] == "Samverka"
    assert set(headers) == {"Host", "Accept", "User-Agent", "Accept-Encoding"}


def test_what_has_not_changed_is_not_sent_again(there):
    kept = {}

    first = asking(there, kept=kept).forecast(**PLACE)
    second = asking(there, kept=kept).forecast(**PLACE)

    assert "If-None-Match" in there.asked[1][1]
    assert first == second
    there.forecast = MILD
    assert asking(there, kept=kept).forecast(**PLACE).hours[0].temperature == 2.0


def test_a_value_that_is_missing_is_no_temperature(there):
    there.forecast = forecast(FIRST, [9999, None, "cold", True, -9.0], issued_at=DAWN)

    assert [hour.temperature for hour in asking(there).forecast(**PLACE).hours] == [-9.0]


def test_wind_that_is_missing_leaves_the_temperature(there):
    there.forecast = forecast(FIRST, [-9.0], issued_at=DAWN, wind=9999)

    assert asking(there).forecast(**PLACE).hours[0].wind is None


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "not_json"),
        (b"<html>503</html>", "not_json"),
        (b'{"timeSeries": [', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "other_form"),
        (b"{}", "other_form"),
        (json.dumps({"timeSeries": []}).encode(), "other_form"),
        (json.dumps({"createdTime": stamp(DAWN), "timeSeries": []}).encode(), "empty"),
        (json.dumps({**COLD, "createdTime": None, "referenceTime": "yesterday"}).encode(), "other_form"),
        (json.dumps({**COLD, "createdTime": "2027-01-15T07:00:00", "referenceTime": None}).encode(), "other_form"),
        (
            json.dumps({
                "approvedTime": stamp(DAWN), "referenceTime": stamp(DAWN),
                "timeSeries": [{"validTime": stamp(FIRST), "parameters": [{"name": "t", "values": [-9.0]}]}],
            }).encode(),
            "other_form",
        ),  # as the interface before it wrote it
    ],
)  # fmt: skip
def test_a_broken_answer_is_none(there, body, problem):
    there.forecast = body

    with pytest.raises(Silent, match=problem):
        asking(there).forecast(**PLACE)


@pytest.mark.parametrize("status", [404, 429, 500, 503, 302])
def test_whoever_does_not_answer_is_silent_and_nobody_is_followed_elsewhere(there, status):
    there.status = status

    with pytest.raises(Silent, match="answered"):
        asking(there).forecast(**PLACE)
    assert len(there.asked) == 1


def test_an_answer_that_is_cut_is_none(there):
    there.cut = 10

    with pytest.raises(Silent, match=r"unreachable|too_slow"):
        asking(there).forecast(**PLACE)


def test_an_answer_that_is_late_is_none(there, monkeypatch):
    monkeypatch.setattr(smhi, "WAIT", 0.05)
    there.delay = 0.5

    with pytest.raises(Silent, match="too_slow"):
        asking(there).forecast(**PLACE)


def test_an_answer_that_is_too_long_is_none(there, monkeypatch):
    monkeypatch.setattr(smhi, "MOST", 1000)

    with pytest.raises(Silent, match="too_large"):
        asking(there).forecast(**PLACE)


@pytest.mark.parametrize(
    "address", ["", "http://weather.example", "ftp://127.0.0.1", "http://127.0.0.1:1", "https://127.0.0.1:1"]
)
def test_only_a_secure_address_is_asked_and_it_must_answer(address):
    with pytest.raises(Silent, match="unreachable"):
        Smhi(forecasts=address, warnings="").forecast(**PLACE)


@pytest.mark.parametrize("level", ["MESSAGE", "YELLOW", "ORANGE", "RED"])
def test_a_warning_keeps_its_level_as_it_is_called(there, level):
    there.warnings = [warning(level, begins=stamp(DAWN), ends=stamp(NEXT))]

    [alert] = warned(there)

    assert there.asked[0][0] == "/ibww/api/version/1/warning.json"
    assert (alert.level, alert.kind, alert.begins, alert.ends) == (level.lower(), "WIND", DAWN, NEXT)


def test_a_warning_without_an_end_holds_on(there):
    there.warnings = [warning(begins="2027-01-15T07:00:00.221Z")]

    assert warned(there)[0].ends is None


def test_no_warning_is_an_answer_too(there):
    assert warned(there) == []


def test_a_warning_concerns_the_place_that_its_outline_lies_over(there):
    there.warnings = [warning(begins=stamp(DAWN), affected=1)]

    assert len(warned(there)) == 1
    assert warned(there, latitude=59.8586, longitude=17.6389) == []


def test_a_hole_in_an_outline_is_outside(there):
    hole = [[18.0, 59.3], [18.2, 59.3], [18.2, 59.4], [18.0, 59.4], [18.0, 59.3]]
    one = warning(begins=stamp(DAWN))
    one["warningAreas"][0]["area"]["geometry"] = {"type": "MultiPolygon", "coordinates": [[STOCKHOLM, hole]]}
    there.warnings = [one]

    assert warned(there) == []
    assert len(warned(there, latitude=59.25, longitude=17.9)) == 1


def test_without_an_outline_the_county_counts(there):
    there.warnings = [warning(begins=stamp(DAWN), ring=None)]

    assert len(warned(there)) == 1
    assert warned(there, code="1280") == []


@pytest.mark.parametrize(
    "body", [b"{}", b"[1]", b'[{"warningAreas": [{}]}]', b'[{"warningAreas": [{"approximateStart": "soon"}]}]', b"x"]
)
def test_broken_warnings_are_none(there, body):
    there.warnings = body

    with pytest.raises(Silent):
        warned(there)


def test_the_clock_asks_and_the_alert_goes_up(feed):
    tasks.ask_forecasts(at=DAWN)

    event = ColdNightEvent.objects.get()
    reading = event.readings.get()
    assert (event.date, event.state) == (TONIGHT, "pre_alert")
    assert (reading.value, reading.where, reading.issued_at, reading.by) == (-8.4, "feed", DAWN, None)
    assert (ColdWatch.objects.get().asked_at, ColdWatch.objects.get().problem) == (DAWN, "")


def test_it_is_asked_once_an_hour(feed):
    for minutes in (0, 20, 59):
        tasks.ask_forecasts(at=DAWN + timedelta(minutes=minutes))
    assert len([path for path, _headers in feed.asked if "snow1g" in path]) == 1

    tasks.ask_forecasts(at=DAWN + timedelta(minutes=61))

    assert len([path for path, _headers in feed.asked if "snow1g" in path]) == 2
    assert ColdReading.objects.count() == 1


def test_it_is_asked_in_season_alone(feed):
    tasks.ask_forecasts(at=datetime(2027, 7, 1, 8, tzinfo=UTC))

    assert feed.asked == []


def test_without_an_address_nobody_is_asked(feed, settings):
    settings.SMHI = {"forecasts": "", "warnings": ""}

    tasks.keep_cold_nights(at=DAWN)

    assert feed.asked == []
    assert not ColdWatch.objects.exists()


def test_a_feed_that_is_silent_is_written_down_and_tried_again_soon(feed):
    feed.status = 503
    tasks.ask_forecasts(at=DAWN)
    assert ColdWatch.objects.get().problem == "answered"

    feed.status = 200
    tasks.ask_forecasts(at=DAWN + timedelta(minutes=16))

    assert ColdWatch.objects.get().problem == ""
    assert ColdNightEvent.objects.get().state == "pre_alert"


def test_the_forecast_is_used_also_when_the_warnings_are_silent(feed):
    feed.warnings = b"x"

    tasks.ask_forecasts(at=DAWN)

    assert ColdWatch.objects.get().problem == "warnings not_json"
    assert ColdReading.objects.get().value == -8.4


def test_a_mild_feed_makes_no_night(feed):
    feed.forecast = MILD

    tasks.ask_forecasts(at=DAWN)

    assert not ColdNightEvent.objects.exists()


def test_a_warning_raises_the_alert_where_the_rule_counts_it(feed):
    make_rule(code="0184", rule=RULE.__class__(threshold=-20, warning_level="orange", latitude=59.36, longitude=18.0))
    feed.forecast, feed.warnings = MILD, [warning(begins=stamp(DAWN), ends=stamp(NEXT))]

    tasks.ask_forecasts(at=DAWN)

    assert [event.territory_id for event in ColdNightEvent.objects.exclude(pre_alert_at=None)] == ["0184"]
    assert ColdReading.objects.get().reasons == ["warned"]


def test_the_clock_opens_at_the_doors_and_closes_in_the_morning(settings):
    settings.SMHI = {"forecasts": "", "warnings": ""}
    event = make_announced()

    states = []
    for at in (DOORS - timedelta(minutes=1), DOORS, NEXT - timedelta(minutes=1), NEXT):
        tasks.keep_cold_nights(at=at)
        states.append(ColdNightEvent.objects.get(pk=event.pk).state.value)

    assert states == ["announced", "open", "open", "closed"]
