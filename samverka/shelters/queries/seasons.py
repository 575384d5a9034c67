"""What a season's calendar says: whose turn it is, what that gives each night, and where nothing is."""

from hashlib import sha256

from samverka.shelters.models import Season


def season_version(season: Season | None) -> str:
    """A short name for what was decided of a season; turns come and go without changing it."""
    said = (season.name, season.first, season.last, season.wanted) if season else ()
    return sha256(repr(said).encode()).hexdigest()[:12]
