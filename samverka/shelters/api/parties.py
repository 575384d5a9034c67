"""Parties, as clients say them."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Field
from pydantic import ConfigDict, model_validator

from samverka.core.api import AS_JSON, Id, Said, YesNo
from samverka.shelters.models.party import PARTY


COUNTS = ("women", "men", "other", "children")
SOMEBODY = [{"properties": {name: {"minimum": 1}}, "required": [name]} for name in COUNTS]
Count = Annotated[int, Field(0, strict=True, ge=0, le=20), AS_JSON]


class Asked(Said):
    """Those who ask together: how many they are and what they need, never who. `id` is made by the client."""

    model_config = ConfigDict(json_schema_extra={"anyOf": SOMEBODY})  # type: ignore[dict-item]

    id: Id
    women: Count
    men: Count
    other: Count
    children: Count
    dog: YesNo = False
    step_free: YesNo = False
    together: Literal["must", "prefer"] = "must"

    @model_validator(mode="after")
    def is_somebody(self) -> "Asked":
        if not any(getattr(self, name) for name in COUNTS):
            raise ValueError(_("Say how many they are."))
        return self

    @property
    def party(self) -> dict[str, Any]:
        """The make-up, as actions take it."""
        return {name: getattr(self, name) for name in PARTY}
