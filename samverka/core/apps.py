from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Core(AppConfig):
    name = "samverka.core"

    def ready(self) -> None:
        """Make known what apps say of themselves: retention, forms without a network, what waits, files, finding."""
        autodiscover_modules("retention", "offline", "waiting", "attached", "finding")
