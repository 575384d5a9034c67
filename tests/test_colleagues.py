"""P4: nobody overwrites a colleague unseen. Every page that edits what others may edit too carries what was seen."""

from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from samverka.actors import forms as actors_forms
from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import LONG_AGO, make_organisation, make_user
from samverka.core.fields import Versioned
from samverka.core.ids import new_id
from samverka.core.models import Policy
from samverka.directory import actions as directory
from samverka.directory.forms import entries as directory_forms
from samverka.directory.forms import feeds as feeds_forms
from samverka.directory.forms import hours as hours_forms
from samverka.directory.forms import policies as directory_policies
from samverka.directory.models import Feed
from samverka.directory.tests.factories import make_place, make_provider, make_service
from samverka.shelters.forms import policies, sites
from samverka.shelters.tests.factories import make_group, make_pool, make_shelter, set_rule


HERE = {"territory": "0180"}
NUMBERS = ("2021003450", "2120000142")  # check digits and all, nobody's


@dataclass
class Edit:
    """A page, what is typed on it, and what a colleague does meanwhile."""

    address: str
    typed: dict[str, Any]
    change: Any
    field: str
    value: Any  # how the colleague left it, and how it must stay


def facts(record, name):
    def now():
        return getattr(type(record).objects.get(pk=record.pk), name)

    return now


def changing(record, **to):
    return lambda: type(record).objects.filter(pk=record.pk).update(**to)


def edits(home):
    """All the edits there are, by the name of their form."""
    pool, shelter = make_pool(organisation=home), make_shelter(organisation=home)
    group = make_group(shelter)
    line = ContactLine.objects.create(
        organisation=home, function="intake", phone="08-000 00 01", verified_on=LONG_AGO.date()
    )  # fmt: skip
    rule = set_rule(f"pool:{pool.pk}", "fee", 10)
    return {
        "EditPool": Edit(
            reverse("shelters:edit_pool", args=[home.pk, pool.pk]), HERE | {"name": "Mitt namn", "intake_place": "S"},
            changing(pool, intake_place="Köket"), "name", facts(pool, "intake_place"),
        ),
        "EditShelter": Edit(
            reverse("shelters:edit_shelter", args=[home.pk, shelter.pk]),
            HERE | {"name": "Mitt namn", "kind": "permanent", "visibility": "public", "phone": "08-000 00 02"},
            changing(shelter, phone="08-000 00 03"), "name", facts(shelter, "phone"),
        ),
        "EditGroup": Edit(
            reverse("shelters:edit_group", args=[shelter.pk, group.pk]),
            {"name": "Mitt namn", "kind": "mixed", "beds": 7}, changing(group, beds=9), "name", facts(group, "beds"),
        ),
        "SetPolicy": Edit(
            reverse("shelters:set_policy", args=[pool.pk, "fee"]),
            {"value": 30, "valid_from": "2040-01-01", "source": "Mitt avtal"},
            changing(rule, value=20), "source", lambda: Policy.objects.filter(key="fee").latest("valid_from").value,
        ),
        "EditOrganisation": Edit(
            reverse("actors:edit_organisation", args=[home.pk]), {"name": "Mitt namn", "number": NUMBERS[0]},
            changing(home, number=NUMBERS[1]), "name", facts(home, "number"),
        ),
        "EditContactLine": Edit(
            reverse("actors:edit_contact_line", args=[home.pk]) + "?function=intake",
            {"function": "intake", "phone": "08-000 00 04", "email": "", "hours": "dygnet runt"},
            changing(line, phone="08-000 00 05"), "hours", facts(line, "phone"),
        ),
        **entry_edits(home),
    }  # fmt: skip


