from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core.ids import new_id
from samverka.directory import actions, queries
from samverka.directory.actions.towns import hold
from samverka.directory.models import Language, Place, Service, Wording
from samverka.directory.tests.factories import make_editor, make_place, make_provider, make_service


STOCKHOLM, SOLNA = queries.towns()["stockholm"], queries.towns()["solna"]


def today():
    return localdate(now())


def names(town):
    return sorted(queries.services_of(town, on=today()).values_list("name", flat=True))


def translate(service, language="ro", text="Duș"):
    actions.translate(
        subject=service.pk, field="name", language=Language.objects.get(pk=language), text=text, of_version=1,
        by=make_user(Role.TRANSLATOR), at=now(),
    )  # fmt: skip


def test_every_municipality_has_an_address_of_its_own():
    assert len(queries.towns()) == 290
    assert queries.towns()["goteborg"].code == "1480"
    assert queries.towns()["habo-0643"].name == "Habo"
    assert queries.towns()["habo-0305"].name == "Håbo"


@pytest.mark.parametrize("typed", ["göte", "GOTE", " Göteborg "])
def test_a_town_is_found_however_it_is_typed(typed):
    assert queries.towns_named(typed)[0].slug == "goteborg"


def test_a_name_that_no_town_has_finds_none():
    assert queries.towns_named("xyz") == queries.towns_named("  ") == []


def test_a_town_shows_what_is_at_its_places_and_what_serves_it():
    provider = make_provider()
    make_service(provider, name="here")
    make_service(provider, name="in the county", places=(), areas=(make_territory("01"),))
    make_service(provider, name="everywhere", places=(), areas=(make_territory("00"),))
    make_service(provider, name="nowhere said", places=())
    make_service(make_provider(territory="1480"), name="far away")

    assert names(STOCKHOLM) == ["everywhere", "here", "in the county", "nowhere said"]
    assert names(SOLNA) == ["everywhere", "in the county"]
    assert queries.counts_in(SOLNA, "now", today()) == {"SHOWER": 2}
    queries.book(SOLNA, "now", today())
    assert queries.counts_in(SOLNA, "now", today()) == {"SHOWER": 2}


def test_what_nobody_found_right_for_half_a_year_is_hidden():
    service = make_service()
    Service.objects.filter(pk=service.pk).update(verified_on=today() - timedelta(days=180))

    assert names(STOCKHOLM) == []


def test_what_is_removed_or_closed_for_good_or_whose_place_is_gone_is_hidden():
    removed, closed, homeless = make_service(), make_service(state="closed"), make_service()
    actions.remove_entry(entry=removed, by=make_editor(removed.provider), at=now())
    place = homeless.places.get()
    actions.remove_entry(entry=place, by=make_editor(homeless.provider), at=now())

    assert names(STOCKHOLM) == []
    assert closed.state == "closed"


def test_of_a_secret_place_only_its_part_of_town_is_told():
    provider = make_provider()
    place = make_place(provider, address_class="area_only", name="Hemliga huset", area="Söder", phone="08-1")
    service = make_service(provider, places=(place,))

    [told] = queries.told(Service.objects.filter(pk=service.pk), on=today())
    spot = told.spots[0].spot

    assert (spot.name, spot.street, spot.city, spot.phone, spot.point, spot.area) == ("", "", "", "", None, "Söder")


def test_a_change_of_an_entry_changes_the_stamp_of_its_town_alone():
    service = make_service()
    before = [queries.stamp(town, on=today()) for town in (STOCKHOLM, SOLNA)]

    actions.change_service(service=service, name="Annat", by=make_editor(service.provider), at=now())

    assert queries.stamp(STOCKHOLM, on=today()) != before[0]
    assert queries.stamp(SOLNA, on=today()) == before[1]


