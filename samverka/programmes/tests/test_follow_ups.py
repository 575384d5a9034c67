"""Volumes held against what was delivered, deviations that both comment, and the year that all settle."""

import io
from datetime import UTC, date, datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from samverka.actors.models import ContactLine
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.waiting import waiting
from samverka.programmes import actions, queries, tasks
from samverka.programmes.models import Agreement, AgreementMeeting, Deviation, Payment, Volume
from samverka.programmes.paper import printed_year, workbook
from samverka.programmes.queries.volumes import MINUS
from samverka.programmes.tests.factories import (
    AT,
    deliver,
    home,
    make_agreement,
    make_signed,
    open_doors,
)
from samverka.programmes.tests.test_supply import OVER, hold, told
from samverka.situation.tests.keepers import protect
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db
AFTER = datetime(2027, 1, 20, 11, tzinfo=UTC)


@pytest.fixture
def shelter(payer, provider):
    """35 places and 365 nights a year: 30 beds were open on every night of the first half, and of the second none.

    It was entered before it began.
    """
    made = make_signed(payer, provider, volumes={"places": 35, "nights": 365, "advice_hours": 120})
    for month in range(1, 7):
        open_doors(provider, date(2026, month, 1), 28 if month == 2 else 30, 30)
    Agreement.objects.filter(pk=made.pk).update(begun_at=datetime(2025, 12, 1, 9, tzinfo=UTC))
    return Agreement.objects.prefetch_related("parties").get(pk=made.pk)


def test_what_is_agreed_is_held_against_what_was_counted(shelter, provider):
    assert told(provider, shelter) == {
        "advice_hours": [(30, None)] * 4,
        "nights": [(91, 88), (91, 90), (91, None), (91, None)],
        "places": [(35, 30), (35, 30), (35, None), (35, None)],
    }


def test_a_part_of_a_period_owes_a_part_of_its_volume(payer, provider):
    made = make_signed(payer, provider, volumes={"nights": 365}, first_day=date(2026, 2, 1), last_day=date(2026, 5, 15))

    assert [round(one.agreed, 1) for one in hold(None, made, "year")["nights"]] == [106.0]


def test_a_payer_does_not_see_what_few_make(shelter, payer, provider):
    Volume.objects.filter(kind="nights").update(kind="bed_nights")
    deliver(provider, "bed_nights", date(2026, 1, 1), 3)

    assert told(provider, shelter)["bed_nights"][0] == (91, 3)
    row = hold(payer, shelter)["bed_nights"]
    assert (row[0].delivered, row[0].is_hidden) == (None, True)


def test_a_running_period_is_held_against_the_days_that_are_gone_and_never_differs(shelter, provider):
    on = date(2026, 4, 11)
    first, second = hold(provider, shelter, on=on)["nights"]
    [year] = hold(provider, shelter, "year", on=on)["nights"]

    assert [(one.is_running, one.percent) for one in (first, second, year)] == [
        (False, f"{MINUS}4 %"), (True, ""), (True, "")
    ]  # fmt: skip
    assert [round(one.agreed, 1) for one in (second, year)] == [
        round(365 / 12 / 3, 1),
        round(365 / 12 * (3 + 1 / 3), 1),
    ]
    assert (round(year.whole), second.is_far(10)) == (365, False)


def test_a_settled_period_of_which_nothing_is_counted_deviates(shelter, payer, provider):
    *_earlier, last = hold(None, shelter)["advice_hours"]
    assert (last.delivered, last.deviation, last.is_uncounted, last.is_far(10)) == (None, -1, True, True)

    tasks.tick(at=AFTER)
    found = Deviation.objects.filter(volume__kind="advice_hours").order_by("period")
    assert [(one.period, one.is_less) for one in found] == [(f"2026-Q{number}", True) for number in (1, 2, 3, 4)]
    year = queries.followed_up(provider, shelter, 2026, on=AFTER.date())
    assert [one.volume.kind for one in year.uncounted] == ["advice_hours"]


def test_nothing_is_missed_before_it_has_had_time_to_be_counted(shelter, provider):
    told = [hold(provider, shelter, on=date(2027, 1, day))["advice_hours"][-1] for day in (1, 13, 14)]

    assert [(one.is_uncounted, one.percent) for one in told] == [(False, ""), (False, ""), (True, f"{MINUS}100 %")]


