from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Core(AppConfig):
    name = "samverka.core"

    def ready(self) -> None:
        """Make every app's retention known."""
        autodiscover_modules("retention")
