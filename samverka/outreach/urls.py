from django.urls import path

from samverka.outreach.views import (
    advice,
    aid,
    areas,
    desks,
    duties,
    positions,
    referrals,
    removals,
    rounds,
    settlements,
    tallies,
    tips,
)


app_name = "outreach"

urlpatterns = [
    path("outreach/", rounds.round, name="round"),
    path("outreach/tally/", tallies.record_tally, name="record_tally"),
    path("outreach/tallies/<uuid:pk>/", tallies.tally, name="tally"),
    path("outreach/tallies/<uuid:pk>/undo/", tallies.undo_tally, name="undo_tally"),
    path("outreach/tallies/<uuid:pk>/correct/", tallies.correct_tally, name="correct_tally"),
    # sent and received
    path("outreach/referrals/", referrals.referrals, name="referrals"),
    path("outreach/referrals/new/", referrals.refer, name="refer"),
    path("outreach/referrals/<uuid:pk>/receive/", referrals.receive_referral, name="receive_referral"),
    path("outreach/referrals/<uuid:pk>/withdraw/", referrals.withdraw_referral, name="withdraw_referral"),
    # a team
    path("outreach/teams/<uuid:pk>/plan/", rounds.plan_round, name="plan_round"),
    path("outreach/teams/<uuid:pk>/handover/", rounds.write_handover, name="write_handover"),
    path("outreach/teams/<uuid:pk>/languages/", rounds.count_language, name="count_language"),
    path("outreach/teams/<uuid:pk>/unique/", rounds.state_unique, name="state_unique"),
    path("organisations/<uuid:organisation>/teams/new/", areas.edit_team, name="new_team"),
    path("organisations/<uuid:organisation>/teams/<uuid:pk>/", areas.edit_team, name="edit_team"),
    # who can be rung
    path("outreach/duty/", duties.my_duty, name="my_duty"),
    path("outreach/duty/languages/", duties.state_languages, name="state_languages"),
    path("outreach/duty/new/", duties.go_on_duty, name="go_on_duty"),
    path("outreach/duty/<uuid:pk>/end/", duties.end_duty, name="end_duty"),
    # a front desk
    path("outreach/desk/", desks.desk, name="desk"),
    path("outreach/desk/<uuid:pk>/", desks.counter, name="counter"),
    path("outreach/desk/<uuid:pk>/tap/", desks.tap, name="tap"),
    path("outreach/desk/<uuid:pk>/undo/", desks.undo_tap, name="undo_tap"),
    path("outreach/desk/<uuid:pk>/talk/", advice.record_session, name="record_session"),
    path("outreach/desk/<uuid:pk>/group/", advice.record_activity, name="record_activity"),
    path("outreach/desk/<uuid:pk>/<str:day>/", desks.visit_day, name="visit_day"),
    path("organisations/<uuid:organisation>/desks/", desks.desk_month, name="desk_month"),
    path("outreach/talks/<uuid:pk>/undo/", advice.undo_session, name="undo_session"),
    path("outreach/talks/<uuid:pk>/received/", advice.say_received, name="say_received"),
    path("outreach/groups/<uuid:pk>/undo/", advice.undo_activity, name="undo_activity"),
    # care that was refused
    path("outreach/refusals/", aid.refusals, name="refusals"),
    path("outreach/refusals/<uuid:pk>/outcome/", aid.tell_outcome, name="tell_outcome"),
    path("outreach/refusals/<uuid:pk>/remove/", aid.remove_refusal, name="remove_refusal"),
    # settlements
    path("outreach/settlements/", settlements.settlements, name="settlements"),
    path("outreach/settlements/new/", settlements.note_settlement, name="note_settlement"),
    path("outreach/settlements/<uuid:pk>/", settlements.settlement, name="settlement"),
    path("outreach/settlements/<uuid:pk>/look/", settlements.tally_settlement, name="tally_settlement"),
    path("outreach/settlements/<uuid:pk>/change/", settlements.change_settlement, name="change_settlement"),
    path("outreach/settlements/<uuid:pk>/close/", settlements.close_settlement, name="close_settlement"),
    path("outreach/settlements/<uuid:pk>/removal/", removals.open_removal, name="open_removal"),
    # where they are
    path("outreach/positions/", positions.positions, name="positions"),
    path("outreach/settlements/<uuid:pk>/position/", positions.see_position, name="see_position"),
    path("outreach/settlements/<uuid:pk>/position/note/", positions.note_position, name="note_position"),
    path("outreach/settlements/<uuid:pk>/position/forget/", positions.forget_position, name="forget_position"),
    path("outreach/settlements/<uuid:pk>/named/", positions.grant_position, name="grant_position"),
    path("outreach/named/<uuid:pk>/end/", positions.end_grant, name="end_grant"),
    # removals
    path("outreach/removals/", removals.removals, name="removals"),
    path("outreach/removals/<uuid:pk>/", removals.removal, name="removal"),
    path("outreach/removals/<uuid:pk>/step/", removals.carry_on, name="carry_on"),
    path("outreach/removals/<uuid:pk>/needs/", removals.set_needs, name="set_needs"),
    path("outreach/removals/<uuid:pk>/plan/<slug:step>/", removals.tick_plan, name="tick_plan"),
    path("outreach/removals/<uuid:pk>/close/", removals.close_removal, name="close_removal"),
    path("outreach/windows/", removals.windows, name="windows"),
    path("outreach/windows/<uuid:pk>/", removals.set_window, name="set_window"),
    # a municipality
    path("outreach/<str:code>/settlements/", settlements.settled_areas, name="settled_areas"),
    path("outreach/areas/<uuid:pk>/retire/", areas.retire_area, name="retire_area"),
    path("outreach/areas/<uuid:pk>/restore/", areas.restore_area, name="restore_area"),
    path("outreach/<str:code>/areas/", areas.areas, name="areas"),
    path("outreach/<str:code>/areas/new/", areas.add_area, name="add_area"),
    path("outreach/<str:code>/rules/", areas.set_rule, name="set_rule"),
    path("outreach/<str:code>/on-duty/", duties.on_duty, name="on_duty"),
    path("outreach/<str:code>/lines/", duties.lines, name="lines"),
    path("outreach/<str:code>/week/", areas.week, name="week"),
    path("outreach/<str:code>/months/", areas.months, name="months"),
    # told by the public
    path("outreach/tips/", tips.tips, name="tips"),
    path("outreach/tips/<uuid:pk>/", tips.tip, name="tip"),
    path("outreach/tips/<uuid:pk>/read/", tips.triage_tip, name="triage_tip"),
    path("outreach/tips/<uuid:pk>/pass-on/", tips.pass_tip_on, name="pass_tip_on"),
    path("outreach/tips/<uuid:pk>/look/", tips.look_at_tip, name="look_at_tip"),
    path("outreach/tips/<uuid:pk>/aside/", tips.set_tip_aside, name="set_tip_aside"),
    path("outreach/tips/<uuid:pk>/answer/", tips.answer_tip, name="answer_tip"),
    path("outreach/<str:code>/aid/", aid.aid, name="aid"),
]
