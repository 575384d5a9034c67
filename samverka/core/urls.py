from django.urls import path

from samverka.core import views


app_name = "core"

urlpatterns = [
    path("drafts/keep/", views.keep_draft, name="keep_draft"),
    path("drafts/drop/", views.drop_draft, name="drop_draft"),
    path("files/<uuid:pk>/", views.file, name="file"),
    path("files/<uuid:pk>/take-away/", views.take_away_file, name="take_away_file"),
    path("files/<str:kind>/<uuid:pk>/add/", views.attach_file, name="attach_file"),
]
