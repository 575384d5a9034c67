"""What a report rests on: answers, what the counties have published, and the sources that its figures name."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.timezone import localdate

from samverka.actors.models import Territory
from samverka.core.alphabet import Alphabetic, alphabetic
from samverka.core.county import SWEDEN
from samverka.situation.models import Answer, Questionnaire, Report, ReportVersion
from samverka.situation.queries.compiled import Compiled, compiled
from samverka.situation.queries.surveys import Response, answers_of, response, towns_in, with_gaps


Told = dict[str, Any]
ORDER = Questionnaire.For.values  # municipalities first


@dataclass(slots=True)
class Block:
    """What stands below a section's text: figures in lines, and in groups names or what is read as text."""

    figures: list[Told] = field(default_factory=list)
    groups: list[Told] = field(default_factory=list)


@dataclass
class Basis:
    """What a report rests on, read when it is asked for, and the sources that its figures name."""

    report: Report
    on: date
    sources: list[Told] = field(default_factory=list)

    @property
    def is_nation(self) -> bool:
        return self.report.territory_id == SWEDEN

    @property
    def is_town(self) -> bool:
        return len(self.report.territory_id) == 4

    @cached_property
    def answers(self) -> list[Answer]:
        """Those of the survey that lie in the report's territory."""
        if not self.report.survey:
            return []
        rows = with_gaps(answers_of(self.report.survey))
        return [one for one in rows if self.report.territory.covers(one.territory_id)]

    @cached_property
    def questionnaires(self) -> list[Questionnaire]:
        kinds = {one.questionnaire_id: one.questionnaire for one in self.answers}
        return sorted(kinds.values(), key=lambda one: (ORDER.index(one.meant_for), alphabetic(one.name), str(one.pk)))

    def asked(self, questionnaire: Questionnaire) -> list[Answer]:
        return [one for one in self.answers if one.questionnaire_id == questionnaire.pk]

    def response(self, questionnaire: Questionnaire) -> Response:
        return response(self.asked(questionnaire))

    @cached_property
    def questions(self) -> dict[str, tuple[Questionnaire, Compiled]]:
        """What the answers come to, by code; where several questionnaires ask the same, as municipalities say."""
        found: dict[str, tuple[Questionnaire, Compiled]] = {}
        for one in self.questionnaires:
            for question in compiled(self.asked(one), one, on=self.on):
                found.setdefault(question.question.code, (one, question))
        return found

    @cached_property
    def all_counties(self) -> list[Territory]:
        return list(
            Territory.objects.filter(code__regex="^[0-9]{2}$").exclude(code=SWEDEN).order_by(Alphabetic("name"))
        )

    @cached_property
    def counties(self) -> dict[str, list[ReportVersion]]:
        """What the counties have published about this time, by code, the newest of each first."""
        rows = ReportVersion.objects.filter(
            report__state=Report.State.PUBLISHED, report__kind=Report.Kind.SITUATION,
            report__territory__code__regex="^[0-9]{2}$", report__first_day__lte=self.report.last_day,
            report__last_day__gte=self.report.first_day,
        ).exclude(report__territory=SWEDEN)  # fmt: skip
        found: dict[str, list[ReportVersion]] = {}
        for one in rows.select_related("report__territory").order_by(
            "-report__last_day", "-report__published_at", "pk"
        ):
            found.setdefault(one.report.territory_id, []).append(one)
        return found

    @cached_property
    def towns(self) -> int:
        """How many municipalities there are in the report's territory."""
        return towns_in(self.report.territory).count()

    def source(self, kind: str, key: str, **facts: Any) -> int:
        """The number of a source, which is named once."""
        for place, one in enumerate(self.sources):
            if (one["kind"], one["key"]) == (kind, key):
                return place
        self.sources.append({"kind": kind, "key": key, **facts})
        return len(self.sources) - 1

    def of_survey(self, questionnaire: Questionnaire, one: Compiled | None = None) -> int:
        """The survey as a source, or one of its questions."""
        survey = self.report.survey
        told = {
            "survey": str(survey and survey.pk), "name": str(survey), "questionnaire": questionnaire.name,
            "from": survey.first_day.isoformat() if survey else "", "to": survey.last_day.isoformat() if survey else "",
            "locked_on": localdate(survey.locked_at).isoformat() if survey and survey.locked_at else "",
        }  # fmt: skip
        if one is None:
            return self.source("survey", str(questionnaire.pk), **told)
        asked = one.question
        told |= {"number": asked.number, "text": asked.text, "hint": asked.hint}
        return self.source("question", str(asked.pk), **told)


def prose(label: str, *lines: str, text: str = "", **more: Any) -> Told:
    """A group that is read as text: lines as they are, and a text as people write it.

    `stands` says on what a decision may be taken: its kind and key for `add_standing`, its state and banner as they are
    when this is told, and its way.
    """
    return {"label": label, "names": [], "lines": list(lines), "text": text, **more}


def figure(label: str, **facts: Any) -> Told:
    """One figure as it is kept: what is not said of it is unknown, which is neither nought nor nothing."""
    empty: Told = {
        "label": label, "kind": "count", "low": None, "high": None, "status": "", "why": "", "unit": "",
        "methods": [], "as_of": "", "confidence": "", "known": None, "areas": None, "no_basis": None, "missing": [],
        "of": "", "outdated": None, "source": None,
    }  # fmt: skip
    return empty | facts
