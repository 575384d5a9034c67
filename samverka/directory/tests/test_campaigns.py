"""Keepers are asked by mail, by campaigns and by the clock, and answer without a login."""

import logging
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.logs import Discreet
from samverka.core.models import Entry, Policy
from samverka.directory import actions, queries, tasks
from samverka.directory.models import CampaignLink, Notice, Service, Town, Verification
from samverka.directory.queries import Weekly
from samverka.directory.tests.factories import add_hours, make_place, make_provider, make_service


pytestmark = pytest.mark.django_db
TEN = datetime(2027, 1, 11, 9, tzinfo=UTC)  # in Stockholm
TODAY = date(2027, 1, 11)


@pytest.fixture(autouse=True)
def rested():
    tasks._rests.clear()


def days(number):
    return timedelta(days=number)


def make_campaign(territory="0180", by=None, **said):
    by = by or make_user(Role.MUNICIPALITY_COORDINATOR)
    told = {"name": "Inför vintern", "begins_on": TODAY, "remind_on": TODAY + days(14), "ends_on": TODAY + days(28)}
    return actions.start_campaign(
        id=new_id(), territory=make_territory(territory), organisation=by.standing[0].organisation, by=by,
        at=TEN - days(1), **told | said,
    )  # fmt: skip


def make_asked(**facts):
    """A service whose provider can be asked by mail."""
    return make_service(make_provider(email="hus@example.org", **facts))


def found_right(service, on):
    Service.objects.filter(pk=service.pk).update(verified_on=on)


def token_of(letter):
    return re.search(r"/update/([\w-]+)/", letter.body)[1]


def make_link(service, at=None):
    return actions.make_link(provider=service.provider, campaign=None, at=at or now())


def way(token, page="answer", *more):
    return reverse(f"directory:{page}", args=[token, *more])


def test_a_campaign_mails_each_provider_one_link():
    make_asked()
    make_campaign()

    tasks.tick(at=TEN)
    tasks.tick(at=TEN + timedelta(minutes=1))

    [letter] = mail.outbox
    assert letter.to == ["hus@example.org"]
    link = CampaignLink.objects.get()
    assert queries.open_link(token_of(letter), at=TEN) == link
    assert token_of(letter) not in str(CampaignLink.objects.values().get())


def test_a_mail_names_neither_place_nor_provider():
    service = make_asked()
    make_campaign()

    tasks.tick(at=TEN)

    [letter] = mail.outbox
    assert [one for one in (service.name, service.provider.name, "Inför vintern") if one in letter.body] == []


def test_no_mail_goes_out_at_night_or_before_the_first_day():
    make_asked()
    make_campaign()

    tasks.tick(at=TEN.replace(hour=21))
    tasks.tick(at=TEN - days(1))

    assert mail.outbox == []


def test_a_campaign_asks_its_territory_alone_and_nobody_without_a_mailbox():
    make_asked(territory="0184")
    make_service(make_provider())
    make_campaign()

    tasks.tick(at=TEN)

    assert mail.outbox == []


def test_who_has_no_mailbox_is_asked_at_the_contact_line_of_the_organisation():
    service = make_service(make_provider())
    ContactLine.objects.create(organisation=service.provider.organisation, function="duty", email="jour@example.org")
    ContactLine.objects.create(organisation=service.provider.organisation, function="intake", email="in@example.org")
    make_campaign()

    tasks.tick(at=TEN)

    assert [letter.to for letter in mail.outbox] == [["in@example.org"]]


def test_who_has_not_answered_is_reminded_once_with_a_new_link():
    make_asked()
    make_campaign()
    tasks.tick(at=TEN)
    first = token_of(mail.outbox[0])

    for minute in range(2):
        tasks.tick(at=TEN + days(14) + timedelta(minutes=minute))

    assert len(mail.outbox) == 2
    assert queries.open_link(first, at=TEN) is None
    assert queries.open_link(token_of(mail.outbox[1]), at=TEN + days(14))


def test_who_has_answered_is_not_reminded():
    service = make_asked()
    make_campaign()
    tasks.tick(at=TEN)
    link = queries.open_link(token_of(mail.outbox[0]), at=TEN)

    actions.confirm_by_link(link=link, services=[service], at=TEN + days(1))
    tasks.tick(at=TEN + days(14))

    assert len(mail.outbox) == 1


def test_a_coordinator_reminds_and_closes():
    make_asked()
    by = make_user(Role.MUNICIPALITY_COORDINATOR)
    campaign = make_campaign(by=by)
    tasks.tick(at=TEN)

    actions.remind_campaign(campaign=campaign, by=by, at=TEN + days(3))
    tasks.tick(at=TEN + days(3))
    actions.close_campaign(campaign=campaign, by=by, at=TEN + days(4))
    actions.close_campaign(campaign=campaign, by=by, at=TEN + days(4))

    assert len(mail.outbox) == 2
    assert queries.open_link(token_of(mail.outbox[1]), at=TEN + days(4)) is None
    assert Entry.objects.filter(verb="directory.campaign_closed").count() == 1
    with pytest.raises(Refused):
        actions.remind_campaign(campaign=campaign, by=by, at=TEN + days(5))


