"""Who takes part: organisations, their people and places, and the networks in which they meet."""

from samverka.actors.models.networks import Network, NetworkMember
from samverka.actors.models.organisations import ContactLine, Organisation, Territory, read_number
from samverka.actors.models.people import (
    ADMINISTRATORS,
    AT_DESKS,
    COORDINATORS,
    KEEP_DIRECTORY,
    KEEPERS,
    MEET_CHILDREN,
    RECORD_KEEPERS,
    TRANSLATORS,
    WITH_US,
    Delivery,
    Invitation,
    Membership,
    Role,
    Signature,
    Terms,
    Token,
    User,
)


__all__ = [
    "ADMINISTRATORS",
    "AT_DESKS",
    "COORDINATORS",
    "KEEPERS",
    "KEEP_DIRECTORY",
    "MEET_CHILDREN",
    "RECORD_KEEPERS",
    "TRANSLATORS",
    "WITH_US",
    "ContactLine",
    "Delivery",
    "Invitation",
    "Membership",
    "Network",
    "NetworkMember",
    "Organisation",
    "Role",
    "Signature",
    "Terms",
    "Territory",
    "Token",
    "User",
    "read_number",
]
