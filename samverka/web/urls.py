from django.urls import path

from samverka.web import views


app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("components/", views.gallery, name="gallery"),
]
