"""What waits about children: that something is open, and no more."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from samverka.actors.models import MEET_CHILDREN, User
from samverka.core.waiting import piles
from samverka.safeguarding.models import Sighting


@piles(
    *MEET_CHILDREN,
    text=ngettext_lazy("%(count)s child sighting is open", "%(count)s child sightings are open", "count"),
    verb=_("Follow up"),
    page="safeguarding:children",
    is_pressing=True,
    is_mailed=False,
)
def sightings(user: User, at: datetime) -> QuerySet[Any]:
    """Those of which nobody has said yet what became of them."""
    return Sighting.objects.counted_for(user).open()
