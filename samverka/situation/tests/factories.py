"""Invented surveys and answers, made through the product's own actions."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from samverka.actors.models import Organisation, Role, User
from samverka.actors.tests.factories import LONG_AGO, make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.situation import actions
from samverka.situation.actions import Told
from samverka.situation.models import Answer, Questionnaire, Survey


MARCH = datetime(2027, 3, 1, 9, tzinfo=UTC)
APRIL = datetime(2027, 4, 1, 9, tzinfo=UTC)
WINTER = {"first_day": date(2026, 4, 1), "last_day": date(2027, 3, 1)}
_numbers = count(1)


def make_board(*, county: str = "01") -> Organisation:
    return make_organisation(
        name=f"Länsstyrelsen {next(_numbers)}", kind=Organisation.Kind.COUNTY_BOARD, territory=county
    )


def make_county_coordinator(*, county: str = "01", board: Organisation | None = None) -> User:
    return make_user(Role.COUNTY_COORDINATOR, at=board or make_board(county=county))


def make_national_coordinator() -> User:
    return make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(kind=Organisation.Kind.STATE, territory="00"))


def make_town_coordinator(*, territory: str = "0180") -> User:
    home = make_organisation(kind=Organisation.Kind.MUNICIPALITY, territory=territory)
    return make_user(Role.MUNICIPALITY_COORDINATOR, at=home)


def home(user: User) -> Organisation:
    return user.standing[0].organisation


def make_questionnaire(by: User, *, preset: str = "municipal", publish: bool = True) -> Questionnaire:
    said = {"by": by, "at": LONG_AGO}
    made = actions.take_preset(id=new_id(), organisation=home(by), preset=preset, **said)
    return actions.publish_questionnaire(questionnaire=made, **said) if publish else made


def make_survey(
    by: User | None = None, *, towns: tuple[str, ...] = ("0180",), send: bool = True, at: datetime = MARCH, **told: Any
) -> Survey:
    """A county's survey of some of its municipalities."""
    by = by or make_county_coordinator(county=towns[0][:2])
    here, said = by.standing[0].territory, {"by": by, "at": at}
    facts = {"name": "Vintern", "due_on": date(2027, 4, 15), **WINTER} | told
    survey = actions.plan_survey(id=new_id(), organisation=home(by), territory=here, **facts, **said)
    questionnaire = make_questionnaire(by)
    for code in towns:
        ask(survey, questionnaire, code, by=by, at=at)
    return actions.send_survey(survey=survey, **said) if send else survey


def ask(survey: Survey, questionnaire: Questionnaire, code: str, *, by: User, at: datetime = MARCH) -> Answer:
    """Ask one municipality as a whole."""
    town = make_territory(code)
    return Answer.objects.create(
        survey=survey, questionnaire=questionnaire, territory=town, respondent=town.name, mailbox=f"{code}@example.org"
    )


def make_answer(by: User | None = None, *, territory: str = "0180") -> Answer:
    """That a municipality was asked."""
    return make_survey(by, towns=(territory,)).answers.select_related("survey", "questionnaire", "territory").get()


def answer(given: Answer, by: User | None = None, *, at: datetime = APRIL, **values: Any) -> Answer:
    """Hand in, for the municipality."""
    by = by or make_town_coordinator(territory=given.territory_id)
    told = {code: one if isinstance(one, Told) else Told(one) for code, one in values.items()}
    return actions.hand_in(answer=given, by=by, at=at, told=told)