def test_only_nights_of_the_agreements_own_days_are_its(payer, provider):
    made = make_signed(
        payer, provider, volumes={"nights": 365, "places": 30}, first_day=date(2026, 3, 15), last_day=date(2026, 4, 10)
    )
    for month in (3, 4):
        open_doors(provider, date(2026, month, 1), 30, 30)

    [nights], [places] = hold(provider, made, "year")["nights"], hold(provider, made, "year")["places"]

    assert (nights.delivered, places.delivered) == (16 + 10, 30)
    assert not nights.is_far(10)


def test_of_a_time_before_the_agreement_was_entered_nothing_is_missed(shelter):
    Agreement.objects.filter(pk=shelter.pk).update(begun_at=datetime(2026, 8, 1, 9, tzinfo=UTC))
    shelter.refresh_from_db(fields=["begun_at"])

    tasks.tick(at=AFTER)

    assert [one.percent for one in hold(None, shelter)["advice_hours"]] == ["", "", f"{MINUS}100 %", f"{MINUS}100 %"]
    hours, nights = (
        Deviation.objects.filter(volume__kind=kind).order_by("period") for kind in ("advice_hours", "nights")
    )
    assert [one.period for one in hours] == [one.period for one in nights] == ["2026-Q3", "2026-Q4"]
    assert Deviation.objects.filter(volume__kind="places").first().period == "2026-Q1"  # counted, and too few


def test_the_page_says_what_runs_what_is_not_counted_and_that_nothing_is_asked_yet(
    client, shelter, provider, monkeypatch
):
    enter(client, provider)
    page = reverse("programmes:follow_up", args=[shelter.pk, 2026])

    def read(at):
        monkeypatch.setattr("samverka.programmes.views.follow_ups.now", lambda: at)
        return " ".join(client.get(page).content.decode().split())

    running = read(datetime(2026, 5, 1, 11, tzinfo=UTC))
    tasks.tick(at=AFTER)
    over = read(AFTER)

    assert ("Nothing has been asked about yet." in running, "No period was more than" in running) == (True, False)
    assert running.count("running") >= 2
    assert ("Nothing was counted." in over, "Nothing was counted of: hours of advice." in over) == (True, True)


def test_a_year_that_is_over_waits_for_whoever_is_next(client, shelter, payer, provider):
    sides = {one.part: one for one in shelter.parties.all()}
    year = {"agreement": shelter, "year": 2026, "at": AFTER}
    turn = lambda at=AFTER: [  # noqa: E731
        [
            one.text
            for one in waiting(user, roles={user.standing[0].role}, footing=new_id(), at=at)
            if "year" in one.text
        ]
        for user in (provider, payer)
    ]
    to_settle, to_approve = ["1 agreement has a year to go through"], ["1 year of an agreement to approve"]
    assert (turn(datetime(2026, 12, 31, 12, tzinfo=UTC)), turn()) == ([[], []], [to_settle, []])

    actions.settle_year(party=sides["provider"], by=provider, **year)
    assert turn() == [[], to_approve]
    enter(client, payer)
    page = client.get(reverse("programmes:programmes")).content.decode()
    assert reverse("programmes:follow_up", args=[shelter.pk, 2026]) in page
    actions.object_to_year(party=sides["payer"], objection="Juni saknas.", by=payer, **year)
    assert turn() == [to_settle, []]
    assert queries.years_to_settle(provider, on=AFTER.date(), most=20) == [(shelter, 2026, "Juni saknas.")]
    for part, by in (("provider", provider), ("payer", payer)):
        actions.settle_year(party=sides[part], by=by, **year)
    assert turn() == [[], []]


def test_what_is_hidden_stays_hidden_when_the_year_is_frozen(shelter, payer, provider):
    protect(home(provider))
    settle(shelter, provider)

    year = queries.followed_up(payer, shelter, 2026, on=AFTER.date())
    told = {one.volume.kind: (one.is_hidden, one.delivered) for one in year.volumes}
    assert told == {"advice_hours": (False, None), "nights": (True, None), "places": (True, None)}
    own = queries.followed_up(provider, shelter, 2026, on=AFTER.date())
    assert {one.volume.kind: one.delivered for one in own.volumes}["nights"] == 178


