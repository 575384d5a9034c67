"""Questions about channels, sightings and notes. Reads only."""

from samverka.safeguarding.queries.channels import (
    Answer,
    Stretch,
    answer,
    channel_stamp,
    kept_by,
    week,
    within,
)
from samverka.safeguarding.queries.notes import clock, due, notes_of
from samverka.safeguarding.queries.sightings import (
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
    "Stretch",
    "answer",
    "channel_stamp",
    "clock",
    "due",
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
