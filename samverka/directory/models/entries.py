"""What the directory holds: who offers something, where, and what it is."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import COORDINATORS, KEEP_DIRECTORY, Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import SWEDEN
from samverka.core.ids import new_id
from samverka.core.policy import lately


HIDE_DAYS = "directory_hide_days"  # the policy that says when an entry nobody has found right is hidden


class Category(models.Model):
    """One of the field's kinds of service. Its name is a text like others, with translations."""

    class Group(models.TextChoices):
        SHELTER = "shelter", _("sleep")
        DAYTIME = "daytime", pgettext_lazy("services", "by day")
        FOOD = "food", _("food")
        HYGIENE = "hygiene", _("wash")
        GOODS = "goods", _("things")
        ADVICE = "advice", _("advice")
        HEALTH = "health", _("health")
        SAFETY = "safety", _("safety")
        FAMILY = "family", _("children")
        LEARNING = "learning", _("learn")
        COMMUNITY = "community", _("company")

    id = models.UUIDField(primary_key=True, editable=False)
    code = models.CharField(_("code"), max_length=30, unique=True)
    group = models.CharField(_("group"), max_length=10, choices=Group)
    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(_("language of its name"), max_length=12, default="sv")
    osm = models.CharField(_("OpenStreetMap tags"), max_length=200, blank=True)
    icon = models.CharField(_("pictogram"), max_length=30)
    is_core = models.BooleanField(_("one that every town should have"), default=True)
    position = models.PositiveSmallIntegerField(_("order"))

    TEXTS: ClassVar = ("name",)

    class Meta:
        ordering = ("position",)

    class Privacy(privacy.Fields):
        open = {"id", "code", "group", "name", "language", "osm", "icon", "is_core", "position"}

    def __str__(self) -> str:
        return self.name


class FeedQuerySet(models.QuerySet["Feed"]):
    def kept_by(self, user: User) -> Self:
        """Those that the user answers for: of territories that one coordinates, or of one's own organisation."""
        kept = Q(pk=None)
        for one in user.standing:
            within = ~Q(pk=None) if one.territory_id == SWEDEN else Q(territory__code__startswith=one.territory_id)
            if one.role in COORDINATORS:
                kept |= within
            elif one.role == Role.ORGANISATION_ADMIN:
                kept |= within & Q(organisation=one.organisation_id)
        return self.filter(kept)


