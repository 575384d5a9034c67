"""Help is offered, confirmed, brought to where it is needed and thanked for; and who gives it is soon forgotten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core import actions as core
from samverka.core import finding
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import Entry
from samverka.directory import actions as directory
from samverka.directory.tests.factories import make_editor, make_place, make_service
from samverka.exchange import actions, queries
from samverka.exchange.models import Match, Need, Offer, OfferMail
from samverka.exchange.tests.factories import (
    AT,
    GIVER,
    WHAT,
    make_agreed,
    make_coordinator,
    make_offer,
    need,
    receive,
)


pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
TODAY = AT.date()


def again(row):
    return type(row).objects.get(pk=row.pk)


def kinds(offer):
    return list(OfferMail.objects.filter(offer=offer).order_by("made_at", "pk").values_list("kind", flat=True))


def test_an_offer_goes_from_its_giver_to_those_in_need_and_is_thanked(asker, coordinator):
    offer = receive()
    assert (offer.state, queries.offers(coordinator).count()) == ("unconfirmed", 0)
    assert (offer.name, offer.mail) == ("Inga Exempel", "inga@exempel.example")
    assert "inga" not in f"{offer.sealed_name} {offer.sealed_mail}".lower()

    offer = actions.confirm_offer(key=offer.key, at=AT)
    assert (offer.state, offer.answer_by) == ("open", TODAY + 14 * A_DAY)
    assert list(queries.offers_to_answer(coordinator)) == [offer]

    match = actions.propose_match(id=new_id(), need=need(asker), offer=offer, by=coordinator, at=AT)
    assert list(queries.proposed_to(asker)) == [match]
    with pytest.raises(Denied, match="The organisation that asked"):
        actions.agree_match(match=match, by=coordinator, at=AT)
    with pytest.raises(Denied, match="when both sides"):
        actions.open_giver(match=match, by=asker, at=AT)

    match = actions.agree_match(match=match, by=asker, at=AT)
    with pytest.raises(Denied, match="only to the organisation"):
        actions.open_giver(match=match, by=coordinator, at=AT)
    assert actions.open_giver(match=match, by=asker, at=AT) == ("Inga Exempel", "inga@exempel.example")
    assert Entry.objects.get(verb="exchange.giver_opened").by == str(asker.pk)

    actions.finish_match(match=match, line="Ni gjorde natten varm.", by=asker, at=AT)
    assert (again(offer).state, again(match).state) == ("thanked", "done")
    assert kinds(offer) == ["confirm", "agreed", "thanked"]
    assert OfferMail.objects.get(kind="thanked").line == "Ni gjorde natten varm."
    with pytest.raises(Denied):
        actions.open_giver(match=match, by=asker, at=AT)


def test_those_in_need_may_choose_themselves_and_the_coordinator_agrees(asker, coordinator):
    match = actions.propose_match(id=new_id(), need=need(asker), offer=make_offer(), by=asker, at=AT)

    with pytest.raises(Denied, match="Whoever coordinates"):
        actions.agree_match(match=match, by=asker, at=AT)
    assert list(queries.proposed_to(coordinator)) == [match]
    assert actions.agree_match(match=match, by=coordinator, at=AT).state == "agreed"


def test_strangers_to_both_bring_nothing_together(asker, coordinator):
    asked, given = need(asker), make_offer()

    for stranger in (make_user(Role.SHELTER_LEAD), make_coordinator("1280"), make_user(Role.VOLUNTEER)):
        with pytest.raises(Denied):
            actions.propose_match(id=new_id(), need=asked, offer=given, by=stranger, at=AT)


def test_an_offer_goes_to_one_need_at_a_time_and_said_twice_it_is_one(asker, coordinator):
    offer, id, first = make_offer(), new_id(), need(asker)
    said = {"offer": offer, "by": coordinator, "at": AT}

    assert actions.propose_match(id=id, need=first, **said) == actions.propose_match(id=id, need=first, **said)
    with pytest.raises(Refused, match="already"):
        actions.propose_match(id=new_id(), need=need(asker), **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        Match.objects.create(county="01", need=need(asker), offer=offer, proposed_at=AT)
    with pytest.raises(Refused, match="another kind"):
        actions.propose_match(id=new_id(), need=need(asker, kind="goods"), offer=make_offer(), by=coordinator, at=AT)


def test_what_is_turned_down_or_falls_through_waits_for_an_answer_again(asker, coordinator):
    match = actions.propose_match(id=new_id(), need=need(asker), offer=make_offer(), by=coordinator, at=AT)
    actions.turn_down_match(match=match, by=asker, at=AT)
    assert list(queries.offers_to_answer(coordinator)) == [match.offer]

    match = actions.propose_match(id=new_id(), need=need(asker), offer=match.offer, by=coordinator, at=AT)
    actions.agree_match(match=match, by=asker, at=AT)
    actions.let_match_fall(match=match, by=asker, at=AT)
    assert (again(match).state, again(match.offer).state) == ("fell_through", "open")
    assert kinds(match.offer) == ["confirm", "agreed", "freed"]


def test_its_giver_takes_it_back_at_any_time_and_is_forgotten_at_once(asker, coordinator):
    match = make_agreed(asker, coordinator)
    key = match.offer.key

    actions.withdraw_by_link(key=key, at=AT)

    offer = again(match.offer)
    assert (again(match).state, offer.state, offer.sealed_mail, offer.title) == ("fell_through", "withdrawn", "", "")
    with pytest.raises(Refused, match="good no more"):
        actions.withdraw_by_link(key=key, at=AT)
    made = receive()
    actions.withdraw_by_link(key=made.key, at=AT)
    assert not Offer.objects.filter(pk=made.pk).exists()


def test_its_giver_says_it_better_until_somebody_looks_at_it(asker, coordinator):
    made, better = make_offer(), WHAT._replace(title="Tre kvällar i veckan", amount=3)
    actions.change_by_link(key=made.key, what=better, at=AT)

    held = again(made)
    assert (held.title, held.amount, held.state, held.answer_by) == (better.title, 3, "open", made.answer_by)
    assert kinds(made) == ["confirm"]
    with pytest.raises(Unfit, match="name out"):
        actions.change_by_link(key=made.key, what=WHAT._replace(text=f"Fråga efter {GIVER.name}"), at=AT)
    match = actions.propose_match(id=new_id(), need=need(asker), offer=held, by=coordinator, at=AT)
    with pytest.raises(Refused, match="no more"):
        actions.change_by_link(key=made.key, what=WHAT, at=AT)
    actions.turn_down_match(match=match, by=asker, at=AT)
    actions.change_by_link(key=made.key, what=WHAT, at=AT)
    actions.decline_offer(offer=again(made), by=coordinator, at=AT)
    with pytest.raises(Refused, match="no more"):
        actions.change_by_link(key=made.key, what=better, at=AT)


@pytest.mark.parametrize("letter", ["Ж", "語", "😀"])
def test_the_longest_names_and_addresses_have_room_when_they_are_sealed(coordinator, letter):
    mail = f"{letter * 188}@exempel.ex"
    made = receive(giver=GIVER._replace(name=letter * 100, mail=mail))

    for name in ("sealed_name", "sealed_mail"):
        assert len(getattr(made, name)) <= Offer._meta.get_field(name).max_length
    assert (made.name, made.mail) == (letter * 100, mail)


@pytest.mark.parametrize("kind", ["need", "offer", "again"])
def test_by_the_clock_each_is_a_change_of_its_own(asker, coordinator, kind):
    """So that no row is waited for while the county's audit trail is held."""
    for _n in range(2):
        if kind == "need":
            need(asker)
        else:
            make_offer(giver=GIVER._replace(ask_again=True))
    by_clock = {"need": actions.close_passed, "offer": actions.lapse_passed, "again": actions.ask_again}[kind]
    late = AT + 100 * A_DAY
    if kind == "again":
        actions.lapse_passed(at=late)
        late = AT.replace(year=AT.year + 1, month=10)
    with CaptureQueriesContext(connection) as asked:
        assert by_clock(at=late) == 2

    depth, whole = 0, 0
    for sql in (one["sql"] for one in asked):
        depth += sql.startswith("SAVEPOINT") - sql.startswith("RELEASE")
        whole += sql.startswith("RELEASE") and not depth
    assert whole == 2


