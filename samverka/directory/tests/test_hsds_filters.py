"""What is asked for in `/hsds/v3/`: filters, words, languages, and what has changed."""

import json
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from samverka.actors.tests.factories import make_territory
from samverka.directory import actions
from samverka.directory.models import Category, Notice, Service, Translation
from samverka.directory.tests.factories import make_editor, make_place, make_provider, make_service
from samverka.directory.tests.readers import ROOT, ask, contents, ids, translate


@pytest.mark.slow
def test_filters_hold_together(client):
    shower, meal = make_service(no_id_needed=True), make_service(category="FOOD-MEAL", no_id_needed=True)
    Service.objects.filter(pk=shower.pk).update(audience=["women"])
    terms = {one["code"]: one for one in contents(client, "taxonomy_terms", per_page=200)}

    def found(what="services", **asked):
        return set(ids(client, what, **asked))

    assert found(taxonomy_term_id=terms["SHOWER"]["id"]) == {str(shower.pk)}
    assert found(taxonomy_term_id=terms["amenity=shower"]["id"]) == {str(shower.pk)}
    assert found(taxonomy_term_id=terms["audience.women"]["id"]) == {str(shower.pk)}
    assert found(taxonomy_term_id=terms["is.no_id_needed"]["id"]) == {str(shower.pk), str(meal.pk)}
    assert found(taxonomy_term_id=terms["access.queue"]["id"]) == set()
    assert found(taxonomy_term_id=terms["SHOWER"]["id"], organization_id=meal.provider_id) == set()
    assert found(organization_id=meal.provider_id) == {str(meal.pk)}
    assert (
        found(organization_id="-" * 36)
        == found(organization_id="nobody")
        == found(taxonomy_term_id="nothing")
        == found(taxonomy_id="none")
        == set()
    )
    assert found(taxonomy_id=terms["SHOWER"]["taxonomy_id"]) == {str(shower.pk), str(meal.pk)}
    assert found(taxonomy_id=terms["amenity=shower"]["taxonomy_id"]) == {str(shower.pk), str(meal.pk)}
    assert found("organizations", taxonomy_term_id=terms["SHOWER"]["id"]) == {str(shower.provider_id)}
    assert found("locations", taxonomy_term_id=terms["SHOWER"]["id"]) == {str(shower.places.get().pk)}
    assert found("service_at_locations", taxonomy_term_id=terms["SHOWER"]["id"]) == {str(shower.at_places.get().pk)}


def test_there_are_forty_nine_categories_and_each_has_its_terms(client):
    taxonomies = {one["name"]: one["id"] for one in contents(client, "taxonomies")}
    ours = contents(client, "taxonomy_terms", taxonomy_id=taxonomies["Samverka categories"], lang="en")

    assert {one["id"] for one in ours} == {str(pk) for pk in Category.objects.values_list("pk", flat=True)}
    assert len(ours) == 49
    assert {one["code"]: one["name"] for one in ours}["SHELTER-NIGHT"] == "Night shelter"
    assert ids(client, "taxonomy_terms", parent_id=ours[0]["id"]) == []
    assert ask(client, "taxonomy_terms", top_only="true")["total_items"] == ask(client, "taxonomy_terms")["total_items"]
    assert [one["code"] for one in contents(client, "taxonomy_terms", search="night shelter", lang="en")] == [
        "SHELTER-NIGHT"
    ]
    night = ask(client, f"taxonomy_terms/{ours[0]['id']}")
    assert {one["language"] for one in night["translations"]} == {"en", "ro", "bg"}
    assert night["taxonomy_detail"]["name"] == "Samverka categories"


def test_words_are_looked_for_in_every_language(client):
    service = make_service(description="Varmt vatten varje dag.")
    make_service()
    translate(service, "ro", "Duș caldă")

    assert ids(client, "services", search="vatten dag") == [str(service.pk)]
    assert ids(client, "services", search="caldă") == [str(service.pk)]
    assert ids(client, "service_at_locations", search="caldă") == [str(service.at_places.get().pk)]
    assert ids(client, "services", search="vatten natt") == []


@pytest.mark.slow
def test_near_a_postal_code(client):
    here = make_service(places=(make_place(postal_code="111 22", latitude="59.300", longitude="18.060"),))
    near = make_service(places=(make_place(latitude="59.301", longitude="18.060"),))
    far = make_service(places=(make_place(latitude="59.400", longitude="18.060"),))
    gothenburg = make_provider(territory="1480")
    away = make_service(gothenburg, places=(make_place(gothenburg, latitude="57.7", longitude="11.97"),))

    def found(**asked):
        return {one["service_id"] for one in contents(client, "service_at_locations", **asked)}

    assert found(postcode="11122", proximity=0) == {str(here.pk)}
    assert found(postcode="111 22", proximity=500) == {str(here.pk), str(near.pk)}
    assert found(postcode="11122", proximity=50_000_000) == {str(one.pk) for one in (here, near, far, away)}
    assert found(postcode="11122") == {str(here.pk), str(near.pk), str(far.pk)}
    assert found(postcode="99999") == found(postcode="99999", proximity=5) == set()
    away.areas.add(make_territory("01"))
    assert str(away.pk) in found(postcode="11122")


