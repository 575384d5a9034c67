from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Core(AppConfig):
    name = "samverka.core"

    def ready(self) -> None:
        """Make known every app's retention, what of its forms may be written without a network, and what waits."""
        autodiscover_modules("retention", "offline", "waiting")
