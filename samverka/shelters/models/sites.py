"""Where the places are: pools, shelters and their groups."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import SWEDEN
from samverka.core.ids import new_id


NIGHT_ROLES = (Role.SHELTER_LEAD, Role.SHELTER_STAFF, Role.VOLUNTEER)
SITE_ROLES = (Role.SHELTER_LEAD, Role.ORGANISATION_ADMIN)  # who look after shelters and pools
BOARD_ROLES = (*NIGHT_ROLES, Role.OUTREACH_WORKER, Role.ADVISER, Role.MUNICIPALITY_COORDINATOR)


SPOKEN = {  # what is spoken at shelters, by ISO 639
    "sv": _("Swedish"),
    "en": _("English"),
    "ro": _("Romanian"),
    "rom": _("Romani"),
    "bg": _("Bulgarian"),
    "es": _("Spanish"),
    "fr": _("French"),
    "de": _("German"),
    "it": _("Italian"),
    "pl": _("Polish"),
    "hu": _("Hungarian"),
    "ru": _("Russian"),
    "uk": _("Ukrainian"),
    "ar": _("Arabic"),
    "tr": _("Turkish"),
}


class PoolQuerySet(models.QuerySet["Pool"]):
    def worked_by(self, viewer: User) -> Self:
        """The pools whose intake one of the viewer's organisations runs."""
        return self.filter(organisation__in=keeping(viewer), is_active=True)

    def seen_by(self, viewer: User) -> Self:
        """The pools whose rules the viewer may read: those of the own organisations, shelters and territories."""
        own, near = viewer.organisations(), [one.territory_id for one in viewer.standing]
        members = Shelter.objects.filter(organisation__in=own).values("pool")
        mine = models.Q(organisation__in=own) | models.Q(territory__in=near) | models.Q(pk__in=members)
        return self.filter(mine).select_related("organisation")

    def open_to(self, shelter: "Shelter") -> Self:
        """The pools that the shelter may ask to join: the others of its county, known by name."""
        active = Organisation.State.ACTIVE
        near = self.filter(county=shelter.county, is_active=True, organisation__state=active)
        return near.exclude(pk=shelter.pool_id).select_related("organisation", "territory")


class Pool(models.Model):
    """Shelters that share intake, draw and rules, also across municipalities."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pools")  # runs the intake
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="pools")
    county = models.CharField(_("county"), max_length=2)
    name = models.CharField(_("name"), max_length=200)
    intake_place = models.CharField(_("intake"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = PoolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "name"], name="one_pool_per_name"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "organisation", "territory", "county", "name", "intake_place", "is_active"}

    def __str__(self) -> str:
        return self.name

    @property
    def scopes(self) -> list[str]:
        """Where this pool's rules are looked up, the widest first."""
        return [*scopes_around(self.territory_id), f"pool:{self.pk}"]


class ShelterQuerySet(models.QuerySet["Shelter"]):
    def worked_by(self, viewer: User) -> Self:
        """The shelters that the viewer keeps at night."""
        return self.filter(organisation__in=keeping(viewer), is_active=True)

    def on_board(self, viewer: User) -> Self:
        """The shelters whose free places the viewer may see."""
        return self.filter(in_sight(*sight(viewer)))


def keeping(viewer: User) -> frozenset[UUID]:
    """The organisations whose shelters the viewer keeps at night."""
    return frozenset(one.organisation_id for one in viewer.standing if one.role in NIGHT_ROLES)


def ticketing(viewer: User) -> frozenset[UUID]:
    """The organisations for which the viewer gives out or receives tickets; their codes are for nobody else."""
    return frozenset(one.organisation_id for one in viewer.standing if one.role in BOARD_ROLES)


def sight(viewer: User) -> tuple[frozenset[UUID], frozenset[str]]:
    """What the viewer's board depends on: the organisations worked for, and the territories where that counts."""
    codes = frozenset(one.territory_id for one in viewer.standing if one.role in BOARD_ROLES)
    return frozenset(one.organisation_id for one in viewer.standing if one.role != Role.LIAISON), codes