def test_a_campaign_that_is_closed_before_it_begins_asks_nobody():
    make_asked()
    by = make_user(Role.MUNICIPALITY_COORDINATOR)
    campaign = make_campaign(by=by)

    actions.close_campaign(campaign=campaign, by=by, at=TEN - days(5))
    tasks.tick(at=TEN)

    assert mail.outbox == []


@pytest.mark.parametrize(
    "said", [{"ends_on": TODAY - days(1)}, {"ends_on": TODAY + days(200)}, {"remind_on": TODAY - days(1)}]
)
def test_a_campaign_has_days_that_follow_each_other(said):
    with pytest.raises(Unfit):
        make_campaign(**said)


def test_only_coordinators_of_the_territory_run_campaigns():
    campaign = make_campaign()

    for action in (actions.remind_campaign, actions.close_campaign):
        with pytest.raises(Denied):
            action(campaign=campaign, by=make_user(Role.ADVISER), at=TEN)
    with pytest.raises(Denied):
        make_campaign("0380", by=make_user(Role.MUNICIPALITY_COORDINATOR))


def test_a_mail_that_cannot_be_sent_is_tried_again_later(monkeypatch, settings):
    make_asked()
    make_campaign()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there

    tasks.tick(at=TEN)
    assert not CampaignLink.objects.exists()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tasks.tick(at=TEN + timedelta(minutes=1))
    assert mail.outbox == []
    tasks.tick(at=TEN + timedelta(minutes=11))
    assert len(mail.outbox) == 1


def test_the_clock_asks_at_ninety_days_and_again_a_month_later_until_it_is_hidden():
    service = make_asked()
    start = TEN - days(89)
    found_right(service, start.date())

    sent = []
    for number in range(300):
        tasks.tick(at=start + days(number))
        sent += [number] * (len(mail.outbox) - len(sent))

    assert sent == [90, 120, 150, 180]


def test_the_days_are_dated_policy():
    service = make_asked()
    found_right(service, TODAY - days(40))
    Policy.objects.create(
        scope="nation:00", key="directory_remind_days", value=30, valid_from=TODAY, source="Beslut", decided_by="X"
    )
    Policy.objects.create(
        scope="nation:00", key="directory_hide_days", value=40, valid_from=TODAY, source="Beslut", decided_by="X"
    )

    assert Service.objects.shown(TODAY - days(1)).count() == 1
    assert Service.objects.shown(TODAY).count() == 0
    tasks.tick(at=TEN - days(1))
    assert mail.outbox == []
    tasks.tick(at=TEN)
    assert len(mail.outbox) == 1


def test_the_pages_of_a_town_are_made_anew_once_when_something_is_hidden():
    service = make_service()
    found_right(service, TODAY - days(180))
    Town.objects.update(changed_at=TEN - days(3))
    before = Town.objects.get(pk="0180").revision

    tasks.tick(at=TEN)
    tasks.tick(at=TEN + timedelta(minutes=1))

    assert Town.objects.get(pk="0180").revision == before + 1


def test_what_a_feed_brings_is_asked_about_by_nobody():
    from samverka.directory.models import Feed

    service = make_asked()
    feed = Feed.objects.create(
        name="Annans", format="hsds", organisation=service.provider.organisation, territory_id="0180"
    )
    type(service.provider).objects.filter(pk=service.provider_id).update(feed=feed)
    found_right(service, TODAY - days(100))

    tasks.tick(at=TEN)

    assert mail.outbox == []


def test_whoever_holds_the_link_says_that_all_is_right(client):
    service, other = make_asked(), make_service()
    found_right(service, localdate() - days(100))
    found_right(other, localdate() - days(100))
    _link, token = make_link(service)

    page = client.get(way(token))
    client.post(way(token), {"right": [str(service.pk), str(other.pk)]})

    assert page.status_code == 200
    service.refresh_from_db()
    other.refresh_from_db()
    assert (service.verified_on, other.verified_on) == (localdate(), localdate() - days(100))
    told = Verification.objects.get()
    assert (told.link.provider, told.by, told.organisation) == (
        service.provider, None, service.provider.organisation
    )  # fmt: skip
    assert Entry.objects.get(verb="directory.found_right").by == f"link:{told.link_id.hex}"
    assert "Thank you" in client.get(way(token), headers={"Accept-Language": "en"}).content.decode()


def test_whoever_holds_the_link_puts_hours_phone_and_notices_right(client):
    service = make_asked()
    add_hours(service.places.get())
    _link, token = make_link(service)

    lines = {
        "line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0", "line-0-days": ["1", "2"], "line-0-opens": "20:30",
        "line-0-closes": "07:30", "line-0-kind": "open", "seen": "", "holidays": "closed", "eves": "unknown",
    }  # fmt: skip
    client.post(way(token, "answer_hours", service.pk), lines)
    client.post(way(token, "answer_phone", service.pk), {"phone": "08-1"})
    client.post(way(token, "answer_notice", service.pk), {"id": new_id(), "text": "Stängt.", "first_day": "2027-01-11"})

    service.refresh_from_db()
    place = service.places.get()
    assert queries.weekly(place) == [Weekly("12", time(20, 30), time(7, 30))]
    assert (place.holidays, service.phone, Notice.objects.get().text) == ("closed", "08-1", "Stängt.")
    assert CampaignLink.objects.get().answered_at


