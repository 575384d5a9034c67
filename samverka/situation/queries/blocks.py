"""The blocks of a report, each as it may be told to everybody (ADR 0039)."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samverka.actors.models import User
from samverka.core.alphabet import Alphabetic
from samverka.situation.disclosure.choices import hide_each, hide_few, is_few, widened
from samverka.situation.indicators import INDICATORS, SOURCES, Indicator
from samverka.situation.models import AnswerValue, PublishedCell, Question, Questionnaire, ReportVersion
from samverka.situation.models.questionnaires import COUNTED
from samverka.situation.queries.basis import Basis, Block, Told, figure
from samverka.situation.queries.compiled import GOOD_FOR, Compiled
from samverka.situation.queries.estimated import estimates
from samverka.situation.queries.figures import figures as indicator_lines
from samverka.situation.queries.periods import Period, month_of
from samverka.situation.queries.published import title_of
from samverka.situation.queries.report_words import Shown, Standing, shown
from samverka.situation.ranges import Range, Total, add


For = Questionnaire.For
ELSEWHERE = {  # what is published as statistics is told from there: two ways to tell a number tell too much
    "bed_nights": "bed_nights", "turned_away": "turned_away", "removals_started": "removals_started",
    "removals_enforced": "removals_enforced", "aid": "aid_granted",
}  # fmt: skip
OPEN = ("method", "confidence", "reach")  # how authorities know what they tell, with every figure
NAMED = 40  # areas of which a block names each; of more it tells how many


def answered(basis: Basis, code: str) -> Block:
    """Who was asked, how many have answered, and who has not."""
    if basis.is_nation and not basis.answers:
        return _counties_answered(basis)
    block = Block()
    for one in basis.questionnaires:
        told, source = basis.response(one), basis.of_survey(one)
        silent = [answer.respondent for answer in basis.asked(one) if answer.state != "answered"]
        facts = {"low": told.answered, "high": told.answered, "known": told.answered, "areas": told.asked}
        block.figures.append(figure(one.name, kind="response", partly=told.partly, source=source, **facts))
        if silent:
            block.groups.append({"label": _("Without an answer: %(name)s") % {"name": one.name}, "names": silent})
    return block


def _counties_answered(basis: Basis) -> Block:
    block = Block()
    for one in basis.all_counties:
        version, first = _line_of(basis, one.code, "response", "", "response")
        if version and first:
            facts = {name: first[name] for name in ("kind", "low", "high", "known", "areas", "partly")}
            block.figures.append(figure(one.name, source=_of_report(basis, version), **facts))
    block.groups = _without_report(basis)
    return block


def question(basis: Basis, code: str) -> Block:
    """What the answers to one question come to; in the country, what the counties have published of it."""
    if basis.is_nation:
        return _question_of_counties(basis, code)
    found = basis.questions.get(code)
    if found is None:
        return Block()
    questionnaire, one = found
    source = basis.of_survey(questionnaire, one)
    if basis.is_town and not one.question.in_profile:
        return Block([figure(one.question.text, status="c", why="place", source=source)])
    if one.question.kind in COUNTED:
        return Block([_total(one, source, basis.towns)])
    return Block(_choices(one, questionnaire, source))


def _total(one: Compiled, source: int, towns: int) -> Told:
    """The sum of the areas' ranges, where it may be told: by how many municipalities there are, not were asked."""
    label, total = one.question.text, one.total
    if one.question.code in ELSEWHERE:
        return figure(label, kind="range", status="c", why="statistics", source=source)
    if total is None:
        return figure(label, kind="range", status="c", why="apart", source=source)
    cover = total.coverage
    facts: Told = {
        "kind": "range", "source": source, "known": cover.known, "areas": cover.areas, "missing": list(one.missing),
        "no_basis": one.no_basis, "outdated": len(cover.outdated), "of": "municipalities",
        "methods": [list(pair) for pair in one.methods],
    }  # fmt: skip
    if total.low is None or total.high is None or total.since is None:
        return figure(label, status="m", **facts)
    ends = widened(total.low, total.high)
    if ends is None or is_few(towns, cover.known, one.share):
        return figure(label, status="c", why="few", **facts)
    facts |= {"as_of": total.since.isoformat(), "confidence": total.confidence}
    return figure(label, low=ends[0], high=ends[1], **facts)