def in_sight(organisations: Iterable[UUID], codes: Iterable[str], *, prefix: str = "") -> models.Q:
    """The shelters of some organisations, and others of some territories, and of pools that reach these.

    A shelter of which only the area may be known is in nobody else's sight.
    """
    counties = [code for code in codes if len(code) == 2]
    near = {"territory__in": codes, "pool__territory__in": codes, "county__in": counties}
    others = models.Q(*((f"{prefix}{name}", those) for name, those in near.items()), _connector=models.Q.OR)
    told = ~models.Q((f"{prefix}visibility", Shelter.Visibility.AREA_ONLY))
    mine = models.Q((f"{prefix}organisation__in", organisations))
    return (mine | others & told) & models.Q((f"{prefix}is_active", True))


class Shelter(models.Model):
    """A site with places for the night."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("open all year")
        SEASONAL = "seasonal", _("open in season")
        ROTATING_HOST = "rotating_host", _("rotating host")
        SURGE_ONLY = "surge_only", _("opens when it is needed")
        REMOVAL = "removal_accommodation", _("opened at a removal")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("public")
        PARTNERS = "partners", _("partners only")
        AREA_ONLY = "area_only", _("only the area")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="shelters")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="shelters", null=True, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="shelters")  # its municipality
    county = models.CharField(_("county"), max_length=2)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind, default=Kind.PERMANENT)
    visibility = models.CharField(_("who may see where it is"), max_length=20, choices=Visibility)
    area = models.CharField(_("area"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    way = models.CharField(_("the way there"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    house_rules = models.TextField(_("house rules"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    moves_on = models.DateField(_("changes pool from the night"), null=True, blank=True)
    moves_to = models.ForeignKey(Pool, models.PROTECT, related_name="+", null=True, blank=True)  # none: leaves its pool

    objects = ShelterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "name"], name="one_shelter_per_name"),
            models.CheckConstraint(
                condition=models.Q(moves_to=None) | models.Q(moves_on__isnull=False),
                name="a_shelter_moves_on_a_night",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {
            "id", "organisation", "pool", "territory", "county", "kind", "visibility", "area",
            "languages", "house_rules", "is_active", "moves_on", "moves_to",
        }  # fmt: skip
        work = {"name", "address", "way", "phone"}  # told according to `visibility`

    def __str__(self) -> str:
        return self.name

    @property
    def spoken(self) -> list[str]:
        """What is spoken here, in words."""
        return [str(SPOKEN.get(code, code)) for code in self.languages]

    @property
    def scopes(self) -> list[str]:
        """Where this shelter's rules are looked up, the widest first."""
        pool = [f"pool:{self.pool_id}"] if self.pool_id else []
        return [*scopes_around(self.territory_id), *pool, f"site:{self.pk}"]

    @property
    def told_outside(self) -> str:
        """What others call it: its name, unless only its area may be known."""
        if self.visibility != self.Visibility.AREA_ONLY:
            return self.name
        return self.area or gettext("a protected shelter")


class Group(models.Model):
    """Places of one kind at a shelter: the women's room, the family rooms."""

    class Kind(models.TextChoices):
        WOMEN = "women", _("women")
        MEN = "men", _("men")
        MIXED = "mixed", _("mixed")
        FAMILY = "family", _("families")
        ACCESSIBLE = "accessible", _("accessible")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="groups")
    kind = models.CharField(_("for"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    beds = models.PositiveSmallIntegerField(_("beds"))
    rooms = models.JSONField(_("beds in each private room"), default=list, blank=True)  # [4, 4, 2]; empty: a dormitory
    step_free = models.BooleanField(_("step-free"), default=False)
    pets = models.BooleanField(_("dogs welcome"), default=False)
    luggage = models.BooleanField(_("room for luggage"), default=False)
    couples = models.BooleanField(_("couples together"), default=False)
    quiet = models.BooleanField(_("quiet"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shelter", "name"], name="one_group_per_name"),
        ]

    class Privacy(privacy.Fields):
        open = {
            "id", "shelter", "kind", "name", "beds", "rooms", "step_free", "pets", "luggage", "couples", "quiet",
            "is_active",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name


def scopes_around(code: str) -> list[str]:
    """The nation, the county and, when `code` is one, the municipality."""
    municipality = [f"municipality:{code}"] if len(code) == 4 else []
    return [f"nation:{SWEDEN}", f"county:{code[:2]}", *municipality]