def test_a_change_of_a_place_changes_the_stamp_of_every_town_of_its_services():
    """Their pages tell of all their places: none may go on telling where one is that has become secret."""
    provider = make_provider()
    far = make_place(provider)
    Place.objects.filter(pk=far.pk).update(territory=make_territory("0184"))
    far.refresh_from_db()
    make_service(provider, places=(make_place(provider), far))
    before = [queries.stamp(town, on=today()) for town in (STOCKHOLM, SOLNA)]

    actions.change_place(place=far, address_class="area_only", by=make_editor(provider), at=now())

    assert all(queries.stamp(town, on=today()) != old for town, old in zip((STOCKHOLM, SOLNA), before, strict=True))


def test_a_place_that_moves_to_another_town_changes_the_stamp_of_the_one_it_leaves():
    provider = make_provider()
    place = make_place(provider)
    before = queries.stamp(STOCKHOLM, on=today())

    actions.change_place(place=place, territory=make_territory("0184"), by=make_editor(provider), at=now())

    assert queries.stamp(STOCKHOLM, on=today()) != before


def test_a_translation_changes_the_stamp_of_its_town():
    service = make_service()
    before = queries.stamp(STOCKHOLM, on=today())

    translate(service)

    assert queries.stamp(STOCKHOLM, on=today()) != before


def test_the_name_of_a_category_stands_on_the_pages_of_every_town():
    wording = Wording.objects.filter(kind="category").first()
    before = queries.stamp(SOLNA, on=today())

    actions.translate(
        subject=wording.subject, field="name", language=Language.objects.get(pk="ro"), text="Alt nume", of_version=1,
        by=make_user(Role.TRANSLATOR), at=now(),
    )  # fmt: skip

    assert queries.stamp(SOLNA, on=today()) != before
    assert "Alt nume" in {str(sort.name) for sort in queries.sorts("ro", queries.stamp(SOLNA, on=today())).values()}


def test_reading_a_town_costs_the_same_however_much_there_is(django_assert_num_queries):
    make_service()
    queries.book(STOCKHOLM, "before", today())  # after which the rules that hold are known
    with django_assert_num_queries(4):
        assert len(queries.book(STOCKHOLM, "one", today())) == 1
    provider = make_provider()
    for _ in range(3):
        make_service(provider)
    queries.book(STOCKHOLM, "again", today())  # since a minute may have turned meanwhile
    with django_assert_num_queries(4):
        assert len(queries.book(STOCKHOLM, "four", today())) == 4
    with django_assert_num_queries(0):
        queries.book(STOCKHOLM, "four", today())


def test_many_entries_are_held_with_as_few_questions_as_one(django_assert_num_queries):
    def make():
        service = make_service()
        told = {"owner": service, "first_day": today(), "by": make_editor(service.provider), "at": now()}
        notice = actions.add_notice(id=new_id(), text="Stängt.", **told)
        return {"notice": notice, "service": service, "place": service.places.get(), "provider": service.provider}

    things = [make() for _number in range(3)]
    for kind in things[0]:
        with CaptureQueriesContext(connection) as asked:
            hold([(kind, things[0][kind].pk)])
        with django_assert_num_queries(len(asked)):
            hold((kind, some[kind].pk) for some in things)


def test_a_stop_of_a_mobile_service_that_is_here_goes_before_one_elsewhere():
    provider = make_provider()
    far = make_place(provider)
    far.territory = make_territory("0184")
    far.save()
    service = make_service(provider, places=(far, make_place(provider, name="Nära")))

    [told] = queries.told(Service.objects.filter(pk=service.pk), on=today())

    assert told.now(now(), town="0180").here.spot.name == "Nära"


def test_towns_stand_in_swedish_order():
    names = [one.name for one in queries.towns().values()]

    assert (names[:3], names[-1]) == (["Ale", "Alingsås", "Alvesta"], "Övertorneå")
    assert names.index("Österåker") > names.index("Älvsbyn") > names.index("Åstorp") > names.index("Ystad")
