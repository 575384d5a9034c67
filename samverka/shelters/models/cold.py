"""Extra-cold nights: the night itself from the first forecast to the report, and what is said of it and when."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import COORDINATORS, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import SWEDEN, CountyForeignKey, CountyRecord
from samverka.shelters.models.sites import BOARD_ROLES, SITE_ROLES, Shelter


SPOKEN = ("sv", "en", "ro", "bg")  # in which an extra-cold night is announced
DECIDERS = (Role.MUNICIPALITY_COORDINATOR, Role.COUNTY_COORDINATOR)


class ColdNightQuerySet(models.QuerySet["ColdNightEvent"]):
    def seen_by(self, viewer: User) -> Self:
        """The extra-cold nights of the territories where the viewer's work reaches."""
        roles = (*BOARD_ROLES, *SITE_ROLES, *COORDINATORS)
        codes = {one.territory_id for one in viewer.standing if one.role in roles}
        return self if SWEDEN in codes else self.filter(models.Q(territory__in=codes) | models.Q(county__in=codes))

    def awaited(self, date: date) -> Self:
        """Those from a night on that are to open, are open, or wait for a decision."""
        waiting = models.Q(opens=True) | models.Q(opens=None, pre_alert_at__isnull=False)
        return self.filter(waiting, date__gte=date, called_off_at=None, closed_at=None)

    def on(self) -> Self:
        """Those that somebody has decided to open, and nobody called off."""
        return self.filter(opens=True, called_off_at=None)


def _follows(step: str, before: str, **also: Any) -> models.Q:
    """A step has come only when the one before it has, and not earlier."""
    return models.Q((step, None)) | models.Q(**_not_before(step, before), **also)


def _not_before(step: str, before: str) -> dict[str, Any]:
    """Both have come, in this order. A database takes a comparison with nothing for no fault, so both are asked."""
    return {f"{step}__isnull": False, f"{before}__isnull": False, f"{step}__gte": models.F(before)}


