"""The exercise's mandates, proposals and final reports: a chain as it was from 2015, and what it has come to."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.timezone import localdate

from samverka.actors.actions import part_with_organisation
from samverka.actors.models import Organisation, Role, User
from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.models import Mandate, Proposal
from samverka.situation import actions as situation
from samverka.situation.models import Report
from samverka.web.management.seeding.people import account, organisation, territory


class Told(NamedTuple):
    """A mandate of the chain."""

    keeper: str  # who notes it for whoever holds it
    title: str
    form: str
    reference: str
    group: str
    first: date
    last: date
    parts: tuple[tuple[str, date], ...]
    longer: tuple[tuple[date, date, str], ...] = ()  # when each extension was decided, until when, and what it changed


BEFORE = "samordnaren.2015"  # whose task was over long ago
CHAIN = (  # days and sums of the handbook, and the months of what it tells by month; the rest is the exercise's
    Told(
        *(BEFORE, "Samordnare för utsatta EU-medborgare", "directive", "Dir. 2015:9"),
        group="EU-medborgare som vistas tillfälligt i landet utan uppehållsrätt",
        first=date(2015, 1, 29), last=date(2016, 2, 1), parts=(("Slutredovisning", date(2016, 2, 1)),),
    ),
    Told(
        *("lanet", "Nationell samordning vid en länsstyrelse", "government", ""),
        group="EU/EES-medborgare i utsatthet", first=date(2016, 6, 1), last=date(2018, 1, 31),
        parts=(("Delredovisning", date(2018, 1, 31)), ("Slutredovisning", date(2020, 1, 31))),
        longer=((date(2017, 10, 1), date(2020, 1, 31), "En internationell del, med 500 000 kronor."),),
    ),
    Told(  # a mandate has one holder: what all boards hold, the national coordination notes for them
        *("riket", "Regionala lägesbilder från alla länsstyrelser", "appropriation", ""),
        group="EU/EES-medborgare i utsatthet", first=date(2018, 1, 1), last=date(2018, 12, 31),
        parts=(("Lägesbild från varje län", date(2018, 12, 31)),),
    ),
    Told(
        *("riket", "Alla länsstyrelsers kompetensstöd till kommuner och regioner", "appropriation", ""),
        group="Utsatta EU-medborgare", first=date(2020, 2, 1), last=date(2022, 12, 31),
        parts=(("Slutredovisning", date(2029, 12, 31)),),
        longer=(
            (date(2022, 11, 1), date(2024, 12, 31), ""),
            (date(2024, 11, 1), date(2029, 12, 31), "Också stöd till organisationer."),
        ),
    ),
)  # fmt: skip
PROPOSALS = (
    ("Ett fast rådgivningsstöd", "Staten ger rådgivningen i länen ett fast stöd i stället för årliga projekt.", False),
    ("Gemensamma regler för nattplatser", "Länen tillämpar samma regler för hur nattplatser fördelas.", False),
    ("Rätt till förskola oavsett bosättning", "Barn får gå i förskola från första dagen.", True),
)
ASKED = ("Exempelförbundet", "Övningsrådet", "Provföreningen", "Påhittade samfundet")
PURPOSE = "Stödja kommuner, regioner och föreningar, samla kunskap och lämna förslag."


def build(*, at: datetime) -> None:
    """Each is noted by its holder; the national coordination holds the last, with its proposals and reports."""
    by = User.objects.get(email="riket@ovning.example")
    home, last = by.standing[0].organisation, None
    office = organisation("Övningens samordnare 2015", Organisation.Kind.STATE, "00")
    account(f"{BEFORE}@ovning.example", Role.NATIONAL_COORDINATOR, office, seed=0, name="Sture Samordnaren")
    for one in CHAIN:
        last = _mandate(one, last, at=at)
    part_with_organisation(organisation=office, by=by, at=at)
    if last is None:
        return
    then = at - timedelta(days=120)
    adopted, out, _draft = (_propose(one, home, by, at=then) for one in PROPOSALS)
    for held in (adopted, out):
        actions.hand_over(proposal=held, on=localdate(then), by=by, at=then)
    actions.decide_proposal(
        proposal=adopted, decision="partly", decided_by="Regeringen", on=localdate(at - timedelta(days=60)),
        note="Stödet ges på försök i två år.", by=by, at=at,
    )  # fmt: skip
    _consult(out, by, at=at)
    _report(last, "Delredovisning av kompetensstödet", by, at=at, publish=True)
    _report(last, "Slutredovisning av kompetensstödet", by, at=at, publish=False)


def _mandate(one: Told, last: Mandate | None, *, at: datetime) -> Mandate:
    """Noted, gone through, and handed over to the next."""
    by = _keeper(one.keeper)
    made = actions.write_mandate(
        id=new_id(), organisation=by.standing[0].organisation, title=one.title, issuer="Regeringen", form=one.form,
        reference=one.reference, purpose=PURPOSE, target_group=one.group, decided_on=one.first, first_day=one.first,
        last_day=one.last, predecessor=last, by=by, at=at,
    )  # fmt: skip
    actions.move_mandate(mandate=made, state="active", by=by, at=at)
    for decided_on, until, change in one.longer:
        made = actions.move_mandate(
            mandate=made, state="extended", decided_on=decided_on, extended_until=until, change=change, by=by, at=at
        )
    for title, day in one.parts:
        part = actions.add_deliverable(id=new_id(), mandate=made, title=title, due_on=day, by=by, at=at)
        if day < localdate(at):
            actions.note_delivered(deliverable=part, on=day, by=by, at=at)
    if made.ends_on < localdate(at):
        actions.move_mandate(mandate=made, state="reported", by=by, at=at)
    if last:
        keeper = _keeper(next(told.keeper for told in CHAIN if told.title == last.title))
        actions.move_mandate(mandate=last, state="handed_over", by=keeper, at=at)
    return made


def _keeper(name: str) -> User:
    return User.objects.get(email=f"{name}@ovning.example")


def _propose(told: tuple[str, str, bool], home: Organisation, by: User, *, at: datetime) -> Proposal:
    title, text, law = told
    return actions.begin_proposal(
        id=new_id(), organisation=home, title=title, text=text, addressee="Regeringen", needs_law_change=law, by=by,
        at=at, cost="Uppskattas till 12 miljoner kronor om året.",
    )  # fmt: skip


def _consult(proposal: Proposal, by: User, *, at: datetime) -> None:
    """Some have answered, one late, one not, and one unasked."""
    then = at - timedelta(days=60)
    held = actions.plan_consultation(
        id=new_id(), proposal=proposal, due_on=localdate(at - timedelta(days=10)), is_open_to_all=True, by=by, at=then
    )
    rows = [
        actions.consult(
            id=new_id(), consultation=held, respondent=name, mailbox=f"remiss{place}@ovning.example", by=by, at=then
        )
        for place, name in enumerate(ASKED)
    ]
    held = actions.send_consultation(consultation=held, by=by, at=then)
    said = (
        ("supports", "", then),
        ("remarks", "Börja i de större städerna.", then),
        ("opposes", "Länen är olika.", at),
    )
    for one, (opinion, summary, when) in zip(rows, said, strict=False):
        actions.enter_opinion(answer=one, opinion=opinion, summary=summary, by=by, at=when)
    actions.answer_openly(
        id=new_id(), consultation=held, respondent="Grannföreningen i Exempelstaden", opinion="supports", at=then
    )


def _report(mandate: Mandate, title: str, by: User, *, at: datetime, publish: bool) -> Report:
    made = actions.begin_final_report(
        id=new_id(), mandate=mandate, territory=territory("00"), title=title, last_day=localdate(at), by=by, at=at
    )
    for step in (situation.circulate_report, situation.review_report, situation.hand_over_report):
        if publish:
            step(report=made, by=by, at=at)
    if publish:
        situation.publish_report(report=made, by=by, at=at)
    return made
