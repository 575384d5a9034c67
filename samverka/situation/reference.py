"""How surveys, answers to them and reports move from one state to the next; and what the presets ask."""

from django.conf import settings
from django.utils.translation import override

from samverka.core.documents import Step, diagram, document, page, table
from samverka.situation.models import Answer, Report, Survey
from samverka.situation.presets import PRESETS


SURVEY: tuple[Step, ...] = (
    ("", "draft", "plan_survey"),
    ("draft", "sent", "send_survey"),
    ("sent", "locked", "lock_survey"),
    ("locked", "compiled", "compile_survey"),
    ("compiled", "published", "publish_report, publish_survey"),
    ("", "sent", "begin_own_picture"),
)
REPORT: tuple[Step, ...] = (
    ("", "compiling", "begin_report, begin_next_report"),
    ("compiling", "", "drop_report"),
    ("compiling", "reviewed", "review_report, by a colleague where there is one"),
    ("compiling", "circulated", "circulate_report, of a final report"),
    ("circulated", "reviewed", "review_report, which adopts a final report"),
    ("circulated", "compiling", "take_up_report"),
    ("reviewed", "handed_over", "hand_over_report, which writes a final report down"),
    ("handed_over", "published", "publish_report, as it was handed over"),
    ("reviewed", "compiling", "take_up_report"),
    ("reviewed", "", "drop_report"),
    ("reviewed", "published", "publish_report"),
    ("published", "superseded", "publish_report, of the next version"),
)
ANSWER: tuple[Step, ...] = (
    ("", "invited", "ask_municipalities, ask_respondent"),
    ("invited", "opened", "open_answer"),
    ("invited", "answering", "save_answer"),
    ("opened", "answering", "save_answer"),
    *((old, "answered", "hand_in, enter_answer") for old in ("invited", "opened", "answering")),
    *((old, "no_answer", "lock_survey") for old in ("invited", "opened", "answering")),
)


@document("states-of-surveys.md")
def states() -> str:
    return page(
        "States of surveys and answers",
        "That somebody was reminded is an event with a date, not a state. Who has handed in may change the answer "
        "until the survey is locked; who has not by then has not answered.",
        "## Survey",
        diagram(SURVEY, {one.value: str(one.label) for one in Survey.State}),
        "## Answer",
        diagram(ANSWER, {one.value: str(one.label) for one in Answer.State}),
    )


@document("states-of-reports.md")
def states_of_reports() -> str:
    return page(
        "States of reports",
        "What is published is written down as a version, with every figure that it shows and where it came from. "
        "A version is never changed and never deleted; the next one supersedes it, and says what has changed.",
        diagram(REPORT, {one.value: str(one.label) for one in Report.State}),
    )


@document("questionnaires.md")
def questionnaires() -> str:
    """In Swedish, as respondents read them."""
    with override(settings.LANGUAGE_CODE):
        parts = [
            part
            for name, one in PRESETS.items()
            for part in (
                f"## {one.name} (`{name}`)",
                table(
                    ("no.", "code", "kind", "question", "choices"),
                    [
                        (asked.number, f"`{asked.code}`", f"`{asked.kind}`", asked.text,
                         ", ".join(str(text) for _code, text in asked.options))
                        for asked in one.questions
                    ],
                ),
            )
        ]  # fmt: skip
    return page(
        "Questionnaires to begin with",
        "What a county board may send as it is, or change first. Codes stay the same through all versions, so that "
        "answers can be compared. “No basis” is an answer to every question.",
        *parts,
    )
