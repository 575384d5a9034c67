"""What can be done for children. The only code that writes."""

from samverka.safeguarding.actions.channels import (
    add_channel,
    add_channel_days,
    change_channel,
    remove_channel,
    remove_channel_days,
    set_channel_hours,
    verify_channel,
)
from samverka.safeguarding.actions.notes import (
    acknowledge_report,
    close_note,
    list_notes,
    look_over,
    not_report,
    note_concern,
    read_note,
    receive_feedback,
    report_concern,
    take_advice,
)
from samverka.safeguarding.actions.sightings import none_needed, note_sighting, take_back_sighting, use_channel


__all__ = [
    "acknowledge_report",
    "add_channel",
    "add_channel_days",
    "change_channel",
    "close_note",
    "list_notes",
    "look_over",
    "none_needed",
    "not_report",
    "note_concern",
    "note_sighting",
    "read_note",
    "receive_feedback",
    "remove_channel",
    "remove_channel_days",
    "report_concern",
    "set_channel_hours",
    "take_advice",
    "take_back_sighting",
    "use_channel",
    "verify_channel",
]