def test_texts_are_in_the_language_that_is_wanted_and_say_what_they_are_made_from(client):
    service = make_service(description="Varmt.")
    translate(service, "en", "Shower")
    actions.change_service(service=service, by=make_editor(service.provider), at=now(), name="Dusch och tvätt")

    english = client.get(f"{ROOT}services/{service.pk}", headers={"Accept-Language": "fi, en-GB;q=0.8"})
    told = english.json()

    assert (english.headers["Content-Language"], english.headers["Vary"]) == ("en", "Accept-Language")
    assert (told["name"], told["description"], told["language"]) == ("Shower", "Varmt.", "sv")
    assert told["application_process"] == "just come"
    assert told["translations"] == [{"language": "en", "field": "name", "text": "Shower", "status": "outdated"}]
    swedish = client.get(f"{ROOT}services/{service.pk}?lang=sv", headers={"Accept-Language": "en"})
    assert (swedish.headers["Content-Language"], swedish.json()["name"]) == ("sv", "Dusch och tvätt")
    assert client.get(f"{ROOT}services?lang=tlh").headers["Content-Language"] == "sv"
    assert contents(client, "services", lang="en")[0]["name"] == "Shower"


def test_a_text_that_is_taken_away_is_not_told_in_another_language_either(client):
    service = make_service(description="Varmt.")
    translate(service, "en", "Warm.", field="description")
    actions.change_service(service=service, by=make_editor(service.provider), at=now(), description="")

    told = ask(client, f"services/{service.pk}", lang="en")

    assert "description" not in told
    assert "translations" not in told


def test_a_notice_is_told_in_the_language_that_is_wanted(client):
    service = make_service()
    notice = Notice.objects.create(service=service, text="Stängt", first_day=localdate())
    said = {"kind": "notice", "subject": notice.pk, "field": "text", "text": "Closed", "of_version": 1, "at": now()}
    Translation.objects.create(language_id="en", **said)

    assert contents(client, "services", lang="en")[0]["alert"] == "Closed"
    assert ask(client, f"services/{service.pk}", lang="en")["alert"] == "Closed"


@pytest.mark.slow
def test_who_asks_what_has_changed_learns_what_is_gone(client):
    since = now() - timedelta(minutes=1)
    kept, removed, closed, old, never = (make_service() for _ in range(5))
    actions.remove_entry(entry=removed, by=make_editor(removed.provider), at=now())
    actions.change_service(service=closed, by=make_editor(closed.provider), at=now(), state="closed")
    long_ago = now() - timedelta(days=400)
    Service.objects.filter(pk=old.pk).update(verified_on=localdate() - timedelta(days=180), changed_at=long_ago)
    Service.objects.filter(pk=never.pk).update(verified_on=None)

    told = {one["id"]: one for one in contents(client, "services", modified_after=since.isoformat())}
    since_that_day = {one["id"]: one for one in contents(client, "services", modified_after=since.date().isoformat())}

    assert {id: one["status"] for id, one in told.items()} == {
        str(kept.pk): "active",
        str(removed.pk): "defunct",
        str(closed.pk): "defunct",
        str(old.pk): "inactive",
    }
    assert since_that_day.keys() == told.keys()
    assert set(told[str(removed.pk)]) == {"id", "name", "status", "last_modified"}
    assert removed.name not in json.dumps(told)
    assert set(ids(client, "services")) == {str(kept.pk)}
    assert {one["service_id"] for one in contents(client, "service_at_locations")} == {str(kept.pk)}
    assert client.get(f"{ROOT}services/{removed.pk}").status_code == 404
    assert client.get(f"{ROOT}services/{old.pk}").status_code == 404
    assert ids(client, "services", modified_after="2999-01-01") == []
    assert ids(client, "services", search=removed.name, modified_after=since.isoformat()) == []
    assert ids(client, "service_at_locations", modified_after="2999-01-01") == []


def test_the_services_of_a_provider_that_left_are_gone_with_it(client):
    since, service = now() - timedelta(minutes=1), make_service()
    Service.objects.update(changed_at=now() - timedelta(days=9))
    actions.remove_entry(entry=service.provider, by=make_editor(service.provider), at=now())

    assert ids(client, "services") == ids(client, "organizations") == ids(client, "locations") == []
    assert [one["status"] for one in contents(client, "services", modified_after=since.isoformat())] == ["defunct"]


def test_a_notice_is_told_while_it_holds(client):
    service = make_service()
    today = localdate()
    Notice.objects.create(service=service, text="Ny", first_day=today)
    Notice.objects.create(provider=service.provider, text="Alla", first_day=today, last_day=today)
    Notice.objects.create(place=service.places.get(), text="Trappan", first_day=today - timedelta(days=3))
    Notice.objects.create(service=service, text="Gammal", first_day=date(2026, 1, 1), last_day=date(2026, 1, 2))
    Notice.objects.create(service=service, text="Senare", first_day=today + timedelta(days=1))

    assert contents(client, "services")[0]["alert"] == "Ny\nTrappan\nAlla"
