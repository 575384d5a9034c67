"""Questions about extra-cold nights: what the rule says, what is on, what waits, and how long each step took."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, When
from django.utils.translation import gettext as _

from samverka.actors.models import ContactLine, Organisation, Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.core.models import Policy
from samverka.core.policy import effective
from samverka.shelters import clock
from samverka.shelters.cold_rule import Trigger, trigger
from samverka.shelters.models import (
    ColdAnnouncement,
    ColdNightEvent,
    ColdReading,
    ColdSite,
    ColdText,
    ColdWatch,
    Night,
    NightFigure,
    NightPlace,
    PlaceTicket,
    Shelter,
    TurnAwayFigure,
)
from samverka.shelters.models.cold import DECIDERS, SPOKEN
from samverka.shelters.models.sites import keeping, scopes_around
from samverka.shelters.policy import MORNING_CLOSE


LEADS = {  # what was measured: from which step to which
    "alert_to_decision": ("pre_alert_at", "decided_at"),
    "decision_to_sites": ("decided_at", "sites_confirmed_at"),
    "decision_to_announcement": ("decided_at", "announced_at"),
    "announcement_to_opening": ("announced_at", "opened_at"),
}


def cold_trigger(code: str, *, on: date) -> tuple[Trigger | None, str]:
    """When a night is extra cold in a municipality, and where that is written; None where nobody has said."""
    held = effective(scopes_around(code), on=on)
    value = held.value("cold_trigger")
    return (trigger(value), held.source("cold_trigger")) if value else (None, "")


def followed(*, on: date) -> QuerySet[Territory]:
    """The municipalities that have decided a rule of their own."""
    ends = Q(valid_to=None) | Q(valid_to__gte=on)
    rows = Policy.objects.filter(ends, key="cold_trigger", scope__startswith="municipality:", valid_from__lte=on)
    codes = [scope.partition(":")[2] for scope, value in rows.values_list("scope", "value") if value]
    return Territory.objects.filter(code__in=codes).order_by("code")


def deciding_for(viewer: User) -> QuerySet[Territory]:
    """The municipalities on whose extra-cold nights the viewer decides: the own, or those of the county with a rule."""
    codes = {one.territory_id for one in viewer.standing if one.role in DECIDERS}
    wide = [code for code in codes if len(code) == 2]
    ruled = Policy.objects.filter(key="cold_trigger", valid_to=None).values_list("scope", flat=True)
    near = {scope.partition(":")[2] for scope in ruled if scope.partition(":")[2][:2] in wide}
    return Territory.objects.filter(code__in={code for code in codes | near if len(code) == 4}).order_by(
        Alphabetic("name")
    )


def cold_nights(*, viewer: User) -> QuerySet[ColdNightEvent]:
    """Those that the viewer may see, the latest first, each with what was read of it."""
    readings = ColdReading.objects.order_by("-at", "-pk")
    return (
        ColdNightEvent.objects.seen_by(viewer)
        .select_related("territory", "decided_by")
        .prefetch_related(Prefetch("readings", readings))
        .order_by("-date", Alphabetic("territory__name"))
    )


def cold_tonight(*, viewer: User, date: date) -> list[ColdNightEvent]:
    """What is on, or waits for a decision, on the nights from `date` on, where the viewer works. One query."""
    awaited = ColdNightEvent.objects.seen_by(viewer).awaited(date)
    return list(awaited.select_related("territory").order_by("date", Alphabetic("territory__name")))


def cold_asked(*, viewer: User, date: date) -> list[ColdSite]:
    """The shelters of the viewer that were asked to open, and have not answered. One query."""
    waiting = ColdSite.objects.filter(
        shelter__organisation__in=keeping(viewer), answered_at=None, event__date__gte=date, event__called_off_at=None
    )
    return list(
        waiting.select_related("event__territory", "shelter").order_by("event__date", Alphabetic("shelter__name"))
    )


def last_reading(event: ColdNightEvent) -> ColdReading | None:
    return event.readings.filter(county=event.county).order_by("-at", "-pk").first()


def restrictions_rest(shelter: Shelter, *, on: date) -> bool:
    """Do restrictions rest here on a night, since it is extra cold and the rules say so? Two queries at most."""
    nights = ColdNightEvent.objects.on().filter(county=shelter.county, territory=shelter.territory_id, date=on)
    return nights.exists() and bool(effective(shelter.scopes, on=on).value("suspend_restrictions_in_cold"))


def no_show_effect(night: Night, said: str) -> str:
    """What becomes of who does not come: in extreme cold nobody loses the nights that are left."""
    rests = said == "lose_remaining" and restrictions_rest(night.shelter, on=night.date)
    return "lose_night" if rests else said


def used_up_tickets(night: Night) -> list[PlaceTicket]:
    """The tickets that ended with the night before, of guests who slept here: in extreme cold they go on."""
    if not restrictions_rest(night.shelter, on=night.date):
        return []
    before = night.date - timedelta(days=1)
    here = (NightPlace.State.ARRIVED, NightPlace.State.STAYED)
    slept = NightPlace.objects.filter(county=night.county, date=before, state__in=here, night__shelter=night.shelter_id)
    tickets = PlaceTicket.objects.filter(
        county=night.county, last_night=before, ended_at=None, pk__in=slept.values("ticket")
    )
    return list(tickets.order_by("issued_at", "pk"))


def could_open(event: ColdNightEvent) -> QuerySet[Shelter]:
    """The shelters in use of the municipality, those that open when it is needed first."""
    near = Shelter.objects.filter(territory=event.territory_id, is_active=True)
    first = Case(When(kind=Shelter.Kind.SURGE_ONLY, then=0), default=1)
    return near.select_related("organisation").order_by(first, Alphabetic("name"))


def sites_of(event: ColdNightEvent) -> QuerySet[ColdSite]:
    rows = ColdSite.objects.filter(county=event.county, event=event)
    return rows.select_related("shelter__organisation").order_by(Alphabetic("shelter__name"))


def cold_texts(code: str) -> dict[str, ColdText]:
    """The newest version of what is announced, by language."""
    newest = ColdText.objects.filter(territory=code).values("language").annotate(newest=Max("version"))
    wanted = Q(pk=None)
    for row in newest:
        wanted |= Q(language=row["language"], version=row["newest"])
    return {text.language: text for text in ColdText.objects.filter(wanted, territory=code)}


def announced(code: str, *, at: datetime) -> ColdAnnouncement | None:
    """What everybody is told of tonight's extra-cold night, or of the next; that one was called off, if none opens."""
    date = clock.tonight(at, closes=MORNING_CLOSE)
    told = ColdAnnouncement.objects.filter(event__territory=code, event__date__range=(date, date + timedelta(days=2)))
    told = told.filter(event__closed_at=None, event__county=code[:2], county=code[:2])
    is_off = Case(When(event__called_off_at=None, then=0), default=1)
    return told.select_related("event").order_by(is_off, "event__date", "-at", "-pk").first()