def _choices(one: Compiled, questionnaire: Questionnaire, source: int) -> list[Told]:
    """How many chose each. What authorities say of their own support is theirs to tell; the rest is protected."""
    asked, plain = one.question, [count for _text, count in one.choices]
    counts: list[int | None] = list(plain)
    protected = questionnaire.meant_for in (For.MUNICIPALITY, For.OTHER)
    if protected and not asked.in_profile and asked.code not in OPEN:
        several = asked.kind == Question.Kind.SEVERAL_OF
        counts = hide_each(plain, of=one.answered) if several else hide_few(plain)
    facts = {"kind": "choice", "known": one.answered, "areas": one.asked, "no_basis": one.no_basis, "source": source}
    if not one.answered:
        return [figure(asked.text, status="m", **facts)]
    if all(count is None for count in counts):
        return [figure(asked.text, status="c", why="few", **facts)]
    words, under = {"yes": _("yes"), "no": _("no")}, " ".join(filter(None, [asked.text, asked.hint]))
    return [
        figure(words.get(text, text), low=count, high=count, status="" if count is not None else "c",
               why="" if count is not None else "few", under=under, **facts)
        for (text, _count), count in zip(one.choices, counts, strict=True)
    ]  # fmt: skip


def _question_of_counties(basis: Basis, code: str) -> Block:
    """The counties' ranges one by one, and their sum: what a county could not tell is missing in it, not nought."""
    figures, parts, counties = [], [], basis.all_counties
    for one in counties:
        version, told = _line_of(basis, one.code, "question", code, "range")
        if version is None or told is None:
            continue
        figures.append({**told, "label": one.name, "source": _of_report(basis, version)})
        if told["low"] is not None and told["as_of"]:
            day = date.fromisoformat(told["as_of"])
            parts.append(Range(one.code, told["low"], told["high"], day, told["confidence"]))
    total = add(parts, areas=[one.code for one in counties], on=basis.on, good_for=GOOD_FOR)
    names = {one.code: one.name for one in counties}
    figures.append(_sum(total, [names[one] for one in total.coverage.missing]))
    return Block(figures)


def _sum(total: Total, missing: list[str]) -> Told:
    cover = total.coverage
    facts = {"known": cover.known, "areas": cover.areas, "missing": missing, "outdated": len(cover.outdated)}
    facts["of"] = "counties"
    told = {"low": total.low, "high": total.high, "confidence": total.confidence or ""}
    day = total.since.isoformat() if total.since else ""
    return figure(
        _("All counties together"), kind="range", is_sum=True, as_of=day, status="" if total.since else "m",
        **told, **facts,
    )  # fmt: skip


def indicator(basis: Basis, code: str) -> Block:
    """By quarter. What is published as statistics stands as it was published; what counts services, as it is."""
    one = INDICATORS.get(code)
    if one is None:
        return Block()
    quarters = _quarters(basis.report.first_day, basis.report.last_day)
    is_statistics = bool(one.about) or one.small != "never"
    figures = _published(basis, one, quarters) if is_statistics else _supplied(basis, one, quarters)
    if not figures:
        figures = [figure(str(one.name), kind="indicator", status="m", why="unpublished", source=_defined(basis, one))]
    return Block(figures)


def _published(basis: Basis, one: Indicator, quarters: list[Period]) -> list[Told]:
    rows = PublishedCell.objects.filter(measure=one.key, area=basis.report.territory_id, category="")
    codes = {quarter.code for quarter in quarters}
    months = {f"{month:%Y-%m}" for quarter in quarters for month in quarter.months}
    told = list(rows.filter(period__in=codes | months).select_related("table").order_by("period"))
    cells = [one for one in told if one.period in codes] or told
    return [
        figure(
            cell.period, kind="indicator", low=cell.value, high=cell.value, status=cell.status, unit=str(one.unit),
            why="few" if cell.status == "c" else "",
            source=basis.source(
                "table", f"{cell.table.name}/{cell.table.version}", name=cell.table.name, version=cell.table.version,
                title=title_of(cell.table, "sv"), **_definition(one),
            ),
        )
        for cell in cells
    ]  # fmt: skip


