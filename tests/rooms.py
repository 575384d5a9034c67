"""What a house of the tests is made of: one of everything that an organisation has, noun by noun."""

from datetime import timedelta

from samverka.actors.actions import found_network
from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import make_territory, make_user
from samverka.core.ids import new_id
from samverka.directory import actions as directory
from samverka.directory.models import Campaign, Category, Feed, FeedReading
from samverka.exchange import actions as exchange
from samverka.exchange.tests.factories import GIVER, WHAT, WORDING, adopt, begin, make_published_practice, suggest
from samverka.outreach import actions as outreach
from samverka.outreach.tests.desks import group, log_refusal, make_desk, talk, tap
from samverka.outreach.tests.factories import make_area, make_settled, make_team, make_tip, make_worker, note
from samverka.programmes.tests.factories import make_payer, make_promised
from samverka.programmes.tests.grants import make_invited, make_meeting, make_payment
from samverka.programmes.tests.mandating import assign, make_mandate
from samverka.programmes.tests.proposing import ask, make_consultation, make_proposal
from samverka.safeguarding.tests.factories import make_channel, make_note, make_sighting
from samverka.shelters import actions, clock
from samverka.shelters.policy import MORNING_CLOSE
from samverka.situation import actions as situation
from samverka.situation.actions.questionnaires import write_preset
from samverka.situation.models import Preview
from samverka.situation.tests.estimating import bring, state
from tests.circulating import make_comment


def make_worries(organisation, lead, at):
    """What an organisation's lead noted about children, and a channel of its municipality."""
    code, channel = organisation.territory_id, make_channel(code=organisation.territory_id)
    channel.exceptions.create(first_day=at.date(), last_day=at.date(), kind="closed")
    return {
        "channel": channel, "note": make_note(by=lead, at=at),
        "sighting": make_sighting(at=organisation, by=lead, code=code, seen_at=at),
    }  # fmt: skip


def make_turn(shelter, lead, at):
    """A season of the shelter's pool, its own turn in it, and its link."""
    date, said = clock.tonight(at, closes=MORNING_CLOSE), {"by": lead, "at": at}
    season = actions.plan_season(
        id=new_id(), pool=shelter.pool, name="Vintern", first=date, last=date + timedelta(days=30), wanted=0, **said
    )
    places = {group.pk: 9 for group in shelter.groups.all()}
    [slot] = actions.offer_nights(season=season, host=shelter, dates=[season.last], places=places, **said)
    link = actions.set_up_host_link(id=new_id(), season=season, host=shelter, by_mail=False, **said)
    return {"season": season, "slot": slot, "host_link": link}


def make_round(organisation, lead, at):
    """What an organisation's team did on an evening, and who is on duty there."""
    team, area = make_team(organisation=organisation), make_area(territory=organisation.territory_id)
    team.municipalities.set([organisation.territory])
    worker = make_worker(team)
    to = outreach.Destination("night", organisation=organisation)
    tally = note(team, area, by=worker, at=at, refer_to=to)
    line = ContactLine.objects.create(organisation=organisation, function="duty", phone="08-000 00 00")
    duty = outreach.go_on_duty(
        id=new_id(), municipality=organisation.territory, line=line, kind="staff", ends_at=at + timedelta(hours=1),
        by=worker, at=at,
    )  # fmt: skip
    settled = make_settled(organisation, area, worker, at) | make_desk_of(organisation, worker, at)
    reader = make_user(Role.TIP_TRIAGE, at=organisation)
    tip = outreach.triage_tip(tip=make_tip(territory=organisation.territory_id, area=area, at=at), by=reader, at=at)
    tip = outreach.pass_tip_on(tip=tip, to="outreach", team=team, by=reader, at=at)
    told = {"team": team, "area": area, "tally": tally, "referral": tally.referrals.get(), "duty": duty, "tip": tip}
    return told | settled


def make_desk_of(organisation, worker, at):
    """A front desk of the organisation, what its outreach worker noted there, and what they logged."""
    desk = make_desk(organisation=organisation, territory=organisation.territory_id)
    said = {"by": worker, "at": at}
    return {
        "desk": desk, "visit_tap": tap(desk, **said), "session": talk(desk, sent_to=desk.category, **said),
        "activity": group(desk, **said), "refusal": log_refusal(**said),
    }  # fmt: skip


def make_asking(organisation, at):
    """A questionnaire that is a draft, and a picture of its municipality for which nobody asked."""
    by = make_user(Role.MUNICIPALITY_COORDINATOR, at=organisation)
    day = at.date()
    answer = situation.begin_own_picture(
        id=new_id(), organisation=organisation, territory=organisation.territory, first_day=day, last_day=day, by=by,
        at=at,
    )  # fmt: skip
    draft = write_preset(new_id(), organisation, "ngo")
    estimate = state(code=organisation.territory_id, by=by, at=at, as_of=day)
    lists = bring(by, code=organisation.territory_id, at=at, work=False, first_day=day, last_day=day)
    report = situation.begin_report(
        id=new_id(), organisation=organisation, territory=organisation.territory, title="Läget", first_day=day,
        last_day=day, by=by, at=at,
    )  # fmt: skip
    preview = Preview.objects.create(
        territory=make_territory(organisation.territory_id[:2]), measure="bed_nights", quarters=["2026-Q3"],
        asked_at=at, problem="…",
    )  # fmt: skip
    told = {"survey": answer.survey, "questionnaire": draft, "comment": make_comment(organisation, by, at)}
    return {**told, "estimate": estimate, "lists": lists, "preview": preview, "report": report}


