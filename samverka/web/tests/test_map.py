"""The map: its places, and pictures under it from a file that an operator keeps."""

import os
import re
from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from django.utils.timezone import now
from pmtiles.tile import Compression, TileType

from samverka.directory import actions
from samverka.directory.tests.factories import make_place, make_service
from samverka.web.tests.tiles import STOCKHOLM, around, make_tiles, png
from samverka.web.tiles import Credit, Square, Tiles, Unusable, named, world
from samverka.web.views.map import LARGEST, WIDTH


IMAGE = re.compile(r'<foreignObject x="(\S+)"\s+y="(\S+)"\s+width="(\S+)"[^>]+>\s+<img src="([^"]+)"')
PLACES = [world(18.06, 59.3), world(18.10, 59.345)]
CIRCLE = re.compile(r'<circle cx="([^"]+)" cy="([^"]+)"')


@pytest.fixture
def tiles(tmp_path, settings):
    path = make_tiles(tmp_path / "town.pmtiles", around(STOCKHOLM, range(8, 16)))
    settings.MAP_TILES = str(path)
    return Tiles(path)


@pytest.fixture
def town_map(client, shower):
    """The map of the town, which has two places."""
    provider = shower.provider
    far = make_place(provider, latitude="59.345", longitude="18.10")
    make_service(provider, places=(far,))

    def look():
        text = client.get("/sv/stockholm/map/").content.decode()
        return SimpleNamespace(text=text, images=IMAGE.findall(text), circles=CIRCLE.findall(text))

    return look


def _square(address):
    return Square(*map(int, address.split("/")[3:]))


def test_without_a_file_the_map_has_no_pictures(client, town_map):
    assert town_map().images == []
    assert client.get("/map-tiles/0123456789ab/3/4/2").status_code == 404


def test_pictures_lie_under_the_places_where_they_belong(tiles, town_map):
    found = town_map()

    for (east, south), (x, y) in zip(PLACES, found.circles, strict=True):
        under = [
            _square(address)
            for left, top, side, address in found.images
            if 0 <= float(x) - float(left) <= float(side) and 0 <= float(y) - float(top) <= float(side)
        ]
        zoom = under[0].zoom
        assert Square(zoom, int(east * 2**zoom), int(south * 2**zoom)) in under
    assert found.text.index("<foreignObject") < found.text.index("<circle")


def test_pictures_are_large_enough_to_see_and_small_enough_to_be_sharp(tiles, town_map):
    found = town_map().images

    assert all(LARGEST / 2 <= float(side) <= LARGEST + 1 for *_rest, side, _address in found)
    assert 0 < len(found) <= (WIDTH / (LARGEST / 2) + 1) ** 2


def test_only_pictures_that_are_there_are_asked_for(client, tiles, town_map):
    for *_rest, address in town_map().images:
        assert client.get(address).status_code == 200


def test_a_file_without_details_is_stretched_a_little_and_then_left_out(tmp_path, settings, town_map):
    for most, is_drawn in ((12, True), (9, False)):
        path = make_tiles(tmp_path / f"{most}.pmtiles", around(STOCKHOLM, range(most + 1)))
        settings.MAP_TILES = str(path)
        assert bool(town_map().images) == is_drawn
        actions.touch(["0180"], at=now())


def test_a_picture_is_kept_for_ever_and_is_the_same_for_all(client, tiles, town_map):
    address = town_map().images[0][-1]

    answer = client.get(address)

    assert answer.content == tiles.picture(_square(address))
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in answer.headers["Vary"]
    assert answer.cookies == {}
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
    assert client.post(address).status_code == 405


def test_what_is_not_in_the_file_is_not_found(client, tiles):
    here = next(around(STOCKHOLM, [12]))
    known = f"/map-tiles/{tiles.version}/{'/'.join(map(str, here))}"

    assert client.get(known).status_code == 200
    assert client.get(known.replace(tiles.version, "0" * 12)).status_code == 404
    for place in ("7/1/1", "16/1/1", "12/0/0", "12/4096/0", "0/0/0", "99/1/1", f"12/{9**30}/1", f"{9**30}/1/1"):
        assert client.get(f"/map-tiles/{tiles.version}/{place}").status_code == 404


