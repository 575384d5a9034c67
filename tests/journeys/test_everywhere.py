"""Nothing is in the way on any public page: each language, light and dark, on a desk and at 400 % zoom."""

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


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
EDITIONS = ("sv", "lattlast", "en", "ro", "bg")
LONGEST = "bg"  # in words
DESK, ZOOMED = {"width": 1280, "height": 1024}, {"width": 320, "height": 256}  # what is left of it at 400 %
LOOKS = ((ZOOMED, "light"), (DESK, "dark"), (ZOOMED, "dark"), (DESK, "light"))
FILES = {"cold_poster", "manifest", "paper"}  # no pages
RUN = "async () => (await axe.run({resultTypes: ['violations']})).violations.map((one) => [one.id, one.nodes[0].html])"


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
    """What is in the way on a page, in some looks: by axe, or since it scrolls sideways."""
    page = browser.new_page(base_url=live_server.url, service_workers="block")

    def faults(address, looks):
        page.set_viewport_size(ZOOMED)
        page.goto(address)
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > ZOOMED["width"]:
            yield address, "scrolls sideways", wide
        if looks:
            page.evaluate(AXE_SCRIPT)
        for size, scheme in looks:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            yield from ((address, size["width"], scheme, *one) for one in page.evaluate(RUN))

    yield faults
    page.close()


def test_nothing_is_in_the_way_on_any_public_page(faults, draw):
    """In one language everything in every look; in the others each page small and light, and large and dark."""
    routes = {one.name for one in urls.urlpatterns if "edition" in str(one.pattern)}
    assert routes - FILES == {*addresses()} - {"missing"}

    found = []
    for edition in EDITIONS:
        for first, *others in addresses().values():
            found += faults(f"/{edition}/{first}", LOOKS if edition == LONGEST else LOOKS[:2])
            for rest in others:
                found += faults(f"/{edition}/{rest}", LOOKS[:2] if edition == LONGEST else ())
    drawn = ("/draws/", f"/draws/{draw.seal}/", f"/draws/{draw.seal}/?language=en")
    published = ("/statistik/", "/statistik/?language=en", "/statistik/v1/", "/data/", "/data/?language=en")
    for address in ("/", "/tillganglighet/", *drawn, *published):
        found += faults(address, LOOKS[:2])

    assert found == []
