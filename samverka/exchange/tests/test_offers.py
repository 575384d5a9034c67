"""What a hostile reader found in offers of help, and what was left undone by the clock."""

from datetime import timedelta
from functools import partial
from smtplib import SMTPDataError

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core import actions as core
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.versions import version
from samverka.exchange import actions, queries, tasks
from samverka.exchange.forms.helping import OfferHelp
from samverka.exchange.models import Need, Offer, OfferMail
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


@pytest.mark.parametrize("fault", [SMTPDataError(554, b"no"), UnicodeError("no such address")])
def test_a_mail_that_is_refused_for_good_stops_no_other(coordinator, monkeypatch, fault):
    receive()
    receive(giver=GIVER._replace(mail="b@exempel.example"))
    send = EmailBackend.send_messages

    def refuse(backend, letters):
        if any(GIVER.mail in letter.to for letter in letters):
            raise fault
        return send(backend, letters)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    tasks.mail_givers(at=AT)

    assert [one.to for one in mail.outbox] == [["b@exempel.example"]]
    assert not OfferMail.objects.filter(sent_at=None).exists()


def test_a_mail_to_an_address_that_nobody_has_confirmed_carries_no_word_of_a_stranger(coordinator):
    receive(title="Vinn pengar på bluff.example", giver=GIVER._replace(name="Klicka på bluff.example"))

    tasks.mail_givers(at=AT)

    assert "bluff" not in mail.outbox[0].body


def test_what_follows_a_plus_sign_is_the_same_mailbox(coordinator):
    made = [receive(giver=GIVER._replace(mail=f"inga+{number}@exempel.example")) for number in range(4)]

    assert made[-1] is None


def test_a_giver_stands_in_no_title(coordinator):
    with pytest.raises(Unfit, match="own field"):
        receive(title=f"{GIVER.name} kan laga mat")


def test_help_that_nobody_thanks_for_is_thanked_for_by_the_clock_and_its_giver_forgotten(asker, coordinator):
    match = make_agreed(asker, coordinator)
    last = AT + (WHAT.ends_on - TODAY)
    assert actions.finish_forgotten(at=last + 29 * A_DAY) == 0

    assert actions.finish_forgotten(at=last + 32 * A_DAY) == 1
    core.purge(rule=RULES["exchange.offer.giver"], at=last + 64 * A_DAY)

    offer = Offer.objects.get(pk=match.offer_id)
    assert (offer.state, offer.sealed_mail) == ("thanked", "")


def test_a_need_whose_day_is_past_is_asked_for_no_more_though_thanks_are_due(asker, coordinator):
    match = make_agreed(asker, coordinator)
    later = AT + (WHAT.ends_on - TODAY) + A_DAY

    actions.close_passed(at=later)
    assert Need.objects.get().state == "met"
    actions.finish_match(match=match, by=asker, at=later)
    actions.close_passed(at=later)
    assert Need.objects.get().state == "closed"


def test_what_falls_through_waits_as_long_as_when_it_came_and_is_told_once(asker, coordinator):
    match = make_agreed(asker, coordinator)
    actions.let_match_fall(match=match, by=asker, at=AT + 20 * A_DAY)
    assert Offer.objects.get().answer_by == TODAY + 34 * A_DAY

    late = actions.propose_match(id=new_id(), need=match.need, offer=Offer.objects.get(), by=coordinator, at=AT)
    actions.agree_match(match=late, by=asker, at=AT)
    OfferMail.objects.all().delete()
    actions.let_match_fall(match=late, by=asker, at=AT + (WHAT.ends_on - TODAY) + A_DAY)
    actions.lapse_passed(at=AT + (WHAT.ends_on - TODAY) + A_DAY)
    assert [one.kind for one in OfferMail.objects.all()] == ["lapsed"]