def to_raise(*, at: datetime) -> list[ColdNightEvent]:
    """Nights to come that are only watched, though what was read of them last meets the rule."""
    last = ColdReading.objects.filter(county=OuterRef("county"), event=OuterRef("pk")).order_by("-at", "-pk")
    watched = ColdNightEvent.objects.filter(pre_alert_at=None, date__gte=clock.tonight(at, closes=MORNING_CLOSE))
    cold = watched.annotate(is_met=Subquery(last.values("is_met")[:1])).filter(is_met=True)
    return list(cold.select_related("territory").order_by("date", "pk"))


def to_alert(*, at: datetime) -> list[ColdNightEvent]:
    """Nights to come whose forecast has met the rule, on which nobody has decided or been asked by mail to."""
    undecided = ColdNightEvent.objects.filter(pre_alert_at__isnull=False, alert_mailed_at=None, decided_at=None)
    tonight = clock.tonight(at, closes=MORNING_CLOSE)
    return list(undecided.filter(date__gte=tonight).select_related("territory").order_by("date", "pk")[:20])


def deciders(event: ColdNightEvent) -> list[str]:
    """The municipality's own mailboxes for extra-cold nights: where somebody sits who decides."""
    own = to_be_told(event).filter(
        organisation__kind=Organisation.Kind.MUNICIPALITY, organisation__territory=event.territory_id
    )
    return list(own.values_list("email", flat=True).distinct())


def to_mail() -> list[ColdAnnouncement]:
    """What was announced and not mailed yet, of nights that are on."""
    waiting = ColdAnnouncement.objects.filter(mailed_at=None).select_related("event__territory")
    return list(waiting.order_by("at", "pk")[:20])


