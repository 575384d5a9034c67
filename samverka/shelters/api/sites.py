"""Pools, shelters and groups: where the places are."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.access import Stale
from samverka.core.alphabet import Alphabetic
from samverka.core.api import (
    AS_JSON,
    LINE,
    NAME,
    PROBLEMS,
    TEXT,
    Changed,
    Code,
    Id,
    Listed,
    Name,
    Page,
    Problem,
    Said,
    Seen,
    YesNo,
    handed_back,
    listed,
)
from samverka.core.versions import version
from samverka.shelters import actions
from samverka.shelters.models import Group, Pool, Shelter


router = Router(tags=["shelters"])
Site = Pool | Shelter | Group
Kind = Literal["permanent", "seasonal", "rotating_host", "surge_only", "removal_accommodation"]
Visibility = Literal["public", "partners", "area_only"]
Language = Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]  # ISO 639
For = Literal["women", "men", "mixed", "family", "accessible"]
EDITED: dict[Any, Any] = {**PROBLEMS, 409: Changed | Problem}


class PoolFacts(Said):
    """What is told of a pool."""

    territory: Code
    name: Name
    intake_place: str = Field("", pattern=LINE, max_length=300)


class AddPool(PoolFacts):
    """A new pool, under an id made by the client."""

    id: Id


class EditPool(PoolFacts):
    """What is told of a pool, and the version that was seen when it was decided."""

    seen: Seen


class PoolOut(Schema):
    """A pool of shelters that share intake and draw."""

    id: UUID
    organisation_id: UUID
    territory_id: str
    name: str
    intake_place: str
    is_active: bool
    seen: str


class ShelterFacts(Said):
    """What is told of a shelter."""

    territory: Code
    name: Name
    kind: Kind = "permanent"
    visibility: Visibility = "partners"
    area: str = Field("", pattern=LINE, max_length=100)
    address: str = Field("", pattern=LINE, max_length=200)
    way: str = Field("", pattern=LINE, max_length=300)
    phone: str = Field("", pattern=LINE, max_length=30)
    languages: list[Language] = Field([], max_length=30)
    house_rules: str = Field("", pattern=rf"({TEXT})|^$", max_length=2000)
    is_active: YesNo = True


class AddShelter(ShelterFacts):
    """A new shelter, under an id made by the client; it may begin in a pool that the caller looks after too."""

    id: Id
    pool_id: Id | None = None


class EditShelter(ShelterFacts):
    """What is told of a shelter, and the version that was seen when it was decided."""

    seen: Seen


class ShelterOut(Schema):
    """A site with places for the night."""

    id: UUID
    organisation_id: UUID
    pool_id: UUID | None
    territory_id: str
    name: str
    kind: str
    visibility: str
    area: str
    address: str
    way: str
    phone: str
    languages: list[str]
    house_rules: str
    is_active: bool
    moves_on: date | None  # the night from which it belongs to another pool, or to none
    moves_to_id: UUID | None
    seen: str


class GroupFacts(Said):
    """What is told of a group. Private rooms, if there are any, say how many beds."""

    name: Annotated[str, Field(pattern=NAME, min_length=1, max_length=100)]
    kind: For = "mixed"
    beds: Annotated[int, Field(strict=True, ge=0, le=999), AS_JSON] = 0
    rooms: list[Annotated[int, Field(strict=True, ge=1, le=99), AS_JSON]] = Field([], max_length=100)
    step_free: YesNo = False
    pets: YesNo = False
    luggage: YesNo = False
    couples: YesNo = False
    quiet: YesNo = False
    is_active: YesNo = True


class AddGroup(GroupFacts):
    """A new group, under an id made by the client."""

    id: Id


class EditGroup(GroupFacts):
    """What is told of a group, and the version that was seen when it was decided."""

    seen: Seen


class GroupOut(Schema):
    """Places of one kind at a shelter."""

    id: UUID
    shelter_id: UUID
    name: str
    kind: str
    beds: int
    rooms: list[int]
    step_free: bool
    pets: bool
    luggage: bool
    couples: bool
    quiet: bool
    is_active: bool
    seen: str


OUT: dict[type[Site], type[Schema]] = {Pool: PoolOut, Shelter: ShelterOut, Group: GroupOut}


@router.get("/pools", response={200: Listed[PoolOut], **PROBLEMS})
def pools(request: Request, page: Query[Page]) -> Any:
    """The pools of the caller's organisations and territories."""
    return listed(Pool.objects.seen_by(request.user).order_by(Alphabetic("name"), "pk"), page, told=told)


@router.get("/pools/{pool_id}", response={200: PoolOut, **PROBLEMS})
def pool(request: Request, pool_id: Id) -> Any:
    """A pool."""
    return told(get_object_or_404(Pool.objects.seen_by(request.user), pk=pool_id))


@router.post("/organisations/{organisation_id}/pools", response={201: PoolOut, 200: PoolOut, **PROBLEMS})
def add_pool(request: Request, organisation_id: Id, payload: AddPool) -> Any:
    """Form a pool of shelters that share intake and draw."""
    said = _placed(payload)
    return _add(request, organisation_id, Pool, actions.add_pool, said)


@router.put("/pools/{pool_id}", response={200: PoolOut, **EDITED})
def edit_pool(request: Request, pool_id: Id, payload: EditPool) -> Any:
    """Change a pool's name, territory and intake."""
    found = get_object_or_404(Pool.objects.filter(organisation__in=request.user.organisations()), pk=pool_id)
    said = {**_placed(payload), "organisation": found.organisation}
    return _edit(request, found, payload, actions.edit_pool, said)


