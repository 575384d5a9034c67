"""What everybody sees of a draw: the promises before it, everything after it, and never whose beds they are."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.shelters import actions, clock, queries, record
from samverka.shelters.models import Draw, Shelter, Slip
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import (
    make_draw,
    make_intake,
    make_night,
    make_pool,
    make_shelter,
    party,
)


SECRET_NAMES = ("Zinnias hemliga hus", "Ankaret")


@pytest.fixture
def draw():
    """A draw of tonight over two shelters, one of which nobody may know of; not a slip is handed out yet."""
    pool, tonight = make_pool(), clock.tonight(now(), closes=MORNING_CLOSE)
    for name in SECRET_NAMES:
        shelter = make_shelter(name=name, pool=pool, organisation=pool.organisation)
        shelter.visibility, shelter.address, shelter.area = Shelter.Visibility.AREA_ONLY, "Hemliga gatan 7", "Söder"
        shelter.save()
        make_night(shelter=shelter, beds=2, date=tonight)
    return make_draw(pool, date=tonight)


def hand_out(draw, *parties):
    host = make_intake(draw.pool)
    return [actions.hand_out_slip(id=new_id(), draw=draw, party=one, by=host, at=now()) for one in parties]


def lock(draw):
    return actions.lock_draw(draw=draw, by=make_intake(draw.pool), at=now())


def publish(draw, witness="snö"):
    hand_out(draw, party(women=2), party(men=2), party(men=1), party(women=1, children=1))
    lock(draw)
    return actions.draw_lots(draw=draw, witness=witness, by=make_intake(draw.pool), at=now())


def page_of(draw):
    return reverse("shelters:open_draw", args=[draw.seal])


def record_of(draw):
    return reverse("shelters:record", args=[draw.seal])


def test_the_seal_is_told_before_the_first_slip(client, draw):
    said = client.get(page_of(draw)).content.decode()
    listed = client.get(reverse("shelters:open_draws")).content.decode()

    assert draw.commitment in said
    assert (draw.seal in listed, page_of(draw) in listed) == (True, True)


def test_before_the_lots_are_drawn_nobody_learns_how_many_ask(client, draw):
    hand_out(draw, party(women=1))
    one = client.get(page_of(draw)).content
    hand_out(draw, party(women=17), party(men=19))
    several = client.get(page_of(draw)).content

    lock(draw)
    locked = client.get(page_of(draw), headers={"Accept-Language": "en"}).content.decode()

    assert one == several
    assert re.search(r"\b(3|37)\b (slip|people|person)", locked) is None


def test_the_hash_of_the_list_is_told_when_it_is_locked_and_nothing_of_the_list(client, draw):
    hand_out(draw, party(women=2))
    locked = lock(draw)

    said = client.get(page_of(draw)).content.decode()

    assert locked.list_hash in said
    assert (locked.secret in said, "A-1" in said) == (False, False)
    assert client.get(record_of(draw)).status_code == 404


def test_nobody_locks_a_list_twice_unseen(client, draw):
    hand_out(draw, party(women=2))
    first = lock(draw).list_hash
    actions.unlock_draw(draw=draw, by=make_intake(draw.pool), at=now())
    opened = client.get(page_of(draw)).content.decode()
    hand_out(draw, party(men=2))
    second = lock(draw).list_hash

    locked = client.get(page_of(draw)).content.decode()

    assert (opened.count(first), locked.count(first), locked.count(second)) == (1, 1, 1)


def test_all_is_told_when_the_lots_are_drawn(client, draw):
    drawn = publish(draw)

    said = client.get(page_of(draw), headers={"Accept-Language": "en"}).content.decode()
    answer = client.get(record_of(draw))

    assert answer["Content-Type"] == "application/json"
    assert json.loads(answer.content) == drawn.record
    assert record.problems(record.parse(answer.content)) == []
    assert said.count("Drawn as number") == 4
    assert "A child is not placed in a shelter for adults." in said
    assert ("A-1" in said, "B-1" in said, drawn.witness in said, drawn.list_hash in said) == (True,) * 4


def test_no_page_says_whose_beds_they_are_or_holds_an_id_or_a_code(client, draw):
    drawn = publish(draw)
    codes = list(Slip.objects.values_list("code", flat=True))

    said = [
        client.get(path).content.decode() for path in (page_of(draw), record_of(draw), reverse("shelters:open_draws"))
    ]

    kept = [*SECRET_NAMES, "Zinnia", "Hemliga gatan", "Söder", str(drawn.pk), drawn.pk.hex, *codes]
    assert [(word, page) for page in said for word in kept if word in page] == []
    assert re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}", "".join(said)) == []


def test_which_letter_a_shelter_has_does_not_follow_its_name():
    letters = set()
    for _ in range(12):
        pool = make_pool()
        nights = [make_night(shelter=make_shelter(name=f"{name} {new_id()}", pool=pool)) for name in "AZ"]
        labels = {bin.site: capacity.night_id for bin, capacity, _ in queries.beds_of_draw(nights)}
        letters.add(labels["A"] == nights[0].pk)

    assert letters == {True, False}


def test_beds_of_many_shelters_have_each_a_label_of_their_own():
    nights = [make_night(rooms=[1] * 2) for _ in range(30)]

    labels = [bin.id for bin, _, _ in queries.beds_of_draw(nights)]

    assert len(set(labels)) == len(labels) == 60


def test_a_slip_that_was_taken_back_is_accounted_for(client, draw):
    first, _ = hand_out(draw, party(women=1), party(men=1))
    actions.withdraw_slip(slip=first, by=make_intake(draw.pool), at=now())
    lock(draw)
    drawn = actions.draw_lots(draw=draw, witness="snö", by=make_intake(draw.pool), at=now())

    said = client.get(page_of(draw)).content.decode()

    assert (drawn.record["list"]["withdrawn"], record.problems(drawn.record)) == ([1], [])
    assert "Tillbakatagen." in said


def test_the_word_counts_as_it_is_written_in_the_record(draw):
    drawn = publish(draw, witness="  E\u0301n  STOR ﬁ ß\t")

    assert drawn.record["witness"] == drawn.witness == "Én STOR ﬁ ß"
    assert record.problems(drawn.record) == []


def test_seal_and_hash_stay_when_the_record_is_deleted(client, draw):
    drawn = publish(draw)
    actions.purge.close_records(county=draw.county, before=now() + timedelta(days=2), at=now(), limit=9)

    answer = client.get(page_of(draw), headers={"Accept-Language": "en"})

    said = answer.content.decode()
    assert "has been deleted" in said
    assert (drawn.commitment in said, drawn.list_hash in said, "Drawn as number" in said) == (True, True, False)
    assert (drawn.witness in said, client.get(record_of(draw)).status_code) == (False, 404)


def test_a_page_for_everybody_sets_no_cookie_and_can_be_kept(client, draw):
    publish(draw)
    client.force_login(make_intake(draw.pool))

    for path in (page_of(draw), record_of(draw), reverse("shelters:open_draws")):
        answer = client.get(path)
        again = client.get(path, headers={"If-None-Match": answer["ETag"]})

        assert ("Cookie" in answer.get("Vary", ""), answer.cookies.output(), again.status_code) == (False, "", 304)
        assert answer["Cache-Control"].startswith("public, ")


def test_everybody_sees_the_same_whoever_is_logged_in(client, draw):
    publish(draw)
    paths = (page_of(draw), record_of(draw), reverse("shelters:open_draws"))
    stranger = [client.get(path).content for path in paths]

    client.force_login(make_intake(draw.pool))

    assert [client.get(path).content for path in paths] == stranger


def test_the_language_is_that_of_the_address_or_of_the_browser(client, draw):
    swedish = client.get(page_of(draw), headers={"Accept-Language": "sv"})
    english = client.get(page_of(draw) + "?language=en", headers={"Accept-Language": "sv"})
    client.cookies["django_language"] = "en"
    still_swedish = client.get(page_of(draw), headers={"Accept-Language": "sv"})

    assert [page["Content-Language"] for page in (swedish, english, still_swedish)] == ["sv", "en", "sv"]
    assert swedish.content == still_swedish.content
    assert b"How you know that the draw is fair" in english.content


@pytest.mark.parametrize("seal", ["0" * 16, "f" * 16])
def test_a_seal_that_nobody_made_leads_nowhere(client, draw, seal):
    assert client.get(f"/draws/{seal}/").status_code == 404
    assert client.get(f"/draws/{seal}/record.json").status_code == 404
    assert client.get(f"/draws/{draw.pk}/").status_code == 404


def test_the_list_of_draws_asks_as_much_for_many_as_for_one(client, draw, django_assert_num_queries):
    for _ in range(3):
        make_draw(make_pool(), date=draw.date)

    with django_assert_num_queries(2):
        assert client.get(reverse("shelters:open_draws")).content.count(b"/draws/") >= 4


def test_draws_of_long_ago_are_not_listed_but_keep_their_page(client):
    old = make_draw(make_pool(), date=localdate() - timedelta(days=60))

    assert old.seal not in client.get(reverse("shelters:open_draws")).content.decode()
    assert client.get(page_of(old)).status_code == 200


def test_who_runs_the_intake_finds_the_way_to_the_public_page(client, draw):
    client.force_login(make_intake(draw.pool))
    hand_out(draw, party(men=1))

    lock(draw)
    locked = client.get(reverse("shelters:draw", args=[draw.pk])).content.decode()

    assert (draw.commitment in locked, page_of(draw) in locked, 'class="square"' in locked) == (True, True, True)
    assert Draw.objects.get().list_hash in locked


def test_before_the_lots_are_drawn_the_secret_lies_sealed(draw):
    with connection.cursor() as cursor:
        cursor.execute("select * from shelters_draw")
        stored = str(cursor.fetchall())

    assert len(draw.secret) == 64
    assert draw.secret not in stored


def test_a_secret_that_our_key_does_not_open_is_not_drawn_with(draw, settings):
    hand_out(draw, party(men=1))
    lock(draw)
    settings.SECRET_KEY = "another".upper()

    with pytest.raises(Refused, match="another key"):
        actions.draw_lots(draw=draw, witness="snö", by=make_intake(draw.pool), at=now())

    draw.refresh_from_db()
    assert draw.published_at is None


def test_an_older_key_of_ours_still_opens_the_secret(draw, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"

    assert publish(draw).published_at
