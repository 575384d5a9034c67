"""Tips from the public: received without a name, read, passed on by a person, looked at, answered by code."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.core.free_text import accept
from samverka.core.ids import new_code, read_code
from samverka.directory.actions.nameless import ANYBODY
from samverka.outreach import queries, rules
from samverka.outreach.models import Area, Team, Tip
from samverka.outreach.models.tip_words import Daypart, TipAnswer, Worry
from samverka.outreach.models.tips import ASIDE, NEXT, TipState
from samverka.safeguarding.actions import note_sighting
from samverka.safeguarding.models import Setting


CODE = 16  # letters: 22 to the power of 15 codes, so that a digest is no way back either
MOST_OPEN = 300  # tips of one municipality that wait: more say nothing new
LONG_AGO = timedelta(days=60)
MOST = 99


def new_tip_code() -> str:
    return new_code(CODE)


def digest_of(code: str) -> str:
    return sha256(code.encode()).hexdigest()


@transaction.atomic
def receive_tip(
    *, id: UUID, code: str, municipality: Territory, worry: str, seen_on: date, daypart: str, children: str,
    at: datetime, area: Area | None = None, place: str = "", people: tuple[int, int] = (0, 0),
    range_of_children: tuple[int, int] = (0, 0), text: str = "", wants_answer: bool = False,
) -> Tip:  # fmt: skip
    """Somebody without a name tells of a place. Sent again with the same id and code, it changes nothing.

    The form has both; the id alone leads nowhere. If children were seen, that is noted in the same transaction.
    """
    if len(read_code(code)) != CODE:
        raise Unfit(_("Open the form again."), field="code")
    here = Territory.objects.select_for_update(no_key=True).get(pk=municipality.pk)  # so that two taps are one
    facts: dict[str, Any] = {
        "digest": digest_of(code), "worry": worry, "area_id": area and area.pk, "place": accept(place, field="place"),
        "seen_on": seen_on, "daypart": daypart, "people_least": people[0], "people_most": people[1],
        "children": children, "children_least": range_of_children[0], "children_most": range_of_children[1],
        "text": accept(text),
    }  # fmt: skip
    if there := already(Tip, uuid5(id, code), **facts):
        return there
    _check(here, facts, area, at=at)
    due = queries.answer_due(here.pk, on=localdate(at)) if wants_answer else None
    tip = Tip.objects.create(
        id=uuid5(id, code), county=here.county, municipality=here, received_at=at, due_on=due, **facts
    )
    if children == "yes":
        note_sighting(
            id=tip.pk, municipality=here, organisation=None, setting=Setting.TIP, least=range_of_children[0],
            most=range_of_children[1], source=(queries.TIP, tip.pk), by=ANYBODY, at=at,
        )  # fmt: skip
    audit.record(by=ANYBODY, verb="outreach.tip_received", subject=tip, at=at)
    return tip


@transaction.atomic
def triage_tip(*, tip: Tip, by: User, at: datetime) -> Tip:
    """Somebody has read it. Not before the channel is used for the children that were seen."""
    tip = lock(tip)
    rules.triage_tip(by, tip)
    if tip.state != TipState.RECEIVED:
        return tip
    if queries.tip_channel(tip):
        raise Refused(_("Children were seen there. Ring first, and say that the channel was used."))
    return _go_on(tip, TipState.TRIAGED, by=by, at=at)


@transaction.atomic
def pass_tip_on(
    *, tip: Tip, to: str, by: User, at: datetime, team: Team | None = None, municipality: Territory | None = None
) -> Tip:
    """Pass it on: to a team, which then sees it; to others by ringing; to another municipality, which takes it over.

    Nobody is told by us: no police, no landowner. Said again, it changes nothing.
    """
    tip = lock(tip)
    rules.pass_tip_on(by, tip)
    if to not in Tip.Recipient.values:
        raise Unfit(_("Say to whom."), field="to")
    team = team if to == Tip.Recipient.OUTREACH else None
    if (tip.state, tip.passed_to, tip.team_id) == (TipState.PASSED_ON, to, team and team.pk) and to != "municipality":
        return tip
    if to == Tip.Recipient.OUTREACH and (team is None or team not in queries.teams_for(tip.municipality_id)):
        raise Unfit(_("This team does not go out here."), field="team")
    _may_go(tip, TipState.PASSED_ON)
    tip.passed_to, tip.team = to, team
    if to == Tip.Recipient.MUNICIPALITY:
        return _hand_over(tip, municipality, by=by, at=at)
    return _go_on(tip, TipState.PASSED_ON, "passed_to", "team", by=by, at=at)


@transaction.atomic
def look_at_tip(*, tip: Tip, found: bool, by: User, at: datetime) -> Tip:
    """Somebody has been there, and found somebody or nobody. Said again, it changes nothing."""
    team = tip.team
    tip = lock(tip)
    tip.team = team if team and team.pk == tip.team_id else tip.team
    rules.look_at_tip(by, tip)
    state = TipState.LOOKED_AT if found else TipState.NOT_FOUND
    return tip if tip.state == state else _go_on(tip, state, by=by, at=at)


@transaction.atomic
def set_tip_aside(*, tip: Tip, state: str, by: User, at: datetime) -> Tip:
    """It was told of before, or is not for us. Said again, it changes nothing."""
    tip = lock(tip)
    rules.set_tip_aside(by, tip)
    if state not in ASIDE:
        raise Unfit(_("Say why it is set aside."), field="state")
    if tip.state == state:
        return tip
    tip.closed_at = at
    return _go_on(tip, TipState(state), "closed_at", by=by, at=at)


@transaction.atomic
def answer_tip(*, tip: Tip, answer: str, by: User, at: datetime, text: str = "") -> Tip:
    """Answer with a sentence that is there in every language. Said again, it changes nothing."""
    tip = lock(tip)
    rules.answer_tip(by, tip)
    if answer not in TipAnswer.values:
        raise Unfit(_("Choose a sentence."), field="answer")
    if tip.state == TipState.ANSWERED:
        if (tip.answer, tip.answer_text) != (answer, text):
            raise Refused(_("A colleague has answered it already."))
        return tip
    _may_go(tip, TipState.ANSWERED)
    tip.answer, tip.answer_text, tip.closed_at = answer, accept(text), at
    return _go_on(tip, TipState.ANSWERED, "answer", "answer_text", "closed_at", by=by, at=at)


def _go_on(tip: Tip, state: TipState, *more: str, by: User, at: datetime) -> Tip:
    _may_go(tip, state)
    tip.state = state
    tip.save(update_fields=["state", *more])
    audit.record(by=by, verb=f"outreach.tip_{state.value}", subject=tip, at=at)
    return tip


def _may_go(tip: Tip, state: TipState) -> None:
    if state not in NEXT[tip.state]:
        raise Refused(_("A tip does not go there from where it is."))


def _hand_over(tip: Tip, municipality: Territory | None, *, by: User, at: datetime) -> Tip:
    """From now on the other municipality sees it, and we do not. Its areas are not ours."""
    if municipality is None or municipality.pk == tip.municipality_id or not queries.takes_tips(municipality.pk):
        raise Unfit(_("Nobody reads tips there. Ring them."), field="municipality")
    audit.take_turns(tip.county, municipality.county)
    audit.record(by=by, verb="outreach.tip_handed_over", subject=tip, at=at)
    tip.place = tip.place or (str(tip.area)[:120] if tip.area else "")
    tip.area, tip.municipality, tip.county = None, municipality, municipality.county
    return _go_on(tip, TipState.PASSED_ON, "passed_to", "team", "place", "area", "municipality", "county", by=by, at=at)


def _check(here: Territory, facts: dict[str, Any], area: Area | None, *, at: datetime) -> None:
    """Can it be, and is there somebody to read it?"""
    if facts["worry"] not in Worry.values:
        raise Unfit(_("This is no tip: ring."), field="worry")
    if facts["daypart"] not in Daypart.values:
        raise Unfit(_("Say when on the day."), field="daypart")
    if facts["children"] not in ("no", "yes", "unknown"):
        raise Unfit(_("Say whether children were seen."), field="children")
    if not 0 <= facts["people_least"] <= facts["people_most"] <= MOST:
        raise Unfit(_("The higher number comes second."), field="people")
    least, most = facts["children_least"], facts["children_most"]
    if not (1 <= least <= most <= MOST if facts["children"] == "yes" else least == most == 0):
        raise Unfit(_("Say whether children were seen."), field="children")
    if area is not None and area.municipality_id != here.pk:
        raise Unfit(_("This area is somewhere else."), field="area")
    if area is None and not facts["place"].strip():
        raise Unfit(_("Choose an area, or write roughly where."), field="area")
    if not localdate(at) - LONG_AGO <= facts["seen_on"] <= localdate(at):
        raise Unfit(_("Write a day of the last two months."), field="seen_on")
    if not queries.takes_tips(here.pk):
        raise Refused(_("Nobody reads tips in this municipality."))
    if Tip.objects.filter(county=here.county, municipality=here).waiting().count() >= MOST_OPEN:
        raise Refused(_("Many have told us already. Somebody reads it all, but takes nothing new just now."))
