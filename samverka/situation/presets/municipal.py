"""What a municipality is asked: nineteen questions."""

from django.utils.translation import gettext_lazy as _

from samverka.situation.presets.asked import BAND, CONFIDENCE, METHOD, TREND, Asked, For, Kind, Preset


_LIVES_ON = _("From 1, not seen, to 5, seen very often.")

MUNICIPAL = Preset(
    _("Municipalities' situation"),
    For.MUNICIPALITY,
    (
        Asked("1", "meets", Kind.YES_NO, _("Do you meet people from other EU countries who live here in poverty?")),
        Asked("2", "adults", Kind.RANGE, _("How many adults are there, about?"), _("At one time, not over the year.")),
        Asked("3", "children", Kind.RANGE, _("How many children are there, about?")),
        Asked("4 a", "by_night", Kind.RANGE, _("How many spend the night in the municipality, about?")),
        Asked(
            "4 b", "season", Kind.ONE_OF, _("When are they most?"),
            options=(("winter", _("in winter")), ("summer", _("in summer")), ("even", _("the same all year"))),
        ),
        Asked("5", "method", Kind.ONE_OF, _("How do you know?"), options=METHOD),
        Asked("6", "confidence", Kind.ONE_OF, _("How sure are the figures?"), options=CONFIDENCE),
        Asked("7", "trend", Kind.ONE_OF, _("Are they fewer or more than last time?"), options=TREND),
        Asked(
            "8", "reach", Kind.ONE_OF, _("How much of the municipality does outreach cover?"),
            options=(
                ("none", _("nothing")), ("part", _("less than half")), ("most", _("more than half")),
                ("all", _("all of it")),
            ),
        ),
        Asked(
            "9", "stay", Kind.ONE_OF, _("How long do most stay, as you have met them?"),
            options=(
                ("weeks", _("some weeks")), ("months", _("some months")), ("year", _("most of the year")),
                ("years", _("several years")),
            ),
        ),
        Asked("10 a", "begging", Kind.SCALE, _("How often do you see that people beg?"), _LIVES_ON),
        Asked("10 b", "work", Kind.SCALE, _("How often do you see work on unfair terms?"), _LIVES_ON),
        Asked("10 c", "sex", Kind.SCALE, _("How often do you see that somebody is exploited for sex?"), _LIVES_ON),
        Asked("10 d", "forced", Kind.SCALE, _("How often do you see that somebody is forced to break the law?"),
              _LIVES_ON),
        Asked("11", "settlements", Kind.BAND, _("How many settlements have there been?"), options=BAND),
        Asked("12 a", "removals_started", Kind.NUMBER, _("How many removals were begun?")),
        Asked("12 b", "removals_enforced", Kind.NUMBER, _("How many removals were enforced?")),
        Asked(
            "13 a", "outreach", Kind.ONE_OF, _("Who does outreach?"), in_profile=True,
            options=(
                ("own", _("our own team")), ("bought", _("others, paid by us")), ("none", _("nobody")),
            ),
        ),
        Asked(
            "13 b", "outreach_languages", Kind.SEVERAL_OF, _("Which languages are spoken in outreach?"),
            options=(
                ("ro", _("Romanian")), ("bg", _("Bulgarian")), ("rom", _("Romani")), ("en", _("English")),
                ("es", _("Spanish")), ("pl", _("Polish")), ("other", _("others")),
            ),
        ),
        Asked(
            "14", "services", Kind.SEVERAL_OF, _("Which support is there in the municipality?"), in_profile=True,
            options=(
                ("shelter", _("night shelter")), ("cold", _("extra-cold nights")), ("day", _("day centre")),
                ("hygiene", _("shower and laundry")), ("meals", _("meals")), ("advice", _("advice")),
                ("ngo_money", _("money to non-profit organisations")),
            ),
        ),
        Asked("15 a", "bed_nights", Kind.NUMBER, _("How many bed nights were there?")),
        Asked("15 b", "turned_away", Kind.NUMBER, _("How many times was somebody turned away for lack of room?")),
        Asked("16 a", "aid", Kind.NUMBER, _("How many times was emergency aid granted?")),
        Asked("16 b", "tickets_home", Kind.NUMBER, _("How many of these were journeys home?")),
        Asked("16 c", "gives_tickets", Kind.YES_NO, _("Does the municipality pay for a journey home?"),
              in_profile=True),
        Asked(
            "17", "school", Kind.ONE_OF, _("Do children who are here for a time go to school or preschool?"),
            in_profile=True,
            options=(
                ("all", _("yes, all who ask")), ("judged", _("after a judgement each time")), ("no", _("no")),
                ("none_asked", _("nobody has asked")),
            ),
        ),
        Asked(
            "18 a", "collaboration", Kind.ONE_OF, _("How do you work together with others?"), in_profile=True,
            options=(
                ("none", _("not at all")), ("informal", _("informally")), ("network", _("in a network")),
                ("agreement", _("by agreement")),
            ),
        ),
        Asked(
            "18 b", "together_with", Kind.SEVERAL_OF, _("With whom?"), in_profile=True,
            options=(
                ("ngo", _("non-profit organisations")), ("church", _("congregations")), ("police", _("police")),
                ("region", _("the region")), ("municipality", _("other municipalities")),
                ("county_board", _("the county board")), ("enforcement", _("the Enforcement Authority")),
            ),
        ),
        Asked("19 a", "difficulties", Kind.TEXT, _("What is difficult?"), _("In law, in practice, in collaboration.")),
        Asked("19 b", "wishes", Kind.TEXT, _("What would help?")),
    ),
)  # fmt: skip