def test_no_offer_is_over_without_an_answer(asker, coordinator):
    declined = actions.decline_offer(offer=make_offer(), line="Vi har alla vi behöver.", by=coordinator, at=AT)
    late = make_offer(ends_on=TODAY + A_DAY)
    actions.propose_match(id=new_id(), need=need(asker), offer=late, by=coordinator, at=AT)
    assert actions.lapse_passed(at=AT + A_DAY) == 0
    assert actions.lapse_passed(at=AT + 2 * A_DAY) == 1

    assert (kinds(declined)[-1], again(late).state, kinds(late)[-1]) == ("declined", "lapsed", "lapsed")
    for state in ("thanked", "declined", "lapsed"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Offer.objects.filter(pk=make_offer(giver=GIVER._replace(mail=f"{state}@x.example")).pk).update(state=state)


def test_only_who_coordinates_there_says_that_it_is_not_needed(asker, coordinator):
    with pytest.raises(Denied):
        actions.decline_offer(offer=make_offer(), by=asker, at=AT)
    with pytest.raises(Unfit):
        actions.decline_offer(offer=make_offer(), line="Ring 19121212-1212", by=coordinator, at=AT)


def test_an_address_cannot_be_flooded_and_nowhere_is_an_offer_lost(coordinator):
    made = [receive() for _time in range(4)]

    assert made[-1] is None
    assert OfferMail.objects.count() == 3
    with pytest.raises(Unfit, match="Nobody answers offers"):
        receive(code="1280")
    assert receive(id=made[0].pk) == made[0]
    assert actions.confirm_offer(key=made[0].key, at=AT) == actions.confirm_offer(key=made[0].key, at=AT)


def test_who_gave_is_forgotten_soon_and_unconfirmed_offers_sooner(asker, coordinator):
    receive()
    match = make_agreed(asker, coordinator)
    kept = make_offer(giver=GIVER._replace(ask_again=True))
    actions.finish_match(match=match, by=asker, at=AT)
    actions.decline_offer(offer=kept, by=coordinator, at=AT)

    core.purge(rule=RULES["exchange.offer.unconfirmed"], at=AT + 4 * A_DAY)
    core.purge(rule=RULES["exchange.offer.giver"], at=AT + 29 * A_DAY)
    assert (Offer.objects.count(), again(match.offer).mail) == (2, GIVER.mail)
    core.purge(rule=RULES["exchange.offer.giver"], at=AT + 31 * A_DAY)

    gone = again(match.offer)
    assert [getattr(gone, name) for name in ("name", "mail", "digest", "key", "title")] == ["", "", "", "", ""]
    assert (again(kept).mail, OfferMail.objects.filter(offer=gone).count()) == (GIVER.mail, 0)
    core.purge(rule=RULES["exchange.offer"], at=AT + 1100 * A_DAY)
    assert not Offer.objects.exists()


def test_whoever_said_so_is_asked_again_next_winter_and_may_offer_the_same(coordinator):
    offer = make_offer(giver=GIVER._replace(ask_again=True))
    actions.decline_offer(offer=offer, by=coordinator, at=AT)
    october = AT.replace(year=2027, month=10)

    assert [actions.ask_again(at=at) for at in (AT.replace(year=2027, month=9), october, october)] == [0, 1, 0]
    days = {"starts_on": october.date(), "ends_on": october.date() + 90 * A_DAY}
    id, key = new_id(), again(offer).key
    new = actions.renew_offer(id=id, key=key, at=october, **days)

    assert actions.renew_offer(id=id, key=key, at=october, **days) == new
    assert (new.state, new.mail, new.title) == ("open", GIVER.mail, WHAT.title)
    assert (again(offer).state, again(offer).mail) == ("declined", "")
    with pytest.raises(Refused):
        actions.renew_offer(id=new_id(), key=key, at=october, **days)

    asked = make_offer(giver=GIVER._replace(ask_again=True, mail="tyst@exempel.example"))
    actions.decline_offer(offer=asked, by=coordinator, at=AT)
    actions.ask_again(at=october)
    core.purge(rule=RULES["exchange.offer.giver"], at=october + 31 * A_DAY)
    assert again(asked).mail == ""


def test_the_best_comes_first_with_its_reasons(asker, coordinator):
    make_territory("0184")
    asked = need(asker, kind="interpreters", languages=("ro", "bg"), weekdays=(0, 2), amount=2)
    both = make_offer(kind="interpreters", languages=("bg", "ro", "sv"), weekdays=(0, 2), amount=3)
    make_offer(kind="interpreters", languages=("sv",), giver=GIVER._replace(mail="a@x.example"))
    make_offer(kind="interpreters", languages=("ro",), weekdays=(1,), giver=GIVER._replace(mail="b@x.example"))
    make_coordinator("0184")
    half = make_offer(
        code="0184", kind="interpreters", languages=("ro",), amount=1, ends_on=TODAY + 20 * A_DAY,
        giver=GIVER._replace(mail="c@x.example"),
    )  # fmt: skip

    best, other = queries.fitting_offers(asked, on=TODAY)

    assert (best.offer, other.offer) == (both, half)
    assert best.reasons[:2] == ["in the same municipality", "the whole time"]
    assert best.reasons[-1] == "enough for all of it"
    assert other.reasons[0] == "in the same county"
    assert "1 of the 2 that are needed" in other.reasons
    assert [one.need for one in queries.fitting_needs(both, on=TODAY, viewer=coordinator)] == [asked]


def test_a_need_is_met_closed_and_opened_again_and_nothing_agreed_is_lost(asker, coordinator):
    match = make_agreed(asker, coordinator)
    asked = match.need
    assert actions.meet_need(need=asked, by=asker, at=AT).state == "met"
    with pytest.raises(Refused, match="thanked"):
        actions.close_need(need=asked, by=asker, at=AT)
    assert actions.close_passed(at=AT + 100 * A_DAY) == 0
    assert list(queries.to_thank(asker, on=TODAY)) == [match]
    actions.finish_match(match=match, by=asker, at=AT)
    assert actions.close_need(need=asked, by=asker, at=AT).closed_at == AT
    assert actions.reopen_need(need=asked, by=asker, at=AT).state == "open"
    assert actions.close_passed(at=AT + 100 * A_DAY) == 1
    with pytest.raises(Refused, match="last day"):
        actions.reopen_need(need=asked, by=asker, at=AT + 100 * A_DAY)


def test_a_need_is_found_around_no_more_while_its_service_is_secret(asker):
    service = make_service()
    service.provider.organisation = asker.standing[0].organisation
    service.provider.save()
    known, hidden = (make_place(provider=service.provider, address_class=how) for how in ("public", "area_only"))
    editor, near = make_editor(service.provider), finding.marks_of(make_user(Role.ADVISER))
    asked = need(asker, service=service, is_public=False)
    found = lambda: finding.search(asked.title, marks=near, at=AT).number  # noqa: E731

    for places, number in (((known,), 1), ((hidden,), 0), ((known,), 1)):
        directory.change_service(service=service, places=places, by=editor, at=AT)
        assert found() == number
    directory.change_place(place=known, address_class="area_only", by=editor, at=AT)
    assert (found(), [*finding.faults()]) == (0, [])


def test_protected_services_are_told_without_name_and_place(asker):
    service = make_service()
    service.provider.organisation = asker.standing[0].organisation
    service.provider.save()
    service.places.add(make_place(address_class="area_only"))

    asked = need(asker, service=service)
    named = need(asker)

    shown = {one.pk: one for one in queries.public_needs(on=TODAY)}
    assert (shown[asked.pk].who, shown[named.pk].who) == ("a protected accommodation", named.organisation.name)
    assert [one.pk for one in queries.public_needs(on=TODAY, code="0180")] == [named.pk]
    assert queries.who_asks(shown[asked.pk], asker) == asked.organisation.name
    with pytest.raises(Unfit, match="names you"):
        need(asker, is_unnamed=True, title=f"Kläder till {asked.organisation.name}")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"amount": 0}, "amount"), ({"title": " "}, "title"), ({"kind": "money"}, "kind"),
     ({"text": "850101-2385"}, "text"),
     ({"ends_on": TODAY - A_DAY}, "ends_on"), ({"ends_on": TODAY + 999 * A_DAY}, "ends_on"),
     ({"languages": ("zz",)}, "languages"), ({"weekdays": (7,)}, "weekdays")],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_its_field(asker, wrong, field):
    with pytest.raises(Unfit) as told:
        need(asker, **wrong)

    assert told.value.field == field