class Feed(models.Model):
    """A source of entries that somebody else keeps: another directory, or a sheet."""

    class Format(models.TextChoices):
        HSDS = "hsds", _("HSDS interface")
        TABULAR = "tabular", _("HSDS data package")
        SHEET = "sheet", _("spreadsheet")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    url = models.URLField(_("address"), max_length=500, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="feeds")  # answers for it here
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")  # where what has no place belongs
    kinds = models.JSONField(_("categories of its terms"), default=dict)  # what it calls a kind: our code, or ""
    written_at = models.DateTimeField(_("last taken in"), null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Privacy(privacy.Fields):
        open = {"id", "name", "format", "url", "licence", "organisation", "territory", "kinds", "written_at"}

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """What providers, places and services share: a language of their texts, and who last found them right."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    language = models.CharField(_("language of its texts"), max_length=12, default="sv")
    verified_on = models.DateField(_("last found right"), null=True, blank=True)
    verified_by = models.ForeignKey(Organisation, models.SET_NULL, related_name="+", null=True, blank=True)
    is_removed = models.BooleanField(_("removed"), default=False)  # kept, for those who follow what has changed
    changed_at = models.DateTimeField(_("last changed"))
    feed = models.ForeignKey(Feed, models.SET_NULL, related_name="%(class)ss", null=True, blank=True)

    OPEN: ClassVar = {"id", "language", "verified_on", "verified_by", "is_removed", "changed_at", "feed"}

    class Meta:
        abstract = True


class ProviderQuerySet(models.QuerySet["Provider"]):
    def kept_by(self, user: User) -> Self:
        """Those whose entries the user may change: of their organisations, or of territories that they coordinate."""
        homes = [one.organisation_id for one in user.standing if one.role in KEEP_DIRECTORY]
        return self.filter(Q(organisation__in=homes) | user.covered(*COORDINATORS))


class Provider(Entry):
    """Who offers services: an association, a congregation, an authority. It need not take part in Samverka."""

    organisation = models.ForeignKey(  # who keeps its entries here
        Organisation, models.PROTECT, related_name="providers", null=True, blank=True
    )
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="providers")
    name = models.CharField(_("name"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    email = models.EmailField(_("role mailbox"), blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)

    TEXTS: ClassVar = ("description",)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["changed_at", "id"], name="providers_by_change"),
            models.Index(fields=["territory", "name"], name="providers_by_territory"),
        ]

    class Privacy(privacy.Fields):
        open = Entry.OPEN | {"organisation", "territory", "name", "description", "website", "email", "phone"}

    def __str__(self) -> str:
        return self.name


class Holiday(models.TextChoices):
    """What a holiday does to the hours."""

    CLOSED = "closed", pgettext_lazy("on holidays", "closed")
    OPEN = "open", _("as on any day")
    AS_SUNDAY = "as_sunday", _("as on a Sunday")
    UNKNOWN = "unknown", _("not known: call first")


class Place(Entry):
    """Where something is. Only a public place has a street and a point on the map here."""

    class AddressClass(models.TextChoices):
        PUBLIC = "public", _("public")
        PARTNERS = "partners", _("partners only")
        AREA_ONLY = "area_only", _("only the area")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="places", null=True, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="places")  # its municipality
    name = models.CharField(_("name"), max_length=300)
    address_class = models.CharField(_("who may see where it is"), max_length=10, choices=AddressClass)
    area = models.CharField(_("part of town"), max_length=100, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    way = models.CharField(_("the way there"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    step_free = models.BooleanField(_("step-free"), null=True, blank=True)
    dogs = models.BooleanField(_("dogs welcome"), null=True, blank=True)
    holidays = models.CharField(_("on holidays"), max_length=10, choices=Holiday, default=Holiday.UNKNOWN)
    eves = models.CharField(_("on eves of holidays"), max_length=10, choices=Holiday, default=Holiday.UNKNOWN)

    TEXTS: ClassVar = ("name", "way")

    class Meta:
        indexes = [
            models.Index(fields=["changed_at", "id"], name="places_by_change"),
            models.Index(fields=["territory", "id"], name="places_by_territory"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(address_class="public")
                | Q(street="", postal_code="", way="", latitude__isnull=True, longitude__isnull=True),
                name="only_a_public_place_tells_where_it_is",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="a_point_is_on_the_earth",
            ),
        ]

    class Privacy(privacy.Fields):
        open = Entry.OPEN | {
            "provider", "territory", "address_class", "area", "city", "phone", "step_free", "dogs", "holidays", "eves",
            "name", "street", "postal_code", "latitude", "longitude", "way",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class PartnerAddress(models.Model):
    """Where a place is that only partners may know. A place of which only the area may be known has none at all."""

    place = models.OneToOneField(Place, models.CASCADE, primary_key=True, related_name="partner_address")
    street = models.CharField(_("street and number"), max_length=200)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    way = models.CharField(_("the way there"), max_length=300, blank=True)

    class Privacy(privacy.Fields):
        open = {"place"}
        guarded = dict.fromkeys(("street", "postal_code", "latitude", "longitude", "way"), "purge")

    def __str__(self) -> str:
        return str(self.place_id)


def shown_since(on: date) -> date:
    """The day after which whatever the public may see on a day was found right."""
    return on - timedelta(days=lately([f"nation:{SWEDEN}"], on=on).value(HIDE_DAYS))


class ServiceQuerySet(models.QuerySet["Service"]):
    def shown(self, on: date) -> Self:
        """Those that the public may see on a day: not removed, not closed for good, and found right lately."""
        return self.running().filter(verified_on__gt=shown_since(on))

    def running(self) -> Self:
        """Neither removed nor closed for good."""
        return self.filter(is_removed=False, provider__is_removed=False).exclude(state=Service.State.CLOSED)


class Service(Entry):
    """Something that somebody can get. What it says of hours, access and so on goes before what its place says."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("service", "running")
        PARTLY_OPEN = "partly_open", _("partly running")
        TEMPORARILY_CLOSED = "temporarily_closed", _("closed for a while")
        CLOSED = "closed", _("closed for good")
        UNKNOWN = "unknown", _("not known: call first")

    class Access(models.TextChoices):
        DROP_IN = "drop_in", _("just come")
        DRAW = "draw", _("draw of lots")
        QUEUE = "queue", _("queue")
        APPOINTMENT = "appointment", _("book a time")
        PHONE = "phone", _("call first")
        REFERRAL = "referral", _("by referral")

    class Audience(models.TextChoices):
        WOMEN = "women", _("women")
        MEN = "men", _("men")
        FAMILIES = "families", _("families with children")
        ADULTS = "adults", _("18 and older")
        YOUNG = "young", _("young people")

    class Fullness(models.TextChoices):
        LOW = "low", _("usually room")
        MEDIUM = "medium", _("often full")
        HIGH = "high", _("nearly always full")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="services")
    category = models.ForeignKey(Category, models.PROTECT, related_name="services")
    places = models.ManyToManyField(Place, through="ServicePlace", related_name="services")
    areas = models.ManyToManyField(Territory, related_name="+", blank=True)  # which it serves without a place
    name = models.CharField(_("name"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    easy = models.TextField(_("in easy words"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    access = models.CharField(_("how to get it"), max_length=12, choices=Access, default=Access.DROP_IN)
    cost = models.DecimalField(_("cost in kronor"), max_digits=8, decimal_places=2, null=True, blank=True)
    cost_note = models.CharField(_("about the cost"), max_length=200, blank=True)
    audience = models.JSONField(_("for whom"), default=list, blank=True)  # of Audience; empty: for everybody
    no_id_needed = models.BooleanField(_("no ID needed"), null=True, blank=True)
    bring = models.CharField(_("what to bring"), max_length=300, blank=True)
    spoken = models.JSONField(_("languages spoken"), default=list, blank=True)  # BCP 47 tags
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    email = models.EmailField(_("role mailbox"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    step_free = models.BooleanField(_("step-free"), null=True, blank=True)
    dogs = models.BooleanField(_("dogs welcome"), null=True, blank=True)
    fullness = models.CharField(_("how full"), max_length=10, choices=Fullness, blank=True)
    is_mobile = models.BooleanField(_("comes to different stops"), default=False)
    holidays = models.CharField(_("on holidays"), max_length=10, choices=Holiday, blank=True)  # blank: as the place
    eves = models.CharField(_("on eves of holidays"), max_length=10, choices=Holiday, blank=True)
    hours_confirmed_on = models.DateField(_("hours confirmed on"), null=True, blank=True)
    # that nothing which points anybody out is documented here: the municipality's decision, by number, day and board
    exempt_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    exempt_on = models.DateField(_("day of the decision"), null=True, blank=True)
    exempt_body = models.CharField(_("who decided it"), max_length=200, blank=True)

    TEXTS: ClassVar = ("name", "description", "easy", "cost_note", "bring")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["changed_at", "id"], name="services_by_change"),
            models.Index(fields=["verified_on"], name="services_by_verification"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gte=0), name="nothing_costs_less_than_0"),
            models.CheckConstraint(
                condition=Q(exempt_number="", exempt_on=None, exempt_body="")
                | Q(exempt_number__gt="", exempt_on__isnull=False, exempt_body__gt=""),
                name="a_decision_is_told_whole",
            ),
        ]

    class Privacy(privacy.Fields):
        open = Entry.OPEN | {
            "provider", "category", "name", "description", "easy", "state", "access", "cost",
            "cost_note", "audience", "no_id_needed", "bring", "spoken", "phone", "email", "website", "step_free",
            "dogs", "fullness", "is_mobile", "holidays", "eves", "hours_confirmed_on", "exempt_number", "exempt_on",
            "exempt_body",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ServicePlace(models.Model):
    """A service at a place; of a mobile service, one of its stops in their order. It may have hours of its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="at_places")
    place = models.ForeignKey(Place, models.CASCADE, related_name="at_services")
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["service", "place"], name="a_service_is_once_at_a_place"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "service", "place", "position"}

    def __str__(self) -> str:
        return f"{self.service_id} {self.place_id}"


class ForeignId(models.Model):
    """What an entry is called in the feed that it came from, and what it said there when it was last read."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="ids")
    kind = models.CharField(_("kind"), max_length=20)  # the feed's table: organization, location, service …
    foreign = models.CharField(_("id there"), max_length=200)
    subject = models.UUIDField(_("id here"))
    digest = models.CharField(_("digest of what it said"), max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "kind", "foreign"], name="one_entry_per_foreign_id"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "feed", "kind", "foreign", "subject", "digest"}

    def __str__(self) -> str:
        return f"{self.kind} {self.foreign}"


class Town(models.Model):
    """How often the directory of a municipality has changed: its pages are made anew when this number is."""

    territory = models.OneToOneField(Territory, models.CASCADE, primary_key=True, related_name="town")
    revision = models.BigIntegerField(_("revision"), default=0)
    changed_at = models.DateTimeField(_("last changed"))

    class Privacy(privacy.Fields):
        open = {"territory", "revision", "changed_at"}

    def __str__(self) -> str:
        return self.territory_id
