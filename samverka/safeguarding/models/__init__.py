"""Channels, sightings and notes, and what the database itself must never let happen."""

from samverka.safeguarding.models.channels import ChannelException, ChannelRule, Kind, ReportingChannel
from samverka.safeguarding.models.notes import ConcernNote, NotReported
from samverka.safeguarding.models.sightings import NotNeeded, Setting, Sighting


__all__ = [
    "ChannelException",
    "ChannelRule",
    "ConcernNote",
    "Kind",
    "NotNeeded",
    "NotReported",
    "ReportingChannel",
    "Setting",
    "Sighting",
]