def entry_edits(home):
    """Those of the directory."""
    provider = make_provider(organisation=home)
    place = make_place(provider)
    service = make_service(provider, places=(place,))
    said = {"by": make_user(Role.SHELTER_LEAD, at=home), "at": LONG_AGO}
    days = directory.add_exception(id=new_id(), owner=service, first_day=LONG_AGO.date(), message="Kort", **said)
    notice = directory.add_notice(id=new_id(), owner=service, first_day=LONG_AGO.date(), text="Kort", **said)
    day = {"first_day": "2026-01-01"}
    feed = Feed.objects.create(name="Flödet", organisation=home, territory=home.territory)
    return {
        "EditProvider": Edit(
            reverse("directory:edit_provider", args=[provider.pk]), {"name": "Mitt namn", "language": "sv"},
            changing(provider, phone="08-1"), "name", facts(provider, "phone"),
        ),
        "EditPlace": Edit(
            reverse("directory:edit_place", args=[place.pk]),
            HERE | {"name": "Mitt namn", "language": "sv", "address_class": "public"},
            changing(place, phone="08-1"), "name", facts(place, "phone"),
        ),
        "EditService": Edit(
            reverse("directory:edit_service", args=[service.pk]),
            {"name": "Mitt namn", "language": "sv", "category": str(service.category_id), "state": "open",
             "access": "queue", "places": [str(place.pk)]},
            changing(service, phone="08-1"), "name", facts(service, "phone"),
        ),
        "Differ": Edit(
            reverse("directory:change_exception", args=[days.pk]), day | {"kind": "closed", "message": "Min text"},
            changing(days, message="Deras text"), "message", facts(days, "message"),
        ),
        "ChangeFeed": Edit(
            reverse("directory:change_feed", args=[feed.pk]), {"name": "Mitt namn"},
            changing(feed, licence="CC0"), "name", facts(feed, "licence"),
        ),
        "Tell": Edit(
            reverse("directory:change_notice", args=[notice.pk]), day | {"text": "Min text"},
            changing(notice, text="Deras text"), "text", facts(notice, "text"),
        ),
    }  # fmt: skip


NAMES = (
    *("EditProvider", "EditPlace", "EditService", "Differ", "Tell", "ChangeFeed"),
    "EditPool",
    "EditShelter",
    "EditGroup",
    "SetPolicy",
    "EditOrganisation",
    "EditContactLine",
)


@pytest.fixture
def home():
    return make_organisation()


@pytest.fixture
def both(client, home):
    """Somebody who leads and administers."""
    user = make_user(Role.SHELTER_LEAD, at=home)
    user.memberships.create(organisation=home, territory=home.territory, role="organisation_admin", starts_at=LONG_AGO)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def hidden(page):
    """What the page's form sends unseen."""
    return {field.name: field.value() for field in page.context["form"].hidden_fields()}


@pytest.mark.parametrize("name", NAMES)
def test_what_a_colleague_has_changed_is_not_overwritten_unseen(both, home, name):
    edit = edits(home)[name]
    typed = edit.typed | hidden(both.get(edit.address))
    edit.change()
    theirs = edit.value()

    stale = both.post(edit.address, typed)

    form = stale.context["form"]
    assert (stale.status_code, edit.value()) == (409, theirs)
    assert "A colleague has changed this" in stale.content.decode()
    assert str(form[edit.field].value()) == edit.typed[edit.field]
    again = both.post(edit.address, edit.typed | hidden(stale))
    assert (again.status_code, edit.value() == theirs) == (302, False)


@pytest.mark.parametrize("name", NAMES)
def test_what_nobody_has_changed_is_saved(both, home, name):
    edit = edits(home)[name]
    typed = edit.typed | hidden(both.get(edit.address))

    assert both.post(edit.address, typed).status_code == 302


def test_a_contact_line_that_a_colleague_has_added_is_not_overwritten_unseen(both, home):
    page = reverse("actors:edit_contact_line", args=[home.pk])
    seen = both.get(page).context["form"]["seen"].value()
    ContactLine.objects.create(organisation=home, function="intake", phone="08-1234", verified_on=LONG_AGO.date())

    stale = both.post(page, {"function": "intake", "phone": "08-000 00 04", "seen": seen})

    assert (stale.status_code, ContactLine.objects.get().phone) == (409, "08-1234")


def test_every_form_that_edits_carries_what_was_seen():
    modules = (actors_forms, directory_forms, policies, sites)
    forms = {name: one for module in modules for name, one in vars(module).items() if isinstance(one, type)}
    edits = {name: one for name, one in forms.items() if name.startswith("Edit") or name == "SetPolicy"}

    del edits["EditAccount"]  # nobody else edits it
    edits |= {"Differ": hours_forms.Differ, "Tell": hours_forms.Tell, "ChangeFeed": feeds_forms.ChangeFeed}
    assert set(edits) == set(NAMES)
    edits["EditRule"] = directory_policies.EditRule  # the same, and so is this
    edits["AroundHours"] = hours_forms.AroundHours  # see the tests of its page
    assert [name for name, one in edits.items() if not issubclass(one, Versioned)] == []
