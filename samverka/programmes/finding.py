"""How proposals are found: what is handed over by everybody, a draft by those who make it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samverka.core.finding import EVERYBODY, Text, findable, organisation
from samverka.core.markdown import plain
from samverka.programmes.models import Proposal
from samverka.programmes.models.proposals import PROPOSERS


@findable("proposal", _("Proposal"), Proposal)
def proposals(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """Each with its banner for a status: whatever of its text is shown where it is found, that stands beside."""
    for one in rows:
        page = reverse("programmes:proposal" if one.is_draft else "programmes:public_proposal", args=[one.pk])
        seen = tuple(organisation(one.organisation_id, *PROPOSERS)) if one.is_draft else (EVERYBODY,)
        said, part = f"{plain(one.text)} {plain(one.evidence)}", "draft" if one.is_draft else ""
        yield Text(one.pk, one.title, page, one.changed_at, seen, one.addressee, said, one.banner, part=part)
