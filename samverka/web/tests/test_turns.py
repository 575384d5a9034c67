"""Two at once who wait for a county's turn in the audit trail: they take turns in one order, and when all is held."""

import threading
from contextlib import suppress
from datetime import time, timedelta
from functools import partial

import pytest
from django.db import connections, transaction
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.directory import actions as directory
from samverka.directory import queries as texts
from samverka.directory.actions import entries
from samverka.directory.integrity import orphans
from samverka.directory.models import CampaignLink, Language, Service, Translation
from samverka.directory.queries.hours import Weekly
from samverka.directory.tests.factories import fill_reference, make_place, make_provider, make_service
from samverka.directory.tests.factories import make_editor as make_keeper_of
from samverka.directory.tests.feeding import approve, look, make_feed, take_in
from samverka.directory.tests.peers import organization
from samverka.directory.tests.peers import service as told_there
from samverka.directory.xliff import Bundle, Unit
from samverka.exchange import actions, queries
from samverka.exchange.models import AdviceQuestion, Card
from samverka.exchange.tests.factories import (
    AT,
    WORDING,
    ask,
    begin,
    make_asker,
    make_board,
    make_editor,
    make_law,
    make_lawyer,
    make_owner,
    make_published_card,
    make_published_practice,
)
from samverka.outreach import actions as outreach
from samverka.outreach.tests.factories import EVENING, make_tip
from samverka.shelters import actions as shelters
from samverka.shelters.models import NightPlace
from samverka.shelters.tests.cold import ask as ask_to_open
from samverka.shelters.tests.cold import make_alert, make_decided, make_decider, make_rule, make_site_to_ask, say_yes
from samverka.shelters.tests.factories import make_keeper, make_night, make_pool, make_shelter
from samverka.shelters.tests.races import giving


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_postgresql]
LATER, LONG_AFTER = AT + timedelta(hours=2), AT + timedelta(days=800)


@pytest.fixture
def at_once(monkeypatch):
    """The second begins when the first has a turn, and whoever has one gives the other time to have one too.

    Or when the first has come past another step than that of its turn.
    """

    def race(first, second, *, of=audit, step="_last"):
        begun, have, taken, failed = threading.Event(), threading.Barrier(2), getattr(of, step), []

        def slowly(*said):
            told = taken(*said)
            begun.set()
            with suppress(threading.BrokenBarrierError):  # the other waits for this very turn
                have.wait(1)
            return told

        def run(action):
            try:
                action()
            except Exception as failure:
                failed.append(failure)
            connections.close_all()

        monkeypatch.setattr(of, step, slowly)
        threads = [threading.Thread(target=run, args=[action]) for action in (first, second)]
        for thread in threads:
            thread.start()
            assert begun.wait(9)
        for thread in threads:
            thread.join()
        assert failed == []
        assert [fault for county in ("00", "01", "03", "25") for fault in audit.faults(county)] == []

    return race


def unless_refused(action, **told):
    """What was seen may be gone, or told otherwise, when the other has been waited for."""
    with suppress(Refused):
        action(**told)


def in_order():
    with transaction.atomic():
        audit.take_turns("25", "01", "00")


def test_tips_cross_each_other(at_once):
    readers = {code: make_user(Role.TIP_TRIAGE, at=make_organisation(territory=code)) for code in ("0180", "0380")}

    def over(code, to):
        tip = outreach.triage_tip(tip=make_tip(territory=code), by=readers[code], at=EVENING)
        told = {"municipality": make_territory(to), "by": readers[code], "at": EVENING}
        return lambda: outreach.pass_tip_on(tip=tip, to="municipality", **told)

    at_once(over("0180", "0380"), over("0380", "0180"))

    assert Entry.objects.filter(verb="outreach.tip_handed_over").count() == 2


def test_one_answer_is_drafted_at_a_desk_elsewhere_while_another_is_published(at_once):
    board = make_board("00")
    desk, lawyer, asker = make_editor(board), make_lawyer(board), make_asker()
    told = {"by": desk, "at": LATER}

    def draft(question):
        return actions.draft_answer(question=question, id=new_id(), organisation=board, wording=WORDING, **told)

    answer, other = (actions.take_up(question=ask(asker), **told) for _number in range(2))
    answer = draft(answer)
    answer = actions.review_answer(question=answer, text=queries.newest_text(answer.card), by=lawyer, at=LATER)
    answer = actions.answer_question(question=answer, **told)

    at_once(lambda: actions.publish_answer(question=answer, **told), lambda: draft(other))

    assert {one.state for one in AdviceQuestion.objects.all()} == {"published_as_card", "drafted"}


def test_the_clock_goes_through_what_lies_in_many_counties(at_once):
    for code in ("2580", "0180"):
        desk = make_editor(make_board(code[:2]))
        begin(territory=make_territory(code))
        make_published_card(desk)
        make_published_practice(make_owner(code), desk=desk)

    for moved in (actions.archive_silent, actions.keep_cards, actions.archive_unconfirmed):
        told = []
        at_once(lambda moved=moved, told=told: told.append(moved(at=LONG_AFTER)), in_order)
        assert told == [2]


