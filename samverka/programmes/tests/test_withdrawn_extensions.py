"""An extension of a mandate that was noted by mistake is withdrawn, while nothing rests on it."""

from datetime import date

import pytest
from django.urls import reverse

from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.programmes import actions
from samverka.programmes.integrity import extended
from samverka.programmes.tests.mandating import assign, make_final, make_mandate
from samverka.programmes.tests.proposing import AT, make_coordinator, make_respondent
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db
END, FIRST, SECOND = date(2026, 6, 30), date(2027, 6, 30), date(2028, 6, 30)


@pytest.fixture
def by():
    return make_coordinator()


def move(mandate, state, by, **said):
    return actions.move_mandate(mandate=mandate, state=state, by=by, at=AT, **said)


def make_extended(by, *until, state="active"):
    held = move(make_mandate(by, last_day=END), "active", by)
    held = move(held, state, by)
    for day in until:
        held = move(held, "extended", by, extended_until=day, decided_on=date(2026, 5, 1))
    return held


def withdraw(held, by, *, because="Fel uppdrag.", extension=None):
    last = extension or held.extensions.last()
    return actions.withdraw_extension(mandate=held, extension=last.pk, because=because, by=by, at=AT)


def test_the_last_extension_is_withdrawn_for_a_reason_and_the_end_falls_back(by):
    held = make_extended(by, FIRST, SECOND)
    first = held.extensions.first()
    with pytest.raises(Unfit, match="why") as wrong:
        withdraw(held, by, because=" ")
    assert wrong.value.field == "because"
    with pytest.raises(Refused, match="only the last"):
        withdraw(held, by, extension=first)
    with pytest.raises(Denied):
        withdraw(held, make_coordinator("12"))

    held = withdraw(held, by)
    assert (held.ends_on, held.state, list(held.extensions.all())) == (FIRST, "extended", [first])
    held = withdraw(held, by)
    assert (held.ends_on, held.extended_until, held.state) == (END, None, "active")
    assert not [*extended(AT)]
    told = Entry.objects.filter(verb="programmes.mandate_extension_withdrawn")
    assert [one.detail["because"] for one in told.order_by("number")] == ["Fel uppdrag."] * 2


def test_one_that_was_reported_before_it_was_extended_is_reported_again(by):
    assert withdraw(make_extended(by, FIRST, state="reported"), by).state == "reported"


def rests(by, held, what):
    day = date(2027, 2, 1)
    if what == "handed in":
        actions.add_deliverable(id=new_id(), mandate=held, title="Delrapport", due_on=day, by=by, at=AT)
    if what == "task":
        assign(held, make_respondent().standing[0].organisation)  # due on the first of January
    if what == "follows":
        make_mandate(by, predecessor=held, first_day=date(2027, 7, 1), last_day=SECOND)
    if what == "final report":
        make_final(by, held)
    if what == "reported":
        move(held, "reported", by)


@pytest.mark.parametrize("what", ["handed in", "task", "follows", "final report", "reported"])
def test_what_something_rests_on_is_not_withdrawn_and_it_is_told_what(by, what):
    held = make_extended(by, FIRST)
    rests(by, held, what)
    with pytest.raises(Refused, match=what):
        withdraw(held, by)
    held.refresh_from_db()
    assert (held.ends_on, held.extensions.count()) == (FIRST, 1)


def test_what_lies_within_the_mandate_as_it_was_rests_on_nothing(by):
    held = make_extended(by, FIRST)
    actions.add_deliverable(id=new_id(), mandate=held, title="Delrapport", due_on=END, by=by, at=AT)
    make_mandate(by, predecessor=held, first_day=date(2026, 7, 1), last_day=SECOND)
    assert withdraw(held, by).ends_on == END


def test_it_is_withdrawn_on_the_page_of_the_mandate(client, by):
    held = make_extended(by, FIRST)
    enter(client, by)
    page, way = (reverse(f"programmes:{name}", args=[held.pk]) for name in ("mandate", "withdraw_extension"))
    assert f'action="{way}"' in client.get(page).content.decode()
    typed = {"extension": held.extensions.get().pk, "because": "Fel uppdrag."}
    assert client.post(way, typed | {"because": ""}).status_code == 422
    assert client.post(way, typed).url == page
    assert f'action="{way}"' not in client.get(page).content.decode()
