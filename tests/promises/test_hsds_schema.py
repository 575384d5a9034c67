"""A generic client of others asks the public directory whatever its description allows, and more."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.timezone import localdate, now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.directory.actions import translate
from samverka.directory.models import Language, Notice
from samverka.directory.tests.factories import add_hours, make_place, make_service


pytestmark = pytest.mark.on_postgresql


SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))
EXAMPLES = os.environ.get("EXAMPLES", "4")  # of each operation; 100 before a release
PATIENCE = 900  # seconds


@pytest.fixture
def directory(transactional_db):
    """Some services; a test with threads may have emptied the tables of languages and categories."""
    import_module("samverka.directory.migrations.0002_languages_and_categories").fill(apps, None)
    services = [make_service(), make_service(category="FOOD-MEAL", cost=20, audience=["women"], spoken=["ro"])]
    services += [make_service(places=(make_place(address_class="area_only", area="Söder"),))]
    english, translator = Language.objects.get(pk="en"), make_user(Role.TRANSLATOR)
    for one in services:
        add_hours(one)
        Notice.objects.create(service=one, text="Kallt vatten", first_day=localdate())
        said = {"subject": one.pk, "field": "name", "text": "Shower", "of_version": 1}
        translate(language=english, by=translator, at=now(), **said)
    return services


@pytest.mark.slow
def test_the_directory_keeps_to_its_description(directory, live_server, tmp_path):
    (tmp_path / "schemathesis.toml").write_text(settings(directory))
    command = [
        SCHEMATHESIS, "run", f"{live_server.url}/hsds/v3/openapi.json",
        "--max-examples", EXAMPLES, "--phases", "coverage,fuzzing", "--seed", "1", "--no-color", "--no-shrink",
        "--generation-database", "none", "--warnings", "off",
    ]  # fmt: skip

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE)

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def settings(services):
    """Where an id is asked for, mostly one that is there. That nothing is near to nowhere stands in no schema."""
    known = [str(one.pk) for one in services] + [str(one.provider_id) for one in services]
    known += [str(one.at_places.get().pk) for one in services] + [str(one.category_id) for one in services]
    return "\n".join(
        [
            f"[dictionaries.known]\nvalues = {json.dumps(known)}",
            "[parameters]",
            *(
                f'"{name}" = {{ dictionary = "known", probability = 0.7 }}'
                for name in ("path.id", "query.organization_id")
            ),
            '[[operations]]\ninclude-path = "/service_at_locations"\nchecks.positive_data_acceptance.enabled = false',
        ]
    )
