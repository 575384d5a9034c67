"""What the clock does: it reminds, and calls due."""

from datetime import datetime


def tick(*, at: datetime) -> None:
    """Done twice, it changes nothing more."""
