"""The product speaks Swedish: what `make messages` writes, what `make check` asks, and how a day is written."""

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, override


pytestmark = pytest.mark.on_sqlite


ROOT = Path(__file__).parent.parent
PO = Path("samverka/locale/sv/LC_MESSAGES/django.po")
CHRISTMAS = datetime.datetime(2026, 12, 24, 18, 5)  # noqa: DTZ001  (as it stands on the wall)

needs_gettext = pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed")


@pytest.fixture(autouse=True)
def _swedish():
    with override("sv"):
        yield


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """A small house with one page, whose texts are taken in and compiled."""
    house = tmp_path_factory.mktemp("pattern")
    (house / "tools").mkdir()
    shutil.copy(ROOT / "tools/messages", house / "tools")
    (house / PO).parent.mkdir(parents=True)
    shutil.copy(ROOT / PO, house / PO)
    write(house, 'gettext("Lock the list")')
    assert run(house).returncode == 0
    return house


@pytest.fixture
def house(tmp_path, pattern):
    """The same house, for one test to spoil."""
    return shutil.copytree(pattern, tmp_path / "house")


def write(house, code):
    (house / "samverka/page.py").write_text(code)


def run(house, *words):
    env = os.environ | {"BIN": str(Path(sys.executable).parent), "LC_ALL": "C.UTF-8"}
    return subprocess.run([house / "tools/messages", *words], env=env, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("english", "swedish"),
    [
        ("Confirm tonight's beds", "Bekräfta kvällens platser"),
        ("Lock the list", "Lås listan"),
        ("Draw the lots", "Dra lotterna"),
        ("Freeze the night", "Fastställ nattens siffror"),
        ("Exercise data: everything here is invented", "Övningsdata: allt här är påhittat"),
    ],
)
def test_the_night_is_told_in_swedish(english, swedish):
    assert gettext(english) == swedish


def test_one_and_many_are_told_apart():
    assert [ngettext("%d woman", "%d women", count) % count for count in (1, 2)] == ["1 kvinna", "2 kvinnor"]


@pytest.mark.parametrize(
    ("form", "swedish"),
    [
        ("l j F Y", "torsdag 24 december 2026"),
        ("DATE_FORMAT", "24 december 2026"),
        ("SHORT_DATETIME_FORMAT", "2026-12-24 18:05"),
        ("TIME_FORMAT", "18:05"),
    ],
)
def test_days_and_hours_are_written_as_in_sweden(form, swedish):
    assert date_format(CHRISTMAS, form) == swedish


@needs_gettext
def test_a_house_whose_texts_all_have_their_swedish_passes(house):
    assert run(house, "--check").returncode == 0


@needs_gettext
@pytest.mark.parametrize("text", ["Sing a song", "Sing a song.\\n\\nThen another.", "Lock the lists"])
def test_a_text_without_swedish_does_not_pass(house, text):
    write(house, f'gettext("Lock the list"); gettext("{text}")')

    checked = run(house, "--check")

    assert checked.returncode == 1
    assert text.partition("\\n")[0] in checked.stderr


@needs_gettext
def test_swedish_that_is_written_but_not_compiled_does_not_pass(house):
    (house / PO).write_text((house / PO).read_text().replace("Lås listan", "Stäng listan"))

    checked = run(house, "--check")

    assert checked.returncode == 1
    assert "stale" in checked.stderr


@needs_gettext
def test_swedish_that_forgets_a_placeholder_does_not_pass(house):
    write(house, 'gettext("Page %(number)s")')
    run(house)
    (house / PO).write_text(
        (house / PO).read_text().replace('"Page %(number)s"\nmsgstr ""', '"Page %(number)s"\nmsgstr "Sida"')
    )

    assert run(house, "--check").returncode == 1


@needs_gettext
def test_a_text_for_everybody_without_romanian_does_not_pass_and_one_for_staff_does(house):
    romanian = house / "samverka/locale/ro/LC_MESSAGES/django.po"
    shutil.copytree(ROOT / "samverka/locale/ro", house / "samverka/locale/ro")
    (house / "samverka/web").mkdir()
    (house / "samverka/web/forms.py").write_text('gettext("Lock the list")')
    run(house)

    checked = run(house, "--check")
    romanian.write_text(
        romanian.read_text().replace('"Lock the list"\nmsgstr ""', '"Lock the list"\nmsgstr "Închide lista"')
    )
    run(house)

    assert checked.returncode == 1
    assert "locale/ro" in checked.stderr
    assert run(house, "--check").returncode == 0


def test_without_gettext_it_says_so(monkeypatch, tmp_path):
    (tmp_path / "dirname").symlink_to(shutil.which("dirname"))
    monkeypatch.setenv("PATH", str(tmp_path))

    checked = run(ROOT, "--check")

    assert checked.returncode == 1
    assert "Please install: gettext" in checked.stderr
