"""A survey from its plan to what it comes to."""

from datetime import date, timedelta

import pytest

from samverka.actors.models import ContactLine, Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.situation import actions, queries
from samverka.situation.models import Answer, Survey
from samverka.situation.tests.factories import (
    APRIL,
    MARCH,
    WINTER,
    answer,
    home,
    make_answer,
    make_county_coordinator,
    make_national_coordinator,
    make_questionnaire,
    make_survey,
    make_town_coordinator,
)


pytestmark = pytest.mark.django_db
FACTS = {"name": "Vintern", "due_on": date(2027, 4, 15), **WINTER}


@pytest.fixture
def by():
    return make_county_coordinator()


def plan(by, **told):
    facts = {"id": new_id(), "organisation": home(by), "territory": by.standing[0].territory, **FACTS} | told
    return actions.plan_survey(by=by, at=MARCH, **facts)


def test_a_county_plans_within_itself_and_asks_again_for_the_same(by):
    id = new_id()

    assert plan(by, id=id) == plan(by, id=id) == Survey.objects.get()
    assert Entry.objects.get(verb="situation.survey_planned").county == "01"
    with pytest.raises(Denied):
        plan(by, territory=make_territory("12"))
    with pytest.raises(Denied):
        plan(by, territory=make_territory("00"))


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"last_day": date(2026, 3, 1)}, "last_day"),
        ({"first_day": date(2025, 1, 1)}, "first_day"),
        ({"first_day": date(2028, 1, 1), "last_day": date(2028, 1, 2)}, "first_day"),
        ({"due_on": date(2026, 3, 1)}, "due_on"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_their_field(by, days, field):
    with pytest.raises(Unfit) as unfit:
        plan(by, **days)

    assert unfit.value.field == field


def test_all_290_are_asked_in_one_go():
    by = make_national_coordinator()
    survey, questionnaire = plan(by), make_questionnaire(by)
    line = ContactLine.objects.create(
        organisation=make_organisation(kind=Organisation.Kind.MUNICIPALITY, territory="0180"),
        function="coordination", email="eu@example.org",
    )  # fmt: skip

    assert actions.ask_municipalities(survey=survey, questionnaire=questionnaire, by=by, at=MARCH) == 290
    assert actions.ask_municipalities(survey=survey, questionnaire=questionnaire, by=by, at=MARCH) == 0
    assert survey.answers.get(territory="0180").mailbox == line.email
    assert survey.answers.filter(mailbox="").count() == 289


def test_a_county_asks_its_own_municipalities(by):
    survey = plan(by)

    asked = actions.ask_municipalities(survey=survey, questionnaire=make_questionnaire(by), by=by, at=MARCH)

    assert asked == survey.answers.filter(territory__code__startswith="01").count() == 26


def test_others_are_asked_as_organisations_or_by_mail_alone(by):
    survey, questionnaire = plan(by), make_questionnaire(by, preset="ngo")
    said = {"survey": survey, "questionnaire": questionnaire, "territory": make_territory("0180"), "by": by}
    ngo = make_organisation(name="Exempelmissionen")

    member = actions.ask_respondent(id=new_id(), organisation=ngo, at=MARCH, **said)
    post = actions.ask_respondent(id=new_id(), respondent="Kronofogden", mailbox="k@example.org", at=MARCH, **said)

    assert (member.respondent, post.respondent) == ("Exempelmissionen", "Kronofogden")
    for wrong in (
        {}, {"respondent": "Utan post"}, {"organisation": ngo},
        {"respondent": "Kronofogden", "mailbox": "k@example.org"},
        {"respondent": "Borta", "mailbox": "b@example.org", "territory": make_territory("1280")},
    ):  # fmt: skip
        with pytest.raises(Unfit):
            actions.ask_respondent(id=new_id(), at=MARCH, **said | wrong)


def test_only_what_is_published_and_ones_own_is_sent(by):
    survey, at = plan(by), MARCH

    with pytest.raises(Unfit, match="Publish"):
        actions.ask_municipalities(survey=survey, questionnaire=make_questionnaire(by, publish=False), by=by, at=at)
    with pytest.raises(Unfit, match="meant for others"):
        actions.ask_municipalities(survey=survey, questionnaire=make_questionnaire(by, preset="ngo"), by=by, at=at)
    foreign = make_questionnaire(make_county_coordinator(county="12"))
    with pytest.raises(Denied):
        actions.ask_municipalities(survey=survey, questionnaire=foreign, by=by, at=at)


def test_a_survey_goes_from_draft_to_compiled_and_skips_no_step(by):
    survey = make_survey(by, send=False)
    said = {"survey": survey, "by": by, "at": APRIL}

    for early in (actions.lock_survey, actions.compile_survey):
        with pytest.raises(Refused):
            early(**said)
    assert actions.send_survey(**said).state == actions.send_survey(**said).state == "sent"
    with pytest.raises(Refused):
        actions.compile_survey(**said)
    assert actions.lock_survey(**said).state == actions.lock_survey(**said).state == "locked"
    assert actions.compile_survey(**said).state == actions.compile_survey(**said).state == "compiled"
    for late in (actions.remind_respondents, lambda **said: actions.edit_survey(**FACTS, **said)):
        with pytest.raises(Refused):
            late(**said)


def test_an_empty_survey_and_one_that_is_over_are_not_sent(by):
    with pytest.raises(Refused, match="Nobody"):
        actions.send_survey(survey=plan(by), by=by, at=MARCH)
    with pytest.raises(Refused, match="over"):
        actions.send_survey(survey=make_survey(by, send=False), by=by, at=APRIL + timedelta(days=90))


def test_what_is_sent_keeps_its_time_and_may_be_due_later(by):
    survey = make_survey(by)
    later = FACTS | {"due_on": date(2027, 5, 1)}

    assert actions.edit_survey(survey=survey, **later, by=by, at=APRIL).due_on == date(2027, 5, 1)
    with pytest.raises(Unfit):
        actions.edit_survey(survey=survey, **FACTS | {"first_day": date(2026, 5, 1)}, by=by, at=APRIL)


def test_who_has_not_answered_is_reminded_once_a_day(by):
    survey = make_survey(by, towns=("0180", "0184"))
    answer(survey.answers.get(territory="0184"), meets=True)

    assert actions.remind_respondents(survey=survey, by=by, at=APRIL) == 1
    assert actions.remind_respondents(survey=survey, by=by, at=APRIL) == 0
    assert actions.remind_respondents(survey=survey, by=by, at=APRIL + timedelta(days=1), answers=[new_id()]) == 0
    assert survey.answers.get(territory="0180").reminders.count() == 1


def test_at_locking_who_has_not_handed_in_has_not_answered(by):
    survey = make_survey(by, towns=("0180", "0184"))
    answer(survey.answers.get(territory="0184"), meets=True)

    actions.lock_survey(survey=survey, by=by, at=APRIL)

    assert dict(survey.answers.values_list("territory", "state")) == {"0180": "no_answer", "0184": "answered"}


def test_a_respondent_is_dropped_unless_something_is_answered(by):
    survey = make_survey(by, towns=("0180", "0184"))
    answered = answer(survey.answers.get(territory="0184"), meets=True)

    actions.drop_respondent(answer=survey.answers.get(territory="0180"), by=by, at=APRIL)

    with pytest.raises(Refused):
        actions.drop_respondent(answer=answered, by=by, at=APRIL)
    assert survey.answers.get() == answered


def test_a_new_mailbox_gets_a_link_of_its_own(by):
    asked = make_answer(by)
    actions.invite_by_link(answer=asked, at=MARCH)

    actions.set_mailbox(answer=asked, mailbox="ny@example.org", by=by, at=MARCH)

    assert [one.mailbox for one in queries.to_invite()] == ["ny@example.org"]


def test_the_response_counts_gaps_apart(by):
    survey = make_survey(by, towns=("0180", "0184", "0183", "0126"))
    every = {one.code: actions.Told(has_no_basis=True) for one in survey.answers.first().questionnaire.questions.all()}
    answer(survey.answers.get(territory="0184"), meets=True)
    answer(survey.answers.get(territory="0183"), **every)
    begun = survey.answers.get(territory="0126")
    actions.open_answer(answer=begun, by=make_town_coordinator(territory="0126"), at=APRIL)

    found = queries.response(queries.progress(queries.answers_of(survey)))

    assert found == queries.Response(asked=4, answered=2, partly=1, begun=1)
    assert (found.rate, found.percent) == (0.5, 50)
    assert queries.Response().rate is None


def test_a_municipality_fills_in_its_own_picture_unasked():
    by, id = make_town_coordinator(), new_id()
    said = {"organisation": home(by), "territory": make_territory("0180"), **WINTER, "by": by, "at": MARCH}

    own = actions.begin_own_picture(id=id, **said)

    assert actions.begin_own_picture(id=id, **said) == own
    assert (own.survey.is_own, own.survey.state, own.questionnaire.name) == (True, "sent", "Kommunernas läge")
    assert list(queries.my_answers(by)) == [own]
    assert answer(own, by, meets=False).state == "answered"
    assert actions.begin_own_picture(id=new_id(), **said).questionnaire == own.questionnaire
    with pytest.raises(Denied):
        actions.begin_own_picture(id=new_id(), **said | {"by": make_county_coordinator()})


def test_who_sees_that_somebody_was_asked(by):
    asked = make_answer(by)
    seen = {
        "board": by, "nation": make_national_coordinator(), "town": make_town_coordinator(),
        "another": make_county_coordinator(county="12"), "neighbour": make_town_coordinator(territory="0184"),
        "respondent": make_user(Role.RESPONDENT, at=make_organisation(kind="municipality")),
        "respondent of an ngo": make_user(Role.RESPONDENT, at=make_organisation()),
    }  # fmt: skip

    assert {name for name, one in seen.items() if asked in Answer.objects.visible_to(one)} == {
        "board", "nation", "town", "respondent",
    }  # fmt: skip
    assert {name for name, one in seen.items() if asked in Answer.objects.mine(one)} == {"town", "respondent"}
    assert {name for name, one in seen.items() if asked.survey in queries.surveys(one)} == {"board", "nation"}


def test_a_draft_is_its_own_organisations(by):
    survey = make_survey(by, send=False)

    assert list(queries.surveys(by)) == [survey]
    assert list(queries.surveys(make_national_coordinator())) == []
    assert list(queries.my_answers(make_town_coordinator())) == []


def test_a_county_follows_its_part_of_what_the_nation_asks():
    nation, county = make_national_coordinator(), make_county_coordinator()
    survey = make_survey(nation, towns=("0180", "1280"))

    assert list(queries.surveys(county)) == [survey]
    assert [one.territory_id for one in queries.answers_of(survey, county)] == ["0180"]
    assert [one.territory_id for one in queries.answers_of(survey, nation)] == ["0180", "1280"]
