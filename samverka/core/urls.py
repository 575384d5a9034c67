from django.urls import path

from samverka.core import views


app_name = "core"

urlpatterns = [
    path("files/<uuid:pk>/", views.file, name="file"),
    path("files/<uuid:pk>/take-away/", views.take_away_file, name="take_away_file"),
    path("files/<str:kind>/<uuid:pk>/add/", views.attach_file, name="attach_file"),
]
