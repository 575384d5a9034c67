"""The answers to a consultation as a sheet: who, what they think, and in short why."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samverka.core.markdown import plain
from samverka.core.sheets import Column, Sheet, csv, xlsx
from samverka.programmes import queries
from samverka.programmes.models import Consultation


KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_of(found: Consultation, kind: str) -> HttpResponse:
    """Each with the banner of the proposal, so that no sheet is read without it."""
    if kind not in KINDS:
        raise Http404
    told = answers_sheet(found)
    title = found.proposal.title
    file = csv(told) if kind == "csv" else xlsx([told, opinions_sheet(found)], title=title)
    noun = pgettext("file", "consultation")
    way = f'attachment; filename="{noun}-{found.due_on.isoformat()}.{kind}"'
    return HttpResponse(file, content_type=KINDS[kind], headers={"Content-Disposition": way})


def answers_sheet(found: Consultation) -> Sheet:
    table, banner = queries.table_of(found), found.proposal.banner
    columns = [
        *(Column(title) for title in (_("Who answers"), _("Opinion"))),
        Column(_("Answered on"), "date"),
        *(Column(title) for title in (_("Late"), _("How it came"), _("In short"), _("Proposal"), _("Status"))),
    ]
    late = _("late")
    rows = [
        [
            one.respondent, one.get_opinion_display(), one.answered_on, late if one.is_late else "",
            one.get_way_display(), plain(one.summary), found.proposal.title, banner,
        ]
        for one in table.answers
    ]  # fmt: skip
    nothing = pgettext("consultation", "has not answered")
    rows += [[one.respondent, nothing, None, "", "", "", found.proposal.title, banner] for one in table.missing]
    return Sheet(pgettext("consultation", "Answers"), columns, rows)


def opinions_sheet(found: Consultation) -> Sheet:
    table = queries.table_of(found)
    columns = [
        Column(_("Opinion")), Column(_("Of those who were asked"), "number"), Column(_("By the open link"), "number"),
    ]  # fmt: skip
    rows: list[list[str | int]] = [[label, asked, unasked] for _code, label, asked, unasked in table.opinions]
    rows.append([pgettext("consultation", "has not answered"), len(table.missing), 0])
    return Sheet(pgettext("consultation", "Opinions"), columns, rows)
