"""What others keep comes into the directory when a person has looked it through: all of it, or nothing."""

import gc
import json
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.directory import actions as directory
from samverka.directory.actions import feed_entries
from samverka.directory.actions import feeds as actions
from samverka.directory.models import ForeignId, Notice, OpeningRule, Place, Provider, Service, Wording
from samverka.directory.queries import feeds as queries
from samverka.directory.queries import search
from samverka.directory.tests.factories import make_service
from samverka.directory.tests.feeding import approve, look, make_feed, take_in, work
from samverka.directory.tests.peers import location, made, organization, paged, service, serving, weekly


pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def fates(one, *kinds):
    return {(one.kind, one.name): one for one in queries.fates(one, *kinds)}


def test_nothing_is_written_before_somebody_approves(feed, by):
    one = look(feed, by, [service()])

    assert one.counts == {"new": 3}
    assert not Service.objects.exists()


def test_an_approved_reading_stands_in_the_directory(feed, by):
    one = take_in(feed, by, [service(alert="Dörren är trasig.")])

    dusch = Service.objects.get()
    assert (one.stage, dusch.pk) == ("written", UUID(made("service 1")))
    assert (dusch.name, dusch.category.code, dusch.phone, dusch.spoken) == ("Dusch 1", "SHOWER", "08-12 34 56", ["ro"])
    assert (dusch.verified_on, dusch.verified_by) == (date(2026, 10, 1), feed.organisation)
    assert (dusch.provider.name, dusch.provider.territory_id) == ("Exempelföreningen 1", "0180")
    [place] = dusch.places.all()
    assert (place.street, place.territory_id, place.provider) == ("Påhittade gatan 1", "0180", dusch.provider)
    assert OpeningRule.objects.get().weekdays == "12"
    assert Notice.objects.get().text == "Dörren är trasig."
    assert {one.field for one in Wording.objects.filter(subject=dusch.pk)} == {"name", "description"}
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"directory.feed_taken_in", "directory.service_added", "directory.place_added"} <= verbs


def test_what_was_taken_in_is_found_as_it_reads_now(feed, by):
    take_in(feed, by, [service()])
    assert found("dusch") == found("exempelföreningen") == found("påhittade gatan") == ["Dusch 1"]

    other = service()
    other["organization"]["name"] = "Andra föreningen"
    take_in(feed, by, [other])
    assert (found("andra"), found("exempelföreningen")) == (["Dusch 1"], [])


def found(words):
    met = [one.service for one in search(words, town="0180", on=localdate())]
    return [Service.objects.get(pk=pk).name for pk in met]


def test_the_same_again_changes_nothing(feed, by):
    take_in(feed, by, [service(number) for number in range(1, 4)])
    before = list(Service.objects.order_by("pk").values())

    again = look(feed, by, [service(number) for number in (3, 1, 2)])

    assert again.counts == {"unchanged": 7}
    with pytest.raises(Refused):
        actions.approve_reading(one=again, by=by, at=now())
    assert list(Service.objects.order_by("pk").values()) == before


def test_only_what_changed_is_changed(feed, by):
    take_in(feed, by, [service(), service(2)])
    untouched = Service.objects.get(name="Dusch 2").changed_at

    one = take_in(feed, by, [service(description="Kallt vatten.", schedules=[weekly(byday="WE")]), service(2)])

    assert one.counts == {"unchanged": 4, "changed": 1}
    [told] = queries.fates(one, "changed")
    assert told.changed == ["description", "hours"]
    assert Service.objects.get(name="Dusch 2").changed_at == untouched
    assert list(OpeningRule.objects.order_by("weekdays").values_list("weekdays", flat=True)) == ["12", "3"]
    texts = Wording.objects.filter(subject=made("service 1"), field="description").order_by("number")
    assert list(texts.values_list("number", "text")) == [(1, "Varmt vatten."), (2, "Kallt vatten.")]


