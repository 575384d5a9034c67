"""What every page knows without asking the database."""

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    return {"exercise": settings.EXERCISE, "languages": settings.LANGUAGES}
