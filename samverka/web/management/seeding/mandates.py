"""The exercise's mandates, proposals and final reports: a chain as it was from 2015, and what it has come to."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from samverka.actors.models import Organisation, User
from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.models import Mandate, Proposal
from samverka.situation import actions as situation
from samverka.situation.models import Report
from samverka.web.management.seeding.people import territory


CHAIN = (  # years and sums of the handbook; titles and holders of the exercise
    ("Samordnare för utsatta EU-medborgare", "Regeringen", "directive", "Dir. 2015:9", "EU-medborgare som vistas "
     "tillfälligt i landet utan uppehållsrätt", date(2015, 1, 29), date(2015, 1, 29), date(2016, 2, 1), None, None),
    ("Nationell samordning vid en länsstyrelse", "Regeringen", "government", "", "EU/EES-medborgare i utsatthet",
     date(2016, 6, 1), date(2016, 6, 1), date(2018, 1, 31), 500_000, date(2020, 1, 31)),
    ("Kompetensstöd till kommuner och regioner", "Regeringen", "appropriation", "", "Utsatta EU-medborgare",
     date(2020, 1, 31), date(2020, 2, 1), date(2029, 12, 31), None, None),
)  # fmt: skip
PROPOSALS = (
    ("Ett fast rådgivningsstöd", "Staten ger rådgivningen i länen ett fast stöd i stället för årliga projekt.", False),
    ("Gemensamma regler för nattplatser", "Länen tillämpar samma regler för hur nattplatser fördelas.", False),
    ("Rätt till förskola oavsett bosättning", "Barn får gå i förskola från första dagen.", True),
)
ASKED = ("Exempelförbundet", "Övningsrådet", "Provföreningen", "Påhittade samfundet")
PURPOSE = "Stödja kommuner, regioner och föreningar, samla kunskap och lämna förslag."


def build(*, at: datetime) -> None:
    """The national coordinator holds them."""
    by = User.objects.get(email="riket@ovning.example")
    home, last = by.standing[0].organisation, None
    for place, one in enumerate(CHAIN):
        last = _mandate(one, home, last, by, at=at, is_last=place == len(CHAIN) - 1)
    if last is None:
        return
    then = at - timedelta(days=120)
    adopted, out, _draft = (_propose(one, home, by, at=then) for one in PROPOSALS)
    for one in (adopted, out):
        actions.hand_over(proposal=one, on=localdate(then), by=by, at=then)
    said = {"decision": "partly", "decided_by": "Regeringen", "on": localdate(at - timedelta(days=60))}
    actions.decide_proposal(proposal=adopted, note="Stödet ges på försök i två år.", by=by, at=at, **said)
    _consult(out, by, at=at)
    _report(last, "Delredovisning av kompetensstödet", by, at=at, publish=True)
    _report(last, "Slutredovisning av kompetensstödet", by, at=at, publish=False)


def _mandate(
    told: tuple, home: Organisation, last: Mandate | None, by: User, *, at: datetime, is_last: bool
) -> Mandate:  # type: ignore[type-arg]
    title, issuer, form, reference, group, decided, first, until, money, longer = told
    made = actions.write_mandate(
        id=new_id(), organisation=home, title=title, issuer=issuer, form=form, reference=reference, purpose=PURPOSE,
        target_group=group, decided_on=decided, first_day=first, last_day=until, money=money, predecessor=last, by=by,
        at=at,
    )  # fmt: skip
    part = actions.add_deliverable(
        id=new_id(), mandate=made, title="Slutredovisning", due_on=longer or until, by=by, at=at
    )
    actions.move_mandate(mandate=made, state="active", by=by, at=at)
    if longer:
        change = "En internationell del kom till."
        actions.move_mandate(mandate=made, state="extended", extended_until=longer, change=change, by=by, at=at)
    if not is_last:
        actions.note_delivered(deliverable=part, on=longer or until, by=by, at=at)
        actions.move_mandate(mandate=made, state="reported", by=by, at=at)
    if last:
        actions.move_mandate(mandate=last, state="handed_over", by=by, at=at)
    return made


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