class ColdNightEvent(CountyRecord):
    """One night in a municipality that is, or may become, extra cold. Every step has its time."""

    class State(models.TextChoices):
        WATCH = "watch", pgettext_lazy("cold night", "watched")
        PRE_ALERT = "pre_alert", pgettext_lazy("cold night", "alert ahead")
        DECIDED_OPEN = "decided_open", pgettext_lazy("cold night", "decided: we open")
        DECIDED_NOT = "decided_not", pgettext_lazy("cold night", "decided: we do not open")
        SITES_CONFIRMED = "sites_confirmed", pgettext_lazy("cold night", "shelters confirmed")
        ANNOUNCED = "announced", pgettext_lazy("cold night", "announced")
        OPEN = "open", pgettext_lazy("cold night", "open")
        CLOSED = "closed", pgettext_lazy("cold night", "closed")
        REPORTED = "reported", pgettext_lazy("cold night", "reported")
        CALLED_OFF = "called_off", pgettext_lazy("cold night", "called off")

    class Because(models.TextChoices):
        WARMER = "warmer", _("the forecast has become milder")
        NO_SITE = "no_site", _("no shelter can open")
        MISTAKE = "mistake", _("decided by mistake")
        OTHER = "other", _("other")

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="cold_nights")
    date = models.DateField(_("night"))
    watched_at = models.DateTimeField(_("watched since"))
    pre_alert_at = models.DateTimeField(_("alert ahead at"), null=True, blank=True)
    alert_mailed_at = models.DateTimeField(_("alert mailed at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    opens = models.BooleanField(_("we open"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    grounds = models.JSONField(_("forecast and rule that it rests on"), default=dict, blank=True)
    sites_confirmed_at = models.DateTimeField(_("shelters confirmed at"), null=True, blank=True)
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True)
    called_off_at = models.DateTimeField(_("called off at"), null=True, blank=True)
    called_off_because = models.CharField(_("called off because"), max_length=10, choices=Because, blank=True)

    STEPS = (
        (State.REPORTED, "reported_at"),
        (State.CLOSED, "closed_at"),
        (State.OPEN, "opened_at"),
        (State.ANNOUNCED, "announced_at"),
        (State.SITES_CONFIRMED, "sites_confirmed_at"),
        (State.DECIDED_OPEN, "decided_at"),
        (State.PRE_ALERT, "pre_alert_at"),
        (State.WATCH, "watched_at"),
    )
    objects = ColdNightQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "territory", "date"], name="one_cold_night_per_territory"),
            models.CheckConstraint(condition=_follows("pre_alert_at", "watched_at"), name="a_cold_alert_follows"),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, opens=None)
                | models.Q(opens__isnull=False, **_not_before("decided_at", "pre_alert_at")),
                name="a_cold_night_is_decided_whole",
            ),
            models.CheckConstraint(
                condition=_follows("sites_confirmed_at", "decided_at", opens=True), name="cold_sites_follow"
            ),
            models.CheckConstraint(
                condition=_follows("announced_at", "sites_confirmed_at"), name="a_cold_announcement_follows"
            ),
            models.CheckConstraint(condition=_follows("opened_at", "announced_at"), name="a_cold_opening_follows"),
            models.CheckConstraint(condition=_follows("closed_at", "opened_at"), name="a_cold_closing_follows"),
            models.CheckConstraint(condition=_follows("reported_at", "closed_at"), name="a_cold_report_follows"),
            models.CheckConstraint(
                condition=models.Q(called_off_at=None, called_off_because="")
                | models.Q(
                    opens=True, closed_at=None, called_off_because__gt="", **_not_before("called_off_at", "decided_at")
                ),
                name="a_cold_night_is_called_off_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["date", "territory"], name="cold_nights_by_date")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "territory", "date", "watched_at", "pre_alert_at", "decided_at", "opens", "decided_by"}
        work |= {"grounds", "sites_confirmed_at", "announced_at", "opened_at", "closed_at", "reported_at", "report"}
        work |= {"alert_mailed_at", "called_off_at", "called_off_because"}
        guarded = {"reason": "erase"}

    def __str__(self) -> str:
        return f"{self.territory}, {self.date}"

    @property
    def state(self) -> "ColdNightEvent.State":
        """The last step that was taken; nothing of it is stored twice."""
        if self.called_off_at:
            return self.State.CALLED_OFF
        last = next(state for state, name in self.STEPS if getattr(self, name))
        is_not = last == self.State.DECIDED_OPEN and not self.opens
        return self.State.DECIDED_NOT if is_not else last

    @property
    def is_on(self) -> bool:
        """Has somebody decided to open, and is it neither over nor called off?"""
        return bool(self.opens) and not self.called_off_at and not self.closed_at

    @property
    def steps(self) -> list[tuple[str, datetime]]:
        """What has come so far, in its order, each with its time."""
        names = {**dict(reversed(self.STEPS)), self.State.CALLED_OFF: "called_off_at"}
        if self.opens is False:
            names[self.State.DECIDED_NOT] = names.pop(self.State.DECIDED_OPEN)
        found = [(str(state.label), getattr(self, name)) for state, name in names.items() if getattr(self, name)]
        return sorted(found, key=lambda step: step[1])


class ColdReading(CountyRecord):
    """What a forecast said of the night, who read it where and when, and what the rule says to it. Only grows."""

    class Where(models.TextChoices):
        FEED = "feed", _("SMHI's open data")
        SITE = "site", _("smhi.se")
        APP = "app", _("SMHI's app")
        RADIO = "radio", _("the radio")
        PHONE = "phone", _("SMHI, by phone")
        OTHER = "other", _("another weather service")

    event = CountyForeignKey(ColdNightEvent, models.CASCADE, related_name="readings")
    value = models.FloatField(_("coldest, °C"), null=True, blank=True)
    value_at = models.DateTimeField(_("coldest at"), null=True, blank=True)
    issued_at = models.DateTimeField(_("forecast issued at"), null=True, blank=True)
    where = models.CharField(_("read in"), max_length=10, choices=Where)
    is_met = models.BooleanField(_("the rule is met"), null=True)
    reasons = models.JSONField(_("why"), default=list)
    alerts = models.JSONField(_("warnings"), default=list, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(_("read at"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(where="feed") | models.Q(value__isnull=False), name="a_value_that_was_read_is_there"
            ),
        ]
        indexes = [models.Index(fields=["county", "event", "at"], name="cold_readings_by_event")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "event", "value", "value_at", "issued_at", "where", "is_met", "reasons", "alerts"}
        work |= {"by", "at"}

    def __str__(self) -> str:
        return f"{self.event}: {self.value}"


class ColdSite(CountyRecord):
    """A shelter that was asked to open, or to put up more beds, on an extra-cold night; and its answer."""

    event = CountyForeignKey(ColdNightEvent, models.CASCADE, related_name="sites")
    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="cold_sites")
    asked_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    asked_at = models.DateTimeField(_("asked at"))
    opens = models.BooleanField(_("opens"), null=True, blank=True)
    beds = models.PositiveSmallIntegerField(_("extra beds"), default=0)
    answered_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "event", "shelter"], name="a_shelter_is_asked_once_a_cold_night"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, opens=None, beds=0)
                | models.Q(opens=True, **_not_before("answered_at", "asked_at"))
                | models.Q(opens=False, beds=0, **_not_before("answered_at", "asked_at")),
                name="a_cold_site_answers_whole",
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "event", "shelter", "asked_by", "asked_at", "opens", "beds", "answered_by"}
        work |= {"answered_at"}

    def __str__(self) -> str:
        return f"{self.shelter.told_outside}, {self.event}"


