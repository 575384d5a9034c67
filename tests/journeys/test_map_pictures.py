"""An operator's own map pictures under our map: as a browser draws them."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from samverka.directory.tests.factories import fill_reference, make_place, make_service
from samverka.web.tests.tiles import STOCKHOLM, around, make_tiles
from tests.journeys.test_everywhere import LOOKS, RUN, ZOOMED


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_pictures_come_from_us_late_and_nothing_is_in_the_way(page, tmp_path, settings):
    settings.MAP_TILES = str(make_tiles(tmp_path / "town.pmtiles", around(STOCKHOLM, range(8, 16), reach=4)))
    fill_reference()
    provider = make_service().provider
    for number in range(10, 50):
        make_service(provider, places=(make_place(provider, latitude=f"59.3{number}", longitude=f"18.1{number}"),))
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.set_viewport_size(ZOOMED)
    page.goto("/sv/stockholm/map/", wait_until="networkidle")
    assert [address for address in asked if "/map-tiles/" in address] == []
    page.get_by_role("link", name="kartan").click()
    page.wait_for_load_state("networkidle")

    pictures = [address for address in asked if "/map-tiles/" in address]
    assert len(pictures) == page.locator("svg.map img").count() > 3
    assert page.get_by_role("link", name="OpenStreetMap").is_visible()
    assert all(address.startswith(page.url.split("/sv/")[0]) for address in asked)
    page.evaluate(AXE_SCRIPT)
    for size, scheme, rules in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.evaluate(RUN, rules) == []
