"""Nothing is in the way on any public page: each language, light and dark, on a desk and at 400 % zoom."""

from itertools import chain

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.utils.timezone import now

from samverka.directory.models import Service
from samverka.directory.tests.factories import fill_reference
from samverka.shelters import clock
from samverka.shelters.tests.factories import make_draw, make_night, make_pool, make_shelter
from samverka.situation.tests.publishing import publish
from samverka.web import urls
from samverka.web.tests.factories import make_town
from samverka.web.views.lists import MORNING
from tests.journeys.shown import show
from tests.test_architecture import OPEN_TO_ALL


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
EDITIONS = ("bg", "sv", "lattlast", "en", "ro")  # the longest in words first: it is looked at the most
DESK, ZOOMED = {"width": 1280, "height": 1024}, {"width": 320, "height": 256}  # what is left of it at 400 %
BY_LOOK = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
LOOKS = ((ZOOMED, "light", ()), (DESK, "dark", ()), (DESK, "light", BY_LOOK), (ZOOMED, "dark", BY_LOOK))
MUCH = 25  # elements that are new on a page, and it is looked at in every look
FILES = {"cold_poster", "manifest", "paper"}  # no pages
NO_PAGES = {"exchange:network_calendar", "situation:published_file"}
RUN = """async (rules) => (
  await axe.run({resultTypes: ['violations'], preload: false, ...(rules.length ? {runOnly: rules} : {})})
).violations.map((one) => [one.id, one.nodes[0].html])"""
LOOK = """() => {
  const shapes = new Set(), ids = new Map(), known = new Map([[null, '']]);
  const headings = [...document.querySelectorAll('h1, h2, h3, h4')].map((one) => one.localName).join(' ');
  shapes.add(headings.replace(/(h\\d)( \\1)+/g, '$1'));
  for (const one of document.querySelectorAll('*')) {
    const told = ['class', 'lang', 'role', 'type'].map((name) => one.getAttribute(name) || '');
    const names = one.getAttributeNames().map((name) => (one.getAttribute(name) ? name : `${name}!`)).sort();
    const text = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const shape = [one.localName, ...told, ...names, text].join('|');
    known.set(one, shape);
    shapes.add(`${known.get(one.parentElement) || ''} > ${shape}`);
    if (one.id) ids.set(one.id, (ids.get(one.id) || 0) + 1);
  }
  const twice = [...ids].filter(([_id, times]) => times > 1).map(([id]) => id);
  return [document.documentElement.scrollWidth, twice, [...shapes]];
}"""


def addresses():
    """Each page by the name of its route, in all that can be the matter with it."""
    offers = {one.name: f"service/{one.pk}/" for one in Service.objects.all()}
    shown = [
        offers[next(name for name in offers if name.startswith(begin))]
        for begin in ("Dusch, ", "Provbussen", "Natthärbärge", "Saker till små", "Stödtelefon", "Samtal när")
    ]
    return {
        "start": ["", "?q=xyzzy", "?q=upp"],
        "town": ["stockholm/", "kiruna/"],
        "services": [
            *(f"stockholm/{what}/" for what in ("open", "today", "all", "hygiene", "shower", "shelter-women")),
            *(f"stockholm/?q={word}" for word in ("dusch", "xyzzy")),
        ],
        "tonight": ["stockholm/tonight/", "kiruna/tonight/"],
        "where": ["child/"],
        "child": ["stockholm/child/", "kiruna/child/"],
        "tip_where": ["tip/", "tip/?q=xyzzy"],
        "tip": ["stockholm/tip/", "kiruna/tip/"],
        "send_tip": ["stockholm/tip/outdoors/", "stockholm/tip/exploitation/", "stockholm/tip/child/"],
        "tip_answer": ["tip/answer/"],
        "map": ["stockholm/map/", "kiruna/map/"],
        "service": shown,
        "report_error": [f"{shown[0]}report/"],
        "thanks": [f"{shown[0]}report/thanks/"],
        "statement": ["tillganglighet/"],
        "open_to_all": ["oppet/"],
        "offline": ["offline/"],
        "missing": ["stockholm/nothing/"],
    }


@pytest.fixture
def draw():
    """The town of the exercise, and a draw for tonight's beds."""
    fill_reference()
    make_town(at=now())
    publish()
    pool, tonight = make_pool(), clock.tonight(now(), closes=MORNING)
    make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=9, date=tonight)
    return make_draw(pool, date=tonight)


@pytest.fixture
def faults(browser, live_server):
    """What is in the way on a page: it scrolls sideways, an id stands twice, or axe finds something.

    Axe looks in the light on a small screen and in the dark on a large one, and where much is new for contrast and
    layout also the other way round. It looks at a page where something stands inside something that it has not seen
    yet: once for each template rather than for each page. That an element is empty, or its language, makes it another.
    """
    page, seen = browser.new_page(base_url=live_server.url, service_workers="block"), set()

    def faults(address):
        page.set_viewport_size(ZOOMED)
        page.emulate_media(color_scheme="light")
        page.goto(address)
        wide, twice, shapes = page.evaluate(LOOK)
        if wide > ZOOMED["width"]:
            yield address, "scrolls sideways", wide
        yield from ((address, "stands twice", one) for one in twice)
        if new := set(shapes) - seen:
            seen.update(new)
            page.evaluate(AXE_SCRIPT)
            for size, scheme, rules in LOOKS if len(new) > MUCH else LOOKS[:2]:
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=scheme)
                found = page.evaluate(RUN, rules)
                yield from ((address, size["width"], scheme, *one) for one in found)

    yield faults
    page.close()


def test_nothing_is_in_the_way_on_any_public_page(faults, draw):
    """Each in every language that it speaks."""
    routes = {one.name for one in urls.urlpatterns if "edition" in str(one.pattern)}
    assert routes - FILES == {*addresses()} - {"missing"}
    programmes = show()
    ours = {name for name in OPEN_TO_ALL if name.startswith(("exchange:", "programmes:", "situation:published"))}
    assert ours - NO_PAGES == {*programmes}

    drawn = ("/draws/", f"/draws/{draw.seal}/")
    told = [
        "/",
        "/tillganglighet/",
        "/oppet/",
        *drawn,
        "/statistik/",
        "/statistik/v1/",
        "/data/",
        "/hjalp-till/",
        *chain(*programmes.values()),
    ]
    walked = [f"/{edition}/{one}" for edition in EDITIONS for ways in addresses().values() for one in ways]
    for one in told:
        walked += [one, f"{one}{'&' if '?' in one else '?'}language=en"]

    assert [fault for one in walked for fault in faults(one)] == []
