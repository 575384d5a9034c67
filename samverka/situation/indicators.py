"""Every indicator, defined once: what it is called, what is divided by what, where it comes from, and what to mind."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _


Kind = Literal["sum", "share", "mean"]
Small = Literal["never", "sum", "base", "both"]
About = Literal["", "people", "supply", "visits"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. A sum is told as it is; a share and a mean are sums of numerators over sums of denominators."""

    key: str
    name: Any
    unit: Any
    numerator: Any
    source: str  # one of the names in SOURCES
    caveats: Any
    denominator: Any = ""
    kind: Kind = "sum"
    small: Small = "sum"  # which of its counts is hidden from others when it is from 1 to 4
    is_stock: bool = False  # of the last month, since what is there twice is not two
    about: About = ""  # what kind of thing is published of it; nothing, when it is not published
    counts: tuple[str, str] = ("", "")  # what its numerator and the rest count, where others count the same
    is_word: bool = False  # an authority's own word, which no organisation stands behind

    @property
    def tells_unit(self) -> bool:
        """Does the unit say more than the name does already?"""
        return str(self.unit).casefold().split()[-1] not in str(self.name).casefold()

    @property
    def has_base(self) -> bool:
        return self.kind != "sum"

    @property
    def is_noised(self) -> bool:
        """Do others see it with a little noise? Whatever counts people, and what protected shelters add to."""
        return self.small != "never" or self.source == "nights"


SOURCES: dict[str, Any] = {
    "nights": _("nights of shelters, as they were frozen and corrected"),
    "directory": _("the directory, as the public reads it"),
    "surveys": _("surveys of municipalities and others"),
    "cold": _("extra-cold nights, step by step"),
    "removals": _("removals, step by step"),
    "aid": _("what municipalities have stated of emergency aid"),
    "refusals": _("what advisers have logged of care that was refused"),
    "outreach": _("tallies of outreach teams"),
    "children": _("what those who saw children have noted"),
    "desks": _("counts at front desks"),
}
OVERLAP = _("Those who come to several doors without a slip are counted at each.")
NOT_PEOPLE = _("The same person counts each time. It does not tell how many people there are.")
INDICATORS: dict[str, Indicator] = {
    one.key: one
    for one in (
        Indicator(
            "nights_open", _("Nights open"), _("nights"), _("nights on which a shelter was open"), "nights",
            _("A shelter's night counts once, whatever number of beds it has. Nights that nobody froze are missing."),
            small="never", about="supply",
        ),
        Indicator(
            "bed_nights", _("Bed nights"), _("bed nights"), _("beds that were slept in, one a night"), "nights",
            NOT_PEOPLE,
            about="people",
        ),
        Indicator(
            "occupancy", _("Occupancy"), _("per cent"), _("beds that were slept in"), "nights",
            _("Blocked beds are left out, extra beds are in."), _("beds that could be given out"), kind="share",
            counts=("bed_nights", ""),
        ),
        Indicator(
            "turned_away", _("Turned away"), _("people"), _("people who got no place where they asked"), "nights",
            OVERLAP,
            about="people",
        ),
        Indicator(
            "turn_away_rate", _("Turn-away rate"), _("per cent"), _("people who got no place where they asked"),
            "nights", OVERLAP, _("those who slept in a bed, and those who got no place"), kind="share", small="both",
            counts=("turned_away", "bed_nights"),
        ),
        Indicator(
            "services", _("Services"), _("services"), _("services that the public is told of"), "directory",
            _("Only what is in the directory, and was found right lately. A year tells its last month."),
            small="never", is_stock=True,
        ),
        Indicator(
            "response_rate", _("Response rate"), _("per cent"), _("questionnaires that were answered"), "surveys",
            _("What is answered in part counts as not answered."), _("questionnaires that were sent"), kind="share",
            small="never",
        ),
        Indicator(
            "cold_nights", _("Extra-cold nights"), _("nights"), _("nights that somebody decided to open for"), "cold",
            _("Those that were called off are left out."), small="never",
            about="supply", is_word=True,
        ),
        Indicator(
            "cold_lead_time", _("Warning before extra-cold nights"), _("minutes"),
            _("minutes from the announcement until the doors opened"), "cold",
            _("The mean over the nights that were both announced and opened."), _("nights announced and opened"),
            kind="mean", small="never",
        ),
        Indicator(
            "removals_started", _("Removals started"), _("removals"), _("removals that were opened"), "removals",
            _("Only removals of which the municipality knows, in the month in which they were opened."),
            about="people", is_word=True,
        ),
        Indicator(
            "removals_enforced", _("Removals enforced"), _("removals"), _("removals that were enforced"), "removals",
            _("In the month of the day itself. Those who had left before are not in it."),
            about="people", is_word=True,
        ),
        Indicator(
            "aid_applied", _("Emergency aid, applied for"), _("applications"), _("applications"), "aid",
            _("Only municipalities that have stated it."),
            about="people", is_word=True,
        ),
        Indicator(
            "aid_granted", _("Emergency aid, granted"), _("applications"), _("applications that were granted"), "aid",
            _("Only municipalities that have stated it."),
            about="people", is_word=True,
        ),
        Indicator(
            "aid_kronor", _("Emergency aid, kronor"), _("kronor"), _("kronor in all"), "aid",
            _("Only municipalities that have stated it."), _("applications that were granted"), small="base",
            counts=("", "aid_granted"),
        ),
        Indicator(
            "care_refusals", _("Care refused or billed"), _("events"),
            _("times that care was refused, or billed otherwise than the rules say"), "refusals",
            _("What advisers hear of: far from all. Told by county, in the month in which it happened."),
            about="people",
        ),
        Indicator(
            "outreach_visits", _("Outreach visits"), _("visits"), _("visits of a team to a place"), "outreach",
            _("Visits of teams, not people they met. A month without a visit says nothing of who was there."),
            small="never", about="visits",
        ),
        Indicator(
            "children_channel", _("Channel used when children were seen"), _("per cent"),
            _("times that the channel for worries was used"), "children",
            _("The rest was known already, needed nothing, or is still open."), _("times that children were seen"),
            kind="share", small="both",
        ),
        Indicator(
            "desk_visits", _("Visits at day centres"), _("visits"), _("visits at a front desk"), "desks", NOT_PEOPLE,
            about="visits",
        ),
    )
}  # fmt: skip


PUBLISHED = [one for one in INDICATORS.values() if one.about]


def of_source(name: str) -> list[str]:
    """The keys of the indicators that come from a source."""
    return [key for key, one in INDICATORS.items() if one.source == name]
