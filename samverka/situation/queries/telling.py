"""What a report shows of the data, as it may be told to everybody: frozen as it is when the report is published.

Every figure comes with its range, method, day, confidence and coverage, and with where it came from. Words are those of
the respondents' language, as in the questionnaires; codes and numbers are put into words where they are shown.
"""

import json
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.utils.translation import override

from samverka.situation.models import Report
from samverka.situation.queries.basis import Basis, Block, Told
from samverka.situation.queries.blocks import BLOCKS


def report_content(report: Report, *, on: date) -> Told:
    """All that a report tells today: what is published, should it be published now."""
    with override(settings.LANGUAGE_CODE):
        basis = Basis(report, on)
        sections = []
        for one in report.sections.order_by("place", "pk"):
            block = BLOCKS[one.block](basis, one.code) if one.block else Block()
            sections.append(
                {
                    "id": str(one.pk), "heading": one.heading, "text": one.text, "block": one.block, "code": one.code,
                    "figures": block.figures, "groups": block.groups,
                }
            )  # fmt: skip
        return {
            "title": report.title, "territory": report.territory_id, "territory_name": str(report.territory),
            "organisation": str(report.organisation), "from": report.first_day.isoformat(),
            "to": report.last_day.isoformat(), "language": settings.LANGUAGE_CODE, "told_on": on.isoformat(),
            "change": report.change, "survey": str(report.survey_id or ""), "sections": sections,
            "sources": basis.sources,
        }  # fmt: skip


def report_digest(content: Told) -> str:
    """What shows that a version is as it was published."""
    told = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(told.encode()).hexdigest()
