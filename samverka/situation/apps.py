from django.apps import AppConfig


class Situation(AppConfig):
    name = "samverka.situation"
