"""Asking `/hsds/v3/` as others do."""

from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.directory import actions
from samverka.directory.models import DateException, Language, Notice
from samverka.directory.tests.factories import add_hours, make_place, make_provider, make_service


ROOT = "/hsds/v3/"


def ask(client, what, **asked):
    answer = client.get(ROOT + what, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def contents(client, what, **asked):
    return ask(client, what, **asked)["contents"]


def ids(client, what, **asked):
    return [one["id"] for one in contents(client, what, **asked)]


def full_service(**facts):
    """A service of which everything is known."""
    provider = make_provider(description="En förening.", email="info@example.org", phone="08-1")
    at = make_place(provider, area="Söder", postal_code="111 22", way="In på gården", phone="08-2", step_free=True)
    said = {"description": "Varmt vatten.", "easy": "Dusch.", "bring": "Handduk", "cost": 20, "cost_note": "kontant"}
    said |= {"audience": ["women", "adults"], "spoken": ["sv", "ro"], "no_id_needed": True, "step_free": True}
    said |= {"phone": "08-3", "email": "dusch@example.org", "website": "https://example.org/dusch", "fullness": "low"}
    service = make_service(provider, places=(at,), areas=(make_territory("01"),), **said | facts)
    for owner in (service, at, service.at_places.get()):
        add_hours(owner)
    DateException.objects.create(service=service, first_day=localdate(), last_day=localdate())
    Notice.objects.create(service=service, text="Kallt vatten i dag", first_day=localdate())
    return service


def translate(service, language, text, *, field="name"):
    return actions.translate(
        subject=service.pk, field=field, language=Language.objects.get(pk=language), text=text, of_version=1,
        by=make_user(Role.TRANSLATOR), at=now(),
    )  # fmt: skip