def test_a_law_changes_that_cards_of_many_counties_rest_on(at_once):
    law, by = make_law(), make_lawyer()
    for code in ("25", "01"):
        make_published_card(make_editor(make_board(code)), laws=[law])

    at_once(lambda: actions.change_law(law=law, says="Något annat.", by=by, at=LATER), in_order)

    assert {one.state for one in Card.objects.all()} == {"due"}


def test_a_card_is_written_that_rests_on_a_law_while_it_changes(at_once):
    desk, law, by = make_editor(make_board("01")), make_law(), make_lawyer()
    card = make_published_card(desk, laws=[law])

    at_once(
        lambda: actions.write_text(card=card, wording=WORDING, laws=[law], by=desk, at=LATER),
        lambda: actions.change_law(law=law, says="Något annat.", by=by, at=LATER),
    )

    assert Entry.objects.filter(verb="exchange.law_changed").count() == 1


def test_a_place_is_given_while_a_forecast_raises_the_alert(at_once):
    make_rule()
    night, coordinator = make_night(), make_decider()

    at_once(lambda: make_alert(coordinator), giving(night, make_keeper(night)))

    assert NightPlace.objects.filter(night=night).count() == 1


def test_a_place_is_given_while_another_shelter_of_the_pool_opens_for_the_cold(at_once):
    pool = make_pool()
    night, event = make_night(shelter=make_shelter(pool=pool)), make_decided()
    site = ask_to_open(event, make_site_to_ask(pool=pool))

    at_once(lambda: say_yes(site), giving(night, make_keeper(night)))

    assert NightPlace.objects.filter(night=night).count() == 1


def test_a_shelter_asks_to_join_a_pool_while_that_is_edited(at_once):
    """The request leads to the pool: the database looks at that last, while the other holds it and waits."""
    pool, shelter = make_pool(), make_shelter()
    lead, leads = (make_user(Role.SHELTER_LEAD, at=one.organisation) for one in (shelter, pool))
    said = {"organisation": pool.organisation, "territory": pool.territory, "name": pool.name, "intake_place": "Torget"}

    at_once(
        lambda: shelters.ask_to_join(id=new_id(), shelter=shelter, pool=pool, by=lead, at=now()),
        lambda: shelters.edit_pool(id=pool.pk, by=leads, at=now(), **said),
    )

    assert Entry.objects.count() == 2


def test_two_servers_make_the_first_link_of_a_provider(at_once):
    fill_reference()
    service = make_service(make_provider(email="info@exempel.se"))
    Service.objects.filter(pk=service.pk).update(verified_on=localdate() - timedelta(days=150))
    told = []

    def make():
        with suppress(Refused):  # the other was quicker
            told.append(directory.make_link(provider=service.provider, campaign=None, at=now()))

    at_once(make, make)

    assert len(told) == CampaignLink.objects.count() == 1


def test_a_campaign_is_closed_while_its_link_is_used(at_once):
    fill_reference()
    by = make_user(Role.MUNICIPALITY_COORDINATOR)
    provider = make_service(make_provider(email="info@exempel.se")).provider
    campaign = directory.start_campaign(
        id=new_id(), territory=make_territory("0180"), organisation=by.standing[0].organisation, by=by,
        name="Inför vintern", begins_on=AT.date(), remind_on=AT.date() + timedelta(days=14),
        ends_on=AT.date() + timedelta(days=28), at=AT,
    )  # fmt: skip
    link, _token = directory.make_link(provider=provider, campaign=campaign, at=AT)

    told = {"link": link, "entry": provider, "phone": "08-123 45 67", "at": LATER}
    use = partial(unless_refused, directory.change_phone_by_link, **told)
    at_once(lambda: directory.close_campaign(campaign=campaign, by=by, at=LATER), use)

    assert Entry.objects.filter(verb="directory.campaign_closed").count() == 1


def translating(text, language, *, by):
    told = {"subject": text.pk, "field": text.TEXTS[0], "text": "Altceva", "of_version": 1, "by": by, "at": LATER}
    return partial(unless_refused, directory.translate, language=Language.objects.get(pk=language), **told)


def taking_in(services, *, by):
    """A file of the names of these in Romanian, looked through and about to be written."""
    bundle = Bundle("ro", tuple(Unit(f"{one.pk}:name:1", one.name, "sv", "Duș", is_draft=False) for one in services))
    told = {"bundle": bundle, "language": Language.objects.get(pk="ro")}
    seen = texts.seen(texts.fates(by, bundle, language=told["language"], on=LATER.date()))
    return partial(unless_refused, directory.import_translations, **told, seen=seen, by=by, at=LATER)


def saving(service):
    by = make_keeper_of(service.provider)
    return lambda: directory.change_service(service=service, name="Bastu", by=by, at=LATER)


@pytest.fixture
def translator():
    fill_reference()
    make_territory("00")
    return make_user(Role.TRANSLATOR)


