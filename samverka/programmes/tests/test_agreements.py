"""Agreements: talked over, signed, run by the clock, extended, ended; and what may change when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from samverka.actors.models import ContactLine
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.core.tests.mail import GONE
from samverka.core.versions import version
from samverka.programmes import actions, queries, tasks
from samverka.programmes.models import Agreement
from samverka.programmes.tests.factories import AT, home, make_agreement, make_payer, make_provider, make_signed
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db


def noon(year, month, day):
    return datetime(year, month, day, 11, tzinfo=UTC)


def test_an_agreement_is_begun_once():
    payer, id = make_payer(), new_id()
    assert make_agreement(payer, id=id) == make_agreement(payer, id=id)

    assert [(one.part, one.organisation) for one in Agreement.objects.get().parties.all()] == [("payer", home(payer))]


def test_it_is_signed_when_somebody_runs_it_and_then_stands():
    payer, provider = make_payer(), make_provider()
    draft = actions.draft_agreement(agreement=make_agreement(payer), by=payer, at=AT)
    with pytest.raises(Refused, match="who runs it"):
        actions.sign_agreement(agreement=draft, signed_on=AT.date(), by=payer, at=AT)

    signed = make_signed(payer, provider, volumes={"places": 35})
    with pytest.raises(Refused, match="what was agreed stands"):
        actions.set_volume(agreement=signed, kind="places", amount=30, by=payer, at=AT)
    with pytest.raises(Refused, match="It is signed"):
        actions.write_agreement(agreement=signed, title="Annat", by=payer, at=AT)
    told = actions.write_agreement(agreement=signed, public_text="För alla.", by=payer, at=AT)
    assert told.public_text == "För alla."


def test_the_clock_runs_it_tells_both_that_it_ends_soon_and_ends_it(mailoutbox):
    payer, provider = make_payer(), make_provider()
    for who, address in ((payer, "stad@example.org"), (provider, "forening@example.org")):
        ContactLine.objects.create(organisation=home(who), function="coordination", email=address)
    made = make_signed(payer, provider)
    moments = [noon(2026, 1, 1), noon(2026, 7, 3), noon(2026, 7, 4), noon(2026, 12, 31), noon(2027, 1, 1)]
    states = []
    for at in moments:
        tasks.tick(at=at)
        tasks.tick(at=at)
        made.refresh_from_db()
        states.append(made.state)

    assert states == ["active", "active", "renewal_due", "renewal_due", "ended"]
    assert sorted(mail.to[0] for mail in mailoutbox) == ["forening@example.org", "stad@example.org"]
    assert "Natthärbärge på Exempelgatan" in mailoutbox[0].body


def test_an_extended_agreement_comes_up_again_before_its_new_end():
    payer = make_payer()
    made = make_signed(payer, make_provider())
    actions.move_agreements(at=noon(2026, 12, 1))
    with pytest.raises(Unfit, match="at most as far"):
        actions.extend_agreement(agreement=made, last_day=date(2028, 1, 1), by=payer, at=noon(2026, 12, 2))

    made = actions.extend_agreement(agreement=made, last_day=date(2027, 12, 31), by=payer, at=noon(2026, 12, 2))
    assert (made.state, made.reminded_on) == ("extended", None)
    assert actions.move_agreements(at=noon(2026, 12, 3)) == 0
    assert actions.move_agreements(at=noon(2027, 8, 1)) == 1


def test_money_is_told_by_year_and_source():
    payer = make_payer()
    made = make_agreement(payer)
    said = {"agreement": made, "year": 2026, "by": payer, "at": AT}
    actions.set_money(source="own", planned=300_000, spent=280_000, **said)
    actions.set_money(source="municipality", planned=6_700_000, **said)
    with pytest.raises(Unfit, match="does not run"):
        actions.set_money(source="own", planned=1, **said | {"year": 2031})
    sign(made, payer)
    actions.set_money(source="own", **said)

    [(year, sources, both)] = queries.money(payer)
    assert year == 2026
    assert [(one.source, one.planned) for one in sources] == [("municipality", 6_700_000), ("own", 300_000)]
    assert (both.planned, both.spent, both.unknown) == (7_000_000, 280_000, 1)


def sign(made, payer):
    actions.add_party(agreement=made, organisation=home(make_provider()), part="provider", by=payer, at=AT)
    actions.draft_agreement(agreement=made, by=payer, at=AT)
    return actions.sign_agreement(agreement=made, signed_on=AT.date(), by=payer, at=AT)


def test_a_plan_stands_when_it_is_signed_until_it_is_extended():
    payer = make_payer()
    made = make_signed(payer, make_provider())
    said = {"agreement": made, "source": "own", "by": payer, "at": noon(2026, 12, 2)}
    with pytest.raises(Refused, match="It is signed"):
        actions.set_money(year=2026, planned=1, **said)
    actions.move_agreements(at=noon(2026, 12, 1))
    actions.extend_agreement(agreement=made, last_day=date(2027, 12, 31), by=payer, at=noon(2026, 12, 2))
    actions.set_money(year=2027, planned=1, **said)
    assert made.money.filter(year=2027).exists()


def test_one_that_ends_before_its_first_day_came_to_nothing():
    payer = make_payer()
    made = make_signed(payer, make_provider(), first_day=date(2026, 12, 1))
    actions.publish_agreement(agreement=made, by=payer, at=AT)
    actions.end_agreement(agreement=made, by=payer, at=AT)

    made.refresh_from_db()
    assert (made.state, made.signed_on, made.published_at, queries.money(payer)) == ("ended", None, None, [])


def test_only_parties_see_it_until_it_is_published():
    payer, provider, stranger = make_payer(), make_provider(), make_provider("0380")
    made = make_signed(payer, provider)
    seen = [list(queries.agreements(one)) for one in (payer, provider, stranger)]
    assert (seen, list(queries.published_agreements())) == ([[made], [made], []], [])

    with pytest.raises(Denied):
        actions.publish_agreement(agreement=made, by=provider, at=AT)
    actions.publish_agreement(agreement=made, by=payer, at=AT)
    assert list(queries.agreements(stranger)) == list(queries.published_agreements()) == [made]


def test_an_edit_of_what_a_colleague_changed_is_handed_back():
    payer = make_payer()
    made = make_agreement(payer)
    seen = version(Agreement.objects.get())
    actions.write_agreement(agreement=made, purpose="Först.", by=payer, at=AT, seen=seen)

    with pytest.raises(Stale):
        actions.write_agreement(agreement=made, purpose="Sedan.", by=payer, at=AT, seen=seen)


def test_a_procurement_has_a_number_and_a_text_about_a_person_is_refused():
    with pytest.raises(Unfit, match="reference number"):
        make_agreement(kind="procurement")
    with pytest.raises(Unfit, match="personal number"):
        make_agreement(purpose="För 19811218-9876.")


def test_what_was_never_signed_is_forgotten():
    payer = make_payer()
    make_agreement(payer)
    signed = make_signed(payer, make_provider())

    actions.purge.forget_dialogues(county="00", before=noon(2028, 12, 1), at=noon(2028, 12, 1), limit=10)
    assert list(Agreement.objects.all()) == [signed]


def test_the_overview_costs_as_much_for_three_as_for_one(django_assert_max_num_queries):
    payer = make_payer()
    for _ in range(3):
        make_signed(payer, make_provider())
    actions.move_agreements(at=noon(2026, 12, 1))

    with django_assert_max_num_queries(6):
        assert len(queries.ending(payer, on=date(2026, 12, 1))) == 3
        assert len(queries.money(payer)) == 1
        assert len([one.parties.all()[0].organisation for one in queries.agreements(payer)]) == 3


def test_a_mailbox_that_is_refused_keeps_nobody_from_theirs(settings, mailoutbox):
    settings.EMAIL_BACKEND = "samverka.core.tests.mail.Refusing"
    payer, provider = make_payer(), make_provider()
    for who, address in ((payer, "stad@example.org"), (provider, GONE)):
        ContactLine.objects.create(organisation=home(who), function="coordination", email=address)
    make_signed(payer, provider)

    for minute in (0, 11):
        tasks.tick(at=noon(2026, 7, 4) + timedelta(minutes=minute))

    assert [mail.to for mail in mailoutbox] == [["stad@example.org"]]


def test_what_is_fixed_when_it_is_signed_is_told_and_only_the_rest_are_fields(client):
    payer = make_payer()
    enter(client, payer)
    unsigned, signed = make_agreement(payer), make_signed(payer, make_provider())
    fields = lambda one: [  # noqa: E731
        name for name in client.get(way(one)).context["form"].fields if name != "seen"
    ]
    way = lambda one: reverse("programmes:write_agreement", args=[one.pk])  # noqa: E731

    assert (len(fields(unsigned)), fields(signed)) == (9, ["followed_up", "public_text"])
    page = client.get(way(signed))
    assert "Ingen ska behöva sova ute." in page.content.decode()
    typed = {"public_text": "För alla.", "followed_up": "month", "seen": page.context["form"]["seen"].value()}
    assert client.post(way(signed), typed).status_code == 302
    signed.refresh_from_db()
    assert (signed.public_text, signed.followed_up, signed.purpose) == (
        "För alla.", "month", "Ingen ska behöva sova ute."
    )  # fmt: skip


def test_a_sum_of_money_leads_to_its_agreements(client):
    payer = make_payer()
    enter(client, payer)
    signed, _other = make_signed(payer, make_provider()), make_agreement(payer, title="En annan")
    page = client.get(reverse("programmes:programmes")).content.decode()
    way = f"{reverse('programmes:agreements')}?year=2026&amp;source=municipality"

    assert way in page
    found = client.get(way.replace("&amp;", "&"))
    assert list(found.context["found"]) == [signed]
    assert list(client.get(reverse("programmes:agreements") + "?year=2019").context["found"]) == []
