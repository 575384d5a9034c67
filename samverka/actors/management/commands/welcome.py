"""`samverka welcome`: the first who comes into an empty house is invited by whoever runs it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.timezone import now
from django.utils.translation import gettext as _

from samverka.actors import actions
from samverka.actors.http import invitation_path
from samverka.actors.models import Organisation, Role, Territory
from samverka.core.access import Refused


class Command(BaseCommand):
    help = "Invite the first who speaks for an organisation. Writes the link to open; sends nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--organisation", required=True, help="its name; it is made if it is not there")
        parser.add_argument(
            "--kind", choices=Organisation.Kind.values, metavar="KIND", default=Organisation.Kind.MUNICIPALITY
        )
        parser.add_argument("--territory", required=True, help="code of the county or municipality, such as 0180")
        parser.add_argument("--role", choices=Role.values, metavar="ROLE", default=Role.ORGANISATION_ADMIN)

    def handle(
        self, *args: Any, email: str, organisation: str, kind: str, territory: str, role: str, **options: Any
    ) -> None:
        validate_email(email)
        place = Territory.objects.filter(code=territory).first()
        if place is None:
            raise CommandError(_("No territory has this code."))
        try:
            invitation = actions.welcome(
                email=email, name=organisation, kind=kind, territory=place, role=role, at=now()
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{settings.SITE_ADDRESS.rstrip('/')}{invitation_path(invitation)}")
