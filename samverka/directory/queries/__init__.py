"""Questions that the directory can answer. Reads only."""

from samverka.directory.queries.hours import (
    WeekDay,
    Weekly,
    hours_if,
    hours_of,
    hours_version,
    in_order,
    stated,
    told,
    week,
    weekly,
)
from samverka.directory.queries.mine import (
    FILTERS,
    hidden,
    missing_translations,
    my_providers,
    my_services,
    partner_places,
)
from samverka.directory.queries.texts import Shown, Texts, texts
from samverka.directory.queries.upkeep import (
    asked_by,
    campaigns_on,
    digest,
    mailbox,
    not_yet_asked,
    open_link,
    overdue,
    providers_to_remind,
    to_remind,
    towns_that_hide,
)


__all__ = [
    "FILTERS",
    "Shown",
    "Texts",
    "WeekDay",
    "Weekly",
    "asked_by",
    "campaigns_on",
    "digest",
    "hidden",
    "hours_if",
    "hours_of",
    "hours_version",
    "in_order",
    "mailbox",
    "missing_translations",
    "my_providers",
    "my_services",
    "not_yet_asked",
    "open_link",
    "overdue",
    "partner_places",
    "providers_to_remind",
    "stated",
    "texts",
    "to_remind",
    "told",
    "towns_that_hide",
    "week",
    "weekly",
]
