"""What stands in the catalogue of this installation: every published table, and the public directory.

Its addresses are those of `SITE_ADDRESS`, not of who asks, so that harvesters find the same things again.
"""

from calendar import monthrange
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from samverka.situation import queries
from samverka.situation.formats import dumps
from samverka.situation.formats.dcat import Agent, Catalogue, Dataset, Distribution, Service, Words
from samverka.situation.formats.openapi import SHEET
from samverka.situation.models import PublishedCell, PublishedTable


FILES = {"json": ("JSON-stat", "application/json"), "csv": ("CSV", "text/csv"), "xlsx": ("XLSX", SHEET)}
HSDS = "https://docs.openreferral.org/en/latest/hsds/"
JSON_STAT = "https://json-stat.org/full/"
KEYWORDS = {"sv": ["hemlöshet", "natthärbärge", "socialt stöd"], "en": ["homelessness", "night shelter", "social aid"]}


def catalogue() -> Catalogue:
    tables = list(queries.newest_tables())
    numbers = [_table(one) for one in tables]
    return Catalogue(
        iri=_thing("catalogue"),
        title=_words(_("Open data from Samverka")),
        description=_words(
            _("Where help is found, and how many places, nights and visits there are. Never anything about anybody.")
        ),
        page=_address("situation:catalogue"),
        publisher=_publisher(),
        contact=_thing("contact"),
        datasets=[*numbers, *_everything(), _directory()],
        services=[_statistics([one.iri for one in numbers]), _directory_service()],
        modified=max((one.published_at for one in tables), default=None),
    )


def _publisher() -> Agent:
    told = settings.PUBLISHER
    return Agent(
        iri=f"http://dataportal.se/organisation/SE{told['number']}" if told["number"] else _thing("publisher"),
        name=told["name"] or "Samverka",
        kind=told["type"] or "NationalAuthority",
        email=told["email"] or settings.ACCESSIBILITY_CONTACT,
    )


def _table(table: PublishedTable) -> Dataset:
    first = queries.versions_of(table.name).last()
    return Dataset(
        iri=_thing(table.name),
        title={language: queries.title_of(table, language) for language in queries.LANGUAGES},
        description={language: table.words[language]["description"] for language in queries.LANGUAGES},
        keywords=KEYWORDS,
        page=f"{_address('situation:statistics')}#{table.name}",
        frequency=table.step,
        distributions=list(_files(table)),
        issued=first.published_at if first else None,
        modified=table.published_at,
        span=_span(table),
    )


def _everything() -> Iterator[Dataset]:
    """All tables in one file of each kind, when there are any."""
    made = queries.dumps()
    if not made:
        return
    yield Dataset(
        iri=_thing("everything"),
        title=_words(_("All statistics in one file")),
        description=_words(_("Every number that was published, a line for each. Made anew at night.")),
        keywords=KEYWORDS,
        page=_address("situation:statistics"),
        frequency="daily",
        distributions=[
            Distribution(
                _thing(f"everything-{one.kind}"), _words(one.get_kind_display()), _address("statistics:dump", one.kind),
                dumps.PARQUET if one.kind == "parquet" else dumps.CSV, service=_thing("statistics"),
            )
            for one in made
        ],
        modified=made[0].made_at,
    )  # fmt: skip


def _files(table: PublishedTable) -> Iterator[Distribution]:
    for extension, (name, media) in FILES.items():
        url = _address("statistics:data_as", table.name, extension)
        title = {language: f"{queries.title_of(table, language)} ({name})" for language in queries.LANGUAGES}
        yield Distribution(_thing(f"{table.name}-{extension}"), title, url, media, service=_thing("statistics"))


def _span(table: PublishedTable) -> tuple[str, str]:
    """The first and the last day that the table tells of."""
    told = PublishedCell.objects.filter(table__name=table.name).aggregate(first=Min("period"), last=Max("period"))
    return _days(told["first"])[0], _days(told["last"])[1]


def _days(period: str) -> tuple[str, str]:
    """The first and the last day of a month ("2026-11") or a quarter ("2026-Q4")."""
    year, part = period.split("-")
    begins, ends = (3 * int(part[1]) - 2, 3 * int(part[1])) if part[0] == "Q" else (int(part), int(part))
    return f"{year}-{begins:02}-01", f"{year}-{ends:02}-{monthrange(int(year), ends)[1]}"


def _directory() -> Dataset:
    package, lists = _address("hsds:package"), _address("hsds:about")
    return Dataset(
        iri=_thing("directory"),
        title=_words(_("The public directory of help")),
        description=_words(
            _("Where somebody finds a bed, a meal, a shower, care or advice: services, places and hours, by language.")
        ),
        keywords=KEYWORDS,
        page=f"{_address('situation:catalogue')}#directory",
        frequency="daily",
        distributions=[
            Distribution(
                _thing("directory-package"), _words(_("Everything as a Tabular Data Package")), package,
                "application/zip",
            ),
            Distribution(
                _thing("directory-lists"), _words(_("One by one, in HSDS")), lists, "application/json",
                service=_thing("hsds"), is_file=False,
            ),
        ],
    )  # fmt: skip


def _statistics(serves: list[str]) -> Service:
    return Service(
        iri=_thing("statistics"),
        title=_words(_("Statistics by machine")),
        description=_words(_("Every published table and all its versions, as JSON-stat, CSV and XLSX.")),
        endpoint=_address("situation:guide"),
        api_description=_address("statistics:description"),
        media="application/json",
        page=_address("situation:guide"),
        serves=serves,
        conforms_to=JSON_STAT,
    )


def _directory_service() -> Service:
    return Service(
        iri=_thing("hsds"),
        title=_words(_("The public directory by machine")),
        description=_words(_("Services, places and providers in Open Referral HSDS 3.1, in pages or in lines.")),
        endpoint=_address("hsds:about"),
        api_description=_address("hsds:description"),
        media="application/json",
        page=f"{_address('situation:catalogue')}#directory",
        serves=[_thing("directory")],
        conforms_to=HSDS,
    )


def _words(text: object) -> Words:
    """A text in each of our languages."""
    told = {}
    for language in queries.LANGUAGES:
        with override(language):
            told[language] = str(text)
    return told


def _thing(name: str) -> str:
    """The address of a thing: its place on the page of the catalogue."""
    return f"{_address('situation:catalogue')}#{name}"


def _address(name: str, *args: object) -> str:
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse(name, args=args)}"
