"""A fortnight at a day centre's front desk, a city's emergency aid, and care that was refused, all through actions."""

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import uuid4

from django.utils.timezone import localdate

from samverka.actors.models import Role, User
from samverka.core.ids import new_id
from samverka.directory.models import Service
from samverka.outreach import actions, queries
from samverka.outreach.models import AdviceSession, CareRefusal
from samverka.shelters import clock
from samverka.web.management.seeding.people import territory


DAYS = 14
TOPICS = [topic for topic in AdviceSession.Topic.values if topic != "exploited"]
AID = {"food": (14, 12, 9_800), "lodging": (9, 4, 5_200), "medicine": (3, 3, 1_450), "ticket_home": (6, 5, 8_900)}


def build(*, at: datetime, seed: int) -> None:
    """Some hundred and twenty visits a day, as at a large day centre; today's are tapped."""
    adviser = User.objects.get(email="radgivare.stockholm@ovning.example")
    services = queries.desk_services(adviser).filter(category__code="DAY-CENTRE")
    service = services.first() or queries.desk_services(adviser).first()
    chance, today = Random(seed), localdate(at)
    if service is None:
        return
    for number in range(DAYS, 0, -1):
        day = today - timedelta(days=number)
        if day.weekday() < 5:
            _day(service, adviser, day, chance)
    _today(service, adviser, chance, at=at)
    _aid(today, at=at)
    for number in range(5):
        _refusal(adviser, today, number, chance, at=at)


def _day(service: Service, adviser: User, day: date, chance: Random) -> None:
    at = clock.by_day(day, time(16))
    counts = {"women": chance.randrange(25, 40), "men": chance.randrange(60, 90), "children": chance.randrange(3)}
    servings = {one.code: chance.randrange(10, 60) for one in queries.servings_of(service)[0]}
    actions.correct_visits(
        id=new_id(), service=service, date=day, reason="paper", changes=counts | servings, by=adviser, at=at
    )
    for _number in range(2):
        _talk(service, adviser, chance, at=at)
    if day.weekday() == 2:
        actions.record_activity(
            id=new_id(), service=service, kind="health", is_for_women=True, counts={"women": chance.randrange(4, 12)},
            by=adviser, at=at,
        )  # fmt: skip


def _talk(service: Service, adviser: User, chance: Random, *, at: datetime) -> None:
    sent = chance.random() < 0.4
    actions.record_session(
        id=new_id(), service=service, topic=chance.choice(TOPICS), children="no", by=adviser, at=at,
        minutes=chance.choice(AdviceSession.Minutes.values), sent_to=service.category if sent else None,
        received=chance.choice(("yes", "unknown")) if sent else "",
    )  # fmt: skip


def _today(service: Service, adviser: User, chance: Random, *, at: datetime) -> None:
    served = [one.code for one in queries.servings_of(service)[0]]
    for kind in chance.choices(("women", "men", "men", "men", *served), k=24):
        actions.tap(id=new_id(), service=service, kind=kind, by=adviser, at=at)


def _aid(today: date, *, at: datetime) -> None:
    coordinator = User.objects.get(email="samordnare@ovning.example")
    month = today.replace(day=1)
    for _number in range(3):
        month = (month - timedelta(days=1)).replace(day=1)
        stated = {
            kind: {"applied": applied, "granted": granted, "refused": applied - granted, "kronor": kronor,
                   "adults": applied, "children": 1}
            for kind, (applied, granted, kronor) in AID.items()
        }  # fmt: skip
        actions.state_aid(municipality=territory("0180"), month=month, aid=stated, by=coordinator, at=at)


def _refusal(adviser: User, today: date, number: int, chance: Random, *, at: datetime) -> None:
    [member] = [one for one in adviser.standing if one.role == Role.ADVISER]
    actions.log_refusal(
        id=uuid4(), organisation=member.organisation, region=territory(member.territory_id[:2]),
        month=(today.replace(day=1) - timedelta(days=28 * number)).replace(day=1), card="no",
        setting=chance.choice(CareRefusal.Setting.values), care=chance.choice(CareRefusal.Care.values),
        event=chance.choice(("refused", "prepayment", "full_invoice")), amount="10000",
        outcome=chance.choice(("open", "given", "reduced")), by=adviser, at=at,
    )  # fmt: skip
