from django.urls import path

from samverka.programmes.views import agreements, programmes


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
    # for everybody
    path("overenskommelser/", agreements.open_agreements, name="open_agreements"),
    path("overenskommelser/<uuid:pk>/", agreements.open_agreement, name="open_agreement"),
]
