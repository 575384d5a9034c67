"""Questions about channels, sightings and notes. Reads only."""

from samverka.safeguarding.queries.channels import (
    Answer,
    Day,
    Part,
    Stretch,
    answer,
    channel_stamp,
    channels_of,
    hours_of,
    kept_by,
    week,
    within,
)
from samverka.safeguarding.queries.notes import Clock, clock, due, notes_of
from samverka.safeguarding.queries.sightings import (
    Loop,
    OfOrganisation,
    is_noted,
    loop,
    loop_by_organisation,
    mandated_at,
    night_of,
    open_sightings,
    shift_lines,
)


__all__ = [
    "Answer",
    "Clock",
    "Day",
    "Loop",
    "OfOrganisation",
    "Part",
    "Stretch",
    "answer",
    "channel_stamp",
    "channels_of",
    "clock",
    "due",
    "hours_of",
    "is_noted",
    "kept_by",
    "loop",
    "loop_by_organisation",
    "mandated_at",
    "night_of",
    "notes_of",
    "open_sightings",
    "shift_lines",
    "week",
    "within",
]
