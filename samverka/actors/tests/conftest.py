"""What the pages' tests ask for by name."""

import pytest
from django.core.cache import cache


@pytest.fixture
def fresh_cache():
    cache.clear()  # rate limits live there


@pytest.fixture
def english_pages(settings):
    settings.LANGUAGE_CODE = "en"
