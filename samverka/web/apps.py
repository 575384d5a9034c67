from importlib import import_module

from django.apps import AppConfig


class Web(AppConfig):
    name = "samverka.web"

    def ready(self) -> None:
        """Make known what is checked of the operator's map pictures."""
        import_module("samverka.web.queries")