def test_where_a_need_without_a_name_lies_is_told_by_no_reason_list_or_text(asker, coordinator):
    asked = need(asker, is_unnamed=True)
    neighbour = make_user(Role.SHELTER_LEAD, at=make_organisation(territory="0180"))
    given = actions.make_offer(
        id=new_id(), organisation=neighbour.standing[0].organisation, municipality=make_territory("0180"), what=WHAT,
        giver=GIVER, by=neighbour, at=AT,
    )  # fmt: skip

    def reason(viewer):
        return queries.fitting_needs(given, on=TODAY, viewer=viewer)[0].reasons[0]

    assert (reason(neighbour), reason(coordinator)) == ("in the same county", "in the same municipality")
    assert [queries.needs(one).count() for one in (neighbour, asker, coordinator)] == [0, 1, 1]
    with pytest.raises(Unfit, match="names your municipality"):
        need(asker, is_unnamed=True, title=f"Sängar i {asked.municipality.name}")


def test_who_is_asked_again_waits_behind_no_other_county(coordinator, monkeypatch):
    monkeypatch.setattr("samverka.exchange.queries.helping.ENOUGH", 1)
    make_coordinator("1280")
    for code, box in (("0180", "a"), ("1280", "b")):
        there = make_offer(code=code, giver=GIVER._replace(mail=f"{box}@x.example", ask_again=True))
        actions.decline_offer(offer=there, by=make_coordinator(code), at=AT)
    rules_of, october = queries.helping.policy.rules_of, AT.replace(year=2027, month=10)

    class March:
        def value(self, _name):
            return 3

    monkeypatch.setattr(
        "samverka.exchange.policy.rules_of", lambda code, **said: March() if code == "0180" else rules_of(code, **said)
    )
    assert [one.municipality_id for one in queries.offers_to_ask_again(at=october)] == ["1280"]


def for_us(lead, *, code="0180", **said):
    what = WHAT._replace(**said)
    home = lead.standing[0].organisation
    told = {"id": new_id(), "organisation": home, "municipality": make_territory(code), "giver": GIVER}
    return actions.make_offer(what=what, by=lead, at=AT, **told)


def test_no_organisation_offers_where_nobody_answers(asker, coordinator):
    with pytest.raises(Unfit, match="Nobody answers offers") as refused:
        for_us(asker, code="1280")

    assert refused.value.field == "municipality"
    assert for_us(asker).state == "open"


def test_interpreters_say_which_languages_when_they_offer_and_when_they_change_it(asker, coordinator):
    with pytest.raises(Unfit, match="at least one language") as refused:
        for_us(asker, kind="interpreters")
    with pytest.raises(Unfit, match="at least one language"):
        make_offer(kind="interpreters")
    made = make_offer(kind="interpreters", languages=("rom",))
    with pytest.raises(Unfit, match="at least one language"):
        actions.change_by_link(key=made.key, what=WHAT._replace(kind="interpreters"), at=AT)

    assert refused.value.field == "languages"
    assert need(asker, kind="interpreters").languages == []  # whichever comes


def test_a_language_that_is_only_heard_is_offered_and_asked_for(asker, coordinator):
    asked, made = (make(kind="interpreters", languages=("rom",)) for make in (partial(need, asker), make_offer))

    [fit] = queries.fitting_offers(asked, on=TODAY)

    assert (fit.offer, "speaks Romani" in fit.reasons, made.language_names) == (made, True, ["Romani"])
    assert ("rom", "Romani") in [(code, str(name)) for code, name in OfferHelp().fields["languages"].choices]


def test_an_organisation_says_its_offer_better_until_somebody_looks_at_it(asker, coordinator):
    made, better = for_us(asker), WHAT._replace(title="Tre kvällar i veckan")
    seen = version(Offer.objects.get())

    changed = actions.change_offer(offer=made, what=better, by=asker, at=AT, seen=seen)

    assert (changed.title, changed.answer_by) == ("Tre kvällar i veckan", made.answer_by)
    with pytest.raises(Stale):
        actions.change_offer(offer=made, what=WHAT, by=asker, at=AT, seen=seen)
    with pytest.raises(Denied, match="changed by those who made it"):
        actions.change_offer(offer=made, what=WHAT, by=coordinator, at=AT)
    actions.propose_match(id=new_id(), need=need(asker), offer=made, by=coordinator, at=AT)
    with pytest.raises(Refused, match="changed no more"):
        actions.change_offer(offer=made, what=WHAT, by=asker, at=AT)