def _supplied(basis: Basis, one: Indicator, quarters: list[Period]) -> list[Told]:
    """As somebody sees it who works nowhere."""
    if not quarters:
        return []
    stranger = User(is_active=False)
    lines = indicator_lines(stranger, basis.report.territory, quarters)
    line = next(line for line in lines if line.indicator.key == one.key)
    told = []
    for found in line.figures:
        status = "m" if found.is_missing else found.status
        value = round(100 * found.value) if found.value is not None and one.kind == "share" else found.value
        facts = {"low": value, "high": value, "status": status, "why": "few" if status == "c" else ""}
        told.append(
            figure(found.period.code, kind="indicator", unit=str(one.unit), source=_defined(basis, one), **facts)
        )
    return told if line.is_told else []


def _defined(basis: Basis, one: Indicator) -> int:
    """What it counts; of the directory also where everybody reads it."""
    told = _definition(one)
    if one.source == "directory":
        told["parts"] = [{"says": capfirst(told["origin"]), "way": reverse("web:home")}]
    return basis.source("indicator", one.key, **told)


def _definition(one: Indicator) -> Told:
    return {
        "indicator": str(one.name), "numerator": str(one.numerator), "denominator": str(one.denominator),
        "origin": str(SOURCES[one.source]), "caveats": str(one.caveats),
    }  # fmt: skip


