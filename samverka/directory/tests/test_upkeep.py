"""How the directory is kept right: what is found right, what is reported, and what the clock does."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.directory import actions
from samverka.directory.actions.upkeep import MOST_OPEN
from samverka.directory.models import ErrorReport, Service, Town, Verification
from samverka.directory.tests.factories import make_editor, make_provider, make_service


pytestmark = pytest.mark.django_db


def say_wrong(service, **said):
    told = {"id": new_id(), "service": service, "kind": "hours", "text": "", "at": now()}
    return actions.report_error(**told | said)


def age(service, days):
    Service.objects.filter(pk=service.pk).update(verified_on=localdate() - timedelta(days=days))
    service.refresh_from_db()


def test_anybody_may_say_that_an_entry_is_wrong():
    service = make_service()

    report = say_wrong(service, text="De öppnar en timme senare.")

    assert report.state == "open"
    assert Entry.objects.get(verb="directory.error_reported").by == "anybody"


def test_a_report_sent_twice_is_one_report():
    service, id = make_service(), new_id()

    assert say_wrong(service, id=id) == say_wrong(service, id=id)
    with pytest.raises(Refused, match="already names"):
        say_wrong(service, id=id, kind="phone")


def test_a_report_of_something_else_says_what():
    with pytest.raises(Unfit):
        say_wrong(make_service(), kind="other", text=" ")


def test_a_report_says_nothing_about_a_guest():
    with pytest.raises(Unfit, match="personal number"):
        say_wrong(make_service(), text="Fråga 19811218-9876")


@pytest.mark.slow
def test_what_many_have_said_needs_not_be_said_again():
    service = make_service()
    for _number in range(MOST_OPEN):
        say_wrong(service)

    with pytest.raises(Refused, match="Many"):
        say_wrong(service)


def test_who_keeps_the_entry_says_what_became_of_a_report():
    report = say_wrong(make_service())
    by = make_editor(report.service.provider)

    handled = actions.handle_report(report=report, state="mended", by=by, at=now())

    assert (handled.state, handled.handled_by) == ("mended", by)
    assert actions.handle_report(report=report, state="mended", by=by, at=now()) == handled
    with pytest.raises(Refused):
        actions.handle_report(report=report, state="right", by=by, at=now())
    with pytest.raises(Unfit):
        actions.handle_report(report=report, state="open", by=by, at=now())


def test_nobody_else_answers_a_report():
    report = say_wrong(make_service())

    with pytest.raises(Denied):
        actions.handle_report(report=report, state="right", by=make_user(), at=now())
    assert ErrorReport.objects.get().state == "open"


def test_one_button_finds_all_of_a_provider_right():
    provider = make_provider()
    one, other, foreign = make_service(provider), make_service(provider), make_service()
    for service in (one, other, foreign):
        age(service, 100)
    before = Town.objects.get(pk="0180").revision

    found = actions.verify(provider=provider, services=[one, other, foreign], by=make_editor(provider), at=now())

    assert {service.pk for service in found} == {one.pk, other.pk}
    assert Verification.objects.count() == 2
    assert Town.objects.get(pk="0180").revision > before
    one.refresh_from_db()
    assert (one.verified_on, one.hours_confirmed_on, one.verified_by) == (
        localdate(),
        localdate(),
        provider.organisation,
    )
    foreign.refresh_from_db()
    assert foreign.verified_on == localdate() - timedelta(days=100)


def test_a_service_is_found_right_once_a_day():
    service = make_service()
    by = make_editor(service.provider)

    actions.verify(provider=service.provider, services=[service], by=by, at=now())
    actions.verify(provider=service.provider, services=[service], by=by, at=now())

    assert Verification.objects.count() == 1
    assert Entry.objects.filter(verb="directory.found_right").count() == 1
