from importlib import import_module

from django.apps import AppConfig


class Shelters(AppConfig):
    name = "samverka.shelters"

    def ready(self) -> None:
        """Make the rules of the night known."""
        import_module("samverka.shelters.policy")
