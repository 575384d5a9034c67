"""Known rule sets of shelters, to begin from: what each is known to say, since when, and where that is written.

They are examples (handbook 3.1): a contract in force goes first, so whoever applies one says what decided it. What a
rule cannot say stays as a note, and is shown beside the rules. Nothing here is added to what the source says: a key
that is missing was not told, and keeps its default.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from samverka.shelters.cold_rule import UNSTATED, Trigger


@dataclass(frozen=True, slots=True)
class Preset:
    """One rule set: a proper name, the time it is known for, its source, its rules, and what no rule can say."""

    name: str
    title: str
    source: str
    rules: Mapping[str, Any]
    notes: tuple[Any, ...] = ()
    known_from: date | None = None
    known_to: date | None = None  # the last day
    only_compared: bool = False  # from another country: shown beside ours, never applied
    places: Any = field(default="")


PRESETS: dict[str, Preset] = {
    one.name: one
    for one in (
        Preset(
            name="vinternatt_1",
            title="Vinternatt 1, Stockholm",
            source="Stockholms Stadsmission, avtal till april 2024; Stockholms stad, webbsida (odaterad)",
            known_to=date(2024, 4, 30),
            places=_("50 + 50 mixed, 20 for women"),
            rules={"season": "all year", "draw_time": "10:00", "nights_per_ticket": 5, "min_age": 18},
            notes=(
                _("A city page says instead: enrolment on weekdays 10:00-11:30."),
                _("The draw is at a church, away from the shelter."),
            ),
        ),
        Preset(
            name="vinternatt_2",
            title="Vinternatt 2, Stockholm",
            source="Svenska kyrkan Stockholm och Ny Gemenskap, 2020/21",
            places=_("8-20 at each host"),
            rules={"season": "1 november till 31 mars", "intake_place": "Ny Gemenskap", "nights_per_ticket": 1},
            notes=(
                _("Ny Gemenskap registers and allocates for all hosts."),
                _("A host is open one or two nights a week (one to three in 2020/21)."),
            ),
        ),
        Preset(
            name="akutboende",
            title="Akutboende, Stockholm",
            source="MP Stockholm, pressmeddelande 1 februari 2016",
            places=_("as needed, in churches"),
            rules={"season": "all year", "nights_per_ticket": 2, "reserved_for_referral": 100},
            notes=(
                _("By referral only: every place is kept for referral, and a ticket is for one or two nights."),
                _("For those who are especially exposed, for instance after a removal."),
            ),
        ),
        Preset(
            name="ekn",
            title="Extra kalla nätter (EKN), Stockholm",
            source="Ny Gemenskap, fem år till 2021",
            places=_("40-180 a night"),
            rules={"season": "1 november till 31 mars", "nights_per_ticket": 1, "suspend_restrictions_in_cold": True},
            notes=(
                _("Opens when the forecast is -7 °C or colder, or at a class-2 warning; told the same day."),
                _("SMHI dropped classes 1-3 on 26 October 2021: which colour counts, the owner of the rule says."),
            ),
        ),
        Preset(
            name="stockholm_2012",
            title="Stockholm 2012/13",
            source="Stockholms Stadsmission, vintern 2012/13",
            known_from=date(2012, 11, 1),
            known_to=date(2013, 4, 30),
            places=_("40"),
            rules={"season": "1 november till 30 april", "min_age": 18},
            notes=(_("Over 18. Not for families with children."),),
        ),
        Preset(
            name="station_nord",
            title="Station Nord, Göteborg",
            source="Göteborgs Stad, 2016 till 2018",
            known_from=date(2016, 1, 1),
            known_to=date(2018, 12, 31),
            places=_("45, at most 90; another city figure: 50, in winter 70"),
            rules={
                "reserved_for_referral": 90,
                "capacity_max": 90,
                "min_age": 18,
                "doors_open": "20:30",
                "close_at": "07:30",
            },
            notes=(
                _("Booked ahead by the social centre and outreach: every place is kept for referral."),
                _("For adults."),
            ),
        ),
        Preset(
            name="malmo_crossroads",
            title="Crossroads, Malmö",
            source="Malmö stad (odaterad)",
            places=_("a warming room"),
            rules={"nights_per_ticket": 1},
            notes=(_("Opens when the forecast is -5 °C or colder, or at a class-2 warning."),),
        ),
        Preset(
            name="uppsala",
            title="Uppsala",
            source="Uppsala kommun, omkring 2015 till 2018",
            known_from=date(2015, 10, 15),
            known_to=date(2018, 4, 15),
            places=_("40"),
            rules={"season": "15 oktober till 15 april"},
            notes=(
                _("Intake through the day centre."),
                _("Day centre and shelter both ask the social services when children are met."),
            ),
        ),
        Preset(
            name="gotland",
            title="Röda Korset, Gotland",
            source="Sveriges Radio, 2015",
            known_from=date(2015, 1, 1),
            known_to=date(2015, 12, 31),
            rules={"fee": 20},
            notes=(_("The municipality gave SEK 359,000."),),
        ),
        Preset(
            name="oslo",
            title="Oslo",
            source="Oslo kommune (jämförelse, odaterad)",
            only_compared=True,
            rules={
                "draw_time": "21:00",
                "nights_per_ticket": 5,
                "doors_open": "18:00",
                "release_at": "21:00",
                "doors_close": "21:00",
                "priority_order": ["women"],
            },
            notes=(
                _("Places are booked; the rest is drawn at 21:00. Nights are paid one at a time, NOK 15 each."),
                _("Women come first, and men over 60, which no slip here asks about."),
                _("Extra places open at a felt temperature of -10 °C."),
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class ColdPreset:
    """A known rule for extra-cold nights: where it is from, and what a municipality would begin from."""

    code: str  # of the municipality
    source: str
    rule: Mapping[str, Any]


COLD: tuple[ColdPreset, ...] = (
    ColdPreset(
        "0180",
        "Svenska kyrkan: SMHI:s prognos -7 °C eller kallare, eller varning klass 2, 1 november till 31 mars. "
        "Ny Gemenskap nämner senare bara temperaturen",
        Trigger(threshold=-7.0, warning_level=UNSTATED, latitude=59.3293, longitude=18.0686).as_record(),
    ),
    ColdPreset(
        "1280",
        "Malmö stad (odaterad): -5 °C eller varning klass 2",
        Trigger(threshold=-5.0, warning_level=UNSTATED, latitude=55.605, longitude=13.0038).as_record(),
    ),
)
COLD_NOTE = _(
    "“Class 2” is a warning that SMHI no longer gives: it dropped classes 1-3 on 26 October 2021 for yellow, orange "
    "and red, by what they lead to. Until the owner of the rule has said which colour counts, no warning does."
)
