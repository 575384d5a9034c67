"""The rules of pools and shelters: what holds on a date, and where that is written."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Path, Router, Schema
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.core import policy
from samverka.core.api import AS_JSON, LINE, NAME, PROBLEMS, Day, Id, Said, YesNo
from samverka.shelters import actions, clock
from samverka.shelters.api.sites import own_shelter
from samverka.shelters.models import Pool
from samverka.shelters.policy import MORNING_CLOSE


router = Router(tags=["rules"])
Key = Annotated[str, StringConstraints(pattern="^[a-z_]{1,60}$", max_length=60)]
Word = Annotated[str, StringConstraints(pattern=LINE, max_length=300)]
Value = (
    YesNo
    | Annotated[int, Field(strict=True, ge=-100_000, le=100_000), AS_JSON]
    | Word
    | Annotated[list[Word], Field(max_length=20)]
)


class Rule(Schema):
    """One rule and its value; without a source nobody has decided, and the default holds."""

    key: str
    text: str
    value: bool | int | str | list[str]
    source: str
    scope: str


class Rules(Schema):
    """What holds on a date. `version` is a short name for exactly these rules."""

    date: date
    version: str
    rules: list[Rule]


class SetPolicy(Said):
    """A value, the night from which it holds, and where it is written."""

    value: Value
    valid_from: Day
    source: Annotated[str, StringConstraints(pattern=NAME, min_length=1, max_length=300)]


class ApplyPreset(Said):
    """A known rule set, the night from which it holds, and what decided it."""

    name: Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,60}$", max_length=60)]
    valid_from: Day
    decided_by: str = Field("", pattern=LINE, max_length=200)


class Decided(Schema):
    """A rule as it was written down."""

    key: str
    value: bool | int | str | list[str]
    valid_from: date
    valid_to: date | None
    source: str
    decided_by: str


@router.get("/pools/{pool_id}/rules", response={200: Rules, **PROBLEMS})
def pool_rules(request: Request, pool_id: Id, date: Day | None = None) -> Any:
    """The rules of a pool on a date, tonight unless told otherwise."""
    return _rules(_find_pool(request, pool_id).scopes, date)


@router.get("/shelters/{shelter_id}/rules", response={200: Rules, **PROBLEMS})
def shelter_rules(request: Request, shelter_id: Id, date: Day | None = None) -> Any:
    """The rules of a shelter on a date, tonight unless told otherwise."""
    return _rules(own_shelter(request, shelter_id).scopes, date)


@router.put("/pools/{pool_id}/rules/{key}", response={200: Decided, **PROBLEMS})
def set_policy(request: Request, pool_id: Id, key: Path[Key], payload: SetPolicy) -> Any:
    """Let a rule hold in a pool from a night on; the one before ends. Said again, it changes nothing."""
    pool = _find_pool(request, pool_id)
    if key not in {one.name for one in policy.known()}:
        raise Http404
    return actions.set_policy(pool=pool, key=key, by=request.user, at=now(), **payload.dict())


@router.put("/pools/{pool_id}/preset", response={200: Rules, **PROBLEMS})
def apply_preset(request: Request, pool_id: Id, payload: ApplyPreset) -> Any:
    """Let a known rule set hold in a pool from a night on: all of its rules, or none."""
    pool = _find_pool(request, pool_id)
    actions.apply_preset(pool=pool, by=request.user, at=now(), **payload.dict())
    return _rules(pool.scopes, payload.valid_from)


def _find_pool(request: Request, pool_id: UUID) -> Pool:
    return get_object_or_404(Pool.objects.seen_by(request.user).select_related("organisation"), pk=pool_id)


def _rules(scopes: list[str], on: date | None) -> dict[str, Any]:
    night = on or clock.tonight(now(), closes=MORNING_CLOSE)
    held = policy.effective(scopes, on=night)
    rules = [
        {
            "key": key.name,
            "text": str(key.text),
            "value": held.value(key.name),
            "source": held.source(key.name),
            "scope": held.scope(key.name),
        }
        for key in policy.known()
    ]
    return {"date": night, "version": held.version, "rules": rules}
