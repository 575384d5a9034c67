"""What services are found by. All of it can be written anew from the entries themselves."""

from django.db import models

from samverka.core import privacy
from samverka.core.indexing import Indexed
from samverka.directory.models.entries import Service


class SearchText(Indexed):
    """The words of one service in all languages: where it is by code, then each field after its own name."""

    FIELDS = ("name", "category", "place", "provider", "area", "easy", "description")

    service = models.OneToOneField(Service, models.CASCADE, related_name="search_text")

    class Privacy(privacy.Fields):
        open = {"id", "service", "words"}

    def __str__(self) -> str:
        return str(self.service_id)
