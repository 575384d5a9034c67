"""The pages of those who keep the directory."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.directory import queries
from samverka.directory.models import Campaign, PartnerAddress, Place, Provider, Service
from samverka.directory.tests.factories import make_editor, make_place, make_provider, make_service
from samverka.directory.tests.pages import enter, hidden, read, way
from samverka.directory.tests.test_upkeep import age, say_wrong


pytestmark = pytest.mark.django_db


def test_my_directory_shows_first_what_needs_me(keeper, service):
    fresh = make_service(service.provider, name="Frukost")
    stale, lost = make_service(service.provider, name="Soppa"), make_service(service.provider, name="Kläder")
    age(stale, 100)
    age(lost, 200)
    say_wrong(fresh)
    make_service(name="Annans")

    page = keeper.get(way("my_directory"))
    told = page.content.decode()

    assert [str(one) for one in page.context["page"]] == ["Frukost", "Kläder", "Soppa", "Dusch"]
    for words in ("1 report that it is wrong", "hidden from the public", "to look at", "3 translations missing"):
        assert words in told
    for only, names in {"reports": ["Frukost"], "overdue": ["Kläder", "Soppa"], "hidden": ["Kläder"]}.items():
        assert [str(one) for one in keeper.get(way("my_directory"), {"only": only}).context["page"]] == names
    assert [str(one) for one in keeper.get(way("my_directory"), {"search": "sopp"}).context["page"]] == ["Soppa"]


def test_an_empty_directory_says_how_to_begin(client):
    enter(client, make_user(Role.ADVISER))

    assert "Begin with who offers it" in read(client, way("my_directory"))
    assert "Nothing here" in read(client, way("my_directory") + "?only=removed")


@pytest.mark.slow
def test_a_long_directory_comes_in_pages_at_the_same_cost(keeper, service, django_assert_max_num_queries):
    for _number in range(51):
        make_service(service.provider)

    with django_assert_max_num_queries(20):
        page = keeper.get(way("my_directory"))

    assert len(page.context["page"]) == 50
    assert len(keeper.get(way("my_directory"), {"page": 2}).context["page"]) == 2


def test_the_menu_leads_there(keeper):
    assert way("my_directory") in read(keeper, way("my_directory"))


def test_a_provider_a_place_and_a_service_are_added_and_shown(client):
    home = make_organisation()
    enter(client, make_user(Role.ADVISER, at=home))

    page = client.get(way("new_provider"))
    said = hidden(page) | {"organisation": home.pk, "territory": "0180", "name": "Exempelhjälpen", "language": "sv"}
    assert client.post(way("new_provider"), said).status_code == 302
    provider = Provider.objects.get()

    there = way("new_place", provider.pk)
    said = hidden(client.get(there)) | {
        "territory": "0180", "name": "Huset", "language": "sv", "address_class": "public", "street": "Gatan 1",
        "latitude": "59,33", "longitude": "18.06",
    }  # fmt: skip
    wrong = client.post(there, said | {"longitude": ""})
    assert (wrong.status_code, "both a latitude" in wrong.content.decode()) == (422, True)
    assert client.post(there, said).status_code == 302
    place = Place.objects.get()

    there = way("new_service", provider.pk)
    said = hidden(client.get(there)) | {
        "category": str(make_service().category_id), "name": "Dusch", "language": "sv", "state": "open",
        "access": "queue", "places": [str(place.pk)], "spoken": ["sv", "ro"], "audience": ["adults"], "cost": "0",
        "no_id_needed": "yes", "dogs": "no",
    }  # fmt: skip
    assert client.post(there, said).status_code == 302
    made = provider.services.get()
    assert (made.no_id_needed, made.dogs, made.step_free, made.spoken) == (True, False, None, ["sv", "ro"])
    told = read(client, way("service", made.pk))
    for words in ("18 and older", "Romanian", "no ID needed", "free", "The public sees it"):
        assert words in told
    assert "Dusch" in read(client, way("provider", provider.pk))
    assert "Gatan 1" in read(client, way("place", place.pk))


def test_a_changed_service_may_be_found_right_at_once(keeper, service):
    age(service, 100)
    page = keeper.get(way("edit_service", service.pk))
    form = page.context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}

    keeper.post(way("edit_service", service.pk), said | {"name": "Varm dusch", "is_right": "on"})

    service.refresh_from_db()
    assert (service.name, service.verified_on) == ("Varm dusch", localdate())


def test_a_personal_number_is_told_beside_its_field(keeper, service):
    page = keeper.get(way("edit_provider", service.provider_id))
    said = hidden(page) | {"name": "X", "language": "sv", "description": "Fråga efter 19811218-9876"}

    wrong = keeper.post(way("edit_provider", service.provider_id), said)

    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["description"])


def test_protected_accommodation_tells_only_its_area(keeper, service):
    there = way("new_service", service.provider_id)
    said = hidden(keeper.get(there)) | {
        "category": str(make_service(category="SHELTER-WOMEN", places=()).category_id), "name": "Skydd",
        "language": "sv", "state": "open", "access": "phone", "places": [str(service.places.get().pk)],
    }  # fmt: skip

    wrong = keeper.post(there, said)

    assert (wrong.status_code, "only the area" in wrong.content.decode()) == (422, True)


def test_what_was_removed_can_be_brought_back(keeper, service):
    keeper.post(way("remove_entry", "service", service.pk))
    assert "This is removed" in read(keeper, way("service", service.pk))
    assert service.name in read(keeper, way("my_directory") + "?only=removed")

    keeper.post(way("restore_entry", "service", service.pk))
    assert not Service.objects.get(pk=service.pk).is_removed
    assert keeper.post(way("remove_entry", "stop", service.pk)).status_code == 404


def test_one_button_says_that_all_is_right(keeper, service):
    other = make_service(service.provider)
    age(service, 100)
    age(other, 200)

    keeper.post(way("verify", "provider", service.provider_id))
    assert {one.verified_on for one in Service.objects.all()} == {localdate()}
    age(service, 100)
    keeper.post(way("verify", "service", service.pk))
    service.refresh_from_db()
    assert service.verified_on == localdate()


def test_a_report_is_shown_and_answered(keeper, service):
    report = say_wrong(service, text="Stängt klockan tre.")

    assert "Stängt klockan tre." in read(keeper, way("service", service.pk))
    assert keeper.post(way("handle_report", report.pk), {"state": "x"}, follow=True).status_code == 200
    keeper.post(way("handle_report", report.pk), {"state": "right"})

    report.refresh_from_db()
    assert report.state == "right"
    assert "Stängt klockan tre." not in read(keeper, way("service", service.pk))


def test_the_address_for_partners_is_shown_to_partners_of_the_territory_alone_and_each_look_is_written_down(client):
    place = make_place(address_class="partners", street="Hemliga vägen 3", name="Lugna rummet")
    there = way("partner_address", place.pk)

    enter(client, make_user(Role.OUTREACH_WORKER))
    assert "Lugna rummet" in read(client, way("partner_places"))
    assert "Hemliga" not in read(client, way("partner_places"))
    assert "Hemliga vägen 3" in read(client, there)
    assert Entry.objects.filter(verb="directory.address_seen", county="01").count() == 1
    others = [
        make_user(Role.LIAISON, at=make_organisation(kind="enforcement")),
        make_user(Role.SHELTER_LEAD, at=make_organisation(territory="0380")),
        make_user(),
    ]
    for user in others:
        enter(client, user)
        assert client.get(there).status_code == 404
        assert "Lugna rummet" not in read(client, way("partner_places"))
    assert Entry.objects.filter(verb="directory.address_seen").count() == 1
    client.logout()
    assert client.get(there).status_code == 302


def test_the_address_for_partners_stands_in_the_form_of_its_keeper_and_goes_when_it_shall_be_secret(client):
    place = make_place(address_class="partners", street="Hemliga vägen 3")
    enter(client, make_editor(place.provider))
    there = way("edit_place", place.pk)

    page = client.get(there)
    said = hidden(page) | {"territory": "0180", "name": "Rummet", "language": "sv", "address_class": "area_only"}
    refused = client.post(there, said | {"street": "Hemliga vägen 3"})
    kept = client.post(there, said)

    assert "Hemliga vägen 3" in page.content.decode()
    assert "Who sees this?" in page.content.decode()
    assert (refused.status_code, kept.status_code) == (422, 302)
    assert not PartnerAddress.objects.exists()
    assert "Hemliga" not in read(client, way("place", place.pk))


def test_a_coordinator_starts_follows_and_closes_a_campaign(coordinator):
    make_service(make_provider(email="a@example.org"))
    make_service(make_provider(name="Utan brevlåda"))
    there = way("start_campaign")
    said = hidden(coordinator.get(there)) | {
        "name": "Inför vintern", "territory": "0180", "begins_on": localdate(),
        "remind_on": localdate() + timedelta(days=7), "ends_on": localdate() + timedelta(days=14),
    }  # fmt: skip

    assert coordinator.post(there, said | {"remind_on": localdate() + timedelta(days=70)}).status_code == 422
    assert coordinator.post(there, said | {"territory": "0380"}).status_code == 422
    assert coordinator.post(there, said).status_code == 302
    campaign = Campaign.objects.get()
    told = read(coordinator, way("campaign", campaign.pk))
    assert "Utan brevlåda" in told
    assert "To be asked" in told
    coordinator.post(way("remind_campaign", campaign.pk))
    coordinator.post(way("close_campaign", campaign.pk))
    coordinator.post(way("remind_campaign", campaign.pk))
    assert "It is over" in read(coordinator, way("campaign", campaign.pk))
    assert "Inför vintern" in read(coordinator, way("campaigns"))


def test_campaigns_are_no_matter_of_others(client):
    enter(client, make_user(Role.ADVISER))

    assert "No campaign yet" in read(client, way("campaigns"))
    assert client.post(way("start_campaign"), {"name": "X"}).status_code == 422


def test_a_national_coordinator_keeps_everything():
    service = make_service(make_provider(territory="0380"))
    user = make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00"))

    assert list(Provider.objects.kept_by(user)) == [service.provider]
    assert list(queries.my_services(user, on=localdate())) == [service]


def test_an_id_of_something_else_is_refused_on_the_page(keeper, service):
    there = way("add_notice", "service", service.pk)
    said = {"id": str(new_id()), "text": "Nytt.", "first_day": "2027-01-11", "seen": ""}
    keeper.post(there, said)

    assert keeper.post(there, said | {"text": "Annat."}).status_code == 422
