"""Hours are set whole, days that differ and notices one by one."""

from datetime import date, time, timedelta

import pytest
from django.utils.timezone import localdate, now

from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.free_text import ReadThrough
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.versions import version
from samverka.directory import actions, queries
from samverka.directory.actions.hours import MOST_RULES
from samverka.directory.models import DateException, Notice, OpeningRule, Service, Town, Translation, Wording
from samverka.directory.queries import Weekly
from samverka.directory.tests.factories import make_editor, make_place, make_provider, make_service


pytestmark = pytest.mark.django_db
NINE, FIVE = time(9), time(17)
MONDAY = date(2027, 1, 11)


def set_hours(owner, *weekly, **said):
    provider = owner.service.provider if hasattr(owner, "service_id") else owner.provider
    told = {"owner": owner, "weekly": weekly, "by": make_editor(provider), "at": now()}
    return actions.set_hours(**told | said)


def add_exception(owner, **said):
    told = {"id": new_id(), "owner": owner, "by": make_editor(owner.provider), "at": now(), "first_day": MONDAY}
    return actions.add_exception(**told | said)


def add_notice(owner, text="Trappan lagas.", **said):
    told = {"id": new_id(), "owner": owner, "by": make_editor(owner.provider), "at": now(), "first_day": MONDAY}
    return actions.add_notice(**told | {"text": text} | said)


def test_hours_are_set_whole():
    service = make_service()

    set_hours(service, Weekly("12345", NINE, FIVE), Weekly("6", time(10), time(14)))
    kept = service.rules.get(weekdays="12345")
    set_hours(service, Weekly("54321", NINE, FIVE), Weekly("7", time(20), time(7, 30), kind="intake"))

    assert [(one.weekdays, one.kind) for one in queries.weekly(service)] == [("12345", "open"), ("7", "intake")]
    assert kept in service.rules.all()
    assert Entry.objects.filter(verb="directory.hours_set").count() == 2


def test_who_states_hours_has_confirmed_them():
    place = make_place()
    leans = make_service(place.provider, places=(place,))
    has_own = make_service(place.provider, places=(place,))
    set_hours(has_own, Weekly("1", NINE, FIVE))
    Service.objects.update(hours_confirmed_on=None)
    before = Town.objects.get(pk="0180").revision

    set_hours(place, Weekly("12", NINE, FIVE), holidays="closed", eves="unknown")

    confirmed = dict(Service.objects.values_list("pk", "hours_confirmed_on"))
    assert confirmed == {leans.pk: localdate(), has_own.pk: None}
    assert Town.objects.get(pk="0180").revision > before
    place.refresh_from_db()
    assert (place.holidays, place.eves) == ("closed", "unknown")


def test_a_stop_has_hours_of_its_own():
    service = make_service(is_mobile=True)
    stop = service.at_places.get()

    set_hours(stop, Weekly("3", NINE, FIVE, nth=-1))

    assert OpeningRule.objects.get().at_place == stop
    service.refresh_from_db()
    assert service.hours_confirmed_on == localdate()


def test_hours_that_a_colleague_has_changed_are_handed_back():
    service = make_service()
    seen = queries.hours_version(service)
    set_hours(service, Weekly("1", NINE, FIVE), seen=seen)

    with pytest.raises(Stale):
        set_hours(service, Weekly("2", NINE, FIVE), seen=seen)
    assert set_hours(service, Weekly("1", NINE, FIVE), seen=seen)  # they agree


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Weekly("", NINE, FIVE), "at least one day"),
        (Weekly("8", NINE, FIVE), "at least one day"),
        (Weekly("1", NINE, FIVE, nth=6), "of the month"),
        (Weekly("1", NINE, FIVE, valid_from=date(2027, 2, 1), valid_to=date(2027, 1, 1)), "end before"),
    ],
)
def test_hours_that_cannot_be_are_told(rule, told):
    with pytest.raises(Unfit, match=told):
        set_hours(make_service(), rule)


