"""A database that is thrown away, beside whatever DATABASE_URL names."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.db import connection

from samverka.core.ids import new_id


@contextmanager
def scratch() -> Iterator[str]:
    """An empty database with all its tables, which this process uses from now on; its URL for others."""
    with tempfile.TemporaryDirectory(prefix="samverka-bench-") as folder:
        name = f"samverka_bench_{new_id().hex}"
        if connection.vendor == "sqlite":
            name = str(Path(folder) / "bench.sqlite3")
            url = f"sqlite://{name}"
        else:
            url = re.sub(r"/[^/]*$", f"/{name}", os.environ["DATABASE_URL"])
        usual = settings.DATABASES["default"]["NAME"]
        connection.settings_dict["TEST"]["NAME"] = name
        with redirect_stdout(StringIO()):
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield url
        finally:
            connection.creation.destroy_test_db(usual, verbosity=0)
