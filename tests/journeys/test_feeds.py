"""What a neighbour keeps comes into the directory, and what the neighbour has dropped goes when somebody says so."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from playwright.sync_api import expect

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.directory.models import Service
from samverka.directory.tests.factories import fill_reference
from samverka.directory.tests.peers import package


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


def neighbours(**services):
    """A package of one organisation with these services, by id: its name, and what the kind of it is called there."""
    kinds = sorted({kind for _name, kind in services.values()})
    return package(
        {
            "organizations": [{"id": "o", "name": "Grannföreningen"}],
            "services": [
                {"id": id, "organization_id": "o", "name": name, "status": "active"}
                for id, (name, _kind) in services.items()
            ],
            "attributes": [
                {"id": id, "link_id": id, "link_entity": "service", "taxonomy_term_id": kind}
                for id, (_name, kind) in services.items()
            ],
            "taxonomy_terms": [{"id": kind, "code": kind, "name": kind, "taxonomy": "Grannord"} for kind in kinds],
        }
    )


def test_a_coordinator_takes_in_a_package_and_then_what_has_changed(page, log_in, obstacles, live_server):
    fill_reference()
    home = make_organisation(territory="0180")
    coordinator = make_user(Role.MUNICIPALITY_COORDINATOR, at=home, territory="0180", language="en")
    TOTP.activate(coordinator, "A" * 32)
    log_in(coordinator)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.set_viewport_size(PHONE)
    found = []

    def look():
        fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        found.append((page.title(), obstacles(), fits))

    def send(raw):
        page.get_by_label("File", exact=True).set_input_files(
            {"name": "granne.zip", "mimeType": "application/zip", "buffer": raw}
        )
        page.get_by_role("button", name="Send and look through").click()

    page.goto(reverse("directory:my_directory"))
    look()
    page.get_by_role("link", name="Feeds and files of others").click()
    look()
    page.get_by_role("link", name="New feed").click()
    look()
    page.get_by_label("Name").fill("Grannen")
    page.get_by_role("button", name="Save").click()
    look()

    send(neighbours(a=("Varm dusch", "SHOWER"), b=("Badhuset", "BADHUS"), c=("Tvättstugan", "SHOWER")))
    expect(page.get_by_text("1 entry cannot be used")).to_be_visible()
    look()
    page.get_by_label("BADHUS (1)").select_option("SHOWER")
    page.get_by_role("button", name="Compare so").click()
    expect(page.get_by_text("4 entries are new or change")).to_be_visible()
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("New: 4")).to_be_visible()
    look()

    page.get_by_role("link", name="Grannen", exact=True).click()
    send(neighbours(a=("Het dusch", "SHOWER"), b=("Badhuset", "BADHUS")))
    expect(page.get_by_text("Changed: name")).to_be_visible()
    page.get_by_role("link", name="Choose what is removed").click()
    look()
    page.get_by_label("Remove it Tvättstugan").check()
    page.get_by_role("button", name="Keep these ticks").click()
    expect(page.get_by_label("Remove it Tvättstugan")).to_be_checked()
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("Changed: 1, Removed: 1")).to_be_visible()

    told = dict(Service.objects.values_list("name", "is_removed"))
    assert told == {"Het dusch": False, "Badhuset": False, "Tvättstugan": True}
    assert [one for one in found if one[1] or not one[2]] == []
