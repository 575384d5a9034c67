"""`samverka index`: note anew what the services of the directory are found by."""

from typing import Any

from django.core.management.base import BaseCommand

from samverka.directory import actions


class Command(BaseCommand):
    help = "Note anew by which words the services of the directory are found. Doing it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.index_all()} services can be found.")
