from importlib import import_module

from django.apps import AppConfig


class Outreach(AppConfig):
    name = "samverka.outreach"

    def ready(self) -> None:
        """Make the rules of work in the field known."""
        import_module("samverka.outreach.policy")
