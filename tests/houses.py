"""An organisation with one of everything, made through the product's own actions."""

from dataclasses import dataclass

from django.utils.timezone import now

from samverka.actors.actions import invite
from samverka.actors.models import Delivery, Membership, NetworkMember, Organisation, Role, Token
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.directory.models import Campaign, FeedReading, Place, Service
from samverka.exchange.models import (
    ActionPoint,
    Adoption,
    AdviceQuestion,
    Card,
    Decision,
    Discussion,
    LawReference,
    Match,
    Need,
    Offer,
    Practice,
)
from samverka.outreach.models import (
    AdviceSession,
    Area,
    CareRefusal,
    Duty,
    GroupActivity,
    PositionGrant,
    Referral,
    RemovalCase,
    Settlement,
    Tally,
    Team,
    Tip,
    VisitTap,
)
from samverka.programmes.models import (
    Agreement,
    AgreementMeeting,
    Application,
    Assignment,
    Backer,
    Call,
    Consultation,
    Deviation,
    IndicatorReport,
    Measure,
    MeasurePart,
    Payment,
    Project,
    ProjectPeriod,
    Proposal,
    Strategy,
)
from samverka.programmes.tests.projects import make_reported
from samverka.programmes.tests.strategies import make_stood_behind
from samverka.safeguarding.models import ConcernNote, ReportingChannel, Sighting
from samverka.shelters import actions, clock
from samverka.shelters.actions import imports
from samverka.shelters.models import (
    ColdNightEvent,
    Group,
    HostLink,
    HostSlot,
    Night,
    NightPlace,
    Pool,
    PoolRequest,
    Screen,
    Season,
    Slip,
    TurnAway,
)
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.cold import make_asked
from samverka.shelters.tests.factories import (
    make_draw,
    make_group,
    make_keeper,
    make_pool,
    make_request,
    make_shelter,
    party,
    take_slip,
)
from samverka.situation.models import Estimate, OverlapTable, Preview, Questionnaire, Report, Survey
from tests.rooms import (
    make_advice,
    make_asking,
    make_entries,
    make_help,
    make_promises,
    make_proposals,
    make_round,
    make_turn,
    make_worries,
)


@dataclass
class House:
    """An organisation with one of everything."""

    organisation: Organisation
    night: Night
    place: NightPlace
    slip: Slip
    turn_away: TurnAway
    group: Group
    request: PoolRequest
    membership: Membership
    invitation: object
    sheet: object
    token: Token
    offer: Service
    secret: Place
    campaign: Campaign
    screen: Screen
    delivery: Delivery  # the lead's
    cold: ColdNightEvent
    reading: FeedReading
    sighting: Sighting
    note: ConcernNote
    channel: ReportingChannel
    season: Season
    slot: HostSlot
    host_link: HostLink
    area: Area
    team: Team
    tally: Tally
    referral: Referral  # from the team to the organisation itself
    duty: Duty
    desk: Service
    visit_tap: VisitTap  # the outreach worker's, as the two that follow
    session: AdviceSession
    activity: GroupActivity
    refusal: CareRefusal
    settlement: Settlement
    removal: RemovalCase
    grant: PositionGrant
    tip: Tip  # passed on to the team
    survey: Survey  # the organisation's own, and asked of it
    estimate: Estimate  # of its municipality
    lists: OverlapTable  # that it brought
    questionnaire: Questionnaire
    report: Report  # a draft of the organisation's own
    comment: object  # on another of them, that goes round
    preview: Preview  # of the county's table, that cannot be published
    question: AdviceQuestion
    card: Card  # a draft of what the municipality does
    law: LawReference
    agreement: Agreement
    payment: Payment
    agreement_meeting: AgreementMeeting
    call: Call  # to which the organisation is invited
    application: Application  # a draft of its own
    project: Project
    period: ProjectPeriod
    indicator_report: IndicatorReport
    practice: Practice
    adoption: Adoption  # of another organisation's
    member: NetworkMember  # the organisation, which convenes the network
    deviation: Deviation  # from what was agreed
    decision: Decision  # of a meeting of the network
    action_point: ActionPoint  # that the organisation took on there
    discussion: Discussion
    strategy: Strategy
    measure: Measure
    part: MeasurePart
    backer: Backer
    proposal: Proposal  # a draft
    consultation: Consultation  # about another, not sent
    need: Need  # of the organisation
    help_offer: Offer  # its own, proposed to that need
    match: Match
    assignment: Assignment  # of a mandate, to the organisation itself

    @property
    def shelter(self):
        return self.night.shelter

    @property
    def pool(self) -> Pool:
        return self.night.shelter.pool


def make_house(territory):
    organisation = make_organisation(territory=territory)
    pool = make_pool(organisation=organisation, territory=territory)
    shelter = make_shelter(pool=pool, organisation=organisation, territory=territory)
    group = make_group(shelter, beds=9)
    at, lead = now(), make_user(Role.SHELTER_LEAD, at=organisation)
    date = clock.tonight(at, closes=MORNING_CLOSE)
    [night] = actions.plan_nights(shelter=shelter, dates=[date], by=lead, at=at)
    actions.confirm_night(night=night, beds={group.pk: actions.Beds(reserved=2)}, policy_version="v", by=lead, at=at)
    place = actions.give_place(id=new_id(), night=night, party=party(), by=lead, at=at)
    away = actions.turn_away(id=new_id(), night=night, party=party(), reason="late", by=lead, at=at)
    admin = make_user(Role.ORGANISATION_ADMIN, at=organisation)
    asked = {"id": new_id(), "email": f"ny.{territory}@example.org", "role": "reader", "by": admin, "at": at}
    return House(
        organisation=organisation, night=Night.objects.get(pk=night.pk), place=place,
        slip=take_slip(make_draw(pool, date=date)), turn_away=away, group=group,
        request=make_request(pool, make_shelter(organisation=organisation, territory=territory)),
        membership=make_keeper(night).memberships.get(),
        invitation=invite(organisation=organisation, territory=organisation.territory, **asked),
        sheet=imports.upload_import(id=new_id(), file=b"datum;grupp;platser\n", by=lead, at=at),
        token=Token.objects.create(user=lead, label="a", digest=territory * 16, made_at=at, expires_at=at),
        **make_entries(organisation, lead, at),
        **make_worries(organisation, lead, at),
        **make_round(organisation, lead, at),
        cold=make_asked(shelter, at=at).event,
        screen=actions.set_up_screen(
            id=new_id(), name="Kontoret", territory=organisation.territory, at=at,
            by=make_user(Role.MUNICIPALITY_COORDINATOR, at=organisation),
        )[0],
        delivery=Delivery.objects.create(
            id=new_id(), by=lead, page="shelters:check_in", path="/", state="kept", told=[], noticed_at=at, at=at
        ),
        **make_turn(shelter, lead, at),
        **make_asking(organisation, at),
        **make_advice(organisation, lead, at),
        **make_stood_behind(make_user(Role.ORGANISATION_ADMIN, at=organisation)),
        **make_reported(make_user(Role.PROJECT_LEADER, at=organisation)),
        **make_promises(organisation),
        **make_proposals(organisation),
        **make_help(organisation, lead, at),
    )  # fmt: skip
