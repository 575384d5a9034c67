"""`samverka purge`: delete what its retention period has passed, and leave the proof."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from samverka.core import actions, indexing, noting
from samverka.core.keeping import RULES


log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Delete what its retention period has passed, and write the purge record. Doing it again changes nothing."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        at, failed = now(), []
        actions.seal_audit(at=at)
        for kind, rule in RULES.items():
            try:
                count = actions.purge(rule=rule, at=at)
            except Exception:  # one kind of thing that cannot go must not keep the others from going
                log.exception("Purging %s failed.", kind)
                failed.append(kind)
                continue
            if verbosity and count:
                self.stdout.write(f"{kind}: {count} purged")
        noting.forget_words()  # also the index of words holds nothing of what is gone
        indexing.tidy()
        if failed:
            raise CommandError(f"Could not be purged: {', '.join(failed)}.")
        if verbosity:
            self.stdout.write("Nothing is kept beyond its time.")
