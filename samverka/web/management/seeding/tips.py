"""A few tips from the public in the invented city, through the product's own actions. Nobody has their codes."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from samverka.actors.models import User
from samverka.core.actions import write_policy
from samverka.core.ids import new_id
from samverka.outreach import actions
from samverka.outreach.actions.tips import new_tip_code
from samverka.outreach.models import Area, Team, Tip
from samverka.outreach.policy import TIP_ANSWER_DAYS
from samverka.safeguarding.actions import use_channel
from samverka.safeguarding.models import Sighting
from samverka.web.management.seeding.people import LONG_AGO, territory


def build(*, at: datetime) -> None:
    """One that waits, one with children, one with the team, one that is late, one answered, one told of before."""
    by = User.objects.get(email="samordnare@ovning.example")
    worker = User.objects.get(email="uppsokare@ovning.example")
    team = Team.objects.filter(municipalities="0180", organisation__memberships__user=worker).earliest("name")
    write_policy(
        scopes=["nation:00"], key=TIP_ANSWER_DAYS, value=10, valid_from=LONG_AGO.date(),
        source="Exempel efter StreetLink, handboken 3.18", decided_by="övningsledningen", by=by, at=LONG_AGO,
    )  # fmt: skip
    _receive(at, "outdoors", "Norr", text="Det är kallt, och filten är våt.", people=(1, 1))
    _receive(at, "settlement", "Kajen", people=(5, 9), children="yes", range_of_children=(1, 1))
    late = at - timedelta(days=21)
    _read(_receive(late, "other", "Väster", text="Någon sover i trapphuset om nätterna."), by, late)
    asked = _read(_receive(at - timedelta(days=1), "outdoors", "Söder", people=(2, 4)), by, at)
    actions.pass_tip_on(tip=asked, to="outreach", team=team, by=by, at=at)
    twice = _read(_receive(at - timedelta(days=1), "outdoors", "Söder", people=(2, 4)), by, at)
    actions.set_tip_aside(tip=twice, state="duplicate", by=by, at=at)
    before = at - timedelta(days=4)
    done = _read(_receive(before, "settlement", "Kajen", children="yes", range_of_children=(2, 4)), by, before)
    done = actions.pass_tip_on(tip=done, to="outreach", team=team, by=by, at=before)
    done = actions.look_at_tip(tip=done, found=True, by=worker, at=at - timedelta(days=2))
    actions.answer_tip(tip=done, answer="helped", by=by, at=at - timedelta(days=1))


def _receive(at: datetime, worry: str, area: str, **told: Any) -> Tip:
    facts: dict[str, Any] = {"daypart": "evening", "children": "no", "wants_answer": True} | told
    return actions.receive_tip(
        id=new_id(), code=new_tip_code(), municipality=territory("0180"), worry=worry, seen_on=localdate(at), at=at,
        area=Area.objects.get(municipality="0180", name=area), **facts,
    )  # fmt: skip


def _read(tip: Tip, by: User, at: datetime) -> Tip:
    """Whoever reads it has rung first, where children were seen."""
    for sighting in Sighting.objects.open().filter(source_id=tip.pk):
        use_channel(sighting=sighting, channel="duty", by=by, at=at)
    return actions.triage_tip(tip=tip, by=by, at=at)