def test_who_made_the_map_is_told_with_words_and_links_alone(tiles, town_map):
    text = town_map().text

    assert '<a href="https://www.openstreetmap.org/copyright" rel="noreferrer">OpenStreetMap</a>' in text
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("© Lantmäteriet", [Credit("© Lantmäteriet")]),
        ('<a href="javascript:alert(1)">x</a>', [Credit("x")]),
        ('<b>A</b><a href="http://a.example/">B', [Credit("A"), Credit("B", "http://a.example/")]),
        ("", []),
        ("<", [Credit("<")]),
    ],
)
def test_credits_are_read_from_html(html, found):
    assert named(html) == found


@pytest.mark.parametrize("metadata", [[], {"attribution": 3}, {}])
def test_a_file_that_names_nobody_is_used_without(tmp_path, metadata):
    assert Tiles(make_tiles(tmp_path / "a.pmtiles", [(0, 0, 0)], metadata=metadata)).credits == []


def test_a_large_file_is_read_through_its_directories(tmp_path):
    """So many pictures that one directory cannot hold them."""
    path = make_tiles(tmp_path / "many.pmtiles", ((9, x, y) for x in range(0, 512, 3) for y in range(0, 512, 5)))

    found = Tiles(path)

    assert found.picture(Square(9, 300, 205)) == png(bytes((90 + 30 * 4, 90, 90)))
    assert found.picture(Square(9, 301, 205)) is None


def _overwrite(path, place, held):
    with path.open("r+b") as file:
        file.seek(place)
        file.write(held)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "No such file or directory"),
        (lambda path: (path.unlink(), path.mkdir()), "Is a directory"),
        (lambda path: os.truncate(path, 0), "no PMTiles file, or damaged"),
        (lambda path: os.truncate(path, 130), "cut off"),
        (lambda path: os.truncate(path, path.stat().st_size - 1), "cut off"),
        (lambda path: path.write_bytes(b"PMTiles\x02" + bytes(200)), "not of version 3"),
        (lambda path: path.write_bytes(b"\xff" * 500), "no PMTiles file, or damaged"),
        (lambda path: _overwrite(path, 127, b"\0" * 40), "no PMTiles file, or damaged"),
        (lambda path: _overwrite(path, 140, b"\xff" * 10), "no PMTiles file, or damaged"),
        (lambda path: _overwrite(path, 99, b"\x63"), "no PMTiles file, or damaged"),
        (lambda path: _overwrite(path, 101, b"\xff"), "no PMTiles file, or damaged"),
        (lambda path: _overwrite(path, 97, b"\x04"), "packed in another way"),
        (lambda path: make_tiles(path, [(0, 0, 0)], type=TileType.MVT), "does not hold pictures"),
        (lambda path: make_tiles(path, [(0, 0, 0)], compression=Compression.GZIP), "does not hold pictures"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_at_the_start_and_stops_no_page(tmp_path, settings, spoil, said, town_map):
    path = make_tiles(tmp_path / "spoilt.pmtiles", around(STOCKHOLM, range(10, 14)))
    spoil(path)
    settings.MAP_TILES = str(path)

    told = [one for one in run_checks() if one.id == "web.W001"]

    assert len(told) == 1
    assert said in told[0].msg
    assert town_map().images == []
    with pytest.raises(Unusable):
        Tiles(path)


def test_a_good_file_is_nothing_to_tell_of(tiles):
    assert [one for one in run_checks() if one.id == "web.W001"] == []


def test_a_file_that_is_cut_while_it_is_used_has_fewer_pictures(client, tiles, settings, town_map):
    """A mapping of it would end the process."""
    address = town_map().images[0][-1]
    assert client.get(address).status_code == 200

    os.truncate(settings.MAP_TILES, 100)

    assert client.get(address).status_code == 404
    assert town_map().circles != []


def test_a_town_along_a_river_is_no_ribbon(client, shower):
    far = make_place(shower.provider, latitude="59.90", longitude="18.06")
    make_service(shower.provider, places=(far,))

    text = client.get("/sv/stockholm/map/").content.decode()

    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', text).groups())
    assert height <= 2 * width


def test_a_place_lies_where_web_maps_have_it():
    """Stockholm's Sergels torg at zoom 12, as every tile server counts."""
    east, south = world(18.0632, 59.3326)

    assert (int(east * 4096), int(south * 4096)) == (2253, 1204)
