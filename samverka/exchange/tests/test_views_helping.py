"""The pages of help: anybody offers without a cookie, and whoever works with it brings it to where it is needed."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.queries import SECOND_FACTOR
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.exchange import actions, tasks
from samverka.exchange.models import Match, Need, Offer, OfferMail
from samverka.exchange.tests.factories import AT, GIVER, WHAT, make_coordinator, make_offer, need


pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
HERE = {"HTTP_ACCEPT_LANGUAGE": "en"}


def days():
    today = localdate(now())
    return {"starts_on": today, "ends_on": today + 60 * A_DAY}


def sent(**said):
    typed = {"id": new_id(), "kind": "volunteers", "title": "Två kvällar", "amount": 2, "municipality": "0180"}
    typed |= {"is_resident": "yes", "name": "Inga Exempel", "mail": "inga@exempel.example", "ask_again": "on"}
    return typed | days() | said


def logged_in(user):
    client = Client(**HERE)
    if {one.role for one in user.standing} & {*SECOND_FACTOR}:
        TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(user)
    return client


@pytest.fixture
def asker():
    return make_user(Role.SHELTER_LEAD, at=make_organisation(territory="0180"))


def send_mails():
    tasks.mail_givers(at=now())
    return mail.outbox


def test_a_resident_offers_confirms_and_takes_it_back_without_a_cookie():
    make_coordinator()
    client = Client(**HERE)
    answer = client.post(reverse("exchange:offer_help"), sent())
    assert (answer.status_code, answer.headers["Location"]) == (302, "/hjalp-till/erbjud/?sent&language=en")
    assert "Look in your mail" in client.get(answer.headers["Location"]).content.decode()

    [letter] = send_mails()
    assert letter.to == ["inga@exempel.example"]
    way = re.search(r"/hjalp-till/mitt/\S+", letter.body)[0]
    page = client.get(way)
    assert (Offer.objects.get().state, page.headers["Cache-Control"]) == ("unconfirmed", "no-store")
    assert "Yes, I offer this" in page.content.decode()
    client.post(way, {"step": "confirm"})
    assert Offer.objects.get().state == "open"
    assert "Inga" not in client.get(way).content.decode()

    gone = client.post(way, {"step": "take_back"}, follow=True)
    assert "You have taken your offer back" in gone.content.decode()
    assert (Offer.objects.get().state, Offer.objects.get().sealed_mail, dict(client.cookies)) == ("withdrawn", "", {})


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"mail": "ingen adress"}, "valid email"),
        ({"title": "850101-2385"}, "personal number"),
        ({"municipality": "1280"}, "valid choice"),
        ({"ends_on": "2020-01-01"}, "The last day"),
        ({"kind": "x"}, "valid choice"),
        ({"id": "x"}, ""),
        ({"amount": "\0"}, ""),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_kept(wrong, told):
    make_coordinator()

    answer = Client(**HERE).post(reverse("exchange:offer_help"), sent(**wrong))

    assert (answer.status_code, Offer.objects.exists()) == (422, False)
    assert told in answer.content.decode()


def test_what_another_page_sends_is_not_taken():
    make_coordinator()

    answer = Client().post(reverse("exchange:offer_help"), sent(), HTTP_SEC_FETCH_SITE="cross-site")

    assert (answer.status_code, Offer.objects.exists()) == (422, False)


def test_whoever_has_given_may_give_again(asker):
    coordinator, client = make_coordinator(), Client(**HERE)
    offer = make_offer(giver=GIVER._replace(ask_again=True), confirmed_at=now(), at=now(), **days())
    actions.decline_offer(offer=offer, by=coordinator, at=now())
    way = reverse("exchange:my_offer", args=[offer.key])
    assert "Offer it again" in client.get(way).content.decode()

    assert client.post(way, {"step": "renew", "id": new_id(), **days(), "ends_on": ""}).status_code == 422
    client.post(way, {"step": "renew", "id": new_id(), **days()})

    assert sorted(Offer.objects.values_list("state", flat=True)) == ["declined", "open"]
    assert client.get(reverse("exchange:my_offer", args=["nothing"])).status_code == 404


def test_who_has_the_link_and_a_log_in_reads_the_same_page_and_prints_no_way_in():
    coordinator, stranger, member = make_coordinator(), Client(**HERE), Client(**HERE)
    member.force_login(coordinator)
    way = reverse("exchange:my_offer", args=[make_offer(at=now(), confirmed_at=now(), **days()).key])

    pages = [one.get(way).content.decode() for one in (stranger, member)]
    pages = [re.sub(r' value="[0-9a-f]{8}-[0-9a-f-]{27}"', "", page) for page in pages]  # ids made for the form

    assert pages[0] == pages[1]
    assert ("draft_of" in pages[1], re.findall(r'class="on-paper">([^<]*)<', pages[1])) == (False, [""])
    reports = stranger.get("/rapporter/").content.decode()
    assert re.findall(r'class="on-paper">([^<]*)<', reports) == ["http://testserver/rapporter/"]


def test_whoever_gives_changes_their_offer_by_the_link(asker):
    coordinator, client = make_coordinator(), Client(**HERE)
    offer = make_offer(at=now(), confirmed_at=now(), **days())
    way = reverse("exchange:my_offer", args=[offer.key])
    typed = {"step": "change", "kind": "volunteers", "title": "Tre kvällar", "amount": 3} | days()
    assert 'value="change"' in client.get(way).content.decode()

    wrong = client.post(way, typed | {"title": "850101-2385"})
    assert (wrong.status_code, "personal number" in wrong.content.decode()) == (422, True)
    assert client.post(way, typed).status_code == 302
    assert (Offer.objects.get().title, "Tre kvällar" in client.get(way).content.decode()) == ("Tre kvällar", True)

    actions.decline_offer(offer=offer, by=coordinator, at=now())
    late = client.post(way, typed | {"title": "Fyra kvällar"})
    assert (late.status_code, Offer.objects.get().title) == (422, "Tre kvällar")
    assert "changed no more" in late.content.decode()
    assert 'value="change"' not in client.get(way).content.decode()


def test_everybody_reads_what_is_needed_and_nobody_what_is_protected(asker):
    make_coordinator()
    usual = need(asker, title="Sovsäckar", **days())
    secret = need(asker, title="Barnsängar", is_unnamed=True, **days())
    need(asker, title="Bara vi", is_public=False, **days())

    page = Client(**HERE).get(reverse("web:help_wanted")).content.decode()

    assert ("Sovsäckar" in page, "Barnsängar" in page, "Bara vi" in page) == (True, True, False)
    assert page.count(asker.standing[0].organisation.name) == 1
    told = Client(**HERE).get(reverse("exchange:open_need", args=[secret.pk])).content.decode()
    assert (asker.standing[0].organisation.name in told, "a protected accommodation" in told) == (False, True)
    assert str(secret.municipality) not in re.sub(r"<option.*?</option>", "", told, flags=re.S)
    form = Client(**HERE).get(reverse("exchange:offer_help"), {"need": str(usual.pk)}).content.decode()
    assert "Sovsäckar" in form


def test_those_in_need_ask_and_the_coordinator_brings_them_an_offer(asker):
    client, coordinator = logged_in(asker), logged_in(make_coordinator())
    typed = {"id": new_id(), "kind": "volunteers", "title": "Kvällsvärdar", "amount": 4, "municipality": "0180"}
    typed |= {"organisation": asker.standing[0].organisation_id, "is_public": "on", "text": "**Två** pass"} | days()
    answer = client.post(reverse("exchange:ask_for_help"), typed)
    assert answer.status_code == 302, answer.content.decode()
    asked, offer = Need.objects.get(), make_offer(at=now(), confirmed_at=now(), **days())

    listed = coordinator.get(reverse("web:helping")).content.decode()
    assert "Offers that wait for an answer" in listed
    assert "Kvällsvärdar" in listed
    page = coordinator.get(reverse("exchange:help_offer", args=[offer.pk])).content.decode()
    assert ("Kvällsvärdar" in page, "in the same municipality" in page, "Inga" in page) == (True, True, False)
    propose = {"id": new_id(), "offer": offer.pk, "back": "offer"}
    coordinator.post(reverse("exchange:propose_match", args=[asked.pk]), propose)
    match = Match.objects.get()

    assert "Proposed to you" in client.get(reverse("web:helping")).content.decode()
    client.post(reverse("exchange:agree_match", args=[match.pk]))
    assert "Inga Exempel" not in client.get(reverse("exchange:need", args=[asked.pk])).content.decode()
    shown = client.post(reverse("exchange:open_giver", args=[match.pk]))
    assert ("inga@exempel.example" in shown.content.decode(), shown.headers["Cache-Control"]) == (True, "no-store")
    assert coordinator.post(reverse("exchange:open_giver", args=[match.pk])).status_code == 403
    wrong = client.post(reverse("exchange:finish_match", args=[match.pk]), {"line": "850101-2385"})
    assert wrong.status_code == 422
    client.post(reverse("exchange:finish_match", args=[match.pk]), {"line": "Det blev varmt."})

    assert [one.subject for one in send_mails()] == [
        "Bekräfta ditt erbjudande om hjälp", "Din hjälp behövs", "Tack för din hjälp",
    ]  # fmt: skip
    assert "Det blev varmt." in mail.outbox[-1].body
    assert send_mails() == mail.outbox[:3]


def test_a_need_is_changed_closed_and_said_again(asker):
    client, asked = logged_in(asker), need(asker, **days())
    way = reverse("exchange:write_need", args=[asked.pk])
    assert client.get(way).status_code == 200
    typed = {**WHAT._asdict(), **days(), "title": "Tre som öppnar", "text": "", "weekdays": [0, 1], "languages": []}
    assert client.post(way, typed | {"seen": "0" * 12}).status_code == 409
    client.post(way, typed)
    for step in ("meet_need", "close_need", "reopen_need"):
        client.post(reverse(f"exchange:{step}", args=[asked.pk]))

    asked.refresh_from_db()
    assert (asked.title, asked.weekdays, asked.state) == ("Tre som öppnar", [0, 1], "open")


def test_an_organisation_says_its_offer_better_where_somebody_answers(asker):
    client, typed = logged_in(asker), sent(organisation=asker.standing[0].organisation_id)
    nobody = client.post(reverse("exchange:make_offer"), typed)
    assert (nobody.status_code, Offer.objects.exists()) == (422, False)
    make_coordinator()
    mute = client.post(reverse("exchange:make_offer"), typed | {"kind": "interpreters"})
    assert (mute.status_code, [*mute.context["form"].errors]) == (422, ["languages"])
    client.post(reverse("exchange:make_offer"), typed)
    way = reverse("exchange:change_offer", args=[Offer.objects.get().pk])
    assert way in client.get(reverse("exchange:help_offer", args=[Offer.objects.get().pk])).content.decode()
    seen = client.get(way).context["form"]["seen"].value()

    changed = client.post(way, {"kind": "goods", "title": "Tjugo sovsäckar", "amount": 20, "seen": seen} | days())
    late = client.post(way, {"kind": "goods", "title": "Trettio", "amount": 30, "seen": seen} | days())

    assert (changed.status_code, Offer.objects.get().title, late.status_code) == (302, "Tjugo sovsäckar", 409)
    assert logged_in(make_coordinator()).get(way).status_code == 403


def test_an_organisation_offers_and_takes_it_back(asker):
    make_coordinator()
    client = logged_in(asker)
    typed = sent(organisation=asker.standing[0].organisation_id)
    client.post(reverse("exchange:make_offer"), typed)
    offer = Offer.objects.get()
    assert (offer.state, OfferMail.objects.count()) == ("open", 0)

    client.post(reverse("exchange:withdraw_offer", args=[offer.pk]))

    assert Offer.objects.get().state == "withdrawn"
    assert client.get(reverse("exchange:help_offer", args=[offer.pk])).status_code == 200


def test_who_coordinates_counts_the_winter_and_others_do_not(asker):
    make_offer(at=now(), confirmed_at=now(), **days()) if make_coordinator() else None
    coordinator = logged_in(make_coordinator())

    assert coordinator.get(reverse("exchange:help_count")).status_code == 200
    lines = coordinator.get(reverse("exchange:help_count_file")).content.decode().splitlines()
    assert lines[0] == "winter;kind;needed;met;offered;used;declined;lapsed;withdrawn;waiting"
    assert lines[2].endswith(";volunteers;0;0;1;0;0;0;0;1")
    assert logged_in(asker).get(reverse("exchange:help_count")).status_code == 403


def test_the_police_find_nothing(asker):
    make_coordinator()
    offer, asked = make_offer(at=now(), confirmed_at=now(), **days()), need(asker, is_public=False, **days())
    client = logged_in(make_user(Role.LIAISON, at=make_organisation(territory="0180")))

    assert client.get(reverse("exchange:help_offer", args=[offer.pk])).status_code == 404
    assert client.get(reverse("exchange:need", args=[asked.pk])).status_code == 404
    assert asked.title not in client.get(reverse("web:helping")).content.decode()


def test_forms_begin_in_ones_own_municipality(asker):
    make_coordinator()
    client = logged_in(asker)

    for name in ("make_offer", "ask_for_help"):
        page = client.get(reverse(f"exchange:{name}")).content.decode()
        assert (name, re.findall(r'<option value="([0-9]+)" selected', page)) == (name, ["0180"])


def test_whoever_is_logged_in_far_away_reads_what_everybody_reads(asker):
    shown, kept = (need(asker, code="0184", is_public=is_public, **days()) for is_public in (True, False))
    far = logged_in(make_user(Role.SHELTER_LEAD, at=make_organisation(territory="1280")))

    assert far.get(f"/help/needs/{shown.pk}/").url == f"/hjalp-till/behov/{shown.pk}/"
    assert far.get(f"/hjalp-till/behov/{shown.pk}/").status_code == 200
    assert far.get(f"/help/needs/{kept.pk}/").status_code == 404
    assert far.post(f"/help/needs/{shown.pk}/close/").status_code == 404


@pytest.mark.parametrize(("later", "told"), [(0, "2 November"), (1, "2 November–3 November")])  # noqa: RUF001
def test_a_match_that_begins_and_ends_on_a_day_tells_it_once(asker, later, told):
    make_coordinator()
    asked = need(asker, **days())
    match = actions.propose_match(id=new_id(), need=asked, offer=make_offer(**days()), by=asker, at=AT)
    actions.turn_down_match(match=match, by=asker, at=AT + later * A_DAY)

    page = " ".join(logged_in(asker).get(f"/help/needs/{asked.pk}/").content.decode().split())
    assert f'<span class="soft"> {told} </span>' in page
