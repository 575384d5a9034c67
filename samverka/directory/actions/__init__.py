"""What can be done in the directory. The only code that writes."""

from samverka.directory.actions.campaigns import (
    add_notice_by_link,
    change_hours_by_link,
    change_phone_by_link,
    close_campaign,
    confirm_by_link,
    make_link,
    remind_campaign,
    start_campaign,
)
from samverka.directory.actions.entries import (
    add_place,
    add_provider,
    add_service,
    change_place,
    change_provider,
    change_service,
    remove_entry,
    restore_entry,
    see_address,
)
from samverka.directory.actions.hours import (
    add_exception,
    add_notice,
    change_exception,
    change_notice,
    remove_exception,
    remove_notice,
    set_hours,
)
from samverka.directory.actions.languages import add_language, change_language
from samverka.directory.actions.policies import set_policy
from samverka.directory.actions.search import index, index_all
from samverka.directory.actions.texts import (
    Made,
    confirm_translation,
    import_translations,
    note_needs,
    record,
    remove_recording,
    translate,
    translate_all,
)
from samverka.directory.actions.towns import touch
from samverka.directory.actions.upkeep import handle_report, report_error, verify


__all__ = [
    "Made",
    "add_exception",
    "add_language",
    "add_notice",
    "add_notice_by_link",
    "add_place",
    "add_provider",
    "add_service",
    "change_exception",
    "change_hours_by_link",
    "change_language",
    "change_notice",
    "change_phone_by_link",
    "change_place",
    "change_provider",
    "change_service",
    "close_campaign",
    "confirm_by_link",
    "confirm_translation",
    "handle_report",
    "import_translations",
    "index",
    "index_all",
    "make_link",
    "note_needs",
    "record",
    "remind_campaign",
    "remove_entry",
    "remove_exception",
    "remove_notice",
    "remove_recording",
    "report_error",
    "restore_entry",
    "see_address",
    "set_hours",
    "set_policy",
    "start_campaign",
    "touch",
    "translate",
    "translate_all",
    "verify",
]