def test_hours_of_ones_own_are_put_right_there_and_count_as_found_right(client):
    service = make_asked()
    add_hours(service)
    found_right(service, localdate() - days(100))
    link, _token = make_link(service)

    actions.change_hours_by_link(link=link, owner=service, weekly=[Weekly("7", time(9), time(10))], at=now())

    service.refresh_from_db()
    assert service.verified_on == localdate()


def test_what_is_typed_wrong_by_link_is_told(client):
    service = make_asked()
    _link, token = make_link(service)

    assert client.post(way(token, "answer_notice", service.pk), {"text": ""}).status_code == 422
    assert client.post(way(token, "answer_phone", service.pk), {"phone": "0" * 60}).status_code == 422
    assert client.get(way(token, "answer_phone", service.pk)).status_code == 200
    assert client.get(way(token, "answer_hours", service.pk)).status_code == 200
    guarded = {"id": new_id(), "text": "Ring 19811218-9876", "first_day": "2027-01-11"}
    assert client.post(way(token, "answer_notice", service.pk), guarded).status_code == 422


@pytest.mark.parametrize("page", ["answer_hours", "answer_phone", "answer_notice"])
def test_a_link_opens_one_providers_entries_alone(client, page):
    _link, token = make_link(make_asked())

    assert client.get(way(token, page, make_service().pk)).status_code == 404


def test_a_link_changes_nothing_of_others():
    link, _token = make_link(make_asked())
    other = make_service()
    weekly = [Weekly("1", time(9), time(10))]

    for act in (
        lambda: actions.change_hours_by_link(link=link, owner=other, weekly=weekly, at=now()),
        lambda: actions.change_phone_by_link(link=link, entry=other, phone="1", at=now()),
        lambda: actions.change_phone_by_link(link=link, entry=other.provider, phone="1", at=now()),
        lambda: actions.add_notice_by_link(id=new_id(), link=link, owner=other, at=now(), text="Nej.", first_day=TODAY),
    ):
        with pytest.raises(Refused):
            act()


def test_a_link_that_is_too_old_or_was_replaced_changes_nothing():
    service = make_asked()
    link, token = make_link(service, at=TEN)

    with pytest.raises(Refused):
        actions.confirm_by_link(link=link, services=[service], at=TEN + days(31))
    assert queries.open_link(token, at=TEN + days(31)) is None
    actions.make_link(provider=service.provider, campaign=None, at=TEN)
    with pytest.raises(Refused):
        actions.confirm_by_link(link=link, services=[service], at=TEN)


def test_an_unknown_link_is_not_there_and_says_what_to_do(client):
    answer = client.get(way("nobody-sent-this"), headers={"Accept-Language": "en"})

    assert answer.status_code == 404
    assert "newest mail" in answer.content.decode()


def test_no_log_and_no_other_site_learns_the_token(caplog):
    _link, token = make_link(make_asked())
    quiet = Client(raise_request_exception=False)

    with caplog.at_level(logging.DEBUG):
        page = quiet.get(way(token))
        quiet.get(way(token, "answer_phone", new_id()))
        quiet.put(way(token))

    logged = [Discreet().format(record) for record in caplog.records]
    assert any("directory:answer" in line for line in logged)
    assert [line for line in logged if token in line] == []
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("same-origin", "no-store")
    assert re.findall(r'(?:href|src)="(?:https?:)?//', page.content.decode()) == []


def test_a_place_for_partners_does_not_tell_its_street_by_link(client):
    provider = make_provider(email="hus@example.org")
    place = make_place(provider, address_class="partners", street="Hemliga vägen 3")
    service = make_service(provider, places=(place,))
    _link, token = make_link(service)

    assert "Hemliga" not in client.get(way(token)).content.decode()


def test_the_stops_of_a_mobile_service_are_put_right_one_by_one(client):
    service = make_asked()
    Service.objects.update(is_mobile=True)
    stop, other = service.at_places.get(), make_service(is_mobile=True).at_places.get()
    found_right(service, localdate() - days(100))
    _link, token = make_link(service)
    lines = {
        "line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0", "line-0-days": ["3"], "line-0-opens": "18:00",
        "line-0-closes": "19:00", "line-0-kind": "open",
    }  # fmt: skip

    assert way(token, "answer_hours", stop.pk) in client.get(way(token)).content.decode()
    assert client.post(way(token, "answer_hours", stop.pk), lines).status_code == 302
    assert client.post(way(token, "answer_hours", other.pk), lines).status_code == 404

    service.refresh_from_db()
    assert (queries.weekly(stop), service.verified_on) == ([Weekly("3", time(18), time(19))], localdate())
    assert "18.00" in client.get(way(token)).content.decode()
