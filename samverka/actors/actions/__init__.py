"""Joining, signing, leaving. Each action is whole: it obeys its rule, writes, and leaves a line in the audit trail."""

from samverka.actors.actions.deliveries import deliver, drop_delivery, note_of, purge_deliveries, retry_delivery
from samverka.actors.actions.joining import (
    INVITATION,
    accept_invitation,
    begin_membership,
    check_role,
    edit_account,
    end_membership,
    invite,
    remind,
    see_news,
    sign_terms,
    withdraw_invitation,
)
from samverka.actors.actions.organisations import (
    add_organisation,
    edit_contact_line,
    edit_organisation,
    part_with_organisation,
    pause_organisation,
    resume_organisation,
    welcome,
)
from samverka.actors.actions.purge import (
    FORMER,
    anonymise_former,
    disable_inactive,
    purge_invitations,
    purge_tokens,
)
from samverka.actors.actions.tokens import TOKEN, end_token, make_token


__all__ = [
    "FORMER",
    "INVITATION",
    "TOKEN",
    "accept_invitation",
    "add_organisation",
    "anonymise_former",
    "begin_membership",
    "check_role",
    "deliver",
    "disable_inactive",
    "drop_delivery",
    "edit_account",
    "edit_contact_line",
    "edit_organisation",
    "end_membership",
    "end_token",
    "invite",
    "make_token",
    "note_of",
    "part_with_organisation",
    "pause_organisation",
    "purge_deliveries",
    "purge_invitations",
    "purge_tokens",
    "remind",
    "resume_organisation",
    "retry_delivery",
    "see_news",
    "sign_terms",
    "welcome",
    "withdraw_invitation",
]