def test_nobody_writes_a_book_of_hours():
    lines = [Weekly("1", time(number // 4, number % 4 * 15), FIVE) for number in range(MOST_RULES + 1)]

    with pytest.raises(Unfit, match="too many"):
        set_hours(make_service(), *lines)


def test_strangers_set_no_hours():
    with pytest.raises(Denied):
        set_hours(make_service(), Weekly("1", NINE, FIVE), by=make_user())


def test_a_day_differs_for_a_place_or_a_service():
    service = make_service()

    closed = add_exception(service, last_day=MONDAY + timedelta(days=4), message="Semester.")
    other = add_exception(service.places.get(), kind="other", opens=NINE, closes=FIVE)

    assert (closed.kind, closed.last_day) == ("closed", MONDAY + timedelta(days=4))
    assert other.last_day == MONDAY
    assert Wording.objects.get(subject=closed.pk).kind == "exception"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "other", "opens": NINE}, "opens"),
        ({"kind": "message"}, "message"),
        ({"last_day": MONDAY - timedelta(days=1)}, "last_day"),
        ({"message": "Ring Kim Exempelsson, 19811218-9876"}, "message"),
    ],
)
def test_a_day_that_cannot_differ_so_is_told(said, field):
    with pytest.raises(Unfit) as told:
        add_exception(make_service(), **said)
    assert told.value.field == field


def test_an_exception_sent_twice_is_one():
    service, id = make_service(), new_id()

    assert add_exception(service, id=id) == add_exception(service, id=id)
    with pytest.raises(Refused, match="already names"):
        add_exception(service, id=id, kind="message", message="Nytt.")


def test_an_exception_is_changed_unless_a_colleague_was_quicker():
    one = add_exception(make_service())
    by, seen = make_editor(one.service.provider), version(one)

    changed = actions.change_exception(exception=one, by=by, at=now(), seen=seen, kind="message", message="Kom ändå.")

    assert (changed.kind, changed.message) == ("message", "Kom ändå.")
    with pytest.raises(Stale):
        actions.change_exception(exception=one, by=by, at=now(), seen=seen, kind="closed")
    assert actions.change_exception(exception=changed, by=by, at=now(), seen=seen, message="Kom ändå.") == changed


def test_what_is_removed_takes_its_texts_with_it():
    one, notice = add_exception(make_service(), message="Stängt."), add_notice(make_service())
    Translation.objects.create(
        kind="notice", subject=notice.pk, field="text", language_id="en", text="Stairs.", of_version=1, at=now()
    )

    actions.remove_exception(exception=one, by=make_editor(one.service.provider), at=now())
    actions.remove_notice(notice=notice, by=make_editor(notice.service.provider), at=now())

    assert not DateException.objects.exists()
    assert not Notice.objects.exists()
    assert not Wording.objects.filter(kind__in=("notice", "exception")).exists()
    assert not Translation.objects.filter(kind="notice").exists()


@pytest.mark.parametrize("noun", ["exception", "notice"])
def test_what_is_removed_already_is_removed_once_and_changed_no_more(noun):
    service = make_service()
    one = {"exception": add_exception, "notice": add_notice}[noun](service)
    told = {"by": make_editor(service.provider), "at": now()}
    late = type(one).objects.get(pk=one.pk)

    for there in (one, late):
        getattr(actions, f"remove_{noun}")(**{noun: there}, **told)

    assert Entry.objects.filter(verb=f"directory.{noun}_removed").count() == 1
    with pytest.raises(Refused):
        getattr(actions, f"change_{noun}")(**{noun: late}, last_day=MONDAY + timedelta(days=1), **told)


def test_a_stop_that_is_gone_gets_no_hours():
    stop = make_service().at_places.select_related("service__provider").get()
    type(stop).objects.filter(pk=stop.pk).delete()

    with pytest.raises(Refused):
        set_hours(stop, Weekly("1", NINE, FIVE))


def test_a_notice_is_told_for_a_while():
    provider = make_provider()
    by = make_editor(provider)

    notice = actions.add_notice(id=new_id(), owner=provider, by=by, at=now(), text="Vi flyttar.", first_day=MONDAY)
    changed = actions.change_notice(notice=notice, by=by, at=now(), seen=version(notice), last_day=MONDAY)

    assert (changed.provider, changed.last_day) == (provider, MONDAY)
    with pytest.raises(Unfit):
        actions.change_notice(notice=notice, by=by, at=now(), text=" ")


def test_whoever_writes_a_phone_number_reads_the_notice_through():
    with pytest.raises(Unfit, match="phone number"):
        add_notice(make_service(), "Ring 08-123 456 78 först.")

    assert add_notice(make_service(), ReadThrough("Ring 08-123 456 78 först.")).text == "Ring 08-123 456 78 först."


def test_strangers_tell_no_notices():
    notice = add_notice(make_service())

    for action in (actions.change_notice, actions.remove_notice):
        with pytest.raises(Denied):
            action(notice=notice, by=make_user(), at=now())
