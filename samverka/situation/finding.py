"""How reports are found: what is published by everybody, what is worked on by those who write it."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import pgettext_lazy

from samverka.actors.models import COORDINATORS
from samverka.core.finding import EVERYBODY, Text, findable, label, organisation, page_of
from samverka.core.markdown import plain
from samverka.situation.models import Report


@findable("report", pgettext_lazy("noun", "Report"), Report, follows={"situation.report": "superseded_by"})
def reports(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    for one in rows.select_related("territory", "version").prefetch_related("sections"):
        status, when = label(one), f"{one.territory} {one.first_day}–{one.last_day}"  # noqa: RUF001
        if one.is_out:
            page = reverse("situation:published_report", args=[one.version.name])
            said = " ".join(f"{part['heading']}. {plain(part['text'])}" for part in one.version.content["sections"])
            old = one.state == Report.State.SUPERSEDED
            yield Text(one.pk, one.title, page, one.published_at, (EVERYBODY,), when, said, status, old)
        else:
            page = page_of("situation:report", one.pk)
            said = " ".join(f"{part.heading}. {plain(part.text)}" for part in one.sections.all())
            seen = tuple(organisation(one.organisation_id, *COORDINATORS))
            moment = make_aware(datetime.combine(one.last_day, time()))
            yield Text(one.pk, one.title, page, moment, seen, when, said, status, part="draft")