def test_hours_are_stated_by_those_who_run_it(shelter, payer, provider):
    volumes = {one.kind: one for one in shelter.volumes.all()}
    own = queries.own_party(provider, shelter)
    said = {"party": own, "month": date(2026, 3, 1), "amount": 12, "by": provider, "at": AT}
    actions.state_delivered(volume=volumes["advice_hours"], **said)
    actions.state_delivered(volume=volumes["advice_hours"], **said)
    with pytest.raises(Refused, match="counted already"):
        actions.state_delivered(volume=volumes["nights"], **said)
    with pytest.raises(Unfit, match="has begun"):
        actions.state_delivered(volume=volumes["advice_hours"], **said | {"month": date(2026, 12, 1)})

    assert told(payer, shelter)["advice_hours"][0] == (30, 12)


def test_nothing_is_delivered_of_what_is_not_signed(client, payer, provider):
    made = make_agreement(payer)
    actions.add_party(agreement=made, organisation=home(provider), part="provider", by=payer, at=AT)
    actions.set_volume(agreement=made, kind="advice_hours", amount=120, by=payer, at=AT)
    state = lambda: actions.state_delivered(  # noqa: E731
        volume=made.volumes.get(), party=made.parties.get(part="provider"), month=date(2026, 5, 1), amount=8,
        by=provider, at=AT,
    )  # fmt: skip
    page, way = (reverse(f"programmes:{name}", args=[made.pk]) for name in ("volumes", "state_delivered"))
    offered = lambda: (way in client.get(page).content.decode(), client.get(way).status_code)  # noqa: E731
    enter(client, provider)
    for step in (None, "draft_agreement", "end_agreement"):
        if step:
            getattr(actions, step)(agreement=made, by=payer, at=AT)
        with pytest.raises(Refused, match="when it is signed"):
            state()
        assert offered() == (False, 404)

    Agreement.objects.update(state="drafted")
    actions.sign_agreement(agreement=made, signed_on=AT.date(), by=payer, at=AT)
    assert (state().amount, offered()) == (8, (True, 200))


def test_a_deviation_asks_both_once(shelter, payer, provider, mailoutbox):
    for who, address in ((payer, "stad@example.org"), (provider, "forening@example.org")):
        ContactLine.objects.create(organisation=home(who), function="coordination", email=address)
    for day in (13, 14, 15):
        tasks.tick(at=datetime(2026, 4, day, 11, tzinfo=UTC))
        tasks.tick(at=datetime(2026, 4, day, 11, tzinfo=UTC))

    assert sorted((one.volume.kind, one.period, one.is_less) for one in Deviation.objects.all()) == [
        ("advice_hours", "2026-Q1", True),
        ("places", "2026-Q1", True),
    ]
    assert sorted(mail.to[0] for mail in mailoutbox) == ["forening@example.org", "stad@example.org"]


def test_both_parties_say_why_side_by_side(shelter, payer, provider):
    tasks.tick(at=AFTER)
    deviation = Deviation.objects.get(period="2026-Q1", volume__kind="places")
    for who, text in ((payer, "Vi bad om färre."), (provider, "Huset var fullt av damm.")):
        said = {"deviation": deviation, "party": queries.own_party(who, shelter), "by": who, "at": AFTER}
        actions.comment_deviation(text="Först.", **said)
        actions.comment_deviation(text=text, **said)
    with pytest.raises(Denied):
        actions.comment_deviation(text="Jag", **said | {"by": payer})

    year = queries.followed_up(payer, shelter, 2026, on=AFTER.date())
    asked = next(one for one in year.asked if one.deviation == deviation)
    assert [comment.text for _party, comment in asked.said] == ["Vi bad om färre.", "Huset var fullt av damm."]
    assert list(queries.uncommented(payer).filter(pk=deviation.pk)) == []


def settle(agreement, who, at=AFTER, year=2026):
    return actions.settle_year(agreement=agreement, year=year, party=queries.own_party(who, agreement), by=who, at=at)


def test_the_year_is_frozen_by_those_who_run_it_and_settled_by_all(shelter, payer, provider):
    with pytest.raises(Refused, match="when it is over"):
        settle(shelter, provider, at=datetime(2026, 12, 31, 11, tzinfo=UTC))
    with pytest.raises(Refused, match="run it settle first"):
        settle(shelter, payer)
    settle(shelter, provider)
    open_doors(provider, date(2026, 8, 1), 25, 30)  # is found later
    assert settle(shelter, payer).settled_at == AFTER

    year = queries.followed_up(payer, shelter, 2026, on=AFTER.date())
    assert {one.volume.kind: one.delivered for one in year.volumes} == {
        "advice_hours": None,
        "nights": 178,
        "places": 30.0,
    }
    with pytest.raises(Refused, match="settled"):
        actions.object_to_year(
            agreement=shelter, year=2026, party=queries.own_party(payer, shelter), objection="Fel.", by=payer, at=AFTER
        )


