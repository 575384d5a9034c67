from samverka.actors.http import SALT
from samverka.actors.views.access import access, access_rules, looks, purges
from samverka.actors.views.account import account, choose_language, end_token, sign_terms
from samverka.actors.views.digests import choose_digest, stop_digest
from samverka.actors.views.invitations import accept_invitation, end_membership, remind, withdraw_invitation
from samverka.actors.views.organisations import (
    add_organisation,
    edit_contact_line,
    edit_organisation,
    organisation,
    organisations,
    part_with_organisation,
    pause_organisation,
    resume_organisation,
)
from samverka.actors.views.outbox import deliveries, drop_delivery, outbox, retry_delivery


__all__ = [
    "SALT",
    "accept_invitation",
    "access",
    "access_rules",
    "account",
    "add_organisation",
    "choose_digest",
    "choose_language",
    "deliveries",
    "drop_delivery",
    "edit_contact_line",
    "edit_organisation",
    "end_membership",
    "end_token",
    "looks",
    "organisation",
    "organisations",
    "outbox",
    "part_with_organisation",
    "pause_organisation",
    "purges",
    "remind",
    "resume_organisation",
    "retry_delivery",
    "sign_terms",
    "stop_digest",
    "withdraw_invitation",
]
