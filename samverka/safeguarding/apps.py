from importlib import import_module

from django.apps import AppConfig


class Safeguarding(AppConfig):
    name = "samverka.safeguarding"

    def ready(self) -> None:
        """Make the rules known, and which looks are written down."""
        import_module("samverka.safeguarding.policy")