def to_be_told(event: ColdNightEvent) -> QuerySet[ContactLine]:
    """The mailboxes of organisations that want to be told: of the municipality, and of its county."""
    codes = (event.territory_id, event.county)
    lines = ContactLine.objects.filter(function=ContactLine.Function.COLD, organisation__territory__in=codes)
    active = lines.filter(organisation__state=Organisation.State.ACTIVE).exclude(email="")
    return active.order_by("email", "pk")


def to_open(*, at: datetime) -> list[ColdNightEvent]:
    """Announced ones that nobody has opened, of tonight."""
    night = clock.tonight(at, closes=MORNING_CLOSE)
    rows = ColdNightEvent.objects.on().filter(date=night, announced_at__isnull=False, opened_at=None)
    return list(rows.select_related("territory"))


def to_close(*, at: datetime) -> list[ColdNightEvent]:
    """Open ones whose morning has come."""
    night = clock.tonight(at, closes=MORNING_CLOSE)
    rows = ColdNightEvent.objects.on().filter(date__lt=night, opened_at__isnull=False, closed_at=None)
    return list(rows.select_related("territory"))


def lead_times(event: ColdNightEvent) -> dict[str, int]:
    """Minutes that each step took, and before the doors opened that everybody knew."""
    found = {}
    for name, (first, last) in LEADS.items():
        begun, done = getattr(event, first), getattr(event, last)
        if begun and done:
            found[name] = int((done - begun).total_seconds() // 60)
    return found


def cold_figures(event: ColdNightEvent) -> dict[str, int]:
    """What the shelters that opened held and gave, as it was frozen; nobody is counted twice."""
    opened = [site for site in sites_of(event) if site.opens]
    nights = Night.objects.filter(
        county=event.county, date=event.date, shelter__in=[site.shelter_id for site in opened]
    ).exclude(frozen_at=None)
    told = NightFigure.objects.filter(county=event.county, night__in=nights).aggregate(
        allocable=Sum("allocable", default=0), bed_nights=Sum("bed_nights", default=0), extra=Sum("overflow", default=0)
    )
    away = TurnAwayFigure.objects.filter(county=event.county, night__in=nights)
    turned_away: int = away.aggregate(people=Sum("people", default=0))["people"]
    return {"sites": len(opened), "frozen": len(nights), **told, "turned_away": turned_away}


def public_sites(sites: Iterable[ColdSite]) -> list[str]:
    """Where everybody may come: name and address, of shelters that everybody may know of, and no others."""
    open_sites = [one.shelter for one in sites if one.opens and one.shelter.visibility == Shelter.Visibility.PUBLIC]
    return [", ".join(filter(None, [one.name, one.address or one.area])) for one in open_sites]


def as_told(reading: ColdReading | None) -> dict[str, Any]:
    """A reading as it is kept with a decision."""
    if reading is None:
        return {}
    moments = {name: getattr(reading, name) for name in ("issued_at", "value_at", "at")}
    told = {name: moment.isoformat() if moment else "" for name, moment in moments.items()}
    facts = {name: getattr(reading, name) for name in ("value", "where", "is_met", "reasons", "alerts")}
    return told | facts | {"reading": str(reading.pk)}


def last_cold_trigger(code: str) -> Policy | None:
    """What a municipality has decided last, also when it holds from a later day."""
    return Policy.objects.filter(scope=f"municipality:{code}", key="cold_trigger").order_by("-valid_from").first()


def cold_watch(code: str) -> ColdWatch | None:
    """How the feed stands; None where it has never been asked."""
    return ColdWatch.objects.filter(territory=code).first()


def missing_texts(code: str) -> list[str]:
    """The languages in which nothing is prepared."""
    prepared = cold_texts(code)
    return [language for language in SPOKEN if language not in prepared]


def leads_in_words(event: ColdNightEvent) -> list[tuple[str, int]]:
    """The measured times with what they tell, in minutes."""
    words = {
        "alert_to_decision": _("from alert to decision"),
        "decision_to_sites": _("from decision to confirmed shelters"),
        "decision_to_announcement": _("from decision to announcement"),
        "announcement_to_opening": _("known to everybody before the doors opened"),
    }
    return [(words[name], minutes) for name, minutes in lead_times(event).items()]
