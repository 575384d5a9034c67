"""All that changes in mandates, money and promises."""

from samverka.programmes.actions.agreements import (
    add_party,
    begin_agreement,
    draft_agreement,
    end_agreement,
    extend_agreement,
    move_agreements,
    note_reminder,
    publish_agreement,
    remove_party,
    reopen_agreement,
    set_money,
    set_volume,
    sign_agreement,
    write_agreement,
)


__all__ = [
    "add_party",
    "begin_agreement",
    "draft_agreement",
    "end_agreement",
    "extend_agreement",
    "move_agreements",
    "note_reminder",
    "publish_agreement",
    "remove_party",
    "reopen_agreement",
    "set_money",
    "set_volume",
    "sign_agreement",
    "write_agreement",
]
