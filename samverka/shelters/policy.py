"""The rules of a shelter night: every one that can differ by place and season."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.core.policy import (
    CONTRADICTIONS,
    Key,
    Policies,
    one_of,
    register,
    some_of,
    text,
    wall_time,
    whole,
    yes_no,
)
from samverka.shelters import cold_rule


MORNING_CLOSE = time(9)  # until then "tonight" is still last night, wherever the shelters close a little earlier
NO_SHOW = {
    "lose_night": gettext_lazy("loses tonight's place"),
    "lose_remaining": gettext_lazy("loses tonight's place and the nights that are left"),
    "none": gettext_lazy("loses nothing"),
}
FIRST = {
    "women": gettext_lazy("women"),
    "step_free": gettext_lazy("those who need step-free"),
    "families": gettext_lazy("families with children"),
}

register(
    Key("season", gettext_lazy("Season"), text, "all year", words={"all year": gettext_lazy("all year")}),
    Key("intake_place", gettext_lazy("Where the draw or enrolment is"), text, ""),
    Key("confirm_by", gettext_lazy("Places confirmed by"), wall_time, "09:30"),
    Key("draw_time", gettext_lazy("Draw"), wall_time, "10:00"),
    Key("nights_per_ticket", gettext_lazy("Nights on a ticket"), whole(1, 14), 5),
    Key("min_age", gettext_lazy("Lowest age"), whole(0, 99), 18),
    Key("priority_order", gettext_lazy("Drawn first"), some_of(*FIRST), [], words=FIRST),
    Key("carry_over_days", gettext_lazy("Days that a lost slip gives an extra lot"), whole(0, 30), 0),
    Key("reserved_for_referral", gettext_lazy("Places kept for referral at each shelter"), whole(0, 100), 0),
    Key("hold_minutes", gettext_lazy("Minutes that a place is held"), whole(5, 240), 90),
    Key("doors_open", gettext_lazy("Doors open"), wall_time, "19:00"),
    Key("release_at", gettext_lazy("Unclaimed places released"), wall_time, "21:00"),
    Key("doors_close", gettext_lazy("Doors close"), wall_time, "23:00"),
    Key("close_at", gettext_lazy("Morning close"), wall_time, "07:30"),
    Key("no_show_effect", gettext_lazy("Who does not come"), one_of(*NO_SHOW), "lose_night", words=NO_SHOW),
    Key("free_when_away", gettext_lazy("The bed of who stays away is free that night"), yes_no, False),
    Key("capacity_max", gettext_lazy("Most places at a shelter (0: no limit)"), whole(0, 1000), 0),
    Key("fee", gettext_lazy("Fee a night, SEK (only shown)"), whole(0, 1000), 0),
    Key("suspend_restrictions_in_cold", gettext_lazy("Restrictions rest in extreme cold"), yes_no, True),
    Key("told_by", gettext_lazy("Every host knows by"), wall_time, "12:00"),
    Key("fire_notice_days", gettext_lazy("Fire notice so many days before (0: none)"), whole(0, 60), 7),
    Key("old_after", gettext_lazy("The board calls information old after so many minutes"), whole(15, 1440), 120),
    Key("few_left", gettext_lazy("“Few left” from this many places"), whole(1, 100), 3),
)  # fmt: skip


def _evening(policies: Policies) -> Iterable[str]:
    """Doors, release and closing follow each other; hours before noon belong to the next morning."""

    def hours(key: str) -> int:
        wall = policies.time(key)
        return wall.hour * 60 + wall.minute + (24 * 60 if wall.hour < 12 else 0)

    if hours("doors_open") > hours("release_at"):
        yield _("Places would be released before the doors open.")
    if hours("release_at") > hours("doors_close"):
        yield _("Places would be released after the doors have closed.")
    if policies.time("close_at").hour >= 12:
        yield _("The morning close must be before noon.")
    if policies.time("confirm_by") > policies.time("draw_time"):
        yield _("Places would be confirmed after the draw.")


COLD = "cold"  # the chapter of rules that a municipality has for extra-cold nights
METRIC = {
    "air_temperature": gettext_lazy("the air's temperature"),
    "felt": gettext_lazy("the temperature that is felt in the wind"),
}
WARNING_LEVELS = {
    "never": gettext_lazy("warnings do not count"),
    "unstated": gettext_lazy("a class of before 2021, not restated yet: no warning counts"),
    "message": gettext_lazy("from a message on"),
    "yellow": gettext_lazy("from yellow on"),
    "orange": gettext_lazy("from orange on"),
    "red": gettext_lazy("red alone"),
}


def cold_trigger(written: Any) -> dict[str, Any]:
    """When a night is extra cold, as `cold_rule` knows it; nothing means that nobody has said."""
    if not written:
        return {}
    try:
        rule = cold_rule.trigger(written)
        for hour in (wall_time(rule.begins), wall_time(rule.ends)):
            time.fromisoformat(hour)
        days = [date.fromisoformat(f"2028-{day}") for day in (rule.season_first, rule.season_last)]
    except (TypeError, ValueError) as error:
        raise ValueError(_("This cannot be read as a rule for extra-cold nights: %(why)s") % {"why": error}) from None
    numbers = (rule.threshold, rule.latitude, rule.longitude, rule.lead_hours, rule.oldest_hours)
    fits = (
        *(rule.metric in METRIC, rule.warning_level in WARNING_LEVELS, len(days) == 2),
        *(-40 <= rule.threshold <= 10, 54 <= rule.latitude <= 70, 10 <= rule.longitude <= 25),
        *(6 <= rule.lead_hours <= 120, 1 <= rule.oldest_hours <= 48),
        all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers),
        _opens_before_it_ends(rule),
        all(isinstance(one, str) and one.isupper() and len(one) <= 40 for one in rule.warning_types),
    )
    if not all(fits):
        raise ValueError(_("Something in this rule for extra-cold nights is not possible."))
    return rule.as_record()


def _opens_before_it_ends(rule: cold_rule.Trigger) -> bool:
    begins, ends = rule.window(date(2028, 1, 1))
    return begins < ends


register(Key("cold_trigger", gettext_lazy("When a night is extra cold"), cold_trigger, {}, chapter=COLD))
CONTRADICTIONS.append(_evening)
