"""What we publish comes back as it was, and whatever comes leaves the directory whole."""

from datetime import time, timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate, now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from samverka.actors.tests.factories import make_territory
from samverka.core.ids import new_id
from samverka.directory import actions as directory
from samverka.directory.hsds.package import write
from samverka.directory.models import DateException, OpeningRule, Place, Provider, Service, ServicePlace, Wording
from samverka.directory.queries import feeds as queries
from samverka.directory.queries.hsds import Wanted, packaged
from samverka.directory.tests.factories import add_hours, make_editor, make_place, make_provider, make_service
from samverka.directory.tests.feeding import approve, look, take_in
from samverka.directory.tests.peers import location, service, weekly


pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def told_of_everything():
    """All that the directory says in public, without moments and ids of parts."""
    drop = ("changed_at", "verified_by_id", "feed_id", "organisation_id", "hours_confirmed_on")
    found = {}
    for model in (Provider, Place, Service):
        for row in model.objects.order_by("pk").values():
            found[row["id"]] = {name: value for name, value in row.items() if name not in drop}
            if model is not Service:
                del found[row["id"]]["verified_on"]  # HSDS has no word for it
    for stop in ServicePlace.objects.order_by("position"):
        found[stop.service_id].setdefault("stops", []).append((stop.place_id, hours_of(at_place=stop)))
    for entry in (*Place.objects.all(), *Service.objects.all()):
        owner = {"place" if isinstance(entry, Place) else "service": entry}
        found[entry.pk]["hours"] = hours_of(**owner)
        found[entry.pk]["days"] = sorted(
            DateException.objects.filter(**owner).values_list(
                "kind", "first_day", "last_day", "opens", "closes", "message"
            ),
            key=str,
        )
    for one in Service.objects.all():
        found[one.pk]["areas"] = sorted(one.areas.values_list("code", flat=True))
        found[one.pk]["notices"] = sorted(one.notices.values_list("text", flat=True))
    return found


def hours_of(**owner):
    names = ("kind", "weekdays", "opens", "closes", "nth", "valid_from", "valid_to")
    return sorted(OpeningRule.objects.filter(**owner).values_list(*names), key=str)


def make_town():
    """Entries with about everything that can be told."""
    today = localdate()
    provider = make_provider(description="En förening.", website="https://exempel.invalid", phone="08-1")
    house = make_place(provider, postal_code="111 11", area="Söder", way="Bakom huset.", step_free=True, dogs=True,
                       holidays="closed", eves="unknown", latitude="59.312345")  # fmt: skip
    corner = make_place(provider)
    area = make_place(provider, address_class="area_only", name="Norrmalm", area="Norrmalm")
    full = make_service(
        provider, places=(corner, house), description="Varmt vatten.", easy="Du kan duscha.", access="queue",
        cost="20.00", cost_note="Gratis för barn.", audience=["families", "women"], no_id_needed=True,
        bring="Handduk", spoken=["ro", "sv"], phone="08-2", email="dusch@exempel.invalid", step_free=True,
        fullness="medium", state="partly_open", is_mobile=True, holidays="as_sunday", eves="closed",
    )  # fmt: skip
    make_service(provider, category="SHELTER-WOMEN", places=(area,), access="referral")
    make_service(provider, category="ADVICE-LEGAL", places=(), areas=(make_territory("0180"),), no_id_needed=False)
    add_hours(full)
    add_hours(full, "7", kind="intake", nth=-1)
    add_hours(house, "1234567", opens=time(0), closes=time(0))
    add_hours(corner, "25")
    add_hours(full.at_places.first(), "6", valid_from=today, valid_to=today + timedelta(days=9))
    said = {"by": make_editor(provider), "at": now()}
    directory.add_exception(
        id=new_id(), owner=full, first_day=today, last_day=today, kind="closed", message="Städdag", **said
    )
    directory.add_notice(id=new_id(), owner=full, first_day=today, text="Duschen lagas.", **said)


def empty_the_directory():
    for model in (Service, Place, Provider, Wording):
        model.objects.all().delete()


@pytest.mark.parametrize("way", ["package", "pages"])
def test_what_we_publish_comes_back_as_it_was(feed, by, client, way):
    make_town()
    before = told_of_everything()
    if way == "package":
        target = BytesIO()
        write(target, packaged(Wanted(on=localdate(), language="sv")), title="Exempel")
        raw = target.getvalue()
    else:
        raw = client.get("/hsds/v3/services?full=true&per_page=100", HTTP_ACCEPT_LANGUAGE="sv").content
    empty_the_directory()

    one = take_in(feed, by, raw)

    assert one.counts.get("refused", 0) == 0
    after = told_of_everything()
    assert set(after) == set(before)
    for id, told in before.items():
        assert after[id] == told


SMALL = some.none() | some.booleans() | some.integers() | some.text(max_size=12)


BENT = some.dictionaries(
    some.sampled_from([*service(), "alert", "service_areas", "email", "url", "cost_options"]),
    SMALL
    | some.lists(SMALL | some.dictionaries(some.sampled_from(["id", "name", "code", "amount"]), SMALL), max_size=2),
    max_size=5,
)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(bent=some.lists(BENT, max_size=3), spot=some.dictionaries(some.sampled_from([*location()]), SMALL, max_size=3))
def test_whatever_a_feed_says_it_is_taken_in_whole_or_not_at_all(feed, by, bent, spot):
    things = [service(9, places=({**location(9), **spot},)), *({**service(n), **told} for n, told in enumerate(bent))]
    before = Service.objects.filter(feed=feed, is_removed=False).count()

    one = look(feed, by, things)
    new = sum(1 for fate in queries.fates(one, "new") if fate.kind == "service")
    if one.stage == "preview" and (one.counts.get("new") or one.counts.get("changed")):
        one = approve(one, by)
        assert one.stage == "written"
        assert Service.objects.filter(feed=feed, is_removed=False).count() == before + new
        assert "new" not in look(feed, by, things).counts
    else:
        assert one.stage in ("preview", "unreadable")


def test_the_directory_is_whole_afterwards(feed, by):
    take_in(feed, by, [service(alert="A.", schedules=[weekly(), {"valid_from": "2026-12-24", "description": "closed",
                                                               "notes": "Julafton"}])])  # fmt: skip
    take_in(feed, by, [service(alert="B.", name="Annat namn", schedules=[])])

    call_command("verify", "data")
