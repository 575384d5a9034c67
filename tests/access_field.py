"""Who may do what in the field: the rows of `test_access.py` for outreach, settlements, removals and tips."""

from dataclasses import dataclass

from samverka.directory.models import Provider, Service
from samverka.outreach import rules as outreach
from samverka.outreach.models import AdviceSession, CareRefusal, GroupActivity, VisitTap


READERS = "coordinator triage"
KEEPERS = "lead staff volunteer"
SETTLED = "outreach coordinator"
ON_DUTY = f"{KEEPERS} safeguarding host outreach adviser coordinator"

# rule · what it is asked about · who may · what the others are told
FIELD = [
    (outreach.keep_areas, "here", "coordinator", "Only the municipality's own coordinator keeps its areas."),
    (outreach.set_rule, "here", "coordinator county",
     "Only the municipality's and the county's coordinators set its rules."),
    (outreach.keep_team, "home", "admin", "Only those who lead the organisation keep its teams."),
    (outreach.keep_team, "city", "coordinator", "Only those who lead the organisation keep its teams."),
    (outreach.record_tally, "team", "outreach", "Only the team's own outreach workers note whom they met."),
    (outreach.undo_tally, "tally", "outreach", "Only whoever noted it can undo it, and only for a while."),
    (outreach.correct_tally, "tally", "outreach", "Only the team's own outreach workers correct its tallies."),
    (outreach.refer, "team", "outreach", "Only the team's own outreach workers send somebody on."),
    (outreach.withdraw_referral, "referral", "outreach",
     "Only the team that sent somebody takes the referral back."),
    (outreach.receive_referral, "referral", KEEPERS,
     "Only those who work where somebody was sent say that they came."),
    (outreach.count_language, "team", "outreach", "Only the team's own outreach workers count languages."),
    (outreach.count_visits, "home_desk", KEEPERS, "Only those who work at this front desk count there."),
    (outreach.count_visits, "city_desk", "outreach adviser", "Only those who work at this front desk count there."),
    (outreach.undo_tap, "visit_tap", "volunteer", "Only whoever tapped it can undo it, and only for a while."),
    (outreach.correct_visits, "home_desk", "lead admin",
     "Only those who advise there, and who report it, put its days right."),
    (outreach.record_session, "city_desk", "outreach adviser", "Only those who advise there note talks."),
    (outreach.undo_session, "session", "adviser", "Only whoever noted it can undo it, and only for a while."),
    (outreach.say_received, "session", "outreach adviser",
     "Only those who advise there say whether somebody was received."),
    (outreach.record_activity, "home_desk", "lead admin",
     "Only those who advise there, and who report it, note groups."),
    (outreach.undo_activity, "activity", "adviser", "Only whoever noted it can undo it, and only for a while."),
    (outreach.state_aid, "here", "coordinator",
     "Only the municipality's own coordinator states its emergency aid."),
    (outreach.log_refusal, "city", "outreach adviser",
     "Only those who advise or go out log care that was refused."),
    *(
        (rule, "refusal", "outreach adviser", "Only the organisation that logged it changes what it logged.")
        for rule in (outreach.tell_outcome, outreach.remove_refusal)
    ),
    (outreach.state_unique, "team", "outreach coordinator",
     "Only the team itself says how many different people it has met."),
    (outreach.plan_round, "team", "outreach coordinator", "Only the team itself plans its rounds."),
    (outreach.write_handover, "team", "outreach",
     "Only the team's own outreach workers hand over to one another."),
    (outreach.state_languages, None, f"{ON_DUTY} elsewhere",
     "Only those who meet people at work say which languages they speak."),
    (outreach.go_on_duty, "home", f"{KEEPERS} safeguarding",
     "Only those who meet people at work are on duty for a language."),
    (outreach.end_duty, "duty", "outreach", "Everybody ends only their own duty."),
    (outreach.see_on_duty, "here", ON_DUTY,
     "Only those who meet people in this municipality see who is on duty."),
    (outreach.count_line_referral, "here", ON_DUTY,
     "Only those who meet people in this municipality count such a referral."),
    (outreach.note_settlement, "here", SETTLED,
     "Only the municipality's coordinator and those who go out there note a settlement."),
    *(
        (rule, "settlement", SETTLED,
         "Only the municipality's coordinator and those who go out there work with a settlement.")
        for rule in (
            outreach.tally_settlement, outreach.change_settlement, outreach.note_position, outreach.forget_position,
            outreach.open_removal,
        )
    ),
    (outreach.close_settlement, "settlement", "coordinator",
     "Only the municipality's coordinator closes a settlement."),
    (outreach.grant_position, "settlement", "coordinator",
     "Only the municipality's coordinator says who may see where a settlement is."),
    (outreach.see_position, "grant", "outreach", "Only those who are named for it see where a settlement is."),
    *(
        (rule, "removal", SETTLED,
         "Only the municipality's coordinator and those who go out there carry a removal on.")
        for rule in (outreach.carry_on, outreach.set_needs, outreach.tick_plan)
    ),
    (outreach.set_window, "removal", f"{SETTLED} police",
     "Only those who carry out the removal, and the municipality's own, say when it is."),
    (outreach.close_removal, "removal", "coordinator", "Only the municipality's coordinator closes a removal."),
    *(
        (rule, "tip", READERS, "Only those who read the municipality's tips say what becomes of one.")
        for rule in (outreach.triage_tip, outreach.pass_tip_on, outreach.set_tip_aside, outreach.answer_tip)
    ),
    (outreach.look_at_tip, "tip", READERS,
     "Only the team that was asked, and those who read the municipality's tips, look at one."),
    (outreach.look_at_tip, "passed", f"outreach {READERS}",
     "Only the team that was asked, and those who read the municipality's tips, look at one."),
]  # fmt: skip


@dataclass
class AtDesks:
    """What the rules of front desks are asked about."""

    home_desk: Service  # of the home organisation
    city_desk: Service  # of the municipality
    visit_tap: VisitTap  # the volunteer's
    session: AdviceSession  # which the municipality's adviser noted
    activity: GroupActivity  # the same
    refusal: CareRefusal  # which the municipality logged


def at_desks(home, city, people):
    return {
        "home_desk": Service(provider=Provider(organisation=home)),
        "city_desk": Service(provider=Provider(organisation=city)),
        "visit_tap": VisitTap(by=people.volunteer),
        "session": AdviceSession(organisation=city, by=people.adviser),
        "activity": GroupActivity(organisation=city, by=people.adviser),
        "refusal": CareRefusal(organisation=city),
    }
