from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Core(AppConfig):
    name = "samverka.core"

    def ready(self) -> None:
        """Make known each app's retention, its forms that work without a network, what waits, and what holds files."""
        autodiscover_modules("retention", "offline", "waiting", "attached")
        """Make known every app's retention, its forms for places without a network, what waits, and what is found."""
        autodiscover_modules("retention", "offline", "waiting", "finding")
