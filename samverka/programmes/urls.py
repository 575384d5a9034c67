from django.urls import path

from samverka.programmes.views import programmes


app_name = "programmes"
urlpatterns = [
    path("programmes/", programmes.programmes, name="programmes"),
]
