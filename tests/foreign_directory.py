"""Entries of the directory and worries of another county, for `test_api_foreign.py`."""

from django.utils.timezone import now

from samverka.core.ids import new_id
from samverka.directory import actions as directory
from samverka.directory.models import Feed, FeedReading
from samverka.directory.tests.factories import make_editor, make_place, make_provider, make_service
from samverka.safeguarding.tests.factories import make_channel, make_note, make_sighting
from samverka.shelters.tests.factories import EVENING


def foreign_entries(code):
    """One of everything that is kept in the directory there."""
    provider = make_provider(territory=code)
    place = make_place(provider, address_class="partners", street="Gatan 1")
    service, by = make_service(provider, places=(place,)), make_editor(provider)
    said = {"owner": service, "by": by, "at": now(), "first_day": EVENING.date()}
    feed = Feed.objects.create(name="Flödet", organisation=by.standing[0].organisation, territory_id=code)
    return {
        "provider_id": provider.pk,
        "directory_place_id": place.pk,
        "service_id": service.pk,
        "stop_id": service.at_places.get().pk,
        "days_id": directory.add_exception(id=new_id(), **said).pk,
        "notice_id": directory.add_notice(id=new_id(), text="X", **said).pk,
        "report_id": directory.report_error(id=new_id(), service=service, kind="hours", text="", at=now()).pk,
        "feed_id": feed.pk,
        "reading_id": FeedReading.objects.create(feed=feed, by=by, begun_at=now()).pk,
    }


def foreign_worries(lead, code):
    """What was noted of children there, and a channel."""
    channel = make_channel(code=code)
    return {
        "channel_id": channel.pk,
        "channel_days_id": channel.exceptions.create(first_day=EVENING, last_day=EVENING, kind="closed").pk,
        "sighting_id": make_sighting(at=lead.standing[0].organisation, by=lead, code=code).pk,
        "note_id": make_note(by=lead).pk,
    }
