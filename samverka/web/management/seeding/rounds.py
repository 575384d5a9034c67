"""Two weeks of an EU team's rounds in the invented city and a neighbour, through the product's own actions."""

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.utils.timezone import localdate

from samverka.actors.models import ContactLine, Organisation, Role, User
from samverka.core.actions import write_policy
from samverka.core.ids import new_id
from samverka.outreach import actions, queries
from samverka.outreach.models import Area, Referral, Team
from samverka.outreach.policy import TRAFFICKING_LINE, WORK_LINE, scopes
from samverka.shelters import clock
from samverka.web.management.seeding.people import LONG_AGO, territory


DAYS = 14
AREAS = ("Norr", "Söder", "Väster", "Innerstaden", "Kajen")
PLACES = ("street", "street", "station", "vehicle", "settlement")
NEEDS = ("SHELTER-NIGHT", "FOOD-MEAL", "SHOWER", "CLOTHES", "SLEEP-KIT", "HEALTH-CLINIC", "TRAVEL-HOME")
HANDOVERS = (
    "Porten vid kajen är låst från klockan nio.",
    "Sovsäckarna är slut, nya kommer på torsdag.",
    "Spårvagnen går inte på söndag: börja i Norr.",
)


def build(*, at: datetime, seed: int) -> None:
    """Areas, a team, two weeks of tallies and referrals, this month's statements, and somebody on duty now."""
    worker = User.objects.get(email="uppsokare@ovning.example")
    coordinator = User.objects.get(email="samordnare@ovning.example")
    city = Organisation.objects.get(name="Exempelstadens socialtjänst")
    team, areas = _team(city, coordinator, worker)
    evenings = [clock.by_day(at.date() - timedelta(days=number), time(19)) for number in range(DAYS, 0, -1)]
    chance = Random(seed)
    for begins in evenings:
        _evening(team, areas, worker, begins, chance)
    _month(team, worker, at)
    _duty(city, worker, at)


def _team(city: Organisation, coordinator: User, worker: User) -> tuple[Team, list[Area]]:
    areas = [
        actions.add_area(id=new_id(), municipality=territory("0180"), name=name, by=coordinator, at=LONG_AGO)
        for name in AREAS
    ]
    team = actions.add_team(
        id=new_id(), organisation=city, name="EU-teamet", municipalities=[territory("0180")], by=coordinator,
        at=LONG_AGO,
    )  # fmt: skip
    for key, value in ((TRAFFICKING_LINE, "08-000 00 20"), (WORK_LINE, "010-000 00 21")):
        write_policy(
            scopes=scopes("0180")[:2], key=key, value=value, valid_from=LONG_AGO.date(), source="Exempel",
            decided_by="Länsstyrelsen i övningslänet", by=coordinator, at=LONG_AGO,
        )  # fmt: skip
    return Team.objects.select_related("organisation__territory").get(pk=team.pk), areas


def _evening(team: Team, areas: list[Area], worker: User, begins: datetime, chance: Random) -> None:
    """Five visits, of which one finds all as it was, and one leads to a bed."""
    said: dict[str, Any] = {"team": team, "by": worker}
    tonight = chance.sample(areas, 3)
    actions.plan_round(team=team, date=begins.date(), areas=tonight, by=worker, at=begins)
    for number in range(5):
        area, place, at = tonight[number % 3], chance.choice(PLACES), begins + timedelta(minutes=35 * number)
        if number == 3 and queries.last_tally(team, area, place, until=at):
            actions.note_unchanged(id=new_id(), area=area, place_type=place, at=at, **said)
            continue
        men, women, children = chance.randrange(4), chance.randrange(3), int(chance.random() < 0.06)
        needs = chance.sample(NEEDS, chance.randrange(4))
        actions.record_tally(
            id=new_id(), area=area, place_type=place, at=at, needs=needs, helped_with=needs[:1],
            counts={"men": (men, men + chance.randrange(2)), "women": (women, women), "children": (children, children)},
            children="yes" if children else chance.choice(("no", "no", "unknown")), follow_up=chance.random() < 0.2,
            refer_to=_bed(chance) if number == 1 else _service(chance) if number == 2 else None, **said,
        )  # fmt: skip
    text = chance.choice(HANDOVERS)
    actions.write_handover(id=new_id(), team=team, text=text, by=worker, at=begins + timedelta(hours=4))
    _receive(begins + timedelta(hours=3), chance)


def _bed(chance: Random) -> actions.Destination:
    names = ("Exempelstadens stadsmission", "Exempelgemenskapen")
    return actions.Destination("night", organisation=Organisation.objects.get(name=chance.choice(names)))


def _service(chance: Random) -> actions.Destination | None:
    near = list(queries.services_near(["0180"], on=LONG_AGO.date())[:20])
    return actions.Destination("service", service=chance.choice(near)) if near else None


def _receive(at: datetime, chance: Random) -> None:
    """Most of those who were sent to a bed have come."""
    for one in Referral.objects.open().filter(sent_at__lte=at, kind="night").select_related("team", "receiver"):
        keeper = User.objects.filter(
            memberships__organisation=one.receiver, memberships__role=Role.SHELTER_LEAD
        ).first()
        if keeper and chance.random() < 0.8:
            actions.receive_referral(referral=one, by=keeper, at=at)


def _month(team: Team, worker: User, at: datetime) -> None:
    """What the team says of this month and the last."""
    month = localdate(at).replace(day=1)
    for language, count in (("ro", 21), ("sv", 6), ("bg", 4), ("en", 3)):
        actions.count_language(team=team, month=month, language=language, count=count, seen=0, by=worker, at=at)
    before = (month - timedelta(days=1)).replace(day=1)
    actions.state_unique(id=new_id(), team=team, month=before, least=40, most=55, method="judgement", by=worker, at=at)


def _duty(city: Organisation, worker: User, at: datetime) -> None:
    """The outreach worker speaks Romanian and can be rung on the city's line tonight."""
    line = ContactLine.objects.get(organisation=city, function=ContactLine.Function.SOCIAL_EMERGENCY)
    actions.state_languages(languages=["sv", "ro", "en"], by=worker, at=at)
    actions.go_on_duty(
        id=new_id(), municipality=territory("0180"), line=line, kind="staff", ends_at=at + timedelta(hours=12),
        by=worker, at=at,
    )  # fmt: skip
