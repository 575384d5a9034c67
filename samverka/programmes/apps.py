from django.apps import AppConfig


class Programmes(AppConfig):
    name = "samverka.programmes"
