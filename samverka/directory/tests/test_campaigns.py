"""Keepers are asked by mail, by campaigns and by the clock."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry, Policy
from samverka.core.tests.mail import silent
from samverka.directory import actions, queries, tasks
from samverka.directory.models import CampaignLink, Service, Town
from samverka.directory.tests.asking import TEN, TODAY, days, found_right, make_asked
from samverka.directory.tests.factories import make_editor, make_provider, make_service


pytestmark = pytest.mark.django_db


def make_campaign(territory="0180", by=None, **said):
    by = by or make_user(Role.MUNICIPALITY_COORDINATOR)
    told = {"name": "Inför vintern", "begins_on": TODAY, "remind_on": TODAY + days(14), "ends_on": TODAY + days(28)}
    return actions.start_campaign(
        id=new_id(), territory=make_territory(territory), organisation=by.standing[0].organisation, by=by,
        at=TEN - days(1), **told | said,
    )  # fmt: skip


def token_of(letter):
    return re.search(r"/update/([\w-]+)/", letter.body)[1]


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


def test_a_link_is_made_for_those_alone_who_are_to_be_asked_now():
    asked, by = make_asked(), make_user(Role.MUNICIPALITY_COORDINATOR)
    answered, gone, nowhere, elsewhere = make_asked(), make_asked(), make_service(), make_asked(territory="0184")
    campaign, over = make_campaign(by=by), make_campaign(by=by)
    link, _token = actions.make_link(provider=answered.provider, campaign=campaign, at=TEN)
    actions.confirm_by_link(link=link, services=[answered], at=TEN)
    actions.make_link(provider=gone.provider, campaign=campaign, at=TEN)
    actions.remove_entry(entry=gone.provider, by=make_editor(gone.provider), at=TEN)
    actions.close_campaign(campaign=over, by=by, at=TEN)
    found_right(asked, TODAY - days(89))

    for service, within, on in (
        (asked, over, 0), (asked, campaign, -1), (asked, campaign, 29), (asked, None, 0), (elsewhere, campaign, 0),
        (nowhere, campaign, 0), (answered, campaign, 15), (gone, campaign, 15),
    ):  # fmt: skip
        with pytest.raises(Refused):
            actions.make_link(provider=service.provider, campaign=within, at=TEN + days(on))
    for within in (None, campaign):
        actions.make_link(provider=asked.provider, campaign=within, at=TEN + days(1))
        with pytest.raises(Refused):
            actions.make_link(provider=asked.provider, campaign=within, at=TEN + days(2))


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


def test_a_mail_that_cannot_be_sent_is_tried_again_later(settings):
    make_asked()
    make_campaign()

    with silent(settings):
        tasks.tick(at=TEN)
    assert not CampaignLink.objects.exists()

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
