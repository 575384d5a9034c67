"""Who may do what in the field. Rows of tallies are for one's own organisation; others are told sums."""

from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core.access import require
from samverka.directory.models import Service
from samverka.outreach.models import (
    AdviceSession,
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
from samverka.outreach.models.aid import REFUSAL_ROLES
from samverka.outreach.models.areas import FIELD_ROLES, TEAM_ROLES
from samverka.outreach.models.duties import DUTY_ROLES
from samverka.outreach.models.positions import POSITION_ROLES
from samverka.outreach.models.referrals import RECEIVERS
from samverka.outreach.models.settlements import SETTLEMENT_ROLES
from samverka.outreach.models.tips import AFIELD, TRIAGE_ROLES
from samverka.outreach.models.visits import ADVICE_ROLES, DESK_ROLES, REPORT_ROLES


def keep_areas(user: User, territory: Territory) -> None:
    coordinator = user.works_in(territory.code, Role.MUNICIPALITY_COORDINATOR)
    require(coordinator, _("Only the municipality's own coordinator keeps its areas."))


def set_rule(user: User, territory: Territory) -> None:
    coordinator = user.works_in(territory.code, Role.MUNICIPALITY_COORDINATOR, Role.COUNTY_COORDINATOR)
    require(coordinator, _("Only the municipality's and the county's coordinators set its rules."))


def keep_team(user: User, organisation: Organisation) -> None:
    require(user.works_as(*TEAM_ROLES, at=organisation), _("Only those who lead the organisation keep its teams."))


def record_tally(user: User, team: Team) -> None:
    _in_field(user, team, _("Only the team's own outreach workers note whom they met."))


def undo_tally(user: User, tally: Tally) -> None:
    require(tally.by_id == user.pk, _("Only whoever noted it can undo it, and only for a while."))


def correct_tally(user: User, tally: Tally) -> None:
    _in_field(user, tally.team, _("Only the team's own outreach workers correct its tallies."))


def refer(user: User, team: Team) -> None:
    _in_field(user, team, _("Only the team's own outreach workers send somebody on."))


def withdraw_referral(user: User, referral: Referral) -> None:
    _in_field(user, referral.team, _("Only the team that sent somebody takes the referral back."))


def receive_referral(user: User, referral: Referral) -> None:
    here = referral.receiver is not None and user.works_as(*RECEIVERS, at=referral.receiver)
    require(here, _("Only those who work where somebody was sent say that they came."))


def count_language(user: User, team: Team) -> None:
    _in_field(user, team, _("Only the team's own outreach workers count languages."))


def state_unique(user: User, team: Team) -> None:
    own = user.works_as(*FIELD_ROLES, *TEAM_ROLES, at=team.organisation)
    require(own, _("Only the team itself says how many different people it has met."))


def plan_round(user: User, team: Team) -> None:
    own = user.works_as(*FIELD_ROLES, *TEAM_ROLES, at=team.organisation)
    require(own, _("Only the team itself plans its rounds."))


def write_handover(user: User, team: Team) -> None:
    _in_field(user, team, _("Only the team's own outreach workers hand over to one another."))


def state_languages(user: User) -> None:
    known = any(one.role in DUTY_ROLES for one in user.standing)
    require(known, _("Only those who meet people at work say which languages they speak."))


def go_on_duty(user: User, organisation: Organisation) -> None:
    own = user.works_as(*DUTY_ROLES, at=organisation)
    require(own, _("Only those who meet people at work are on duty for a language."))


def end_duty(user: User, duty: Duty) -> None:
    require(duty.user_id == user.pk, _("Everybody ends only their own duty."))


def see_on_duty(user: User, territory: Territory) -> None:
    near = _goes_out(user, territory)
    require(near, _("Only those who meet people in this municipality see who is on duty."))


def count_line_referral(user: User, territory: Territory) -> None:
    near = _goes_out(user, territory)
    require(near, _("Only those who meet people in this municipality count such a referral."))


def count_visits(user: User, service: Service) -> None:
    _of(user, service, *DESK_ROLES, reason=_("Only those who work at this front desk count there."))


def undo_tap(user: User, tap: VisitTap) -> None:
    require(tap.by_id == user.pk, _("Only whoever tapped it can undo it, and only for a while."))


def correct_visits(user: User, service: Service) -> None:
    reason = _("Only those who advise there, and who report it, put its days right.")
    _of(user, service, *ADVICE_ROLES, *REPORT_ROLES, reason=reason)


def record_session(user: User, service: Service) -> None:
    _of(user, service, *ADVICE_ROLES, reason=_("Only those who advise there note talks."))


def undo_session(user: User, session: AdviceSession) -> None:
    require(session.by_id == user.pk, _("Only whoever noted it can undo it, and only for a while."))


def say_received(user: User, session: AdviceSession) -> None:
    own = user.works_as(*ADVICE_ROLES, at=session.organisation)
    require(own, _("Only those who advise there say whether somebody was received."))


def record_activity(user: User, service: Service) -> None:
    reason = _("Only those who advise there, and who report it, note groups.")
    _of(user, service, *ADVICE_ROLES, *REPORT_ROLES, reason=reason)


def undo_activity(user: User, activity: GroupActivity) -> None:
    require(activity.by_id == user.pk, _("Only whoever noted it can undo it, and only for a while."))


def state_aid(user: User, territory: Territory) -> None:
    own = len(territory.code) == 4 and user.works_in(territory.code, Role.MUNICIPALITY_COORDINATOR)
    require(own, _("Only the municipality's own coordinator states its emergency aid."))


def log_refusal(user: User, organisation: Organisation) -> None:
    own = user.works_as(*REFUSAL_ROLES, at=organisation)
    require(own, _("Only those who advise or go out log care that was refused."))


def tell_outcome(user: User, refusal: CareRefusal) -> None:
    _logged(user, refusal)


def remove_refusal(user: User, refusal: CareRefusal) -> None:
    _logged(user, refusal)


def note_settlement(user: User, territory: Territory) -> None:
    near = user.works_in(territory.code, *SETTLEMENT_ROLES)
    require(near, _("Only the municipality's coordinator and those who go out there note a settlement."))


def tally_settlement(user: User, settlement: Settlement) -> None:
    _at_settlement(user, settlement)


def change_settlement(user: User, settlement: Settlement) -> None:
    _at_settlement(user, settlement)


def close_settlement(user: User, settlement: Settlement) -> None:
    coordinator = user.works_in(settlement.municipality_id, Role.MUNICIPALITY_COORDINATOR)
    require(coordinator, _("Only the municipality's coordinator closes a settlement."))


def note_position(user: User, settlement: Settlement) -> None:
    _at_settlement(user, settlement)


def forget_position(user: User, settlement: Settlement) -> None:
    _at_settlement(user, settlement)


def grant_position(user: User, settlement: Settlement) -> None:
    coordinator = user.works_in(settlement.municipality_id, Role.MUNICIPALITY_COORDINATOR)
    require(coordinator, _("Only the municipality's coordinator says who may see where a settlement is."))


def see_position(user: User, grant: PositionGrant) -> None:
    named = grant.user_id == user.pk and user.works_in(grant.settlement.municipality_id, *POSITION_ROLES)
    require(named, _("Only those who are named for it see where a settlement is."))


def open_removal(user: User, settlement: Settlement) -> None:
    _at_settlement(user, settlement)


def carry_on(user: User, removal: RemovalCase) -> None:
    _at_removal(user, removal)


def set_window(user: User, removal: RemovalCase) -> None:
    liaison = removal.liaison is not None and user.works_as(Role.LIAISON, at=removal.liaison)
    near = user.works_in(removal.municipality_id, *SETTLEMENT_ROLES)
    require(liaison or near, _("Only those who carry out the removal, and the municipality's own, say when it is."))


def set_needs(user: User, removal: RemovalCase) -> None:
    _at_removal(user, removal)


def tick_plan(user: User, removal: RemovalCase) -> None:
    _at_removal(user, removal)


def close_removal(user: User, removal: RemovalCase) -> None:
    coordinator = user.works_in(removal.municipality_id, Role.MUNICIPALITY_COORDINATOR)
    require(coordinator, _("Only the municipality's coordinator closes a removal."))


def triage_tip(user: User, tip: Tip) -> None:
    _reads_tips(user, tip)


def pass_tip_on(user: User, tip: Tip) -> None:
    _reads_tips(user, tip)


def set_tip_aside(user: User, tip: Tip) -> None:
    _reads_tips(user, tip)


def answer_tip(user: User, tip: Tip) -> None:
    _reads_tips(user, tip)


def look_at_tip(user: User, tip: Tip) -> None:
    sent = tip.team is not None and tip.state in AFIELD and user.works_as(*FIELD_ROLES, at=tip.team.organisation)
    reads = user.works_in(tip.municipality_id, *TRIAGE_ROLES)
    require(sent or reads, _("Only the team that was asked, and those who read the municipality's tips, look at one."))


def _reads_tips(user: User, tip: Tip) -> None:
    reads = user.works_in(tip.municipality_id, *TRIAGE_ROLES)
    require(reads, _("Only those who read the municipality's tips say what becomes of one."))


def _at_settlement(user: User, settlement: Settlement) -> None:
    near = user.works_in(settlement.municipality_id, *SETTLEMENT_ROLES)
    require(near, _("Only the municipality's coordinator and those who go out there work with a settlement."))


def _at_removal(user: User, removal: RemovalCase) -> None:
    near = user.works_in(removal.municipality_id, *SETTLEMENT_ROLES)
    require(near, _("Only the municipality's coordinator and those who go out there carry a removal on."))


def _in_field(user: User, team: Team, reason: str) -> None:
    require(user.works_as(*FIELD_ROLES, at=team.organisation), reason)


def _goes_out(user: User, territory: Territory) -> bool:
    """Do they meet people there: by their role, or since a team of theirs goes there?"""
    own = Team.objects.worked_by(user).filter(municipalities=territory)
    return user.works_in(territory.code, *DUTY_ROLES) or own.exists()


def _of(user: User, service: Service, *roles: Role, reason: str) -> None:
    home = service.provider.organisation
    require(home is not None and user.works_as(*roles, at=home), reason)


def _logged(user: User, refusal: CareRefusal) -> None:
    own = user.works_as(*REFUSAL_ROLES, at=refusal.organisation)
    require(own, _("Only the organisation that logged it changes what it logged."))
