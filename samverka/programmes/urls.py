from django.urls import path

from samverka.programmes.views import agreements, periods, programmes, projects


app_name = "programmes"
urlpatterns = [
    path("programmes/", programmes.programmes, name="programmes"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new/", agreements.begin_agreement, name="begin_agreement"),
    path("agreements/<uuid:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:pk>/write/", agreements.write_agreement, name="write_agreement"),
    path("agreements/<uuid:pk>/parties/", agreements.add_party, name="add_party"),
    path("agreements/<uuid:pk>/parties/remove/", agreements.remove_party, name="remove_party"),
    path("agreements/<uuid:pk>/money/", agreements.set_money, name="set_money"),
    path("agreements/<uuid:pk>/volumes/", agreements.set_volume, name="set_volume"),
    path("agreements/<uuid:pk>/sign/", agreements.sign_agreement, name="sign_agreement"),
    path("agreements/<uuid:pk>/extend/", agreements.extend_agreement, name="extend_agreement"),
    path("agreements/<uuid:pk>/draft/", agreements.step_agreement, {"step": "draft"}, name="draft_agreement"),
    path("agreements/<uuid:pk>/reopen/", agreements.step_agreement, {"step": "reopen"}, name="reopen_agreement"),
    path("agreements/<uuid:pk>/end/", agreements.step_agreement, {"step": "end"}, name="end_agreement"),
    path("agreements/<uuid:pk>/publish/", agreements.step_agreement, {"step": "publish"}, name="publish_agreement"),
    path("projects/", projects.projects, name="projects"),
    path("projects/new/", projects.begin_project, name="begin_project"),
    path("projects/<uuid:pk>/", projects.project, name="project"),
    path("projects/<uuid:pk>/write/", projects.write_project, name="write_project"),
    path("projects/<uuid:pk>/grant/", projects.grant_project, name="grant_project"),
    path("projects/<uuid:pk>/partners/", projects.add_project_partner, name="add_project_partner"),
    path("projects/<uuid:pk>/partners/remove/", projects.remove_project_partner, name="remove_project_partner"),
    path("projects/<uuid:pk>/desks/", projects.count_at, name="count_at"),
    path("projects/<uuid:pk>/money/", projects.set_project_money, name="set_project_money"),
    path("projects/<uuid:pk>/targets/", projects.set_target, name="set_target"),
    path("projects/<uuid:pk>/targets/remove/", projects.remove_target, name="remove_target"),
    path("projects/<uuid:pk>/periods/", projects.plan_periods, name="plan_periods"),
    path("projects/<uuid:pk>/close/", projects.close_project, name="close_project"),
    path("projects/periods/<uuid:pk>/", periods.period, name="period"),
    path("projects/periods/<uuid:pk>/submit/", periods.submit_report, name="submit_report"),
    path("projects/reports/<uuid:pk>/", periods.indicator_report, name="indicator_report"),
    path("projects/reports/<uuid:pk>/report.<slug:kind>", periods.indicator_file, name="indicator_file"),
    # for everybody
    path("overenskommelser/", agreements.open_agreements, name="open_agreements"),
    path("overenskommelser/<uuid:pk>/", agreements.open_agreement, name="open_agreement"),
]
