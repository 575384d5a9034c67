"""The pages of the intake: a draw, its slips and its list."""

import pytest

from samverka.core.ids import new_id
from samverka.shelters.tests.factories import make_intake, make_pool
from samverka.shelters.tests.pages import make_draw, said, url


pytestmark = pytest.mark.usefixtures("in_english")


def test_a_draw_is_lived_through_on_its_pages(client, night, intake):
    pool = night.shelter.pool
    assert "Announce" in said(client.get(url("pool_draw", pool)))
    there = client.post(url("pool_draw", pool))["Location"]
    [draw] = pool.draws.all()
    assert there == url("draw", draw)
    for _ in range(3):
        handed = client.post(url("hand_out_slip", draw), {"id": new_id(), "quick": "man", "together": "must"})
        assert handed.status_code == 302
    slip = draw.slips.get(number=3)
    client.post(url("withdraw_slip", slip))
    assert url("undo_withdraw_slip", slip) in client.get(url("draw", draw)).content.decode()
    client.post(url("undo_withdraw_slip", slip))
    assert "takes part again" in said(client.get(url("draw", draw)))
    client.post(url("withdraw_slip", slip))
    early = client.post(url("draw_lots", draw), {"witness": "snö"})
    locked = client.post(url("lock_draw", draw))
    for ask in ((url("withdraw_slip", slip), {}), (url("hand_out_slip", draw), {"id": new_id(), "quick": "man"})):
        late = client.post(*ask)
        assert (late.status_code, "The list is locked" in said(late)) == (422, True)
    unlocked, _ = client.post(url("unlock_draw", draw)), client.post(url("lock_draw", draw))
    wordless = client.post(url("draw_lots", draw), {"witness": ""})
    drawn = client.post(url("draw_lots", draw), {"witness": "snö"})

    assert "Lock the list before you draw" in said(early)
    assert [one.status_code for one in (early, locked, unlocked, wordless, drawn)] == [422, 302, 302, 422, 302]
    wall = said(client.get(url("wall_list", draw)))
    assert all(one.code not in wall for one in draw.slips.all())
    assert "data-print" in wall
    assert client.post(url("unlock_draw", draw)).status_code == 422
    assert client.get(url("pool_draw", pool))["Location"] == there
    second = client.post(url("pool_draw", pool), {"again": "1"})["Location"]
    assert second == url("draw", pool.draws.get(round=2))
    printed = client.get(url("draw_tickets", draw), {"paper": "receipt", "language": "en"})
    assert said(printed).count("paper-receipt") >= 2


def test_a_list_without_places_says_so(client):
    pool = make_pool()
    client.force_login(make_intake(pool))

    answer = client.post(url("lock_draw", make_draw(pool)))

    assert (answer.status_code, "No shelter of this pool" in said(answer)) == (422, True)


def test_a_slip_says_when_and_where_and_its_code_is_in_no_address(client, night, intake):
    [slip] = make_draw(night.shelter.pool, 1).slips.all()

    page = client.get(url("slip", slip), {"language": "en", "paper": "receipt"})

    assert slip.code[:4] in said(page)
    assert slip.code not in page.request["PATH_INFO"]
