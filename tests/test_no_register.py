"""P15: after an exercise the database describes nobody but those who log in, and in the end not even their guests."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.timezone import now

from samverka.actors.models import ContactLine, User
from samverka.core import actions as core
from samverka.core.guard import has_personal_number
from samverka.core.keeping import RULES
from samverka.core.privacy import NEVER_ASKED
from samverka.shelters.models import PlaceTicket, Shelter, Slip
from tests.test_canaries import dump, lead, live_a_night  # noqa: F401 (a fixture)


PHONE = re.compile(r"(?<![\w.-])(?:\+46|0)[ -]?7\d(?:[ -]?\d){7}(?![\w.-])")
ORIGIN = re.compile(
    r"\b(?:rom|romer|romska|romani|zigenar\w*|bulgar\w*|rumän\w*|muslim\w*|kristen|etnicitet|medborgarskap|"
    r"uppehållsrätt|uppehållstillstånd|mor till|far till|son till|dotter till|syskon till|gift med)\b",
    re.IGNORECASE,
)
REFERENCE = ("actors_territory.", "actors_terms.", "django_", "auth_", "shelters_shelter.languages")
REFERENCE += ("situation_question.options",)  # languages that an organisation is asked whether it speaks
REFERENCE += ("exchange_lawreference.says",)  # what the law that is shipped calls a right, of nobody
OURS = {"actors_user", "account_", "mfa_", "actors_invitation"}  # about those who log in


def about_guests(cells):
    """The cells that are not about those who log in, nor the country itself."""
    return [(place, text) for place, text in cells if not place.startswith((*REFERENCE, *OURS))]


@pytest.mark.slow
def test_a_lived_county_holds_nobody_but_those_who_log_in(lead):  # noqa: F811
    live_a_night(lead)
    call_command("seed", "--profile", "drill", "--json", verbosity=0)

    cells = about_guests(dump())
    lines = {line.phone for line in ContactLine.objects.all()} | {one.phone for one in Shelter.objects.all()}
    names = {one.name for one in User.objects.all()}

    assert len(cells) > 1000
    assert [
        place for place, text in cells if len(text) < 300 and not _is_machine(text) and has_personal_number(text)
    ] == []
    assert {place for place, text in cells if PHONE.search(text) and text not in lines} == set()
    assert {place for place, text in cells if "@" in text and "example" in text} == set()
    assert {(place, text) for place, text in cells if ORIGIN.search(text)} == set()
    assert {place for place, text in cells for name in names if name and name in text} == set()


def _is_machine(text):
    """Ids, digests, times and numbers of rows: long digits that nobody typed."""
    return re.fullmatch(r"[0-9a-f-]{32,}|[\d.: +-]+|\{.*\}|\[.*\]|[a-z_.]+:[0-9a-f-]+", text, re.DOTALL) is not None


def test_no_column_asks_what_is_never_asked():
    with connection.cursor() as cursor:
        columns = {
            (table, column.name)
            for table in connection.introspection.table_names(cursor)
            for column in connection.introspection.get_table_description(cursor, table)
        }

    assert len(columns) > 200
    assert {(table, name) for table, name in columns if set(name.split("_")) & NEVER_ASKED} == set()


@pytest.mark.slow
def test_tickets_slips_and_codes_go_when_their_time_is_over(lead):  # noqa: F811
    live_a_night(lead)
    codes = [*PlaceTicket.objects.values_list("code", flat=True), *Slip.objects.values_list("code", flat=True)]
    left = []

    for days in (0, 2, 13, 40):
        for rule in RULES.values():
            core.purge(rule=rule, at=now() + timedelta(days=days))
        cells = dump()
        left.append((PlaceTicket.objects.count() > 0, Slip.objects.count() > 0, any(
            code in text for code in codes for _place, text in cells
        )))  # fmt: skip

    assert left == [(True, True, True), (True, False, True), (False, False, False), (False, False, False)]
