"""The nouns of the directory, and what the database itself must never let happen."""

from samverka.directory.models.entries import (
    Category,
    Entry,
    Feed,
    ForeignId,
    Holiday,
    PartnerAddress,
    Place,
    Provider,
    Service,
    ServicePlace,
    Town,
)
from samverka.directory.models.feeds import FeedFile, FeedPart, FeedReading
from samverka.directory.models.hours import (
    DateException,
    Notice,
    OpeningRule,
)
from samverka.directory.models.languages import (
    Language,
    Recording,
    Translation,
    Wording,
)
from samverka.directory.models.search import (
    SearchText,
)
from samverka.directory.models.upkeep import (
    Campaign,
    CampaignLink,
    ErrorReport,
    Verification,
)


__all__ = [
    "Campaign",
    "CampaignLink",
    "Category",
    "DateException",
    "Entry",
    "ErrorReport",
    "Feed",
    "FeedFile",
    "FeedPart",
    "FeedReading",
    "ForeignId",
    "Holiday",
    "Language",
    "Notice",
    "OpeningRule",
    "PartnerAddress",
    "Place",
    "Provider",
    "Recording",
    "SearchText",
    "Service",
    "ServicePlace",
    "Town",
    "Translation",
    "Verification",
    "Wording",
]
