"""What regions, the county board itself, non-profit organisations and the Enforcement Authority are asked."""

from django.utils.translation import gettext_lazy as _

from samverka.situation.presets.asked import CONFIDENCE, METHOD, TREND, Asked, For, Kind, Preset


_AGREE = _("From 1, not at all, to 5, wholly.")

REGIONAL = Preset(
    _("Regions' care"),
    For.REGION,
    (
        Asked("1", "with_card", Kind.AGREEMENT,
              _("Whoever shows a European card gets care on the same terms as everybody."), _AGREE),
        Asked(
            "2", "without_card", Kind.ONE_OF, _("What holds for whoever has no European card?"),
            options=(
                ("fee", _("the same fee as for residents")), ("undeferrable", _("care that cannot wait, at a low fee")),
                ("full", _("full cost")), ("varies", _("it varies")),
            ),
        ),
        Asked("3", "undeferrable", Kind.AGREEMENT, _("Staff know what care that cannot wait means."), _AGREE),
        Asked("4", "maternity", Kind.YES_NO, _("Is maternity care open without a European card?")),
        Asked("5", "children", Kind.YES_NO, _("Do children get the same care as children who live here?")),
        Asked("6 a", "invoices", Kind.NUMBER, _("How many invoices for the full cost were sent?")),
        Asked("6 b", "interpreters", Kind.AGREEMENT, _("There is an interpreter when one is needed."), _AGREE),
        Asked("7", "difficulties", Kind.TEXT, _("What is difficult, and what would help?")),
    ),
)  # fmt: skip

COUNTY_BOARD = Preset(
    _("The county board's own part"),
    For.COUNTY_BOARD,
    (
        Asked("1", "origin", Kind.TEXT, _("Which countries do people come from? One statement for the whole county."),
              _("Never by municipality, and never with a number below five.")),
        Asked(
            "2", "sources", Kind.SEVERAL_OF, _("Which sources does the picture build on?"),
            options=(
                ("municipalities", _("municipalities' answers")), ("ngos", _("non-profit organisations' answers")),
                ("regions", _("regions' answers")), ("enforcement", _("the Enforcement Authority")),
                ("police", _("the police")), ("operations", _("figures of shelters and outreach")),
            ),
        ),
        Asked("3", "network", Kind.YES_NO, _("Is there a network in the county?")),
        Asked("4", "trend", Kind.ONE_OF, _("Are people fewer or more than last time?"), options=TREND),
        Asked("5", "missing", Kind.TEXT, _("What is missing in the picture?")),
    ),
)  # fmt: skip

NGO = Preset(
    _("Non-profit organisations' picture"),
    For.OTHER,
    (
        Asked("1", "adults", Kind.RANGE, _("How many adults do you meet, about?"),
              _("At one time, not over the year.")),
        Asked("2", "children", Kind.RANGE, _("How many children do you meet, about?")),
        Asked("3", "method", Kind.ONE_OF, _("How do you know?"), options=METHOD),
        Asked("4", "confidence", Kind.ONE_OF, _("How sure are the figures?"), options=CONFIDENCE),
        Asked(
            "5", "services", Kind.SEVERAL_OF, _("What do you offer?"),
            options=(
                ("shelter", _("night shelter")), ("day", _("day centre")), ("hygiene", _("shower and laundry")),
                ("meals", _("meals")), ("advice", _("advice")), ("outreach", _("outreach")),
            ),
        ),
        Asked("6", "trend", Kind.ONE_OF, _("Are they fewer or more than last time?"), options=TREND),
        Asked("7", "with_municipality", Kind.AGREEMENT, _("Collaboration with the municipality works well."), _AGREE),
        Asked("8", "difficulties", Kind.TEXT, _("What is difficult, and what would help?")),
    ),
)  # fmt: skip

ENFORCEMENT = Preset(
    _("The Enforcement Authority's picture"),
    For.OTHER,
    (
        Asked("1", "applications", Kind.NUMBER, _("How many applications for removal came in?")),
        Asked("2", "removals_enforced", Kind.NUMBER, _("How many removals were enforced?")),
        Asked("3", "told_early", Kind.AGREEMENT,
              _("Those who give support are told early enough of when a removal comes."), _AGREE),
        Asked("4", "difficulties", Kind.TEXT, _("What is difficult, and what would help?")),
    ),
)  # fmt: skip
