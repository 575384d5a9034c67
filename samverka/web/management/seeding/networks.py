"""The networks of the invented county, and two years of their meetings.

After Malmö's four (crisis preparedness, settlements, child cases, volunteers) and Göteborg's year-round group of
authority, duty service and associations (handbook 3.14). The fourth has fallen asleep.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from samverka.actors.actions import add_network_member, found_network
from samverka.actors.models import Network, Organisation, User
from samverka.core.ids import new_id
from samverka.exchange import actions
from samverka.exchange.models import Meeting, MeetingMail
from samverka.shelters import clock
from samverka.web.management.seeding.people import territory


CITY, BOARD = "Exempelstadens socialtjänst", "Länsstyrelsen i övningslänet"
MISSION, GUILD, POLICE = "Exempelstadens stadsmission", "Exempelgemenskapen", "Polisen i övningslänet"
TWO_YEARS = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Plan:
    """One network: who is in it, how often it meets, and how long it has slept."""

    name: str
    purpose: str
    weeks: int
    members: tuple[tuple[str, str, str], ...]  # organisation, function, mailbox
    agenda: tuple[str, ...]
    decisions: tuple[str, ...]
    tasks: tuple[tuple[str, str], ...]  # organisation, what
    asleep: int = 0  # weeks
    codes: tuple[str, ...] = ("0180",)


DUTY = (MISSION, "Jour", "jour@stadsmissionen.example")
SOCIAL = (CITY, "Samordning", "samordning@exempelstaden.example")
PLANS = (
    Plan(
        "Året runt-gruppen", "Myndighet, jour och föreningar ser samma läge året runt: platser, behov och ansvar.", 6,
        (SOCIAL, DUTY, (GUILD, "Kyrkornas samordning", "kyrkorna@gemenskapen.example"), (POLICE, "Samverkan", "")),
        ("Läget på boendena", "Nekade platser senaste månaden", "Det som kommer: väder, helger, avhysningar"),
        ("Dörrarna öppnar en halvtimme tidigare vid under sju minusgrader.", "Nattlistan delas före lunch."),
        ((MISSION, "Skriva hur insläppet går till, på fyra språk"), (CITY, "Återkomma om fler familjerum")),
        codes=("0180", "0184"),
    ),
    Plan(
        "Krisberedskap", "Vad vi gör när kyla, brand eller smitta kommer på en gång.", 13,
        (SOCIAL, DUTY, (BOARD, "Beredskap", "beredskap@lansstyrelsen.example")),
        ("Övning av extra kalla nätter", "Larmlistan"), ("Larmlistan prövas varje kvartal.",),
        ((CITY, "Pröva larmlistan en vardagskväll"),),
    ),
    Plan(
        "Barnärenden", "Hur barn i familjer utan tak får sina rättigheter, och vem som gör vad.", 9,
        (SOCIAL, DUTY), ("Kanalen för oro", "Skola och förskola"),
        ("Frågor om skola går till rådgivningen.",), ((CITY, "Uppdatera numren för kväll och helg"),),
    ),
    Plan(
        "Frivilliga", "Föreningar och församlingar delar schema, utbildning och erfarenheter.", 8,
        ((GUILD, "Kyrkornas samordning", "kyrkorna@gemenskapen.example"), DUTY, SOCIAL),
        ("Schemat", "Introduktion för nya"), ("En gemensam introduktion hålls i september.",),
        ((GUILD, "Boka lokal för introduktionen"),), asleep=20,
    ),
)  # fmt: skip


def build(*, at: datetime) -> None:
    by = User.objects.get(email="samordnare@ovning.example")
    for number, plan in enumerate(PLANS):
        network = _found(plan, by, at - TWO_YEARS)
        day = (at - TWO_YEARS).date() + timedelta(days=7 + number)
        last = at.date() - timedelta(weeks=plan.asleep)
        before: Meeting | None = None
        while day <= last - timedelta(days=1):
            before = _meet(plan, network, by, clock.by_day(day, time(13)), before)
            day += timedelta(weeks=plan.weeks)
        if not plan.asleep:
            _call(plan, network, by, clock.by_day(max(day, at.date() + timedelta(days=1)), time(13)), at)
    for mail in MeetingMail.objects.filter(sent_at=None):
        actions.note_sent(mail=mail, at=at)  # nobody is written to of what was two years ago


def _found(plan: Plan, by: User, at: datetime) -> Network:
    """Convened by the city, whoever else takes part."""
    city = Organisation.objects.get(name=CITY)
    network = found_network(
        id=new_id(), organisation=city, function=SOCIAL[1], mailbox=SOCIAL[2], name=plan.name, purpose=plan.purpose,
        places=[territory(code) for code in plan.codes], weeks=plan.weeks, by=by, at=at,
    )  # fmt: skip
    for name, function, mailbox in (one for one in plan.members if one[0] != CITY):
        add_network_member(
            id=new_id(), network=network, organisation=Organisation.objects.get(name=name), function=function,
            mailbox=mailbox, by=by, at=at,
        )  # fmt: skip
    return network


def _plan(plan: Plan, network: Network, by: User, starts_at: datetime, at: datetime) -> Meeting:
    return actions.plan_meeting(
        id=new_id(), network=network, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), link="",
        place="Exempelstadens stadshus, rum 3", agenda="\n".join(plan.agenda), by=by, at=at,
    )  # fmt: skip


def _call(plan: Plan, network: Network, by: User, starts_at: datetime, at: datetime) -> None:
    actions.call_meeting(meeting=_plan(plan, network, by, starts_at, at), by=by, at=at)


def _meet(plan: Plan, network: Network, by: User, starts_at: datetime, before: Meeting | None) -> Meeting:
    """One meeting, with what it decided, and what the one before had left to do."""
    meeting, ends_at = (
        _plan(plan, network, by, starts_at, starts_at - timedelta(weeks=1)),
        starts_at + timedelta(hours=2),
    )
    if before:
        actions.approve_minutes(meeting=before, at_meeting=meeting, by=by, at=ends_at)
        for action in before.action_points.all():
            actions.finish_action(action=action, by=by, at=ends_at)
    for text in plan.decisions:
        actions.note_decision(id=new_id(), meeting=meeting, text=text, by=by, at=ends_at)
    for name, text in plan.tasks:
        due = (starts_at + timedelta(weeks=plan.weeks)).date()
        owner = Organisation.objects.get(name=name)
        actions.note_action(id=new_id(), meeting=meeting, text=text, organisation=owner, due_on=due, by=by, at=ends_at)
    told = "Vi gick igenom läget punkt för punkt. Siffrorna stämmer med lägesbilden."
    meeting = actions.write_minutes(meeting=meeting, minutes=told, by=by, at=ends_at)
    return actions.hold_meeting(meeting=meeting, by=by, at=ends_at)
