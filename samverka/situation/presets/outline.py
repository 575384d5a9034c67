"""What a report begins as: what a county's picture holds (handbook 3.11), to be changed, moved and left out."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Part(NamedTuple):
    """One section: its heading, and what of the data stands below the text."""

    heading: Any
    block: str = ""
    code: str = ""


OUTLINE: tuple[Part, ...] = (
    Part(_("In short")),
    Part(_("Who has answered"), "response"),
    Part(_("How many there are"), "question", "adults"),
    Part(_("Day and night"), "question", "by_night"),
    Part(_("Time of the year"), "question", "season"),
    Part(_("Fewer or more than before"), "question", "trend"),
    Part(_("Children"), "question", "children"),
    Part(_("Countries that people come from")),  # one statement for the whole county, written by hand
    Part(_("Livelihood and exploitation")),
    Part(_("Begging"), "question", "begging"),
    Part(_("Work on unfair terms"), "question", "work"),
    Part(_("Length of stay"), "question", "stay"),
    Part(_("Settlements"), "question", "settlements"),
    Part(_("Removals"), "indicator", "removals_enforced"),
    Part(_("Beds"), "indicator", "bed_nights"),
    Part(_("Support that there is"), "support"),
    Part(_("Services"), "indicator", "services"),
    Part(_("How we work together")),
    Part(_("Difficulties in law and practice"), "difficulties"),
    Part(_("Sources and methods"), "sources"),
    Part(_("What is missing"), "missing"),
)
RANGES = ("adults", "by_night", "children")  # of which the counties' reports can be added up
