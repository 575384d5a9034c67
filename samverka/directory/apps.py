from importlib import import_module

from django.apps import AppConfig


class Directory(AppConfig):
    name = "samverka.directory"

    def ready(self) -> None:
        """Make the rules of the directory known."""
        import_module("samverka.directory.policy")