def test_an_objection_opens_the_year_again(shelter, payer, provider):
    settle(shelter, provider)
    actions.object_to_year(
        agreement=shelter, year=2026, party=queries.own_party(payer, shelter), objection="Augusti saknas.", by=payer,
        at=AFTER,
    )  # fmt: skip

    year = queries.followed_up(provider, shelter, 2026, on=AFTER.date())
    assert (year.is_frozen, year.objection, [day for _p, day in year.settlings]) == (
        False,
        "Augusti saknas.",
        [None, None],
    )


@pytest.mark.slow
def test_the_year_is_had_on_paper_and_as_a_workbook(shelter, payer, provider):
    tasks.tick(at=AFTER)
    settle(shelter, provider)
    year = queries.followed_up(payer, shelter, 2026, on=AFTER.date())

    assert printed_year(year).startswith(b"%PDF")
    book = load_workbook(io.BytesIO(workbook(year)))
    assert [[cell.value for cell in row][1:4] for row in list(book.worksheets[0].rows)[2:3]] == [[365, 365, 178]]
    heads, first, *_more = [[cell.value for cell in row] for row in book["Deviations"].rows]
    assert heads == ["Period", "What", "Agreed", "Delivered", "Deviation", "Party", "Comment"]
    assert first[:6] == ["2026-Q1", "Hours of advice", 30, None, -1, str(home(payer))]


def test_paper_has_no_heading_over_nothing_and_sets_the_deviation_apart(shelter, payer, monkeypatch):
    tasks.tick(at=AFTER)
    told = []
    monkeypatch.setattr("samverka.programmes.paper.follow_ups.pdf", lambda _template, said: told.append(said))
    with override("sv"):
        printed_year(queries.followed_up(payer, shelter, 2026, on=OVER))

    [said] = told
    assert [one["title"] for one in said["tables"]] == ["Volymer", "Pengar", "Godkänt av"]
    assert said["tables"][-1]["heads"][0] == "Part"
    places = [one["figures"] for one in said["deviations"] if "Platser" in one["title"]]
    assert places[0] == f"avtalat 35, levererat 30 ({MINUS}14 %)"


@pytest.mark.slow
def test_what_was_paid_and_decided_in_the_year_stands_with_it(shelter, payer):
    paid, owed, later = date(2026, 2, 1), date(2026, 8, 1), date(2027, 2, 1)
    for day in (paid, owed, later):
        Payment.objects.create(agreement=shelter, due_on=day, amount=111_000, paid_on=day if day == paid else None)
    AgreementMeeting.objects.create(
        agreement=shelter, planned_on=paid, held_on=paid, form="visit", decisions="Vi öppnar **tio** platser till."
    )
    year = queries.followed_up(payer, shelter, 2026, on=AFTER.date())
    TOTP.activate(payer, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(payer)
    page = client.get(reverse("programmes:follow_up", args=[shelter.pk, 2026])).content.decode()
    book = load_workbook(io.BytesIO(workbook(year)))
    rows = {sheet.title: [[cell.value for cell in row] for row in sheet.rows][1:] for sheet in book.worksheets}

    assert [one.due_on for one in year.payments] == [paid, owed]
    assert ("Betald 2026-02-01." in page, "2026-08-01</strong>" in page, "2027-02-01" in page) == (True, True, False)
    assert [[row[1].date(), row[2], row[3] and row[3].date()] for row in rows["Betalningar"]] == [
        [paid, 111_000, paid],
        [owed, 111_000, None],
    ]
    assert [row[2] for row in rows["Möten"]] == ["Vi öppnar tio platser till."]
    assert printed_year(year).startswith(b"%PDF")


def test_a_year_costs_as_much_for_three_deviations_as_for_one(shelter, payer, django_assert_max_num_queries):
    tasks.tick(at=AFTER)
    assert Deviation.objects.count() == 10

    with django_assert_max_num_queries(17):
        queries.followed_up(payer, shelter, 2026, on=AFTER.date())