class ColdText(models.Model):
    """One version of what is announced in one language, written before the season. A version in use stays."""

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="cold_texts")
    language = models.CharField(_("language"), max_length=8)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=1000)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(_("written at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["territory", "language", "version"], name="one_cold_text_per_version"),
            models.CheckConstraint(condition=models.Q(language__in=SPOKEN), name="a_cold_text_in_a_known_language"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "territory", "language", "version", "text", "at"}
        work = {"by"}

    def __str__(self) -> str:
        return f"{self.territory} {self.language} {self.version}"


class ColdAnnouncement(CountyRecord):
    """What was announced, word for word, in every language. Another one takes its place; both stay."""

    event = CountyForeignKey(ColdNightEvent, models.CASCADE, related_name="announcements")
    places = models.CharField(_("where"), max_length=300, blank=True)
    doors = models.CharField(_("doors"), max_length=20, blank=True)
    texts = models.JSONField(_("texts"), default=dict)  # by language, filled in
    versions = models.JSONField(_("versions of the texts"), default=dict)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(_("announced at"))
    mailed = models.JSONField(_("contact lines that were mailed"), default=list, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["county", "event", "at"], name="cold_announcements_by_event"),
            models.Index(fields=["at"], condition=models.Q(mailed_at=None), name="cold_announcements_to_mail"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "county", "event", "places", "doors", "texts", "versions", "at"}
        work = {"by", "mailed", "mailed_at"}

    def __str__(self) -> str:
        return str(self.event)


class ColdWatch(models.Model):
    """That a municipality's forecast is asked for, when, and how that went the last time."""

    territory = models.OneToOneField(Territory, models.PROTECT, primary_key=True, related_name="cold_watch")
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    problem = models.CharField(_("what went wrong"), max_length=30, blank=True)

    class Privacy(privacy.Fields):
        work = {"territory", "asked_at", "answered_at", "problem"}

    def __str__(self) -> str:
        return str(self.territory)