def test_the_feed_goes_before_what_was_changed_here_and_the_preview_says_so(feed, by):
    take_in(feed, by, [service()])
    dusch = Service.objects.get()
    directory.change_service(service=dusch, by=by, at=now(), phone="08-99", bring="Handduk")

    same = look(feed, by, [service()])
    other = look(feed, by, [service(description="Nytt.")])

    assert same.counts == {"unchanged": 3}  # an entry that the feed has not changed stays as we keep it
    [told] = queries.fates(other, "changed")
    assert "edited_here" in told.remarks
    assert {"description", "phone"} <= set(told.changed)
    approve(other, by)
    assert Service.objects.get().phone == "08-12 34 56"


def test_notices_that_were_written_here_stay(feed, by):
    take_in(feed, by, [service(alert="Deras ord.")])
    dusch = Service.objects.get()
    directory.add_notice(id=new_id(), owner=dusch, first_day=localdate(), text="Vårt ord.", by=by, at=now())

    take_in(feed, by, [service(alert="Deras nya ord.")])

    assert set(Notice.objects.values_list("text", flat=True)) == {"Vårt ord.", "Deras nya ord."}


def test_what_vanished_is_only_proposed_for_removal(feed, by):
    take_in(feed, by, [service(), service(2)])

    one = take_in(feed, by, [service(description="Nytt.")])

    assert set(fates(one, "gone")) == {("service", "Dusch 2"), ("location", "Exempelhuset 2")}
    assert not Service.objects.filter(is_removed=True).exists()


def test_what_is_ticked_is_removed_and_comes_back_with_the_feed(feed, by):
    take_in(feed, by, [service(), service(2)])
    one = look(feed, by, [service()])
    gone = fates(one, "gone")["service", "Dusch 2"].subject
    actions.tick_removals(one=one, offered=[gone], ticked=[gone, made("other")], by=by)

    approve(one, by)

    assert [str(one.pk) for one in Service.objects.filter(is_removed=True)] == [gone]
    assert not Place.objects.filter(is_removed=True).exists()
    back = take_in(feed, by, [service(), service(2)])
    assert fates(back, "changed")["service", "Dusch 2"].changed == ["is_removed"]
    assert not Service.objects.filter(is_removed=True).exists()


def test_an_id_that_is_taken_here_gets_another_that_stays(feed, by):
    ours = make_service()

    for _ in range(2):
        one = look(feed, by, [service(id=str(ours.pk))])
        if one.counts.get("new"):
            approve(one, by)

    theirs = Service.objects.get(feed=feed)
    assert theirs.pk != ours.pk
    assert one.counts == {"unchanged": 3}
    assert ForeignId.objects.get(kind="service").foreign == str(ours.pk)


def test_what_lies_wholly_elsewhere_is_refused_with_whoever_offers_it(feed, by):
    far = location(2)
    far["addresses"][0]["city"] = "Göteborg"
    offers = {"organization": organization(2)}
    things = [
        service(), service(2, places=(far,), **offers),
        service(3, places=(), service_areas=[{"id": "1", "name": "Malmö"}], **offers),
        service(4, places=(), service_areas=[{"id": "2", "name": "Hela trakten"}]),
    ]  # fmt: skip

    one = look(feed, by, things)

    refused = {name: fate.why for (_, name), fate in fates(one, "refused").items()}
    assert refused == dict.fromkeys(("Dusch 2", "Dusch 3", "Exempelföreningen 2", "Exempelhuset 2"), "elsewhere")
    assert one.counts == {"new": 4, "refused": 4}


def test_what_the_feed_has_from_us_is_remarked_on_before_it_stands_here_twice(feed, by):
    ours = make_service()

    one = look(feed, by, [service(id=str(ours.pk)), service(2)])

    assert one.remarks == {"here_already": 1}
    assert fates(one)["service", "Dusch 1"].remarks == ["here_already"]
    assert approve(one, by).stage == "written"


def test_only_what_is_gone_can_be_ticked(feed, by):
    take_in(feed, by, [service(), service(2)])
    one = look(feed, by, [service()])
    there = [made("service 1"), made("no such")]

    assert actions.tick_removals(one=one, offered=there, ticked=there, by=by).removals == []


