"""The pages of extra-cold nights."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core.ids import new_id
from samverka.core.models import Policy
from samverka.shelters import actions, clock, queries
from samverka.shelters.cold_rule import Trigger
from samverka.shelters.models import ColdAnnouncement, ColdNightEvent, ColdReading, ColdSite, Night
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.cold import TEXTS, make_site_to_ask


pytestmark = pytest.mark.usefixtures("in_english")
RULE = Trigger(-7.0, latitude=59.33, longitude=18.07, season_first="01-01", season_last="12-31")


@pytest.fixture
def by(client):
    Policy.objects.create(
        scope="municipality:0180", key="cold_trigger", value=RULE.as_record(), valid_from="2026-01-01",
        source="nämnden", decided_by="staden",
    )  # fmt: skip
    user = make_user(Role.MUNICIPALITY_COORDINATOR)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)
    return user


def tonight():
    return clock.tonight(now(), closes=MORNING_CLOSE)


def note(by, value=-9.0, *, date=None):
    said = {"id": new_id(), "territory": make_territory("0180"), "date": date or tonight(), "where": "site"}
    return actions.note_forecast(**said, value=value, by=by, at=now()).event


def way(name, *args):
    return reverse(f"shelters:{name}", args=args)


def told(answer):
    return answer.content.decode()


def post(client, name, event, **said):
    return client.post(way(name, event.pk), said)


def make_decided(by):
    event = note(by)
    return actions.decide_cold_night(event=event, opens=True, by=by, at=now())


def prepare(by):
    for language, text in TEXTS.items():
        said = {"territory": make_territory("0180"), "language": language, "text": text}
        actions.write_cold_text(**said, by=by, at=now())


def test_the_season_shows_forecast_beside_rule(client, by):
    note(by, -9.5)

    page = told(client.get(way("cold")))

    assert "temperature is −7 °C or colder between 18:00 and 08:00" in page  # noqa: RUF001
    assert "−9.5 °C" in page  # noqa: RUF001
    assert "As cold as the rule says" in page
    assert "alert ahead" in page.lower()


def test_a_value_is_noted_as_people_write_it(client, by):
    said = {"id": new_id(), "territory": "0180", "date": f"{tonight():%Y-%m-%d}", "value": "−7,5", "where": "radio"}  # noqa: RUF001

    answer = client.post(way("note_forecast"), said)

    reading = ColdReading.objects.get()
    assert answer["Location"] == way("cold_night", reading.event_id)
    assert (reading.value, reading.where, reading.by) == (-7.5, "radio", by)


@pytest.mark.parametrize("value", ["cold", "-99", "7 7"])
def test_what_is_no_temperature_is_handed_back(client, by, value):
    said = {"id": new_id(), "territory": "0180", "date": f"{tonight():%Y-%m-%d}", "value": value, "where": "site"}

    answer = client.post(way("note_forecast"), said)

    assert answer.status_code == 422
    assert "Write degrees like" in told(answer)


def test_an_hour_of_issue_is_the_last_of_its_name(client, by):
    soon = (now() + timedelta(hours=2)).astimezone(clock.HERE)
    said = {"id": new_id(), "territory": "0180", "date": f"{tonight():%Y-%m-%d}", "value": "-8", "where": "site"}

    client.post(way("note_forecast"), said | {"issued": f"{soon:%H:%M}"})

    issued = ColdReading.objects.get().issued_at
    assert timedelta(hours=21) < now() - issued < timedelta(hours=23)


def test_the_decision_takes_two_taps(client, by):
    event = note(by)

    first = told(client.get(way("cold")))
    assert way("decide_cold_night", event.pk) in first
    second = told(client.get(way("decide_cold_night", event.pk)))
    assert 'name="opens" value="yes"' in second
    answer = post(client, "decide_cold_night", event, opens="yes", reason="")

    assert answer["Location"] == way("cold_night", event.pk)
    assert ColdNightEvent.objects.get().state == "decided_open"


def test_a_decision_against_the_rule_asks_why(client, by):
    event = note(by)

    answer = post(client, "decide_cold_night", event, opens="no", reason="")

    assert answer.status_code == 422
    assert "Say why you decide against it." in told(answer)
    assert post(client, "decide_cold_night", event, opens="no", reason="Platserna räcker.").status_code == 302
    assert ColdNightEvent.objects.get().state == "decided_not"


def test_from_decision_to_announcement_on_one_page(client, by):
    event, shelter = make_decided(by), make_site_to_ask()
    prepare(by)

    post(client, "ask_cold_sites", event, shelters=[shelter.pk])
    client.post(way("note_cold_answer", ColdSite.objects.get().pk), {"opens": "yes", "beds": "6"})
    post(client, "confirm_cold_sites", event)
    page = told(client.get(way("cold_night", event.pk)))
    assert f"{shelter}, Provgatan 1" in page
    answer = post(client, "announce_cold_night", event, id=new_id(), places="Ankaret, Provgatan 1", doors="19:00")

    assert answer.status_code == 302
    page = told(client.get(way("cold_night", event.pk)))
    assert all(word in page for word in ("Extra kall natt", "Extra-cold night", "Noapte foarte rece", "Много"))
    assert "+6" in page


def test_what_cannot_be_yet_is_told(client, by):
    event = make_decided(by)

    answers = [post(client, name, event) for name in ("confirm_cold_sites", "open_cold_night", "report_cold_night")]

    assert [answer.status_code for answer in answers] == [409] * 3
    assert "No shelter has said yes yet." in told(answers[0])
    assert post(client, "ask_cold_sites", event).status_code == 422
    assert post(client, "announce_cold_night", event, places="", doors="19:00").status_code == 422


def test_it_is_called_off(client, by):
    event = make_decided(by)

    post(client, "call_off_cold_night", event, because="warmer")

    page = told(client.get(way("cold_night", event.pk)))
    assert "The forecast has become milder." in page
    assert "Announce" not in page


def test_a_shelter_answers_on_its_own_page(client, by):
    event, shelter = make_decided(by), make_site_to_ask(beds=8)
    [site] = actions.ask_cold_sites(event=event, shelters=[shelter], by=by, at=now())
    keeper = make_user(Role.SHELTER_STAFF, at=shelter.organisation)
    client.force_login(keeper)
    group = shelter.groups.get()

    assert "can you open?" in told(client.get(way("tonight")))
    page = told(client.get(way("answer_cold_site", site.pk)))
    assert "extra beds beside its 8" in page
    answer = client.post(way("answer_cold_site", site.pk), {"opens": "yes", f"{group.pk}-extra": "4"})

    assert answer["Location"] == way("tonight")
    assert Night.objects.get().capacities.get().overflow == 4
    assert ColdSite.objects.get().opens


def test_an_answer_that_cannot_be_is_told(client, by):
    event, shelter = make_decided(by), make_site_to_ask()
    [site] = actions.ask_cold_sites(event=event, shelters=[shelter], by=by, at=now())
    client.force_login(make_user(Role.SHELTER_STAFF, at=shelter.organisation))
    group = shelter.groups.get()

    assert client.post(way("answer_cold_site", site.pk), {"opens": "yes", f"{group.pk}-extra": "x"}).status_code == 422
    actions.call_off_cold_night(event=event, because="warmer", by=by, at=now())
    late = client.post(way("answer_cold_site", site.pk), {"opens": "yes", f"{group.pk}-extra": "3"})
    assert late.status_code == 409


def test_others_read_and_change_nothing(client, by):
    event = make_decided(by)
    client.force_login(make_user(Role.OUTREACH_WORKER))

    page = told(client.get(way("cold_night", event.pk)))

    assert "We open" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert post(client, "call_off_cold_night", event, because="warmer").status_code == 403
    assert client.get(way("set_cold_trigger", "0180")).status_code == 404
    assert client.get(way("write_cold_text", "0180")).status_code == 404


def test_a_line_stands_on_the_board_and_on_the_first_page(client, by):
    event, shelter = make_decided(by), make_site_to_ask()
    client.force_login(make_user(Role.SHELTER_STAFF, at=shelter.organisation))

    for name in ("tonight", "board"):
        assert way("cold_night", event.pk) in told(client.get(way(name)))
    actions.call_off_cold_night(event=event, because="warmer", by=by, at=now())
    for name in ("tonight", "board"):
        assert way("cold_night", event.pk) not in told(client.get(way(name)))


def test_the_board_is_told_anew_when_a_night_is_decided(client, by):
    shelter = make_site_to_ask()
    keeper = make_user(Role.SHELTER_STAFF, at=shelter.organisation)
    actions.plan_nights(shelter=shelter, dates=[tonight()], by=keeper, at=now())
    client.force_login(keeper)
    tag = client.get(way("board"))["ETag"]

    make_decided(by)

    answer = client.get(way("board"), headers={"If-None-Match": tag})
    assert (answer.status_code, "Extra-cold night" in told(answer)) == (200, True)


def test_a_rule_is_begun_from_what_is_known_and_restated_by_its_owner(client, by):
    page = told(client.get(way("set_cold_trigger", "0180") + "?known=1280"))

    assert "dropped classes 1-3 on 26 October 2021" in page
    assert 'value="-5.0"' in page
    said = {
        "threshold": "-5", "metric": "felt", "begins": "20:00", "ends": "07:00", "warning_level": "orange",
        "warning_types": "wind, SNOW", "latitude": "59,33", "longitude": "18.07", "lead_hours": "48",
        "oldest_hours": "12", "season_first": "2026-11-01", "season_last": "2027-03-31",
        "valid_from": f"{tonight() + timedelta(days=1):%Y-%m-%d}", "source": "socialnämnden",
    }  # fmt: skip
    answer = client.post(way("set_cold_trigger", "0180"), said)

    assert answer.status_code == 302, told(answer)
    rule, source = queries.cold_trigger("0180", on=tonight() + timedelta(days=1))
    assert (rule.threshold, rule.metric, rule.warning_level, rule.warning_types) == (
        -5.0, "felt", "orange", ("WIND", "SNOW"),
    )  # fmt: skip
    assert (rule.season_first, rule.season_last, rule.latitude, source) == ("11-01", "03-31", 59.33, "socialnämnden")


def test_an_unstated_class_is_told_until_it_is_restated(client, by):
    Policy.objects.update(value=RULE.as_record() | {"warning_level": "unstated"})

    assert "Restate the rule" in told(client.get(way("cold")))


def test_texts_are_prepared_language_by_language(client, by):
    page = told(client.get(way("write_cold_text", "0180")))
    assert page.count("A draft, not saved yet.") == 4

    answer = client.post(way("write_cold_text", "0180"), {"language": "ro", "text": TEXTS["ro"]})
    wrong = client.post(way("write_cold_text", "0180"), {"language": "bg", "text": "{x}"})

    assert (answer.status_code, wrong.status_code) == (302, 422)
    assert queries.cold_texts("0180")["ro"].text == TEXTS["ro"]


def test_nothing_said_of_a_night_holds_a_name_of_a_hidden_shelter(client, by):
    event, shelter = make_decided(by), make_site_to_ask(name="Hemliga huset")
    shelter.visibility, shelter.area = "area_only", "Söder"
    shelter.save()
    actions.ask_cold_sites(event=event, shelters=[shelter], by=by, at=now())

    page = told(client.get(way("cold_night", event.pk)))

    assert ("Hemliga huset" in page, "Söder" in page) == (False, True)


def test_announcements_are_never_lost(client, by):
    event, shelter = make_decided(by), make_site_to_ask()
    prepare(by)
    [site] = actions.ask_cold_sites(event=event, shelters=[shelter], by=by, at=now())
    actions.note_cold_answer(site=site, opens=True, beds=3, by=by, at=now())
    actions.confirm_cold_sites(event=event, by=by, at=now())
    id = new_id()

    for _ in range(2):
        post(client, "announce_cold_night", event, id=id, places="Ankaret", doors="19:00")

    assert ColdAnnouncement.objects.count() == 1