@router.get("/shelters", response={200: Listed[ShelterOut], **PROBLEMS})
def shelters(request: Request, page: Query[Page]) -> Any:
    """The shelters of the caller's organisations. The free places of others are on the board."""
    own = Shelter.objects.filter(organisation__in=request.user.organisations())
    return listed(own.order_by(Alphabetic("name"), "pk"), page, told=told)


@router.get("/shelters/{shelter_id}", response={200: ShelterOut, **PROBLEMS})
def shelter(request: Request, shelter_id: Id) -> Any:
    """A shelter of one of the caller's organisations."""
    return told(own_shelter(request, shelter_id))


@router.post("/organisations/{organisation_id}/shelters", response={201: ShelterOut, 200: ShelterOut, **PROBLEMS})
def add_shelter(request: Request, organisation_id: Id, payload: AddShelter) -> Any:
    """Add a shelter to one of the caller's organisations."""
    home = _organisation(request, organisation_id)
    said = _in_pool(_placed(payload, shortest=4), home)
    return _add(request, organisation_id, Shelter, actions.add_shelter, said)


@router.put("/shelters/{shelter_id}", response={200: ShelterOut, **EDITED})
def edit_shelter(request: Request, shelter_id: Id, payload: EditShelter) -> Any:
    """Change what is told of a shelter. It comes into a pool, and out of one, by ways of its own."""
    found = own_shelter(request, shelter_id)
    said = {**_placed(payload, shortest=4), "organisation": found.organisation}
    return _edit(request, found, payload, actions.edit_shelter, said)


@router.get("/shelters/{shelter_id}/groups", response={200: Listed[GroupOut], **PROBLEMS})
def groups(request: Request, shelter_id: Id, page: Query[Page]) -> Any:
    """The groups of a shelter, those in use first."""
    rows = own_shelter(request, shelter_id).groups.order_by("-is_active", Alphabetic("name"), "pk")
    return listed(rows, page, told=told)


@router.get("/groups/{group_id}", response={200: GroupOut, **PROBLEMS})
def group(request: Request, group_id: Id) -> Any:
    """A group of beds."""
    return told(_find_group(request, group_id))


@router.post("/shelters/{shelter_id}/groups", response={201: GroupOut, 200: GroupOut, **PROBLEMS})
def add_group(request: Request, shelter_id: Id, payload: AddGroup) -> Any:
    """Add a group of beds to a shelter."""
    site, is_new = own_shelter(request, shelter_id), not Group.objects.filter(pk=payload.id).exists()
    made = actions.add_group(shelter=site, by=request.user, at=now(), **payload.dict())
    return Status(201 if is_new else 200, told(made))


@router.put("/groups/{group_id}", response={200: GroupOut, **EDITED})
def edit_group(request: Request, group_id: Id, payload: EditGroup) -> Any:
    """Change a group. Nights that are planned already keep their beds."""
    found = _find_group(request, group_id)
    said = {**payload.dict(exclude={"seen"}), "shelter": found.shelter}
    return _edit(request, found, payload, actions.edit_group, said)


def own_shelter(request: Request, shelter_id: UUID) -> Shelter:
    """A shelter of one of the caller's organisations, or 404."""
    own = Shelter.objects.filter(organisation__in=request.user.organisations())
    return get_object_or_404(own.select_related("organisation", "pool", "territory"), pk=shelter_id)


def _find_group(request: Request, group_id: UUID) -> Group:
    own = Group.objects.filter(shelter__organisation__in=request.user.organisations())
    return get_object_or_404(own.select_related("shelter__organisation"), pk=group_id)


def _organisation(request: Request, organisation_id: UUID) -> Organisation:
    for one in request.user.standing:
        if one.organisation_id == organisation_id:
            return one.organisation
    raise Http404


def _add(
    request: Request, organisation_id: UUID, model: type[Pool | Shelter], action: Callable[..., Any], said: Any
) -> Any:
    home, is_new = _organisation(request, organisation_id), not model.objects.filter(pk=said["id"]).exists()
    made = action(organisation=home, by=request.user, at=now(), **said)
    return Status(201 if is_new else 200, told(made))


def _edit(request: Request, found: Site, payload: Any, action: Callable[..., Site], said: dict[str, Any]) -> Any:
    """Do it, and tell the record as it then stands; when somebody was quicker, hand back what was sent."""
    try:
        edited = action(id=found.pk, by=request.user, at=now(), seen=payload.seen, **said)
    except Stale as stale:
        found.refresh_from_db()
        return handed_back(stale, payload, told(found))
    return told(edited)


def _placed(payload: PoolFacts | ShelterFacts, *, shortest: int = 2) -> dict[str, Any]:
    """What was said, with its territory; the code of a municipality has four figures."""
    found = Territory.objects.filter(pk=payload.territory).first()
    if found is None or len(found.code) < shortest:
        raise Http404
    return {**payload.dict(exclude={"seen"}), "territory": found}


def _in_pool(said: dict[str, Any], home: Organisation) -> dict[str, Any]:
    """What was said, with its pool: one in use in the county."""
    asked = said.pop("pool_id")
    pool = Pool.objects.filter(county=home.territory_id[:2], is_active=True, pk=asked).first() if asked else None
    if asked and pool is None:
        raise Http404
    return {**said, "pool": pool}


def told(record: Site) -> dict[str, Any]:
    """What a pool, a shelter or a group tells of itself, with its version."""
    facts = {name: getattr(record, name) for name in OUT[type(record)].model_fields if name != "seen"}
    return facts | {"seen": version(record)}
