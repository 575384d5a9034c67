from django.urls import path

from samverka.outreach.views import areas, duties, referrals, rounds, tallies


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
    # a municipality
    path("outreach/areas/<uuid:pk>/retire/", areas.retire_area, name="retire_area"),
    path("outreach/areas/<uuid:pk>/restore/", areas.restore_area, name="restore_area"),
    path("outreach/<str:code>/areas/", areas.areas, name="areas"),
    path("outreach/<str:code>/areas/new/", areas.add_area, name="add_area"),
    path("outreach/<str:code>/rules/", areas.set_rule, name="set_rule"),
    path("outreach/<str:code>/on-duty/", duties.on_duty, name="on_duty"),
    path("outreach/<str:code>/lines/", duties.lines, name="lines"),
    path("outreach/<str:code>/week/", areas.week, name="week"),
]
