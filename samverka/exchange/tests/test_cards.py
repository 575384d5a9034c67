"""Cards: reviewed by somebody else, published with their age, due when the law or the time says so."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.access import Denied, Refused, Stale, Unfit
from samverka.core.versions import version
from samverka.exchange import actions, queries
from samverka.exchange.forms.cards import WriteText
from samverka.exchange.models import Card, LawReference
from samverka.exchange.tests.factories import (
    AT,
    WORDING,
    make_board,
    make_card,
    make_editor,
    make_law,
    make_lawyer,
    make_published_card,
)


pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=10)
CARE = {"kind": "care_rule", "topic": "care", "asked": "acute"}


def make_town(code="0180"):
    return make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation(kind="municipality", territory=code))


def test_knowledge_is_published_when_a_lawyer_has_read_it():
    editor = make_editor()
    card = make_card(editor)
    with pytest.raises(Refused, match="lawyer"):
        actions.publish_card(card=card, by=editor, at=AT)

    actions.review_text(text=card.texts.get(), by=make_lawyer(card.organisation), at=AT)
    assert actions.publish_card(card=card, by=editor, at=AT).state == "published"


def test_a_published_card_says_when_it_is_looked_at_again():
    card = make_published_card()

    assert (card.reviewed_on, card.next_review) == (date(2026, 11, 2), date(2027, 11, 2))


def test_what_is_published_stays_until_the_next_wording_is():
    editor = make_editor()
    card = make_published_card(editor)
    actions.write_text(card=card, wording=WORDING._replace(says="Ny lag."), by=editor, at=LATER)
    assert queries.published_text(card).says == WORDING.says

    draft = queries.newest_text(card)
    actions.review_text(text=draft, by=make_lawyer(card.organisation), at=LATER)
    actions.publish_card(card=card, by=editor, at=LATER)
    assert queries.published_text(card).says == "Ny lag."
    assert list(card.texts.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_changed_draft_is_reviewed_again():
    editor = make_editor()
    card = make_card(editor)
    actions.review_text(text=card.texts.get(), by=make_lawyer(card.organisation), at=AT)
    actions.write_text(card=card, wording=WORDING._replace(applied="Annorlunda."), by=editor, at=LATER)

    with pytest.raises(Refused, match="lawyer"):
        actions.publish_card(card=card, by=editor, at=LATER)


def test_an_edit_of_what_a_colleague_changed_is_handed_back():
    editor = make_editor()
    card = make_card(editor)
    seen = version(card.texts.get())
    actions.write_text(card=card, wording=WORDING._replace(says="Först."), by=editor, at=LATER, seen=seen)

    with pytest.raises(Stale):
        actions.write_text(card=card, wording=WORDING._replace(says="Sedan."), by=editor, at=LATER, seen=seen)


def test_an_empty_answer_is_refused():
    with pytest.raises(Unfit, match="what the law says"):
        make_card(wording=WORDING._replace(says="", applied=""))


def test_a_changed_law_makes_every_card_that_cites_it_due():
    law, other = make_law(), make_law(section="2 kap. 1 §")
    editor = make_editor()
    citing = make_published_card(editor, laws=[law])
    aside = make_published_card(editor, laws=[other])
    draft = make_card(editor, laws=[law])

    actions.change_law(law=law, says="Nu gäller något annat.", by=make_lawyer(), at=LATER)

    states = {one.pk: one.state for one in Card.objects.all()}
    assert states == {citing.pk: "due", aside.pk: "published", draft.pk: "draft"}


def test_what_a_draft_cites_is_told_to_nobody_and_what_is_told_stays_cited():
    law, other = make_law(), make_law(section="2 kap. 1 §")
    editor = make_editor()
    card = make_published_card(editor, laws=[law])
    actions.write_text(card=card, wording=WORDING._replace(says="Nytt."), laws=[other], by=editor, at=LATER)
    assert list(queries.laws_of(queries.published_text(card))) == [law]
    cited = {one.section: one.cited for one in queries.laws_with_cards().filter(name="Exempellag")}
    assert cited == {"1 kap. 1 §": 1, "2 kap. 1 §": 0}

    actions.change_law(law=law, says="Ändrad.", by=make_lawyer(), at=LATER)
    card.refresh_from_db()
    assert card.state == "due"


def test_looking_a_law_up_again_makes_no_card_due():
    law = make_law()
    card = make_published_card(laws=[law])

    actions.change_law(law=law, verified_on=date(2026, 12, 1), link="https://example.org/", by=make_lawyer(), at=LATER)

    card.refresh_from_db()
    assert card.state == "published"


def test_a_law_stands_once_in_the_list():
    make_law()

    with pytest.raises(Refused, match="already"):
        make_law()
    make_law(state=LawReference.State.PROPOSED)


def test_the_laws_that_the_work_rests_on_stand_there_to_be_verified():
    shipped = LawReference.objects.filter(number__in=("2025:400", "2013:407", "2022:818"))
    assert [one.verified_on for one in shipped] == [None] * 3

    law = shipped.get(number="2025:400")
    actions.change_law(law=law, verified_on=date(2026, 12, 1), by=make_lawyer(), at=LATER)
    assert LawReference.objects.get(pk=law.pk).verified_on == date(2026, 12, 1)


def test_the_clock_calls_cards_due_and_long_after_outdated():
    card = make_published_card()
    moments = [AT + timedelta(days=days) for days in (365, 366, 366 + 179, 366 + 180)]
    states = []
    for at in moments:
        actions.keep_cards(at=at)
        card.refresh_from_db()
        states.append(card.state)

    assert states == ["published", "due", "due", "outdated"]
    assert actions.keep_cards(at=moments[-1]) == 0


@pytest.mark.parametrize("day", ["valid_from", "valid_to"])
def test_a_law_that_begins_or_ends_makes_a_card_due_on_that_day_and_once(day):
    editor = make_editor()
    law = make_law(**{day: date(2026, 12, 10)})
    card, aside = make_published_card(editor, laws=[law]), make_published_card(editor)
    states = []
    for days in (37, 38, 39):  # the ninth, the tenth, the eleventh
        actions.keep_cards(at=AT + timedelta(days=days))
        card.refresh_from_db()
        states.append(card.state)
    assert states == {"valid_from": ["published", "due", "due"], "valid_to": ["published", "published", "due"]}[day]

    actions.confirm_card(card=card, by=make_lawyer(card.organisation), at=AT + timedelta(days=39))
    assert actions.keep_cards(at=AT + timedelta(days=40)) == 0
    aside.refresh_from_db()
    assert aside.state == "published"


def test_a_card_that_tells_of_an_older_law_on_purpose_stays():
    law = make_law(state="repealed", valid_to=date(2025, 6, 30))
    make_published_card(laws=[law])

    assert actions.keep_cards(at=AT + timedelta(days=1)) == 0


def test_a_confirmed_card_is_good_for_another_year():
    editor = make_editor()
    card = make_published_card(editor)
    actions.keep_cards(at=AT + timedelta(days=400))

    card = actions.confirm_card(card=card, by=editor, at=AT + timedelta(days=400))
    assert (card.state, card.next_review) == ("published", date(2028, 12, 6))


def test_a_withdrawn_card_is_read_by_nobody():
    editor = make_editor()
    card = make_published_card(editor)
    assert list(queries.published_cards()) == [card]

    actions.withdraw_card(card=card, by=editor, at=LATER)
    assert list(queries.published_cards()) == []


def test_links_that_look_like_somebody_are_kept_once_they_are_read_through():
    links = "Domen i Hogsta Domstolen https://skr.se/download/18.0812345678/dom.pdf"
    said = {"question": WORDING.question, "says": WORDING.says, "links": links}
    assert "guard" in [one.code for one in WriteText(said, laws=queries.laws()).errors.as_data()["links"]]

    form = WriteText({**said, "links_read_through": "on"}, laws=queries.laws())
    assert form.is_valid(), form.errors
    assert make_card(wording=form.wording).texts.get().links == links


def test_a_place_is_told_what_holds_around_it():
    editor = make_editor()
    county = make_published_card(editor)
    town = make_published_card(editor, territory=make_territory("0180"))
    make_published_card(editor, territory=make_territory("0184"))

    assert set(queries.published_cards(code="0180")) == {county, town}


def test_a_region_answers_each_question_once():
    editor = make_editor()
    make_card(editor, **CARE)

    with pytest.raises(Refused, match="a card for this already"):
        make_card(editor, **CARE)


def test_a_withdrawn_card_is_neither_written_nor_published_beside_the_next():
    editor = make_editor()
    first = actions.withdraw_card(card=make_card(editor, **CARE), by=editor, at=LATER)
    make_card(editor, **CARE)

    with pytest.raises(Refused, match="withdrawn"):
        actions.write_text(card=first, wording=WORDING, by=editor, at=LATER)
    with pytest.raises(Refused, match="withdrawn"):
        actions.publish_card(card=first, by=editor, at=LATER)


def test_the_database_holds_one_care_rule_per_region_and_question():
    editor = make_editor()
    card = make_card(editor, **CARE)

    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(
            kind="care_rule", topic="care", scope="region", asked="acute", territory=card.territory,
            organisation=card.organisation,
        )  # fmt: skip


def test_a_municipality_keeps_its_own_policies_and_no_others():
    town = make_town()
    home = town.standing[0].organisation
    policy = {"kind": "local_policy", "topic": "aid", "asked": "home_travel"}
    card = make_card(town, territory=make_territory("0180"), organisation=home, **policy)
    assert actions.publish_card(card=card, by=town, at=AT).state == "published"

    with pytest.raises(Denied):
        make_card(town, territory=make_territory("0184"), organisation=home, **policy)


def test_a_municipality_that_is_its_own_region_answers_for_care_too():
    gotland, region = make_organisation(kind="municipality", territory="0980"), make_territory("09")
    care = {"territory": region, "organisation": gotland, **CARE}
    people = [make_user(one, at=gotland) for one in (Role.MUNICIPALITY_COORDINATOR, Role.RESPONDENT)]
    town = make_user(Role.MUNICIPALITY_COORDINATOR, at=make_organisation(kind="municipality", territory="0180"))

    places = [[(one.territory.code, one.kind) for one in queries.own_places(by)] for by in (*people, town)]
    assert places == [
        [("0980", "local_policy"), ("09", "care_rule")],
        [("09", "care_rule")],
        [("0180", "local_policy")],
    ]
    card = make_card(people[0], **care)
    assert actions.publish_card(card=card, by=people[1], at=AT).state == "published"
    with pytest.raises(Denied):
        make_card(town, territory=make_territory("01"), organisation=town.standing[0].organisation, **CARE)
    with pytest.raises(Denied):
        make_card(people[0], territory=region, organisation=gotland)


def test_regions_are_compared_with_their_gaps_and_their_age():
    editor = make_editor()
    here, there = make_territory("01"), make_territory("03")
    card = make_card(editor, wording=WORDING._replace(fee="50 kr"), **CARE)
    actions.publish_card(card=card, by=editor, at=AT)

    rows = queries.comparison("care_rule", [here, there], on=date(2027, 12, 1))
    assert [row.gaps for row in rows] == [8, 9]
    assert (rows[0].answers[0].fee, rows[0].answers[0].is_past) == ("50 kr", True)


def test_comparing_costs_one_question(django_assert_num_queries):
    places = [make_territory(code) for code in ("01", "03", "04")]

    with django_assert_num_queries(1):
        queries.comparison("care_rule", places, on=date(2026, 12, 1))


def test_another_county_sees_no_drafts():
    card = make_card()

    assert list(queries.cards(make_editor(card.organisation))) == [card]
    assert list(queries.cards(make_editor(make_board("03")))) == []