def test_two_feeds_with_the_same_ids_keep_apart(feed, by):
    other = make_feed(by)
    take_in(feed, by, [service()])
    take_in(other, by, [service()])

    assert Service.objects.count() == 2
    assert look(other, by, [service()]).counts == look(feed, by, [service()]).counts == {"unchanged": 3}


def test_an_unknown_kind_is_refused_until_somebody_says_what_it_is(feed, by):
    one = look(feed, by, [service(kind="BADHUS"), service(2, kind="BADHUS")])
    assert one.terms == [["Exempelord|BADHUS", 2]]
    assert fates(one)["service", "Dusch 1"].why == "no_category"

    actions.name_kinds(one=one, kinds={"Exempelord|BADHUS": "SHOWER"}, by=by, at=now())
    one = approve(work(one), by)

    assert set(Service.objects.values_list("category__code", flat=True)) == {"SHOWER"}
    assert look(feed, by, [service(3, kind="BADHUS")]).counts["new"] == 2  # remembered


def test_places_of_protected_accommodation_tell_only_their_area(feed, by):
    take_in(feed, by, [service(kind="SHELTER-WOMEN"), service(2, places=(location(),))])

    place = Place.objects.get()
    assert (place.address_class, place.street, place.latitude) == ("area_only", "", None)
    assert place.name == "Stockholm"


def test_a_place_that_the_feed_makes_secret_loses_its_street(feed, by):
    take_in(feed, by, [service()])

    take_in(feed, by, [service(places=(location(addresses=[], latitude=None),))])

    place = Place.objects.get()
    assert (place.address_class, place.street, place.postal_code, place.latitude) == ("area_only", "", "", None)


def test_a_place_that_is_kept_more_secret_here_stays_so(feed, by):
    take_in(feed, by, [service()])
    place = Place.objects.get()
    directory.change_place(place=place, by=by, at=now(), address_class="partners", street="Påhittade gatan 1")

    take_in(feed, by, [service(places=(location(name="Nya namnet"),))])

    place.refresh_from_db()
    assert (place.name, place.address_class, place.street, place.latitude) == ("Nya namnet", "partners", "", None)
    assert place.partner_address.street == "Påhittade gatan 1"


def test_a_personal_number_is_refused_and_kept_nowhere(feed, by):
    one = look(feed, by, [service(description="Fråga efter 811218-9876."), service(2)])

    assert fates(one)["service", ""].why == "number"
    assert "811218" not in repr(list(one.parts.values_list("told", "fates")))
    approve(one, by)
    assert Service.objects.get().name == "Dusch 2"


@pytest.mark.parametrize(
    ("things", "why"),
    [
        ([service(organization=None, organization_id="nobody")], "dangling"),
        ([service(organization=organization(name=""))], "dangling"),
        ([service(places=(location(addresses=[], municipality="1480"),))], "elsewhere"),
    ],
)
def test_what_hangs_in_the_air_is_refused(feed, by, things, why):
    make_territory("1480")

    assert why in {one.why for one in queries.fates(look(feed, by, things), "refused")}


def test_a_service_without_a_place_that_can_be_used_serves_the_feed_s_territory(feed, by):
    take_in(feed, by, [service(places=())])

    assert [one.code for one in Service.objects.get().areas.all()] == ["0180"]


@pytest.mark.parametrize("cut", [3, 40, 400, 900])
def test_a_feed_that_is_cut_gives_a_report_and_nothing_else(feed, by, cut):
    raw = json.dumps([service(), service(2)]).encode()[:cut]

    one = look(feed, by, raw)

    assert (one.stage, one.problem) == ("unreadable", "not_json")
    assert not one.parts.exists()
    with pytest.raises(Refused):
        actions.approve_reading(one=one, by=by, at=now())


def test_a_feed_is_read_from_its_address(by, settings):
    settings.EXERCISE = True
    with serving(paged([service(number) for number in range(1, 6)])) as address:
        feed = make_feed(by, url=f"{address}/hsds/v3")
        one = work(actions.read_feed(id=new_id(), feed=feed, by=by, at=now()))

    assert one.counts == {"new": 11}
    assert approve(one, by).stage == "written"


