"""A practice is its owner's, is confirmed every year or put away, and is told of by those who tried it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samverka.actors.models import ContactLine, Membership, Role, User
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.actors.tests.visits import log_in
from samverka.core import actions as core
from samverka.core import waiting
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import Entry
from samverka.core.versions import version
from samverka.exchange import actions, integrity, queries, tasks
from samverka.exchange.models import Adoption, Practice
from samverka.exchange.queries import Asked
from samverka.exchange.tests.factories import (
    AT,
    TELLING,
    adopt,
    make_approved_practice,
    make_asker,
    make_board,
    make_editor,
    make_law,
    make_network,
    make_owner,
    make_published_practice,
    plan,
    suggest,
)


pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
A_YEAR = AT + 366 * A_DAY


def again(practice):
    return Practice.objects.get(pk=practice.pk)


def test_a_practice_goes_from_a_suggestion_to_everybody_by_its_owners_word():
    owner, desk = make_owner(), make_editor()
    made = suggest(owner, laws=[make_law()])
    assert (made.state, [one.word for one in made.tags.order_by("word")]) == ("suggested", ["familjer", "uppsökande"])
    with pytest.raises(Refused, match="does not follow"):
        actions.publish_practice(practice=made, by=desk, at=AT)

    made = actions.write_practice(practice=made, telling=TELLING, by=desk, at=AT)
    assert (made.state, made.laws.count()) == ("edited", 0)
    made = actions.approve_practice(practice=made, by=owner, at=AT)
    made = actions.publish_practice(practice=made, by=desk, at=AT)

    assert (made.state, made.confirm_by) == ("published", AT.date() + timedelta(days=365))
    assert list(queries.published_practices()) == [made]
    verbs = ["suggested", "written", "approved", "published"]
    told = Entry.objects.filter(verb__startswith="exchange.practice_").order_by("number")
    assert [one.verb for one in told] == [f"exchange.practice_{verb}" for verb in verbs]


def test_suggested_again_with_the_same_id_it_is_one():
    owner, id = make_owner(), new_id()

    assert suggest(owner, id=id) == suggest(owner, id=id)
    assert Practice.objects.count() == 1


def test_the_owner_sends_it_back_and_the_desk_writes_it_anew():
    owner, desk = make_owner(), make_editor()
    made = make_approved_practice(owner, desk=desk)

    made = actions.return_practice(practice=made, objection="Det var tre tjänster.", by=owner, at=AT)
    assert (made.state, made.approved_at, made.objection) == ("suggested", None, "Det var tre tjänster.")
    with pytest.raises(Unfit):
        actions.return_practice(practice=make_approved_practice(owner), objection=" ", by=owner, at=AT)
    made = actions.write_practice(practice=made, telling=TELLING, by=desk, at=AT)
    assert (made.state, made.objection) == ("edited", "")


def test_nobody_approves_what_was_written_anew_meanwhile():
    owner, desk = make_owner(), make_editor()
    made = actions.write_practice(practice=suggest(owner), telling=TELLING, by=desk, at=AT)
    seen = version(made)
    actions.write_practice(practice=made, telling=TELLING._replace(cost="2 mkr"), by=desk, at=AT)

    with pytest.raises(Stale):
        actions.approve_practice(practice=made, by=owner, at=AT, seen=seen)


def test_the_owner_changes_what_is_published_and_the_desk_takes_it_back():
    owner, desk = make_owner(), make_editor()
    made, later = make_published_practice(owner, desk=desk), AT + 9 * A_DAY

    made = actions.write_practice(practice=made, telling=TELLING._replace(cost="2 mkr"), by=owner, at=later)
    assert (made.state, made.confirmed_on, made.cost) == ("confirmed_yearly", later.date(), "2 mkr")
    with pytest.raises(Unfit):
        actions.write_practice(practice=made, telling=TELLING._replace(done=" "), by=owner, at=later)

    made = actions.write_practice(practice=made, telling=TELLING, by=desk, at=later)
    assert (made.state, made.approved_at) == ("edited", None)
    assert not queries.published_practices()


def test_what_points_at_somebody_is_not_kept():
    owner = make_owner()
    for field, text in (("problem", "Det gällde 811218-9876."), ("mailbox", "anna.andersson@example.org")):
        with pytest.raises(Unfit) as refused:
            suggest(owner, telling=TELLING._replace(**{field: text}))
        assert refused.value.field == field

    assert suggest(owner, telling=TELLING._replace(mailbox="eu-teamet@example.org")).mailbox
    with pytest.raises(Unfit):
        suggest(owner, telling=TELLING._replace(tags=[f"ord {number}" for number in range(9)]))


def test_a_suggestion_is_seen_by_its_organisation_and_the_desk_of_its_county_alone():
    owner = make_owner()
    made = suggest(owner)

    for viewer in (owner, make_editor()):
        assert list(queries.practices(viewer)) == [made]
    for viewer in (make_asker(), make_user(Role.COUNTY_COORDINATOR, territory="12")):
        assert not queries.practices(viewer)
        with pytest.raises(Denied):
            actions.write_practice(practice=made, telling=TELLING, by=viewer, at=AT)


@pytest.mark.slow
def test_the_clock_asks_the_owner_twice_and_puts_away_what_nobody_confirms():
    owner = make_owner()
    made = make_published_practice(owner, mailbox="eu-teamet@example.org")
    tasks.tick(at=AT + 300 * A_DAY)
    assert mail.outbox == []

    for day in (367, 367, 380):
        tasks.tick(at=AT + day * A_DAY)
    [first] = mail.outbox
    assert (first.to, again(made).times_asked) == (["eu-teamet@example.org"], 1)
    assert made.title in first.body
    assert str(made.pk) in first.body
    assert made.problem not in first.body
    for day in (415, 430):
        tasks.tick(at=AT + day * A_DAY)
    assert len(mail.outbox) == 2

    tasks.tick(at=AT + 456 * A_DAY)
    assert again(made).state == "archived"
    tasks.tick(at=AT + 500 * A_DAY)
    assert len(mail.outbox) == 2


def test_a_confirmed_practice_is_let_be_for_another_year():
    owner = make_owner()
    made = make_published_practice(owner)
    ContactLine.objects.create(organisation=made.organisation, function="coordination", email="samordning@example.org")
    assert queries.mailbox_of(made) == "samordning@example.org"
    assert list(queries.to_confirm(owner, on=A_YEAR.date())) == [made]

    actions.confirm_practice(practice=made, by=owner, at=A_YEAR)
    made = actions.confirm_practice(practice=made, by=owner, at=A_YEAR)
    assert (made.state, made.is_past(A_YEAR.date())) == ("confirmed_yearly", False)
    tasks.tick(at=A_YEAR + 200 * A_DAY)
    assert (mail.outbox, again(made).state) == ([], "confirmed_yearly")
    assert Entry.objects.filter(verb="exchange.practice_confirmed").count() == 1


def test_an_organisation_tells_once_how_it_went_and_may_change_its_mind():
    made, other = make_published_practice(), make_owner("1280")
    adopt(made, other, outcome="did_not_work", text="Ingen kom.")
    told = adopt(made, other, outcome="works_with_change")

    assert Adoption.objects.get() == told
    assert (told.outcome, told.territory_id) == ("works_with_change", "1280")
    with pytest.raises(Unfit):
        adopt(made, other, tried_on=AT.date() + A_DAY)
    with pytest.raises(Denied):
        adopt(made, make_user(Role.VOLUNTEER, at=told.organisation))
    actions.take_back_adoption(adoption=told, by=other, at=AT)
    actions.take_back_adoption(adoption=told, by=other, at=AT)
    assert not Adoption.objects.exists()


def test_ones_own_is_not_adopted_and_neither_is_what_nobody_reads():
    owner = make_owner()
    for practice in (make_published_practice(owner), suggest(make_asker())):
        with pytest.raises(Refused):
            adopt(practice, owner)

    assert list(integrity.adoptions(AT)) == []


def test_practices_are_chosen_by_topic_tag_evidence_and_where_they_were_done_or_tried():
    here = make_published_practice(evidence="evaluated")
    there = make_published_practice(make_owner("1280"), desk=make_user(Role.NATIONAL_COORDINATOR, territory="00"),
                                    topic="care", tags=("vård",))  # fmt: skip
    adopt(here, make_owner("1280"))

    def found(**asked):
        return {one.pk for one in queries.published_practices(Asked(**asked))}

    assert found(topic="care") == found(tag="vård") == {there.pk}
    assert found(evidence="evaluated") == found(county="01") == {here.pk}
    assert found(county="12") == {here.pk, there.pk}
    assert queries.tags() == ["familjer", "uppsökande", "vård"]
    assert [one.tried for one in queries.published_practices(Asked(topic="children"))] == [1]


@pytest.mark.slow
def test_the_map_and_the_table_tell_the_same(client):
    make_territory("12")
    made = make_published_practice()
    adopt(made, make_owner("1280"), text="Vi började med en tjänst.")
    adopt(made, make_owner("1281"), outcome="did_not_work")
    client.force_login(make_asker())

    page = client.get(reverse("exchange:practice", args=[made.pk])).content.decode()
    assert "Vi började med en tjänst." in page
    assert "<title>Skåne län: olika för olika organisationer, prövat av 2</title>" in page
    assert "<title>Stockholms län: började här</title>" in page
    near = client.get(reverse("exchange:practice", args=[made.pk]), {"county": "12"}).content.decode()
    assert "<title>Malmö: det fungerar, prövat av 1</title>" in near
    assert "<title>Lund: det fungerade inte, prövat av 1</title>" in near


@pytest.mark.slow
def test_where_it_began_stays_on_the_map_whatever_a_neighbour_tells(client):
    make_territory("01")
    made = make_published_practice()
    adopt(made, make_owner("0180"), outcome="did_not_work")

    for page in (client.get(reverse("exchange:open_practice", args=[made.pk])), log_in(make_asker()).get(
        reverse("exchange:practice", args=[made.pk]))):  # fmt: skip
        told = page.content.decode()
        assert "<title>Stockholms län: började här, och hos andra: det fungerade inte, prövat av 1</title>" in told
        assert told.count("började här, och hos andra: det fungerade inte") == 2  # and in the key
        assert str(made.organisation) in told
        assert "Började här" in told  # in the table


def test_everybody_reads_what_is_published_without_who_tried_it():
    made, hidden = make_published_practice(), suggest(make_owner("1280"))
    other = make_owner("1280")
    adopt(made, other, text="Vi började med en tjänst.")
    anybody = Client()

    page = anybody.get(reverse("exchange:open_practice", args=[made.pk])).content.decode()
    assert made.problem in page
    assert other.standing[0].organisation.name not in page
    assert "Vi började med en tjänst." not in page
    assert anybody.get(reverse("exchange:open_practice", args=[hidden.pk])).status_code == 404
    assert made.title in anybody.get(reverse("exchange:open_practices")).content.decode()


@pytest.mark.slow
def test_one_and_three_practices_cost_as_many_questions(client):
    client.force_login(make_editor())
    client.get(reverse("exchange:practices"))  # once a session
    counted = []
    for _more in range(3):
        adopt(make_published_practice())
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("exchange:practices"))
        counted.append(len(asked))

    assert counted[0] == counted[2] <= 20


@pytest.mark.slow
def test_a_practice_by_pages_from_a_suggestion_to_an_adoption(client):
    owner, desk, other = make_owner(), make_editor(), make_owner("1280")
    told = {**TELLING._asdict(), "id": new_id(), "organisation": owner.standing[0].organisation_id, "since": "",
            "tags": "uppsökande, familjer"}  # fmt: skip

    def go(user, name, said=None, **args):
        client.force_login(user)
        return client.post(reverse(f"exchange:{name}", **args), said or {})

    assert go(owner, "suggest_practice", {**told, "problem": ""}).status_code == 422
    assert go(owner, "suggest_practice", told).status_code == 302
    made = Practice.objects.get()
    here = {"args": [made.pk]}
    assert go(desk, "write_practice", {**told, "seen": "0" * 12}, **here).status_code == 409
    assert go(desk, "write_practice", {**told, "seen": version(made)}, **here).status_code == 302
    assert go(owner, "approve_practice", **here).status_code == 302
    assert go(desk, "publish_practice", **here).status_code == 302
    home = other.standing[0].organisation_id
    said = {"id": new_id(), "organisation": home, "tried_on": "2026-01-01", "outcome": "works"}
    assert go(other, "tell_adoption", {**said, "outcome": "perhaps"}, **here).status_code == 422
    assert go(other, "tell_adoption", said, **here).status_code == 302
    assert again(made).adoptions.get().outcome == "works"


def test_what_was_never_published_is_forgotten_and_the_rest_stays():
    owner = make_owner()
    suggest(owner)
    actions.archive_practice(practice=suggest(owner), by=owner, at=AT)
    made = make_published_practice()
    core.purge(rule=RULES["exchange.practice.suggested"], at=AT + 731 * A_DAY)

    assert Practice.objects.get() == made


def test_the_database_shows_nobody_what_its_owner_has_not_approved():
    made = suggest()

    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.filter(pk=made.pk).update(state="published")


def test_what_a_desk_suggests_for_another_is_suggested_by_the_desk():
    elsewhere, board, told = make_organisation(territory="1480"), make_board(), make_organisation()
    desk = make_user(Role.ADVISER, at=elsewhere)
    for role, at in ((Role.DESK_EDITOR, board), (Role.DESK_EDITOR, make_board("12"))):
        Membership.objects.create(user=desk, organisation=at, territory=at.territory, role=role, starts_at=AT)
    desk = User.objects.get(pk=desk.pk)

    assert suggest(desk, organisation=told).suggested_by == board
    assert suggest(desk, organisation=elsewhere).suggested_by == elsewhere


def test_what_is_confirmed_while_the_clock_waits_for_it_is_not_put_away(monkeypatch):
    owner = make_owner()
    made, late = make_published_practice(owner), AT + 500 * A_DAY
    found = queries.practices_to_archive(at=late)
    actions.confirm_practice(practice=made, by=owner, at=late)
    answers = iter([found])
    monkeypatch.setattr(
        queries,
        "practices_to_archive",
        lambda at, then=queries.practices_to_archive: next(answers, None) or then(at=at),
    )

    assert (actions.archive_unconfirmed(at=late), again(made).state) == (0, "confirmed_yearly")


def test_an_owners_day_says_what_is_to_be_approved_and_what_was_taken_on(client):
    owner, desk = make_owner(), make_editor()
    made = actions.write_practice(practice=suggest(owner), telling=TELLING, by=desk, at=AT)
    house = make_network(owner.standing[0].organisation)
    meeting = plan(house)
    by = User.objects.get(pk=house.acting[0])
    said = {"organisation": owner.standing[0].organisation, "text": "Ringa", "by": by, "at": AT}
    due = {"late": AT.date() + timedelta(days=8), "soon": AT.date() + timedelta(days=16)}
    for day in (*due.values(), AT.date() + timedelta(days=99)):
        actions.note_action(id=new_id(), meeting=meeting, due_on=day, **said)
    then = AT + timedelta(days=10)

    def day():
        found = waiting.waiting(owner, roles={one.role for one in owner.standing}, footing=new_id(), at=then)
        return {one.verb: (one.text[:1], one.due, one.late) for one in found if "/night" not in one.address}

    assert day() == {"Approve": ("1", None, 0)}  # minutes that are not sent bind nobody
    actions.hold_meeting(meeting=meeting, by=by, at=then)
    assert day() == {"Approve": ("1", None, 0), "Finish": ("2", due["late"], 1)}
    client.force_login(owner)
    assert made.title in client.get(reverse("exchange:practices")).content.decode()
    actions.approve_practice(practice=made, by=owner, at=then)
    assert "Approve" not in day()


def test_the_desk_is_told_what_to_edit_and_what_to_publish():
    owner, board = make_owner(), make_board()
    desk, elsewhere = make_editor(board), make_editor(make_board("03"))
    practice, turns = suggest(owner), []

    def look():
        rows = queries.practices_to_edit(desk), queries.practices_to_publish(desk)
        turns.append(tuple(one.exists() for one in rows))

    look()
    assert not queries.practices_to_edit(elsewhere).exists()
    practice = actions.write_practice(practice=practice, telling=TELLING, by=desk, at=AT)
    look()
    practice = actions.approve_practice(practice=practice, by=owner, at=AT)
    look()
    actions.publish_practice(practice=practice, by=desk, at=AT)
    look()
    assert turns == [(True, False), (False, False), (False, True), (False, False)]


def test_my_day_leads_the_desk_to_what_was_suggested():
    practice, client = suggest(), log_in(make_editor())

    assert [one.address for one in client.get("/today/").context["waits"]] == ["/practices/"]
    assert list(client.get("/practices/").context["to_edit"]) == [practice]
