"""First migrations only create models: all else would find its table changed already."""

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel

from samverka.core.founding import Founding


def test_first_migrations_only_create_models():
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    first = {key: one for key, one in known.items() if isinstance(one, Founding)}

    assert len(first) >= 8
    assert {type(step) for one in first.values() for step in one.operations} == {CreateModel}
