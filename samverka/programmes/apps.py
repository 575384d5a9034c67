from importlib import import_module

from django.apps import AppConfig


class Programmes(AppConfig):
    name = "samverka.programmes"

    def ready(self) -> None:
        """Make the rules of agreements known."""
        import_module("samverka.programmes.policy")
        import_module("samverka.programmes.queries.blocks").make_known()
