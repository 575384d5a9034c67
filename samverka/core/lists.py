"""Many rows as one value, put together by the database: cheaper than as many rows in Python."""

from typing import Any

from django.db.models import Aggregate, JSONField


class Rows(Aggregate):
    """Some columns of every row of the group: a list of lists, in no order."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="JSON_GROUP_ARRAY(JSON_ARRAY(%(expressions)s))", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "JSON_AGG(JSON_BUILD_ARRAY(%(expressions)s))::text"  # text, which the field reads
        return self.as_sql(compiler, connection, template=template, **more)