def test_a_page_that_fails_leaves_nothing(by, settings):
    settings.EXERCISE = True
    pages = paged([service(number) for number in range(1, 9)])
    with serving(lambda path: (500, "application/json", b"{}") if "page=3" in path else pages(path)) as address:
        feed = make_feed(by, url=address)
        one = work(actions.read_feed(id=new_id(), feed=feed, by=by, at=now()))

    assert (one.problem, one.detail) == ("answered", "500, 3")
    assert not one.parts.exists()


def test_entries_that_changed_meanwhile_are_looked_at_again(feed, by):
    take_in(feed, by, [service()])
    one = look(feed, by, [service(description="Nytt.")])
    directory.change_service(service=Service.objects.get(), by=by, at=now(), bring="Handduk")

    one = approve(one, by)

    assert (one.stage, one.is_stale) == ("preview", True)
    assert Service.objects.get().description == "Varmt vatten."
    assert approve(one, by).stage == "written"


def test_a_writing_that_fails_writes_nothing(feed, by, monkeypatch):
    one = look(feed, by, [service(), service(2)])
    monkeypatch.setattr("samverka.directory.actions.feed_entries.touch", lambda *args, **more: 1 / 0)
    actions.approve_reading(one=one, by=by, at=now())

    with pytest.raises(ZeroDivisionError):
        actions.work_on_reading(id=one.pk, clock=now)

    one.refresh_from_db()
    assert one.stage == "preview"
    assert not Provider.objects.exists()
    assert not ForeignId.objects.exists()


def test_what_is_written_is_let_go_of_with_its_part(feed, by, monkeypatch):
    kept = []

    def look_around(writing):
        gc.collect()
        kept.extend(one for one in gc.get_objects() if type(one) in (Provider, Place) and one.feed_id == feed.pk)
        record(writing)

    record = feed_entries._Writing.record
    monkeypatch.setattr(feed_entries._Writing, "record", look_around)
    take_in(feed, by, [service()])

    assert kept == []
    assert Entry.objects.filter(verb__endswith="_added", detail__feed=str(feed.pk)).count() == 3


def test_a_sheet_is_read_and_its_columns_can_be_named(feed, by):
    raw = "Vem;Vad heter den;Slag;Gata\nExempelhjälpen;Dusch;dusch;Gatan 1\n".encode()
    one = look(feed, by, raw)
    assert one.stage == "columns"

    columns = {"provider": 0, "name": 1, "category": 2, "street": 3}
    actions.name_feed_columns(one=one, sheet=one.sheet, heading=0, columns=columns, by=by)
    approve(work(one), by)

    assert Service.objects.get().category.code == "SHOWER"
    assert look(feed, by, raw).stage == "columns"


def test_only_those_who_answer_for_a_feed_say_where_it_is_read_from(feed, by):
    stranger = make_user(Role.ADVISER, at=feed.organisation, territory="0180")

    for attempt in (
        lambda: make_feed(stranger),
        lambda: actions.change_feed(
            feed=feed, name="X", url="https://exempel.invalid/", licence="", by=stranger, at=now()
        ),
        lambda: actions.read_feed(id=new_id(), feed=feed, file=b"[]", by=stranger, at=now()),
    ):
        with pytest.raises(Denied):
            attempt()


@pytest.mark.parametrize("url", ["http://exempel.invalid/", "http://127.0.0.1:8/", "ftp://exempel.invalid/"])
def test_a_feed_is_read_over_https_only(by, settings, url):
    settings.EXERCISE = False

    with pytest.raises(Unfit):
        make_feed(by, url=url)


def test_readings_are_deleted_when_their_time_is_over(feed, by):
    take_in(feed, by, [service()])

    assert actions.purge_readings(county="00", before=now() + timedelta(days=1), at=now(), limit=10) == 1
    assert Service.objects.exists()
