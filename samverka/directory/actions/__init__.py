"""What can be done in the directory. The only code that writes."""

from samverka.directory.actions.entries import (
    add_place,
    add_provider,
    add_service,
    change_place,
    change_provider,
    change_service,
    remove_entry,
    restore_entry,
)
from samverka.directory.actions.texts import confirm_translation, translate
from samverka.directory.actions.towns import touch


__all__ = [
    "add_place",
    "add_provider",
    "add_service",
    "change_place",
    "change_provider",
    "change_service",
    "confirm_translation",
    "remove_entry",
    "restore_entry",
    "touch",
    "translate",
]