def make_advice(organisation, lead, at):
    """What the organisation asked, a draft of what its municipality does, a law, a practice, and one that it tried."""
    here, by = organisation.territory, make_user(Role.MUNICIPALITY_COORDINATOR, at=organisation)
    question = exchange.ask_question(
        id=new_id(), territory=here, topic="aid", text="Vad gäller?", urgency="usual", organisation=organisation,
        by=lead, at=at,
    )  # fmt: skip
    card = exchange.begin_card(
        id=new_id(), organisation=organisation, territory=here, kind="local_policy", topic="aid", asked="school",
        wording=WORDING, by=by, at=at,
    )  # fmt: skip
    law = exchange.add_law(
        id=new_id(), name=f"Lagen {here.pk}", verified_on=at.date(), at=at,
        by=make_user(Role.LEGAL_REVIEWER, at=organisation),
    )  # fmt: skip
    told = {"practice": suggest(lead, at=at), "adoption": adopt(make_published_practice(), lead)}
    told |= {"discussion": begin(lead, at=at)}
    return {"question": question, "card": card, "law": law, **told, **make_network(organisation, by, at)}


def make_network(organisation, by, at):
    """A network that the organisation convenes, and what it noted at a meeting."""
    network = found_network(
        id=new_id(), organisation=organisation, function="Samordning", mailbox="", name="Nätverket", purpose="Allt.",
        places=[organisation.territory], weeks=6, by=by, at=at,
    )  # fmt: skip
    meeting = exchange.plan_meeting(
        id=new_id(), network=network, starts_at=at - timedelta(hours=2), ends_at=at, place="Salen", link="", agenda="",
        by=by, at=at,
    )  # fmt: skip
    noted = {"meeting": meeting, "by": by, "at": at}
    return {
        "member": network.members.get(),
        "decision": exchange.note_decision(id=new_id(), text="Vi provar.", **noted),
        "action_point": exchange.note_action(
            id=new_id(), text="Ringa", organisation=organisation, due_on=at.date(), **noted
        ),
    }  # fmt: skip


def make_promises(organisation):
    """What the organisation runs for its municipality, and a period that brought less."""
    payer = make_payer(organisation.territory_id)
    agreement, deviation = make_promised(payer, organisation)
    followed = {"payment": make_payment(agreement, payer), "agreement_meeting": make_meeting(agreement, payer)}
    return {"agreement": agreement, "deviation": deviation, **followed, **make_invited(payer, organisation)}


def make_help(organisation, lead, at):
    """What the organisation needs, and what it offers itself."""
    here, what = organisation.territory, WHAT._replace(starts_on=at.date(), ends_on=at.date() + timedelta(days=60))
    said = {"organisation": organisation, "municipality": here, "what": what, "by": lead, "at": at}
    need, offer = exchange.open_need(id=new_id(), **said), exchange.make_offer(id=new_id(), giver=GIVER, **said)
    match = exchange.propose_match(id=new_id(), need=need, offer=offer, by=lead, at=at)
    return {"need": need, "help_offer": offer, "match": match}


def make_proposals(organisation):
    """A draft of a proposal, and a consultation about another that has not gone out."""
    by = make_user(Role.PROJECT_LEADER, at=organisation)
    consultation = make_consultation(by)
    ask(consultation, by)
    task = assign(make_mandate(make_user(Role.MUNICIPALITY_COORDINATOR, at=organisation)), organisation)
    return {"proposal": make_proposal(by), "consultation": consultation, "assignment": task}


def make_entries(organisation, lead, at):
    """What an organisation keeps in the directory, and a campaign of its municipality."""
    said, here = {"by": lead, "at": at}, organisation.territory
    provider = directory.add_provider(
        id=new_id(), territory=here, organisation=organisation, name=f"Hjälpen {here.pk}", **said
    )  # fmt: skip
    house, secret = (
        directory.add_place(
            id=new_id(), provider=provider, territory=here, name=f"Huset {kind}", address_class=kind,
            street="Gatan 1", **said,
        )
        for kind in ("public", "partners")
    )  # fmt: skip
    category = Category.objects.get(code="SHOWER")
    offer = directory.add_service(
        id=new_id(), provider=provider, category=category, name="Dusch", places=(house,), **said
    )  # fmt: skip
    directory.add_exception(id=new_id(), owner=offer, first_day=at.date(), **said)
    directory.add_notice(id=new_id(), owner=offer, first_day=at.date(), text="Trappan lagas.", **said)
    directory.report_error(id=new_id(), service=offer, kind="hours", text="", at=at)
    campaign = Campaign.objects.create(
        territory=here, organisation=organisation, name="Vinter", begins_on=at.date(), remind_on=at.date(),
        ends_on=at.date(),
    )  # fmt: skip
    feed = Feed.objects.create(name=f"Flödet {here.pk}", organisation=organisation, territory=here)
    reading = FeedReading.objects.create(feed=feed, by=lead, begun_at=at)
    return {"offer": offer, "secret": secret, "campaign": campaign, "reading": reading}
