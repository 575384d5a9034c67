"""Organisations talk something over until they agree; who follows sees what is new, and what is over goes away."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samverka.actors.actions import choose_digest
from samverka.actors.models import Role, User
from samverka.actors.tests.factories import make_user
from samverka.actors.tests.visits import log_in
from samverka.core import actions as core
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.exchange import actions, queries, tasks
from samverka.exchange.models import AdviceQuestion, Discussion, Following, Post
from samverka.exchange.tests.factories import AT, ask, begin, make_asker, make_editor, post


pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def again(discussion):
    return Discussion.objects.get(pk=discussion.pk)


def new_to(user):
    return list(queries.new_posts(user))


def test_whoever_begins_or_writes_follows_and_sees_what_others_write():
    first, second = make_asker(), make_asker("1280")
    made = begin(first)
    assert (new_to(first), made.posts.get().text) == ([], "Hur gör ni när hundar följer med?")

    post(made, second, at=AT + A_DAY)
    assert (new_to(first), new_to(second)) == ([made], [])
    actions.mark_read(discussion=made, by=first, at=AT + 2 * A_DAY)
    assert new_to(first) == []
    actions.unfollow_discussion(discussion=made, by=first, at=AT)
    post(made, second, at=AT + 3 * A_DAY)
    assert new_to(first) == []
    actions.follow_discussion(discussion=made, by=first, at=AT + 3 * A_DAY)
    assert new_to(first) == []


def test_begun_and_written_again_with_the_same_id_it_is_one():
    user, id = make_asker(), new_id()
    made = begin(user, id=id)
    assert begin(user, id=id) == made
    again_id = new_id()

    assert post(made, user, id=again_id) == post(made, user, id=again_id)
    assert Post.objects.count() == 2


def test_a_settled_discussion_says_what_was_agreed_and_takes_no_more_posts():
    user, other = make_asker(), make_asker("1280")
    made = begin(user)
    with pytest.raises(Unfit):
        actions.settle_discussion(discussion=made, agreed=" ", by=user, at=AT)
    with pytest.raises(Denied):
        actions.settle_discussion(discussion=made, agreed="Hundar får följa med.", by=other, at=AT)

    made = actions.settle_discussion(discussion=made, agreed="Hundar får följa med.", by=user, at=AT)
    assert (made.state, made.agreed) == ("settled", "Hundar får följa med.")
    with pytest.raises(Refused, match="over"):
        post(made, other)
    made = actions.archive_discussion(discussion=made, by=make_editor(), at=AT)
    assert actions.archive_discussion(discussion=made, by=user, at=AT + A_DAY).archived_at == AT


def test_the_police_and_landowners_read_none():
    made, police = begin(), make_user(Role.LIAISON)

    assert not queries.discussions(police)
    with pytest.raises(Denied):
        post(made, police)
    with pytest.raises(Denied):
        actions.follow_discussion(discussion=made, by=police, at=AT)


def test_what_points_at_somebody_is_not_said():
    made = begin()

    with pytest.raises(Unfit):
        post(made, text="Det gäller 811218-9876.")
    with pytest.raises(Unfit):
        post(made, text=" ")


def test_a_post_is_taken_back_by_its_writer_or_the_desk_and_its_words_are_gone():
    user = make_asker()
    made = begin(user)
    with pytest.raises(Denied):
        actions.take_back_post(post=made.posts.get(), by=make_asker(), at=AT)

    taken = actions.take_back_post(post=made.posts.get(), by=make_editor(), at=AT)
    assert (actions.take_back_post(post=taken, by=user, at=AT + A_DAY).taken_back_at, taken.text) == (AT, "")


def test_what_has_fallen_silent_is_archived_and_long_after_deleted():
    user = make_asker()
    made = begin(user)
    ask(user, discussion=made)
    tasks.tick(at=AT + 179 * A_DAY)
    assert again(made).state == "open"
    tasks.tick(at=AT + 181 * A_DAY)
    tasks.tick(at=AT + 182 * A_DAY)
    assert (again(made).state, again(made).archived_at) == ("archived", AT + 181 * A_DAY)

    core.purge(rule=RULES["exchange.post"], at=AT + 731 * A_DAY)
    assert made.posts.get().by is None
    core.purge(rule=RULES["exchange.discussion"], at=AT + (181 + 1826) * A_DAY)
    assert not Discussion.objects.exists()
    assert (AdviceQuestion.objects.get().discussion, Following.objects.count()) == (None, 0)


@pytest.mark.slow
def test_for_the_police_there_is_none_on_any_page(client):
    made = begin()
    client.force_login(make_user(Role.LIAISON, at=made.organisation))
    names = ("discussion", "settle_discussion", "archive_discussion", "follow_discussion",
             "unfollow_discussion", "ask_from_discussion", "practice_from_discussion", "take_back_post")  # fmt: skip
    ways = [reverse(f"exchange:{name}", args=[made.pk]) for name in names]

    assert {ask(way).status_code for way in ways for ask in (client.get, client.post)} <= {404, 405}
    for name in ("discussions", "begin_discussion"):
        assert client.get(reverse(f"exchange:{name}")).status_code == 403


@pytest.mark.slow
def test_a_discussion_by_pages(client):
    user, other = make_asker(), make_asker("1280")
    client.force_login(user)
    home = user.standing[0].organisation_id
    said = {"id": new_id(), "organisation": home, "title": "Hundar på natten", "topic": "together",
            "territory": "0180", "text": "Hur gör ni?"}  # fmt: skip
    assert client.post(reverse("exchange:begin_discussion"), {**said, "text": "811218-9876"}).status_code == 422
    assert client.post(reverse("exchange:begin_discussion"), said).status_code == 302
    made = Discussion.objects.get()
    here = {name: reverse(f"exchange:{name}", args=[made.pk]) for name in ("discussion",
            "settle_discussion")}  # fmt: skip

    client.force_login(other)
    reply = {"id": new_id(), "organisation": other.standing[0].organisation_id, "text": "De får följa med."}
    assert client.post(here["discussion"], reply).status_code == 302
    client.force_login(user)
    assert 'class="unread"' in client.get(reverse("exchange:discussions")).content.decode()
    assert "De får följa med." in client.get(here["discussion"]).content.decode()
    assert 'class="unread"' not in client.get(reverse("exchange:discussions")).content.decode()
    assert client.post(here["settle_discussion"], {"agreed": ""}).status_code == 422
    assert client.post(here["settle_discussion"], {"agreed": "De får följa med."}).status_code == 302


@pytest.mark.parametrize(("chosen", "then"), [("", "weekly"), ("none", "none"), ("daily", "daily")])
def test_whoever_follows_is_mailed_unless_they_have_chosen(chosen, then):
    made, user = begin(), make_asker("1280")
    User.objects.filter(pk=user.pk).update(digest=chosen)
    user = User.objects.get(pk=user.pk)

    actions.follow_discussion(discussion=made, by=user, at=AT)
    assert User.objects.get(pk=user.pk).digest == then
    page = log_in(user).get(reverse("exchange:discussion", args=[made.pk])).content.decode()
    assert 'href="/account/#mails"' in page


def test_whoever_ends_the_mails_is_not_mailed_again_for_writing_more():
    made, user = begin(), make_asker("1280")
    post(made, user)
    choose_digest(digest="none", by=user, at=AT)

    post(made, user)
    actions.unfollow_discussion(discussion=made, by=user, at=AT)
    actions.follow_discussion(discussion=made, by=user, at=AT)
    assert User.objects.get(pk=user.pk).digest == "none"
