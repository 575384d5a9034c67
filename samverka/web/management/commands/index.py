"""`samverka index`: note anew what everything that can be searched is found by."""

from typing import Any

from django.core.management.base import BaseCommand

from samverka.core import indexing, noting
from samverka.directory import actions


class Command(BaseCommand):
    help = "Note anew by which words services, cards, reports and the rest are found. Again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        services, others = actions.index_all(), noting.index_all()
        noting.forget_words()
        indexing.tidy()
        self.stdout.write(f"{services} services and {others} other things can be found.")
