"""Reports to try things on: a county's compiled survey, and what was written of it."""

from datetime import UTC, date, datetime
from typing import Any

from samverka.actors.models import Role, User
from samverka.actors.tests.factories import make_user
from samverka.core.ids import new_id
from samverka.situation import actions
from samverka.situation.actions import Told
from samverka.situation.models import Report, Survey
from samverka.situation.tests.factories import APRIL, answer, home, make_county_coordinator, make_survey


MAY = datetime(2027, 5, 1, 9, tzinfo=UTC)
TOWNS = ("0180", "0184", "0183", "0126", "0127")
SILENT = "0127"  # has not answered
ADULTS = {"0180": [50, 75], "0184": [30, 40], "0183": [25, 30], "0126": [20, 40]}
HOSTILE = (  # what each of the three outputs could take for its own language
    "# Ett\n\n### Två\n\n**fet** *lutad* [hit](https://a.example/x)\n\n"
    '- <b>&\n  - $x$ #read("x")\n\n3. </w:t> {{ 7 * 7 }}\n\n> ]) #[ @ref <label>'
)


def make_compiled(by: User | None = None, *, towns: tuple[str, ...] = TOWNS, **more: Any) -> Survey:
    """A survey of some municipalities, of which the last is silent, compiled."""
    by = by or make_county_coordinator(county=towns[0][:2])
    survey = make_survey(by, towns=towns)
    for one in survey.answers.select_related("survey", "questionnaire", "territory").order_by("territory"):
        if one.territory_id != SILENT:
            told = {"meets": True, "method": "outreach_based", "confidence": "medium", "services": ["shelter", "day"]}
            told |= {"adults": Told(ADULTS.get(one.territory_id, [20, 30])), "begging": 3, **more}
            answer(one, **told)
    actions.lock_survey(survey=survey, by=by, at=APRIL)
    return actions.compile_survey(survey=survey, by=by, at=APRIL)


def make_report(by: User | None = None, *, survey: Survey | None = None, **told: Any) -> Report:
    """A draft, begun from a compiled survey."""
    by = by or make_county_coordinator()
    survey = survey or make_compiled(by)
    facts: dict[str, Any] = {
        "title": "Lägesbild för länet",
        "first_day": date(2026, 4, 1),
        "last_day": date(2027, 3, 1),
    }
    facts |= {"organisation": home(by), "territory": by.standing[0].territory, "survey": survey} | told
    return actions.begin_report(id=new_id(), by=by, at=MAY, **facts)


def make_colleague(by: User) -> User:
    return make_user(Role(by.standing[0].role), at=home(by))


def publish(report: Report, by: User) -> Any:
    """Reviewed by a colleague, and published."""
    actions.review_report(report=report, by=make_colleague(by), at=MAY)
    return actions.publish_report(report=report, by=by, at=MAY)
