"""What passes by itself: a database that cannot be reached, is busy, or has no room. Whoever waits may try again."""

import sqlite3

from django.db import InterfaceError, OperationalError


PASSING = {  # SQLite's own words for it; its other operational errors are ours, such as a table that is missing
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY),
}
PRIMARY = 0xFF  # of SQLite's extended codes the lowest byte tells the kind


def passes(error: BaseException | None) -> bool:
    """Is this no fault of ours or of who asked, and likely to be over soon? Nothing was half done."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    return not isinstance(cause, sqlite3.Error) or getattr(cause, "sqlite_errorcode", 0) & PRIMARY in PASSING
