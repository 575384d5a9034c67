"""What is found of cards and questions, in any form of a word, and never by those who may not open it."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.timezone import localdate
from django.utils.translation import override

from samverka.actors.actions import leave_network
from samverka.actors.models import Network, Role, User
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core import finding, indexing, searching
from samverka.core.ids import new_id
from samverka.core.models import Findable
from samverka.exchange import actions, tasks
from samverka.exchange.actions import Wording
from samverka.exchange.models import AdviceQuestion, Card, Discussion, Meeting, Practice
from samverka.exchange.tests.factories import (
    AT,
    TELLING,
    ask,
    begin,
    make_approved_practice,
    make_asker,
    make_board,
    make_card,
    make_editor,
    make_law,
    make_lawyer,
    make_network,
    make_owner,
    make_published_card,
    make_published_practice,
    need,
    plan,
    post,
    suggest,
)


pytestmark = pytest.mark.django_db


def found(text, *, by=None, **asked):
    marks = finding.marks_of(by) if by else [finding.EVERYBODY]
    answer = finding.search(text, marks=marks, at=AT, **asked)
    assert answer.number == len(answer.results) == sum(answer.counts.values())
    return {one.text.subject for one in answer.results}


@pytest.mark.parametrize(
    "typed",
    [
        "förskola", "FORSKOLAN", "förskolor", "skola", "skolan", "förskla", "bosatt kommun", "kommunerna",
        "rättigheten", "vräkningar", "härbärgets", "sovplats", "plats", "platserna", "rules", "ruling", "evictions",
    ],
)  # fmt: skip
def test_a_card_is_found_by_any_form_of_its_words(typed):
    says = (
        "Rätten till förskola, bosatta i kommunen. Vräkning från härbärgen. Sovplatser. A rule of eviction. Rättighet."
    )
    card = make_published_card(wording=Wording(question="Vad gäller förskolan?", says=says))

    assert found(typed) == {card.pk}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("eviction", "Efter vräkningen"), ("evictions", "Vid avhysning"), ("avhysningar", "after the eviction"),
        ("secrecy", "Sekretessen gäller"), ("vräkning", "avhysningen"), ("dentist", "Tandvården kostar"),
        ("EHIC", "Visa det europeiska sjukförsäkringskortet"), ("sjukvårdslagen", "Enligt HSL gäller"),
    ],
)  # fmt: skip
def test_words_of_the_field_that_mean_the_same_are_found_for_each_other(typed, says):
    card = make_published_card(wording=Wording(question="Hur gör vi?", says=says))
    make_published_card(wording=Wording(question="Vad är det?", says="Något annat. Something else."))

    answer = finding.search(typed, marks=[finding.EVERYBODY], at=AT)

    [one] = answer.results
    assert (one.text.subject, answer.meant) == (card.pk, "")
    assert any(is_marked for _text, is_marked in one.pieces)


def test_a_need_whose_place_is_told_to_nobody_is_not_found_by_its_town():
    named, unnamed = need(), need(title="Barnsängar", is_unnamed=True)

    assert found(named.municipality.name) == {named.pk}
    assert found("Barnsängar") == {unnamed.pk}


def test_a_card_is_found_by_what_stands_beside_it():
    """Its topic in both languages, its place, its authority, its laws by name and number, and what it is."""
    law = make_law(name="Skollag", number="2010:800")
    card = make_published_card(wording=Wording(question="Vad gäller?", says="Allt."), laws=[law])
    other = make_published_card(wording=Wording(question="Vad gäller?", says="Inget."))

    assert found("skollagen") == found("2010:800") == found("800 skollag") == {card.pk}
    assert found("kunskapskort") == found("knowledge cards") == {card.pk, other.pk}
    with override("en"):
        topic = str(card.get_topic_display())
    assert found(topic) == found(str(card.get_topic_display())) == found(card.territory.name) == {card.pk, other.pk}
    actions.change_law(law=law, by=make_lawyer(), at=AT, name="Utbildningslag")
    assert (found("skollagen"), found("utbildningslagen")) == (set(), {card.pk})


def test_what_is_found_says_what_was_meant_and_marks_it():
    make_published_card(wording=Wording(question="Vem får vård?", says=f"Vi {'vet ' * 100} tandläkaren {'vet ' * 100}"))

    answer = finding.search("tandlkäaren", marks=[finding.EVERYBODY], at=AT)

    [one] = answer.results
    assert answer.meant == "tandläkaren"
    assert ("tandläkaren", True) in one.pieces
    assert len("".join(text for text, _ in one.pieces)) < 200
    assert finding.search("zzzzzz", marks=[finding.EVERYBODY], at=AT).results == []


def test_a_new_wording_is_found_by_all_only_when_it_is_published():
    editor = make_editor()
    card = make_published_card(editor)
    actions.write_text(card=card, wording=Wording(question="Simhallen?", says="Ja."), by=editor, at=AT)

    assert (found("simhall"), found("simhall", by=make_asker())) == (set(), set())
    assert found("simhall", by=editor) == found("förskola", by=editor) == {card.pk}

    actions.withdraw_card(card=card, by=editor, at=AT)
    assert found("förskola") == set()


@pytest.mark.slow
def test_nobody_finds_what_they_may_not_open_and_everybody_finds_the_rest():
    chance = Random(48)  # noqa: S311 (invented people)
    boards = [make_board("01"), make_board("12")]
    askers = [make_asker("0180"), make_asker("1280")]
    for board in boards:
        make_card(make_editor(board))
        make_published_card(make_editor(board))
    for asker in askers:
        ask(asker, territory=asker.standing[0].territory)
    for code, board in zip(("0180", "1280"), boards, strict=True):
        owner, desk = make_owner(code), make_editor(board)
        suggest(owner, telling=TELLING._replace(problem="Ingen förskola"))
        make_approved_practice(owner, desk=desk, problem="Ingen förskola")
        for _ in range(2):
            told = make_published_practice(owner, desk=desk, problem="Ingen förskola")
        actions.archive_practice(practice=told, by=owner, at=AT)
        askers.append(owner)
    post(begin(askers[0]), text="Förskolan har öppet.")
    for asker in askers[:2]:
        house = make_network(asker.standing[0].organisation, purpose="Varje förskola")
        plan(house, agenda="Förskolan")
        askers.append(
            make_user(Role.VOLUNTEER, at=house.members.exclude(organisation=house.convenor).get().organisation)
        )
    roles = [Role.LIAISON, *chance.sample(list(Role), 8)]
    homes = [*boards, *(one.standing[0].organisation for one in askers), make_organisation(territory="00")]
    viewers = [*askers, *(make_user(role, at=home) for role in roles for home in homes)]

    for viewer in viewers:
        may = {*Card.objects.visible_to(viewer).values_list("pk", flat=True)}
        for model in (AdviceQuestion, Practice, Discussion, Network, Meeting):
            may |= {*model.objects.visible_to(viewer).values_list("pk", flat=True)}
        assert found("förskola", by=viewer, limit=99) == may, viewer.standing


def test_what_is_taken_back_is_found_no_more_and_all_find_what_is_told():
    practice = make_published_practice()
    said = post(begin(), text="Kvastfeningar får följa med.")
    by = make_asker()

    assert found("sovit") == {practice.pk}
    assert (found("kvastfening"), found("kvastfening", by=by)) == (set(), {said.discussion_id})
    actions.take_back_post(post=said, by=said.by, at=AT)
    assert found("kvastfening", by=by) == set()


def test_minutes_are_found_by_members_alone_with_what_is_decided_now():
    network = make_network()
    by = User.objects.get(pk=network.acting[0])
    meeting = plan(network, agenda="Vintern")
    actions.write_minutes(meeting=meeting, minutes="Nattstängt i stationen.", by=by, at=AT)
    decided = actions.note_decision(id=new_id(), meeting=meeting, text="Öppna bussen.", by=by, at=AT)
    member = network.members.get(organisation__kind="ngo")
    worker, stranger = make_user(Role.ADVISER, at=member.organisation), make_asker()

    assert found("stationen", by=worker) == found("bussen", by=by) == {meeting.pk}
    assert found("stationen") == found("bussen", by=stranger) == found("samverkan", by=stranger) == set()
    actions.take_back_decision(decision=decided, by=by, at=AT)
    assert found("bussen", by=by) == set()
    leave_network(member=member, by=by, at=AT)
    assert found("stationen", by=worker) == set()
    actions.hold_meeting(meeting=meeting, by=by, at=AT + timedelta(days=9))
    assert not [*finding.faults()]


def test_of_too_many_the_newest_are_looked_at(monkeypatch):
    monkeypatch.setattr(searching, "MOST_READ", 2)
    editor = make_editor()
    _oldest, *newest = (make_published_card(editor).pk for _ in range(3))

    assert found("förskola") == {*newest}


def test_compounds_are_found_until_there_is_enough_without(monkeypatch):
    monkeypatch.setattr(searching, "MOST_READ", 2)
    editor, wordings = make_editor(), [Wording(question=f"{says} idag?", says="Ja.") for says in ("Dusch", "Handdusch")]
    plain, compound = (make_published_card(editor, wording=one).pk for one in wordings)

    assert found("dusch") == {plain, compound}
    later = make_published_card(editor, wording=wordings[1]).pk
    assert found("dusch") == {plain, later}
    form = make_published_card(editor, wording=Wording(question="Var finns duschen?", says="Här.")).pk
    assert found("dusch") == {plain, form}


def test_of_many_compounds_the_shortest_are_asked_for(monkeypatch):
    editor = make_editor()
    _long, short = (
        make_published_card(editor, wording=Wording(question=f"Var finns {says}?", says="Här.")).pk
        for says in ("akutsovplats", "sovplats")
    )
    monkeypatch.setattr(searching, "MOST_KIN", 1)

    assert found("plats") == {short}


def test_a_practice_is_as_old_as_its_page_says():
    owner = make_owner()
    made, a_year = make_published_practice(owner), AT + timedelta(days=366)

    def shown():
        one = Findable.objects.get(kind="practice", subject=made.pk)
        return localdate(one.changed_at), one.is_old, one.status["sv"]

    actions.write_practice(practice=made, telling=TELLING, by=owner, at=AT + timedelta(days=1))
    confirmed = localdate(AT + timedelta(days=1))
    assert shown() == (confirmed, False, "publicerat och bekräftat")
    tasks.tick(at=a_year + timedelta(days=2))
    assert shown() == (confirmed, True, "ska bekräftas på nytt")

    actions.confirm_practice(practice=made, by=owner, at=a_year)
    assert shown() == (localdate(a_year), False, "publicerat och bekräftat")


def test_the_index_is_as_if_made_anew_and_what_is_stale_is_told():
    card, question = make_published_card(), ask()
    make_published_practice(desk=make_editor())
    post(begin())
    kept = {(one.kind, one.subject): one.words for one in Findable.objects.all()}
    assert not [*finding.faults()]

    Findable.objects.filter(subject=card.pk).update(words="§all ¤title bergatroll")
    Findable.objects.filter(subject=question.pk).delete()
    Findable.objects.create(kind="card", subject=new_id(), words="§all ¤title vandrarhem", changed_at=AT)
    assert len([*finding.faults()]) == 3
    assert found("bergatroll") == {card.pk}

    call_command("index", verbosity=0)
    assert not [*finding.faults()]
    assert {(one.kind, one.subject): one.words for one in Findable.objects.all()} == kept


@pytest.mark.on_sqlite
def test_an_index_is_put_together_and_finds_the_same():
    def pieces():
        with connection.cursor() as cursor:
            cursor.execute("select count(distinct segid) from core_findable_index_idx")
            return cursor.fetchone()[0]

    editor, seen = make_editor(), make_asker()
    for _ in range(3):
        make_published_card(editor)
        found("förskola", by=seen)  # a question lets what was written before stand in a piece of its own
    before, there = pieces(), found("förskola", by=seen)
    indexing.tidy()

    assert (before > 1, pieces(), found("förskola", by=seen) == there) == (True, 1, True)


def test_a_search_costs_the_same_for_one_and_for_many(django_assert_num_queries):
    editor = make_editor()
    make_published_card(editor)
    marks = finding.marks_of(editor)
    finding.search("förskola", marks=marks, at=AT)
    with django_assert_num_queries(4):
        finding.search("förskola", marks=marks, at=AT)
    for _ in range(3):
        make_published_card(editor)
    with django_assert_num_queries(4):
        assert len(finding.search("förskola", marks=marks, at=AT).results) == 4


def test_who_has_no_mark_finds_and_counts_nothing():
    make_published_card()

    assert finding.search("förskola", marks=[], at=AT) == finding.Answer([], Counter(), 0)