def needs(*things):
    return [texts.newest(one.pk, one.TEXTS[0]).needs for one in things]


def test_a_file_of_translations_is_taken_in_while_another_translates_its_last_text(at_once, translator):
    services = [make_service() for _number in range(2)]

    at_once(taking_in(services, by=translator), translating(services[1], "bg", by=translator))

    assert needs(*services) == ["bg en", "en"]


def test_two_translate_one_text_into_two_languages(at_once, translator):
    service = make_service()

    at_once(*(translating(service, code, by=translator) for code in ("ro", "bg")))

    assert needs(service) == ["en"]


def test_a_feed_is_taken_in_while_one_of_its_texts_is_translated(at_once, translator):
    by = make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation(territory="0180"), territory="0180")
    feed = make_feed(by)
    take_in(feed, by, [told_there()])
    one = look(feed, by, [told_there(name="Bastu", organization=organization(name="Exempelklubben"))])

    at_once(lambda: approve(one, by), translating(Service.objects.get(), "ro", by=translator))

    assert needs(Service.objects.get()) == ["bg en ro"]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_notice_is_removed_while_it_is_translated(at_once, translator, is_first):
    service = make_service()
    by = make_keeper_of(service.provider)
    notice = directory.add_notice(id=new_id(), owner=service, text="Stängt.", first_day=AT.date(), by=by, at=AT)
    both = [lambda: directory.remove_notice(notice=notice, by=by, at=LATER), translating(notice, "ro", by=translator)]

    at_once(*(both if is_first else reversed(both)))

    assert list(orphans(LATER)) == []


@pytest.mark.parametrize("is_first", [True, False])
def test_a_file_of_translations_is_taken_in_while_another_translates_the_same(at_once, translator, is_first):
    services = [make_service() for _number in range(2)]
    both = [taking_in(services, by=translator), translating(services[1], "ro", by=translator)]

    at_once(*(both if is_first else reversed(both)))

    told = {service: Translation.objects.filter(subject=service.pk) for service in services}
    assert told[services[0]].exists() == is_first
    assert told[services[1]].get().text == "Altceva"


def test_a_service_is_changed_while_it_is_translated(at_once, translator):
    service = make_service()

    at_once(translating(service, "ro", by=translator), saving(service))


def test_a_place_is_changed_while_its_service_is(at_once, translator):
    service = make_service()
    told = {"name": "Huset", "by": make_keeper_of(service.provider), "at": LATER}

    at_once(lambda: directory.change_place(place=service.places.get(), **told), saving(service))


def test_a_language_is_named_anew_while_a_text_is_translated_into_it(at_once, translator):
    language = Language.objects.get(pk="ro")
    by = make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00"))

    def name():
        told = {"position": 2, "is_shown": True, "is_spoken_only": False, "by": by, "at": LATER}
        directory.change_language(language=language, name="Românește", **told)

    at_once(translating(make_service(), "ro", by=translator), name)


def test_a_service_comes_to_a_place_while_that_is_changed(at_once, translator):
    service, place = make_service(), make_place()
    by = make_keeper_of(service.provider)

    def come():
        directory.change_service(service=service, places=(place,), name="Bastu", by=by, at=LATER)

    at_once(
        come, lambda: directory.change_place(place=place, name="Huset", by=make_keeper_of(place.provider), at=LATER)
    )


def test_a_service_is_found_right_while_it_is_changed(at_once, translator):
    services = [make_service()]
    services.append(make_service(services[0].provider))
    by = make_keeper_of(services[0].provider)

    def find_right():
        directory.verify(provider=services[0].provider, services=services, by=by, at=LATER)

    at_once(lambda: directory.change_service(service=services[0], name="Bastu", by=by, at=LATER), find_right)


def test_a_service_is_put_right_while_another_of_its_provider_is_changed(at_once, translator):
    service = make_service()
    other, by = make_service(service.provider), make_keeper_of(service.provider)
    told = {"name": "Bastu", "by": by, "at": LATER}

    at_once(
        lambda: directory.change_service(service=service, is_right=True, **told),
        lambda: directory.change_service(service=other, **told),
    )


def test_a_notice_is_changed_while_its_service_is(at_once, translator):
    service = make_service()
    by = make_keeper_of(service.provider)
    notice = directory.add_notice(id=new_id(), owner=service, text="Stängt.", first_day=AT.date(), by=by, at=AT)

    at_once(lambda: directory.change_notice(notice=notice, text="Öppet.", by=by, at=LATER), saving(service))


def test_a_stop_gets_hours_while_its_service_is_saved(at_once, translator):
    service = make_service()
    stop, by = service.at_places.get(), make_keeper_of(service.provider)

    at_once(
        lambda: directory.change_service(service=service, places=(stop.place,), name="Bastu", by=by, at=LATER),
        lambda: directory.set_hours(owner=stop, weekly=[Weekly("1", time(9), time(17))], by=by, at=LATER),
        of=entries,
        step="_is_elsewhere",
    )

    assert stop.rules.count() == 1
