from importlib import import_module

from django.apps import AppConfig


class Exchange(AppConfig):
    name = "samverka.exchange"

    def ready(self) -> None:
        """Make the rules of the advice desk known, and what final reports may show."""
        import_module("samverka.exchange.policy")
        import_module("samverka.exchange.queries.blocks").make_known()
