"""A first migration: all tables of an app, each with its constraints and indexes, made at once."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class Founding(migrations.Migration):
    """A migration whose operations only create models, which may point at each other.

    Django draws all models that hang together anew after each operation, and nearly all of ours do: with
    150 models that is 20 s of every first start. Here they are drawn once, when all are known.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Create the tables; what points from one to another is checked when the migration is whole."""
        before = project_state.clone()
        vars(project_state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
