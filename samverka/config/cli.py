"""The command `samverka`: every command of ours and of Django's by one name."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverka.config.settings")
    execute_from_command_line(["samverka", *sys.argv[1:]])