def _quarters(first: date, last: date) -> list[Period]:
    """The quarters that ended within the time that the report is about."""
    found = []
    for number in range(first.year * 4 + (first.month - 1) // 3, last.year * 4 + (last.month - 1) // 3 + 1):
        months = tuple(month_of(number * 3 + step) for step in range(3))
        if month_of(number * 3 + 3) - timedelta(days=1) <= last:
            found.append(Period("quarter", months))
    return found


def support(basis: Basis, code: str) -> Block:
    """The municipalities' forms of support, which are supply and may be told by name."""
    towns = {one.pk: one for one in basis.answers if one.questionnaire.meant_for == For.MUNICIPALITY}
    rows = AnswerValue.objects.filter(answer__in=towns, answer__state="answered", question__in_profile=True)
    told = list(rows.select_related("question").order_by("question__place", Alphabetic("answer__respondent")))
    block, named = Block(), len(towns) <= NAMED
    seen = {one.question_id: one.question for one in told}
    for asked in seen.values():
        given = [one for one in told if one.question_id == asked.pk and one.value is not None]
        source = basis.source("profile", str(asked.pk), survey=str(basis.report.survey_id or ""), text=asked.text)
        for chosen, text in _options(asked):
            names = [towns[one.answer_id].respondent for one in given if _has(one.value, chosen)]
            facts = {"low": len(names), "high": len(names), "under": asked.text, "names": names if named else []}
            block.figures.append(figure(text, kind="support", source=source, **facts))
    return block


def _options(asked: Question) -> list[tuple[Any, str]]:
    yes_no = [(True, _("yes")), (False, _("no"))]
    return yes_no if asked.kind == Question.Kind.YES_NO else [(code, text) for code, text in asked.options]


def _has(value: Any, chosen: Any) -> bool:
    return chosen in value if isinstance(value, list) else bool(value == chosen)


def sources(basis: Basis, code: str) -> Block:
    """Whom the picture comes from, and how the municipalities know their figures."""
    block = Block()
    if basis.is_nation:
        told = [version.content for versions in basis.counties.values() for version in versions]
        names = [f"{one['territory_name']}: {one['title']}" for one in told]
        block.groups.append({"label": _("Reports of counties"), "names": names})
    for one in basis.questionnaires:
        given = [answer.respondent for answer in basis.asked(one) if answer.state == "answered"]
        if len(given) <= NAMED:
            block.groups.append({"label": one.name, "names": given})
    if found := basis.questions.get("method"):
        block.figures = _choices(found[1], found[0], basis.of_survey(*found))
    return block


def missing(basis: Basis, code: str) -> Block:
    """Who has not answered, and which questions many had no basis for. Missing is never nought."""
    block = Block(groups=_without_report(basis) if basis.is_nation else [])
    for one in basis.questionnaires:
        silent = [answer.respondent for answer in basis.asked(one) if answer.state != "answered"]
        if silent and len(silent) <= NAMED:
            block.groups.append({"label": _("Without an answer: %(name)s") % {"name": one.name}, "names": silent})
    for questionnaire, found in basis.questions.values():
        if found.no_basis and found.question.kind in COUNTED and questionnaire.meant_for == For.MUNICIPALITY:
            facts = {"low": found.no_basis, "high": found.no_basis, "areas": found.asked, "known": found.answered}
            label = pgettext("report", "No basis: %(question)s") % {"question": found.question.text}
            block.figures.append(figure(label, kind="choice", source=basis.of_survey(questionnaire, found), **facts))
    return block


def difficulties(basis: Basis, code: str) -> Block:
    """How many wrote of difficulties and wishes. What they wrote stays with those who compile."""
    told = []
    for questionnaire, one in basis.questions.values():
        if one.question.code in ("difficulties", "wishes"):
            facts = {"low": one.answered, "high": one.answered, "known": one.answered, "areas": one.asked}
            source = basis.of_survey(questionnaire, one)
            told.append(figure(one.question.text, kind="choice", source=source, **facts))
    return Block(told)


def _without_report(basis: Basis) -> list[Told]:
    names = [one.name for one in basis.all_counties if one.code not in basis.counties]
    return [{"label": _("Counties without a published report"), "names": names}] if names else []


def _of_report(basis: Basis, version: Any) -> int:
    told = version.content
    return basis.source("report", version.name, title=told["title"], territory=told["territory_name"])


def _line_of(basis: Basis, county: str, block: str, code: str, kind: str) -> tuple[ReportVersion | None, Told | None]:
    """The newest of a county's reports that tells this, with the line: a later text without figures hides none."""
    for version in basis.counties.get(county, ()):
        for line in _found(version.content, block, code):
            if line["kind"] == kind:
                return version, line
    return None, None


def _found(content: Told, block: str, code: str) -> list[Told]:
    """The figures of a block in a published report."""
    return [
        line for one in content["sections"] if (one["block"], one["code"]) == (block, code) for line in one["figures"]
    ]


BLOCKS: dict[str, Callable[[Basis, str], Block]] = {
    "response": answered, "question": question, "indicator": indicator, "support": support, "sources": sources,
    "missing": missing, "difficulties": difficulties, "estimates": estimates,
}  # fmt: skip
MORE: dict[str, Any] = {}  # the labels of blocks that higher apps have added for final reports, by name


def add_block(name: str, label: Any, make: Callable[[Basis, str], Block]) -> None:
    """Let final reports show one more kind of thing. Higher apps say so when they are made ready."""
    BLOCKS[name], MORE[name] = make, label


Stand = Callable[[Collection[str]], dict[str, Standing]]
STANDINGS: dict[str, Stand] = {}  # what says how things stand today, by their kind


def add_standing(kind: str, tell: Stand) -> None:
    """Let pages of reports say how a kind of thing stands today, beside what was frozen of it: by the things' keys."""
    STANDINGS[kind] = tell


def shown_today(content: Told) -> list[Shown]:
    """The sections as they were frozen, beside how what they tell of stands today. One question for each kind."""
    told = [group["stands"] for one in content["sections"] for group in one["groups"] if "stands" in group]
    standings = {
        (kind, key): standing
        for kind in sorted({one["kind"] for one in told} & STANDINGS.keys())
        for key, standing in STANDINGS[kind]({one["key"] for one in told if one["kind"] == kind}).items()
    }
    return shown(content, standings)
