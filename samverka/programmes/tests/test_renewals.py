"""What comes after an agreement: nothing, and why, or another one; said while it runs, and taken back."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from samverka.core.access import Denied, Refused, Unfit
from samverka.core.models import Entry
from samverka.programmes import actions, queries, tasks, waiting
from samverka.programmes.models import Agreement
from samverka.programmes.tests.factories import AT, make_agreement, make_payer, make_provider, make_signed
from samverka.programmes.tests.test_payments import let_in


pytestmark = pytest.mark.django_db
SOON = datetime(2026, 7, 4, 11, tzinfo=UTC)
NEXT_YEAR = {"first_day": date(2027, 1, 1), "last_day": date(2027, 12, 31), "may_extend_until": None}


@pytest.fixture
def ending(payer):
    made = make_signed(payer, make_provider(), title="Natthärbärge")
    actions.move_agreements(at=SOON)
    made.refresh_from_db()
    return made


def waits(payer):
    return list(waiting.agreements_that_end(payer, SOON))


def test_either_word_ends_the_pile_until_it_is_taken_back(payer, ending, mailoutbox):
    said = {"agreement": ending, "by": payer, "at": SOON}
    following = make_agreement(payer, **NEXT_YEAR)
    assert waits(payer) == [ending]
    for say in (
        lambda: actions.note_not_renewed(reason="Staden ordnar platserna själv.", **said),
        lambda: actions.name_successor(successor=following, **said),
    ):
        say()
        say()
        assert (waits(payer), list(queries.to_remind())) == ([], [])
        actions.reopen_renewal(**said)
        assert waits(payer) == list(queries.to_remind()) == [ending]

    told = Entry.objects.filter(subject__endswith=f":{ending.pk}").order_by("number").values_list("verb", flat=True)
    assert [verb.removeprefix("programmes.agreement_") for verb in told][-4:] == [
        *("not_renewed", "renewal_reopened", "successor_named", "renewal_reopened")
    ]


def test_the_last_word_holds_and_both_hold_nowhere(payer, ending):
    said = {"agreement": ending, "by": payer, "at": SOON}
    following = make_agreement(payer, **NEXT_YEAR)
    actions.note_not_renewed(reason="Staden ordnar platserna själv.", **said)
    held = actions.name_successor(successor=following, **said)
    assert (held.successor, held.why_not_renewed) == (following, "")

    rows = Agreement.objects.filter(pk=ending.pk)
    for wrong in ({"why_not_renewed": "Nej."}, {"successor": ending}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_only_whoever_keeps_it_says_so_of_what_they_keep_and_while_it_runs(payer, ending):
    other, said = make_payer(), {"by": payer, "at": SOON}
    earlier = make_agreement(payer, first_day=date(2025, 1, 1))
    for wrong in (ending, earlier, make_agreement(other, **NEXT_YEAR)):
        with pytest.raises(Unfit, match="ends later"):
            actions.name_successor(agreement=ending, successor=wrong, **said)
    with pytest.raises(Unfit, match="why"):
        actions.note_not_renewed(agreement=ending, reason=" ", **said)
    with pytest.raises(Unfit, match="personal number"):
        actions.note_not_renewed(agreement=ending, reason="För 19811218-9876.", **said)
    with pytest.raises(Denied):
        actions.note_not_renewed(agreement=ending, reason="Nej.", by=other, at=SOON)

    actions.note_not_renewed(agreement=ending, reason="Staden ordnar platserna själv.", **said)
    actions.end_agreement(agreement=ending, **said)
    with pytest.raises(Refused, match="while it runs"):
        actions.reopen_renewal(agreement=ending, **said)


def test_what_came_to_nothing_or_was_forgotten_leaves_the_question_open(payer, ending):
    said = {"agreement": ending, "by": payer, "at": SOON}
    following = make_agreement(payer, **NEXT_YEAR)
    actions.name_successor(successor=following, **said)
    actions.end_agreement(agreement=following, by=payer, at=SOON)
    assert waits(payer) == [ending]

    later = datetime(2029, 1, 1, tzinfo=UTC)
    actions.purge.forget_dialogues(county="00", before=later, at=later, limit=10)
    ending.refresh_from_db()
    assert (ending.successor, waits(payer)) == (None, [ending])


def test_an_extension_asks_anew(payer, ending):
    said = {"agreement": ending, "by": payer, "at": SOON}
    actions.note_not_renewed(reason="Staden ordnar platserna själv.", **said)
    held = actions.extend_agreement(last_day=date(2027, 6, 30), **said)
    assert (held.why_not_renewed, held.successor) == ("", None)


def test_nobody_is_told_to_say_what_is_said(payer, ending, mailoutbox):
    actions.note_not_renewed(agreement=ending, reason="Staden ordnar platserna själv.", by=payer, at=SOON)
    tasks.tick(at=SOON)
    ending.refresh_from_db()
    assert (ending.reminded_on, mailoutbox) == (None, [])


def test_both_pages_lead_to_each_other_as_far_as_one_may_read(client, payer, ending):
    following = make_agreement(payer, title="Vinterplatser", **NEXT_YEAR)
    actions.publish_agreement(agreement=ending, by=payer, at=SOON)
    let_in(client, payer)
    done = client.post(reverse("programmes:name_successor", args=[ending.pk]), {"successor": following.pk})
    assert done.url == reverse("programmes:agreement", args=[ending.pk])

    pages = [(ending, following), (following, ending)]
    for one, other in pages:
        text = client.get(reverse("programmes:agreement", args=[one.pk])).content.decode()
        assert reverse("programmes:agreement", args=[other.pk]) in text
    client.logout()
    assert "Vinterplatser" not in client.get(reverse("programmes:open_agreement", args=[ending.pk])).content.decode()
    let_in(client, make_payer("0380"))
    assert "Vinterplatser" not in client.get(reverse("programmes:agreement", args=[ending.pk])).content.decode()


def test_the_page_says_why_it_is_not_renewed_and_takes_it_back(client, payer, ending):
    let_in(client, payer)
    page = reverse("programmes:agreement", args=[ending.pk])
    wrong = client.post(reverse("programmes:note_not_renewed", args=[ending.pk]), {"reason": ""})
    assert wrong.status_code == 422
    client.post(reverse("programmes:note_not_renewed", args=[ending.pk]), {"reason": "Staden ordnar platserna."})
    assert "Staden ordnar platserna." in client.get(page).content.decode()

    client.post(reverse("programmes:reopen_renewal", args=[ending.pk]))
    ending.refresh_from_db()
    assert ending.why_not_renewed == ""


def test_machines_say_and_read_it(client, payer, ending):
    let_in(client, payer)
    following = make_agreement(payer, **NEXT_YEAR)
    way = f"/api/v1/agreements/{ending.pk}"
    send = lambda step, **said: client.post(f"{way}/{step}", said, content_type="application/json")  # noqa: E731

    assert send("successor", successor_id=str(following.pk)).json()["successor_id"] == str(following.pk)
    assert send("successor", successor_id=str(ending.pk)).status_code == 422
    stranger = make_agreement(make_payer("0380"), **NEXT_YEAR)
    assert send("successor", successor_id=str(stranger.pk)).status_code == 404
    told = send("not-renewed", reason="Staden ordnar platserna.").json()
    assert (told["successor_id"], told["why_not_renewed"]) == (None, "Staden ordnar platserna.")
    assert send("reopen-renewal").json()["why_not_renewed"] == ""

    actions.name_successor(agreement=ending, successor=following, by=payer, at=AT)
    actions.publish_agreement(agreement=ending, by=payer, at=AT)
    let_in(client, make_payer("0380"))
    assert client.get(way).json()["successor_id"] is None


def test_a_follower_that_is_over_before_its_predecessor_is_no_answer(payer, ending):
    following = make_signed(payer, make_provider("1480"), first_day=date(2026, 7, 1), last_day=date(2027, 12, 31))
    actions.move_agreements(at=SOON)
    actions.name_successor(agreement=ending, successor=following, by=payer, at=SOON)
    assert waits(payer) == []

    actions.end_agreement(agreement=following, by=payer, at=SOON)
    assert waits(payer) == [ending]


def test_it_waits_for_whoever_can_say_what_follows(payer):
    made = make_signed(payer, provider := make_provider(), title="Natthärbärge")
    actions.move_agreements(at=SOON)

    assert (waits(payer), waits(provider)) == ([made], [])
    assert list(queries.ending(provider, on=SOON.date())) == [made]
