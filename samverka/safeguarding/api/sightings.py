"""Children seen, channel used, still open."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Query, Router, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.api import PROBLEMS, Id, Listed, Page, listed
from samverka.safeguarding import actions, queries
from samverka.safeguarding.api.schemas import LoopOut, NoneNeeded, NoteSighting, SightingOut, UseChannel
from samverka.safeguarding.models import Sighting


router = Router(tags=["children"])


@router.get("/children-tonight", response={200: LoopOut, **PROBLEMS})
def children_tonight(request: Request) -> Any:
    """The loop in numbers, for whoever leads a shift or coordinates the municipality."""
    return queries.loop(viewer=request.user, at=now())._asdict()


@router.get("/sightings", response={200: Listed[SightingOut], **PROBLEMS})
def open_sightings(request: Request, page: Query[Page]) -> Any:
    """What is still open, the oldest first."""
    return listed(queries.open_sightings(viewer=request.user), page, told=_told)


@router.post("/sightings", response={201: SightingOut, 200: SightingOut, **PROBLEMS})
def note_sighting(request: Request, payload: NoteSighting) -> Any:
    """Note that children were seen. It is no report: ring as well."""
    is_new, at = not Sighting.objects.filter(pk=payload.id).exists(), now()
    said = payload.dict(exclude={"organisation_id", "municipality"})
    noted = actions.note_sighting(
        **said, organisation=own_organisation(request, payload.organisation_id),
        municipality=get_object_or_404(Territory, pk=payload.municipality), by=request.user, at=at,
    )  # fmt: skip
    return Status(201 if is_new else 200, _told(noted))


@router.post("/sightings/{sighting_id}/use-channel", response={200: SightingOut, **PROBLEMS})
def use_channel(request: Request, sighting_id: Id, payload: UseChannel) -> Any:
    """The channel was used."""
    found = _find(request, sighting_id)
    return _told(actions.use_channel(sighting=found, channel=payload.channel, by=request.user, at=now()))


@router.post("/sightings/{sighting_id}/none-needed", response={200: SightingOut, **PROBLEMS})
def none_needed(request: Request, sighting_id: Id, payload: NoneNeeded) -> Any:
    """No channel was needed, and why."""
    found = _find(request, sighting_id)
    return _told(actions.none_needed(sighting=found, because=payload.because, by=request.user, at=now()))


def own_organisation(request: Request, pk: UUID) -> Organisation:
    """One of those that the caller works for, or 404."""
    for one in request.user.standing:
        if one.organisation_id == pk:
            return one.organisation
    raise Http404


def _find(request: Request, pk: UUID) -> Sighting:
    return get_object_or_404(Sighting.objects.worked_by(request.user).select_related("organisation"), pk=pk)


def _told(noted: Sighting) -> dict[str, Any]:
    names = (
        "id", "organisation_id", "night", "seen_at", "setting", "least", "most", "outcome", "channel", "used_at",
        "because",
    )  # fmt: skip
    return {name: getattr(noted, name) for name in names} | {"municipality": noted.municipality_id}
