"""Questions about tallies, referrals, rounds and those on duty."""

from samverka.outreach.queries.duties import duties_of, duty_lines, lines_of, on_duty, spoken_by
from samverka.outreach.queries.referrals import bed_givers, gives_beds, recent_referrals, services_near
from samverka.outreach.queries.rounds import (
    areas_near,
    areas_of,
    category_names,
    handovers,
    languages_of,
    municipalities_near,
    planned,
    planned_near,
    team_of,
    teams_of,
    unique_of,
)
from samverka.outreach.queries.tallies import corrected, corrections, last_tally, recent, summed, undo_until
from samverka.outreach.queries.weeks import AreaWeek, Week, line_referrals, week


__all__ = [
    "AreaWeek",
    "Week",
    "areas_near",
    "areas_of",
    "bed_givers",
    "category_names",
    "corrected",
    "corrections",
    "duties_of",
    "duty_lines",
    "gives_beds",
    "handovers",
    "languages_of",
    "last_tally",
    "line_referrals",
    "lines_of",
    "municipalities_near",
    "on_duty",
    "planned",
    "planned_near",
    "recent",
    "recent_referrals",
    "services_near",
    "spoken_by",
    "summed",
    "team_of",
    "teams_of",
    "undo_until",
    "unique_of",
    "week",
]