def test_a_winter_is_counted_by_kind(asker, coordinator):
    match = make_agreed(asker, coordinator)
    actions.finish_match(match=match, by=asker, at=AT)
    make_offer(kind="goods")
    need(asker, kind="goods")

    told = {one.kind: one for one in queries.help_count(coordinator, season=2026)}

    assert told["volunteers"][1:] == (1, 1, 1, 1, 0, 0, 0, 0)
    assert told["goods"][1:] == (1, 0, 1, 0, 0, 0, 0, 1)
    assert {sum(one[1:]) for one in queries.help_count(asker, season=2026)} == {0}
    assert Need.objects.count() == 2


@pytest.mark.parametrize(
    ("amounts", "said", "met"),
    [((1,), (), 0), ((1, 1), (), 1), ((1,), ("meet_need",), 1), ((1,), ("meet_need", "close_need"), 1),
     ((1,), ("close_need",), 0), ((1,), ("meet_need", "reopen_need"), 0), ((), ("meet_need",), 1)],
)  # fmt: skip
def test_a_need_is_covered_when_there_is_enough(asker, coordinator, amounts, said, met):
    asked = need(asker, amount=2)
    for amount in amounts:
        match = actions.propose_match(id=new_id(), need=asked, offer=make_offer(amount=amount), by=coordinator, at=AT)
        actions.finish_match(match=actions.agree_match(match=match, by=asker, at=AT), by=asker, at=AT)
    for step in said:
        getattr(actions, step)(need=asked, by=asker, at=AT)

    [told] = [one for one in queries.help_count(coordinator, season=2026) if one.kind == "volunteers"]
    assert (told.needed, told.met) == (1, met)


def test_a_need_that_the_clock_ends_is_not_covered_by_that(asker, coordinator):
    match = make_agreed(asker, coordinator, amount=1)
    actions.close_passed(at=AT + 100 * A_DAY)
    match.need.refresh_from_db()
    assert match.need.state == "met"

    [told] = [one for one in queries.help_count(coordinator, season=2026) if one.kind == "volunteers"]
    assert (told.needed, told.met) == (1, 0)
