"""Entries: what is told of them, who may change it, and what must never be told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.versions import version
from samverka.directory import actions
from samverka.directory.models import Category, PartnerAddress, Place, Provider, Service, Town, Wording
from samverka.directory.tests.factories import make_editor, make_place, make_provider, make_service


pytestmark = pytest.mark.django_db


def revision(code="0180"):
    return Town.objects.get(pk=code).revision


def test_the_fields_categories_are_there_with_their_names_in_four_languages():
    assert Category.objects.count() == 49
    assert Category.objects.get(code="SHOWER").group == "hygiene"


def test_a_service_tells_who_found_it_right_and_its_town_is_told():
    service = make_service(name="Duscha varmt", description="Handduk finns.")

    before = revision()
    actions.change_service(service=service, by=make_editor(service.provider), at=now(), description="Ta med handduk.")

    assert service.verified_by == service.provider.organisation
    assert revision() > before
    assert Entry.objects.filter(verb="directory.service_changed").count() == 1


def test_each_change_of_a_text_is_a_version():
    service = make_service(name="Duscha varmt")

    by = make_editor(service.provider)
    actions.change_service(service=service, by=by, at=now(), name="Dusch")
    actions.change_service(service=service, by=by, at=now(), name="Dusch.", is_minor=True)

    told = Wording.objects.filter(subject=service.pk, field="name").order_by("number")
    assert [(one.number, one.text, one.is_minor) for one in told] == [
        (1, "Duscha varmt", False), (2, "Dusch", False), (3, "Dusch.", True),
    ]  # fmt: skip


def test_saying_the_same_again_is_no_change():
    service = make_service()
    before = revision()

    actions.change_service(service=service, by=make_editor(service.provider), at=now(), name=service.name)

    assert revision() == before + 1  # its place may have changed; its texts have not
    assert Wording.objects.filter(subject=service.pk, field="name").count() == 1


def test_where_a_service_is_changes_it_once():
    service = make_service()
    by, here, at = make_editor(service.provider), service.places.get(), now()
    there, before, seen = make_place(service.provider), service.changed_at, version(service)

    def put(*places, **said):
        actions.change_service(service=service, places=places, by=by, at=at, **said)
        service.refresh_from_db()
        return Entry.objects.filter(verb="directory.service_changed", subject__contains=service.pk).count()

    assert (put(here), put(here, areas=()), service.changed_at) == (0, 0, before)
    assert (put(here, there), put(there, here), put(there, here), service.changed_at) == (1, 2, 2, at)
    assert (put(there, name="Annat"), put(there, areas=(service.provider.territory,))) == (3, 4)
    with pytest.raises(Stale):
        put(here, seen=seen)


def test_the_same_id_again_is_the_same_entry():
    provider = make_provider()
    said = {"id": new_id(), "provider": provider, "category": Category.objects.get(code="SHOWER"), "name": "Dusch"}
    by = make_editor(provider)

    first = actions.add_service(**said, by=by, at=now())
    again = actions.add_service(**said, by=by, at=now())

    assert first == again
    assert Service.objects.count() == 1
    with pytest.raises(Refused):
        actions.add_service(**said | {"name": "Bad"}, by=by, at=now())


def test_nobody_overwrites_a_colleague_unseen():
    service = make_service()
    seen, by = version(service), make_editor(service.provider)
    actions.change_service(service=service, by=by, at=now(), bring="handduk")

    with pytest.raises(Stale):
        actions.change_service(service=service, by=by, at=now(), seen=seen, bring="tvål")


@pytest.mark.parametrize("role", [Role.ADVISER, Role.READER, Role.VOLUNTEER])
def test_others_change_nothing(role):
    service = make_service()

    with pytest.raises(Denied):
        actions.change_service(service=service, by=make_user(role), at=now(), name="Annat")


def test_the_coordinator_of_the_municipality_may():
    service = make_service()
    by = make_user(Role.MUNICIPALITY_COORDINATOR, territory="0180")

    assert actions.change_service(service=service, by=by, at=now(), name="Annat").name == "Annat"


def test_a_place_for_partners_keeps_its_street_apart():
    place = make_place(address_class="partners", street="Hemliga vägen 7", latitude="59.1", longitude="18.1")

    assert (place.street, place.latitude) == ("", None)
    assert PartnerAddress.objects.get(place=place).street == "Hemliga vägen 7"


def test_of_a_protected_place_nothing_but_the_area_is_kept():
    with pytest.raises(Unfit):
        make_place(address_class="area_only", street="Hemliga vägen 7")
    assert make_place(address_class="area_only", area="Söder").street == ""


def test_a_place_that_becomes_protected_forgets_where_it_is():
    place = make_place(street="Hemliga vägen 7")
    assert place.provider is not None

    place = actions.change_place(
        place=place, by=make_editor(place.provider), at=now(), address_class=Place.AddressClass.AREA_ONLY
    )

    assert (place.street, place.latitude) == ("", None)
    assert not PartnerAddress.objects.exists()


def test_protected_accommodation_is_never_at_a_place_that_tells_more():
    provider = make_provider()

    with pytest.raises(Refused):
        make_service(provider, category="SHELTER-WOMEN", places=(make_place(provider),))

    hidden = make_place(provider, address_class="area_only", area="Söder")
    make_service(provider, category="SHELTER-WOMEN", places=(hidden,))
    with pytest.raises(Unfit):
        actions.change_place(place=hidden, by=make_editor(provider), at=now(), address_class="public", street="A 1")


@pytest.mark.parametrize("address_class", ["partners", "area_only"])
def test_the_database_itself_keeps_streets_out(address_class):
    place = make_place()

    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(pk=place.pk).update(address_class=address_class)


def test_what_nobody_has_found_right_for_half_a_year_is_hidden():
    service, today = make_service(), localdate()

    assert service in Service.objects.shown(today)
    assert service in Service.objects.shown(today + timedelta(days=179))
    assert service not in Service.objects.shown(today + timedelta(days=180))


def test_what_is_removed_is_hidden_and_can_come_back():
    service = make_service()
    by = make_editor(service.provider)

    gone = actions.remove_entry(entry=service, by=by, at=now())
    assert gone not in Service.objects.shown(localdate())
    assert actions.restore_entry(entry=gone, by=by, at=now()) in Service.objects.shown(localdate())


def test_a_provider_is_added_where_one_works():
    with pytest.raises(Denied):
        make_provider(territory="1480", by=make_user(Role.ADVISER, territory="0180"))
    assert Provider.objects.count() == 0
