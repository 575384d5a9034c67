"""Somebody sent on is received by those who were asked, and nobody learns who it was."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from samverka.actors.models import Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.directory.tests.factories import make_provider, make_service
from samverka.outreach import actions
from samverka.outreach.models import LineReferral, Referral
from samverka.outreach.tests.factories import (
    EVENING,
    make_area,
    make_shelter_keeper,
    make_team,
    make_worker,
    note,
    send_to_bed,
)


LATER = EVENING + timedelta(hours=1)


def test_a_bed_is_asked_for_and_received():
    team, keeper = make_team(), make_shelter_keeper()
    sent = send_to_bed(team, keeper, people=2)

    received = actions.receive_referral(referral=sent, by=keeper, at=LATER)
    again = actions.receive_referral(referral=sent, by=keeper, at=LATER + timedelta(hours=1))

    assert sent.is_open
    assert (received.received_at, received.received_as) == (LATER, "shelter_staff")
    assert (again.received_at, again.is_open) == (LATER, False)
    assert [one.verb for one in Entry.objects.filter(verb__contains="referr").order_by("number")] == [
        "outreach.referred",
        "outreach.referral_received",
    ]


def test_a_service_is_received_by_those_who_keep_it():
    team, provider = make_team(), make_provider()
    to = actions.Destination("service", service=make_service(provider))
    said = {"team": team, "municipality": make_territory("0180"), "to": to, "people": 1, "at": EVENING}

    sent = actions.refer(id=new_id(), by=make_worker(team), **said)

    assert sent.receiver == provider.organisation
    assert actions.receive_referral(
        referral=sent, by=make_user(Role.ADVISER, at=provider.organisation), at=LATER
    ).received_at


def test_nobody_waits_for_an_answer_of_those_who_take_no_part():
    team, provider = make_team(), make_provider()
    provider.organisation = None
    provider.save()
    to = actions.Destination("service", service=make_service(make_provider()))
    to.service.provider = provider

    sent = actions.refer(
        id=new_id(), team=team, municipality=make_territory("0180"), to=to, people=1, by=make_worker(team), at=EVENING
    )

    assert (sent.receiver, sent.is_open) == (None, False)
    with pytest.raises(Denied):
        actions.receive_referral(referral=sent, by=make_shelter_keeper(), at=LATER)


def test_a_referral_with_a_tally_has_the_tallys_id_and_its_people():
    team, keeper = make_team(), make_shelter_keeper()
    to = actions.Destination("night", organisation=keeper.standing[0].organisation)

    tally = note(team, make_area(), counts={"women": (1, 2), "men": (1, 1)}, refer_to=to)

    assert (Referral.objects.get().pk, Referral.objects.get().people) == (tally.pk, 3)


def test_the_same_referral_again_changes_nothing():
    team, keeper = make_team(), make_shelter_keeper()
    worker = make_worker(team)
    sent = send_to_bed(team, keeper, by=worker, id=(id := new_id()))

    assert send_to_bed(team, keeper, by=worker, id=id) == sent
    with pytest.raises(Refused, match="already names something else"):
        send_to_bed(team, keeper, by=worker, id=id, people=2)


@pytest.mark.parametrize(("people", "field"), [(0, "people"), (21, "people")])
def test_a_referral_is_of_a_few(people, field):
    with pytest.raises(Unfit) as refusal:
        send_to_bed(make_team(), make_shelter_keeper(), people=people)

    assert refusal.value.field == field


def test_beds_are_asked_only_of_those_who_give_beds_in_the_county():
    team = make_team()

    for stranger in (make_user(Role.ADVISER, at=make_organisation()), make_shelter_keeper(territory="0380")):
        with pytest.raises(Unfit, match="no beds here"):
            send_to_bed(team, stranger)


def test_only_those_who_were_asked_say_that_they_came():
    team, keeper = make_team(), make_shelter_keeper()
    sent = send_to_bed(team, keeper)
    police = make_user(Role.LIAISON, at=keeper.standing[0].organisation)

    for stranger in (make_worker(team), make_shelter_keeper(), police):
        with pytest.raises(Denied, match="where somebody was sent"):
            actions.receive_referral(referral=sent, by=stranger, at=LATER)


def test_whoever_sent_takes_it_back_until_it_is_received():
    team, keeper = make_team(), make_shelter_keeper()
    worker = make_worker(team)
    back, arrived = send_to_bed(team, keeper, by=worker), send_to_bed(team, keeper, by=worker)
    actions.receive_referral(referral=arrived, by=keeper, at=LATER)

    withdrawn = actions.withdraw_referral(referral=back, by=worker, at=LATER)

    assert actions.withdraw_referral(referral=back, by=worker, at=LATER + timedelta(hours=1)) == withdrawn
    with pytest.raises(Refused, match="taken back"):
        actions.receive_referral(referral=back, by=keeper, at=LATER)
    with pytest.raises(Refused, match="received already"):
        actions.withdraw_referral(referral=arrived, by=worker, at=LATER)
    with pytest.raises(Denied):
        actions.withdraw_referral(referral=back, by=keeper, at=LATER)


def test_a_referral_is_seen_by_sender_and_receiver_alone():
    team, keeper = make_team(), make_shelter_keeper()
    sent = send_to_bed(team, keeper)
    strangers = [
        make_worker(make_team()),
        make_shelter_keeper(),
        make_user(Role.LIAISON, at=keeper.standing[0].organisation),
        make_user(Role.COUNTY_COORDINATOR, at=make_organisation(kind=Organisation.Kind.COUNTY_BOARD, territory="01")),
    ]

    assert [list(Referral.objects.visible_to(one)) for one in (make_worker(team), keeper)] == [[sent], [sent]]
    assert [list(Referral.objects.visible_to(one)) for one in strangers] == [[], [], [], []]
    assert list(Referral.objects.visible_to(keeper).open()) == [sent]


def test_the_database_itself_wants_a_received_referral_to_be_received_as_somebody():
    sent = send_to_bed(make_team(), make_shelter_keeper())

    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=sent.pk).update(received_at=LATER)


def test_a_line_for_the_exploited_is_counted_for_the_month_and_no_more():
    worker = make_worker(make_team())
    said = {"municipality": make_territory("0180"), "by": worker, "at": EVENING}

    counted = actions.count_line_referral(id=(id := new_id()), line="trafficking", **said)
    again = actions.count_line_referral(id=id, line="trafficking", **said)

    assert counted == again == LineReferral.objects.get()
    assert f"{counted.month:%Y-%m-%d}" == "2027-01-01"
    entry = Entry.objects.get(verb="outreach.line_referral_counted")  # nothing in it leads from the hour to the line
    assert (entry.subject, entry.detail, entry.county) == ("actors.territory:0180", {}, "01")
    with pytest.raises(Denied):
        actions.count_line_referral(
            id=new_id(), line="work", municipality=make_territory("0380"), by=worker, at=EVENING
        )
