"""`samverka seed`: believable invented data. Running it twice changes nothing."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from samverka.web.management.seeding import drill, exercise
from samverka.web.management.seeding.people import Account


class Command(BaseCommand):
    help = (
        "Fill the database with invented data: exercise (a county, thirty nights) or drill (for checks from outside)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--profile", choices=["exercise", "drill"], default="exercise")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="tell accounts and ids as JSON")

    def handle(self, *args: Any, profile: str, seed: int, json: bool, **options: Any) -> None:
        if profile == "drill":
            self._tell(drill.build(seed=seed, at=now()), as_json=True)
            return
        if not exercise.exists():
            self.stderr.write("Building the exercise: one county, thirty nights. This takes half a minute.")
            exercise.build(seed=seed, at=now())
        self._tell({"accounts": [asdict(one) for one in exercise.accounts(seed=seed)]}, as_json=json)

    def _tell(self, told: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            json.dump(told, sys.stdout, indent=1, ensure_ascii=False, default=str)
            return
        self.stdout.write("Log in with one of these (all invented):")
        for one in told["accounts"]:
            self.stdout.write(describe(Account(**one)))


def describe(one: Account) -> str:
    factor = f"   second factor: {one.totp_secret}" if one.totp_secret else ""
    return f"  {one.email:28} {one.passphrase:36} {one.role}, {one.organisation}{factor}"
