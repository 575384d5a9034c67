"""Place tickets, night places, what happened to them, and those who were turned away."""

from datetime import date, timedelta
from typing import Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.core.ids import new_code, pictures
from samverka.shelters.models.draws import Slip
from samverka.shelters.models.nights import Capacity, Night
from samverka.shelters.models.party import Party
from samverka.shelters.models.sites import Group, Pool, keeping


class PlaceTicket(Party, CountyRecord):
    """A code for a party that has places: how many they are, never who. It knows no earlier ticket."""

    class Ending(models.TextChoices):
        RETURNED = "returned", _("given back")
        NO_SHOW = "no_show", _("did not come")
        HOUSE_RULE = "house_rule", _("house rule")
        DANGER = "danger", _("immediate danger")
        MISTAKE = "mistake", _("made by mistake")

    code = models.CharField(_("ticket"), max_length=10, default=new_code)
    group = models.ForeignKey(Group, models.PROTECT, related_name="tickets")
    nights = models.PositiveSmallIntegerField(_("nights"))
    first_night = models.DateField(_("first night"))
    last_night = models.DateField(_("last night"))
    issued_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_because = models.CharField(_("ended because"), max_length=20, choices=Ending, blank=True)

    class Meta(Party.Meta):
        constraints = [
            *Party.Meta.constraints,
            models.UniqueConstraint(fields=["county", "code"], name="one_ticket_per_code"),
            models.CheckConstraint(
                condition=models.Q(last_night__gte=models.F("first_night")), name="ticket_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["county", "last_night"], name="tickets_by_last_night")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "group", "nights", "first_night", "last_night", "issued_by", "issued_at"}
        work |= {"ended_at", "ended_because"}
        guarded = {"code": "purge", "women": "purge", "men": "purge", "other": "purge", "children": "purge"}
        guarded |= {"dog": "purge", "step_free": "purge", "together": "purge"}

    def __str__(self) -> str:
        return str(self.pk)  # never the code: this text reaches logs

    @property
    def pictures(self) -> tuple[str, str]:
        return pictures(self.code)

    def state(self, on: date) -> str:
        """issued, active, used_up, returned, revoked or expired on the night `on`."""
        if self.ended_because:
            return "returned" if self.ended_because == self.Ending.RETURNED else "revoked"
        if on > self.last_night:
            return "used_up" if on == self.last_night + timedelta(days=1) else "expired"
        return "issued" if on < self.first_night else "active"


class NightPlaceQuerySet(models.QuerySet["NightPlace"]):
    def worked_by(self, viewer: User) -> Self:
        """The places at shelters that the viewer keeps."""
        return self.kept_by(keeping(viewer))

    def kept_by(self, organisations: frozenset[UUID]) -> Self:
        """The places at shelters of these organisations."""
        return self.filter(night__shelter__organisation__in=organisations, night__shelter__is_active=True)

    def live(self) -> Self:
        return self.filter(state__in=NightPlace.LIVE)


class NightPlace(CountyRecord):
    """One ticket's beds on one night: what our statistics count when the ticket is long gone."""

    class State(models.TextChoices):
        HELD = "held", _("held")
        ALLOCATED = "allocated", _("expected")
        ARRIVED = "arrived", _("arrived")
        STAYED = "stayed", _("stayed")
        LEFT_EARLY = "left_early", _("left early")
        ABSENT = "absent", _("away with notice")
        AWAY = "away", _("away with notice, bed given on")
        EXPIRED = "expired", _("hold expired")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled")
        RELEASED = "released", _("not claimed")
        WAITING = "waiting", _("waits for another shelter")
        MOVED = "moved", _("moved to another shelter")

    class Origin(models.TextChoices):
        DRAW = "draw", _("the draw")
        TICKET = "ticket", _("a running ticket")
        REFERRAL = "referral", _("a referral")
        DOOR = "door", _("the door")
        MOVE = "move", _("another shelter")

    LIVE = (State.HELD, State.ALLOCATED, State.ARRIVED, State.STAYED, State.LEFT_EARLY, State.ABSENT)
    FREED = (State.RELEASED, State.AWAY)  # the bed was given on; whoever comes after all may have one that is left

    night = CountyForeignKey(Night, models.PROTECT, related_name="places")
    capacity = CountyForeignKey(Capacity, models.PROTECT, related_name="places")
    date = models.DateField(_("night"))  # the night's, repeated so that the database can guard it
    ticket = CountyForeignKey(PlaceTicket, models.SET_NULL, related_name="places", null=True)
    origin = models.CharField(_("by"), max_length=10, choices=Origin)
    state = models.CharField(_("state"), max_length=10, choices=State)
    people = models.PositiveSmallIntegerField(_("people"))
    beds = models.PositiveSmallIntegerField(_("beds"))  # a private room counts whole
    room = models.PositiveSmallIntegerField(_("room"), null=True, blank=True)
    given_at = models.DateTimeField(_("given at"))
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)

    objects = NightPlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "ticket", "date"],
                condition=models.Q(state__in=["held", "allocated", "arrived", "stayed", "left_early", "absent"]),
                name="one_live_place_per_ticket_and_night",
            ),
            models.UniqueConstraint(
                fields=["county", "capacity", "room"],
                condition=models.Q(state__in=["held", "allocated", "arrived", "stayed", "left_early", "absent"])
                & models.Q(room__isnull=False),
                name="one_party_per_private_room",
            ),
            models.CheckConstraint(condition=models.Q(beds__gte=models.F("people")), name="a_bed_for_everybody"),
            models.CheckConstraint(
                condition=~models.Q(state="held") | models.Q(held_until__isnull=False), name="a_hold_has_an_end"
            ),
        ]
        indexes = [
            models.Index(fields=["night", "state", "county"], name="places_by_night"),
            models.Index(fields=["capacity", "county"], name="places_by_capacity"),
            models.Index(fields=["state", "held_until"], condition=models.Q(held_until__isnull=False), name="holds"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "night", "capacity", "date", "origin", "state", "people", "beds", "room"}
        work |= {"given_at", "held_until", "arrived_at"}
        guarded = {"ticket": "erase"}

    def __str__(self) -> str:
        return str(self.pk)


class PlaceEvent(CountyRecord):
    """Something that happened to a night place. Its id is made where it happened: sent twice, it is one event."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("given")
        HELD = "held", _("held")
        CONFIRMED = "confirmed", _("hold confirmed")
        EXPIRED = "expired", _("hold expired")
        ARRIVED = "arrived", _("arrived")
        ARRIVAL_UNDONE = "arrival_undone", _("arrival undone")
        NO_SHOW = "no_show", _("not claimed")
        RELEASED = "released", _("released")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled")
        LEFT_EARLY = "left_early", _("left early")
        ABSENT = "absent", _("away with notice")
        WAITING = "waiting", _("waits for another shelter")
        MOVED = "moved", _("moved")
        STAYED = "stayed", _("stayed")

    place = CountyForeignKey(NightPlace, models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["county", "place", "at"], name="events_by_place")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "place", "kind", "at", "by"}

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%H:%M}"


class TurnAwayQuerySet(models.QuerySet["TurnAway"]):
    def counted(self) -> Self:
        return self.filter(uncounted_at=None)


class TurnAway(Party, CountyRecord):
    """A party that got no place: the key figure of need."""

    class Reason(models.TextChoices):
        FULL = "full", _("full")
        NO_SUITABLE_GROUP = "no_suitable_group", _("no suitable group")
        CHILD_IN_ADULT_SHELTER = "child_in_adult_shelter", _("child in the party")
        LATE = "late", _("came too late")
        PET = "pet", _("dog")
        QUOTA_USED = "quota_used", _("places used up")
        HOUSE_RULE = "house_rule", _("house rule")
        DECLINED_OFFER = "declined_offer", _("declined the offer")
        OTHER = "other", _("other")

    class Outcome(models.TextChoices):
        UNKNOWN = "unknown", _("unknown")
        PLACED_ELSEWHERE = "placed_elsewhere", _("placed elsewhere")
        NOT_PLACED = "not_placed", _("not placed")

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="turn_aways", null=True, blank=True)
    night = CountyForeignKey(Night, models.PROTECT, related_name="turn_aways", null=True, blank=True)
    date = models.DateField(_("night"))
    slip = CountyForeignKey(Slip, models.SET_NULL, related_name="turn_aways", null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=30, choices=Reason)
    sent_to = models.CharField(_("sent to"), max_length=100, blank=True)
    outcome = models.CharField(_("how it ended"), max_length=20, choices=Outcome, default=Outcome.UNKNOWN)
    at_door = models.BooleanField(_("at the door, may overlap"), default=False)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    uncounted_at = models.DateTimeField(_("not counted since"), null=True, blank=True)  # undone, or drawn anew

    objects = TurnAwayQuerySet.as_manager()

    class Meta(Party.Meta):
        constraints = [
            *Party.Meta.constraints,
            models.UniqueConstraint(
                fields=["county", "slip", "date"],
                condition=models.Q(uncounted_at=None),
                name="one_turn_away_per_slip_and_night",
            ),
            models.CheckConstraint(
                condition=models.Q(pool__isnull=False) | models.Q(night__isnull=False), name="turned_away_somewhere"
            ),
        ]
        indexes = [models.Index(fields=["county", "date"], name="turn_aways_by_date")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "pool", "night", "date", "reason", "outcome", "at_door", "at", "by", "uncounted_at"}
        guarded = {"slip": "erase", "sent_to": "erase", "women": "purge", "men": "purge", "other": "purge"}
        guarded |= {"children": "purge", "dog": "purge", "step_free": "purge", "together": "purge"}

    def __str__(self) -> str:
        return f"{self.date} {self.reason}"

    @property
    def was_noted(self) -> bool:
        """Did somebody note it at the door? Others follow from the draw, or from what became of a place."""
        return self.night_id is not None and (self.at_door or self.slip_id is not None)


class TurnAwayCorrection(CountyRecord):
    """A change to how many were turned away on a frozen night: of which kind, by how much, why and by whom."""

    night = CountyForeignKey(Night, models.PROTECT, related_name="turn_away_corrections")
    date = models.DateField(_("night"))
    reason = models.CharField(_("reason"), max_length=30, choices=TurnAway.Reason)
    at_door = models.BooleanField(_("at the door, may overlap"))
    outcome = models.CharField(_("how it ended"), max_length=20, choices=TurnAway.Outcome)
    parties = models.SmallIntegerField(_("parties"))
    people = models.SmallIntegerField(_("people"))
    because = models.CharField(_("because"), max_length=200)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        indexes = [models.Index(fields=["county", "date"], name="corrections_by_date")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "night", "date", "reason", "at_door", "outcome", "parties", "people", "by", "at"}
        guarded = {"because": "erase"}

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.people:+}"
