"""Anybody checks a draw in the browser: on a phone, from a saved file, and without scripts."""

import json
from dataclasses import replace
from random import Random

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from samverka.core.ids import new_id
from samverka.shelters import actions, clock, record
from samverka.shelters.draw import canonical, commitment, order, tier
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.record.building import slips_of
from samverka.shelters.tests.factories import (
    make_draw,
    make_group,
    make_intake,
    make_night,
    make_pool,
    make_shelter,
    party,
)
from samverka.shelters.tests.pools import SHAPES, hard_pool
from samverka.shelters.tests.test_record import (
    FULL,
    drawn_record,
    impossible_arrangements,
    inside,
    leaves,
    locked_anew,
    of_extra_lots,
    of_women_first,
    other,
)


pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PARTIES = (
    *[party(women=1)] * 3, *[party(men=1)] * 4, party(women=1, men=1), party(women=2, together="prefer"),
    party(women=1, children=2), party(men=1, dog=True), party(women=1, step_free=True),
)  # fmt: skip


@pytest.fixture
def drawn():
    """A draw of tonight, published."""
    pool, tonight = make_pool(), clock.tonight(now(), closes=MORNING_CLOSE)
    for kind, beds, more in (("women", 2, {}), ("mixed", 5, {"pets": True}), ("family", 4, {"rooms": [4, 3]})):
        shelter = make_shelter(pool=pool, organisation=pool.organisation)
        make_group(shelter, kind=kind, beds=beds, **more)
        make_night(shelter=shelter, date=tonight)
    host, draw = make_intake(pool), make_draw(pool, date=tonight)
    for one in PARTIES:
        actions.hand_out_slip(id=new_id(), draw=draw, party=one, by=host, at=now())
    draw.slips.filter(number=4).update(withdrawn_at=now())
    actions.lock_draw(draw=draw, by=host, at=now())
    return actions.draw_lots(draw=draw, witness="Snöflinga ß", by=host, at=now())


def address(draw):
    return reverse("shelters:open_draw", args=[draw.seal])


def verdicts(page):
    """Each step and how it went, as it stands on the page."""
    return {
        line.get_attribute("data-check"): line.locator(".mark").inner_text()
        for line in page.locator("[data-check]").all()
    }


@pytest.mark.parametrize("width", [360, 1280])
def test_anybody_checks_a_draw_in_the_browser(page, obstacles, drawn, width):
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(reverse("shelters:open_draws"))
    assert obstacles() == []
    page.get_by_role("link", name=drawn.pool.name).click()
    expect(page.get_by_role("status")).to_have_text("Allt som din webbläsare har räknat på stämmer.")

    assert {*verdicts(page).values()} == {"✓ stämmer"}
    assert len(verdicts(page)) == 8
    expect(page.get_by_text("Snöflinga ß").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert obstacles() == []
    assert page.context.cookies() == []


@pytest.mark.parametrize(
    ("step", "change"),
    [
        ("form", lambda it: it.pop("seed")),
        ("secret", lambda it: it.update(secret="cd" * 32)),
        ("list", lambda it: it["list"]["bins"][0].update(beds=30)),
        ("rules", lambda it: it["list"]["withdrawn"].clear()),
        ("seed", lambda it: it.update(witness="snöflinga ß")),
        ("order", lambda it: it["results"].reverse()),
        ("arrangement", lambda it: next(one for one in it["results"] if one["bins"])["bins"][0].__setitem__(0, "Z-9")),
        ("law", lambda it: next(one for one in it["results"] if one["bins"]).update(bins=[], reason="no_room")),
    ],
)
def test_a_saved_record_that_was_changed_is_found_out_at_the_right_step(page, drawn, step, change):
    made = json.loads(json.dumps(drawn.record))
    change(made)
    page.goto(address(drawn))
    expect(page.get_by_role("status")).to_contain_text("stämmer.")

    file = {"name": "draw.json", "mimeType": "application/json", "buffer": json.dumps(made).encode()}
    page.get_by_label("Kontrollera ett protokoll som du har sparat").set_input_files(file)

    expect(page.get_by_role("status")).to_contain_text("Lita inte på det här protokollet")
    assert verdicts(page)[step].startswith("✗")


def test_a_file_of_another_draw_does_not_fit_the_seal_of_this_one(page, drawn):
    page.goto(address(drawn))
    expect(page.get_by_role("status")).to_contain_text("stämmer.")

    file = {"name": "draw.json", "mimeType": "application/json", "buffer": json.dumps(FULL).encode()}
    page.get_by_label("Kontrollera ett protokoll som du har sparat").set_input_files(file)

    expect(page.get_by_role("status")).to_contain_text("Lita inte på det här protokollet")
    assert [step for step, said in verdicts(page).items() if said != "✓ stämmer"] == ["secret", "list"]


def test_without_scripts_everything_is_told_all_the_same(browser, live_server, drawn):
    context = browser.new_context(base_url=live_server.url, locale="sv-SE", java_script_enabled=False)
    page = context.new_page()

    page.goto(address(drawn))

    expect(page.get_by_role("heading", name="Så vet du att lottningen är rättvis")).to_be_visible()
    expect(page.get_by_text("samverka draw verify record.json")).to_be_visible()
    expect(page.get_by_text("Slå på skript")).to_be_visible()
    expect(page.locator(".choose")).to_be_hidden()
    assert page.get_by_role("row").count() > len(PARTIES)
    assert drawn.commitment in page.content()
    context.close()


WORDS = (
    "snö", "Snö", "SNÖ", "straße", "STRASSE", "İstanbul", "ﬁ", "é", "e\u0301", "Å", "ς Σ", "𝄞 \U0001f600",
    "\ufffd\ue000", '"\\/', "\u2028\u2029\x7f", "\x01\b\f", "7", "- 1", "  ",
)  # fmt: skip


def test_the_browser_computes_what_the_command_computes(page, live_server, drawn):
    """Canonical form, hashes, seeds and orders of many records, in both languages."""
    random = Random(7)  # noqa: S311 (the same every time)
    made = []
    for turn in range(50):
        parties, bins = hard_pool(random.choice(sorted(SHAPES)), parties=random.randint(1, 30), places=15, turn=turn)
        first = random.sample(("women", "step_free", "families"), turn % 4)
        parties = [replace(one, tier=tier(one, first), weight=random.randint(0, 1)) for one in parties]
        words = {"ä": random.choice(WORDS), "\U0001f600": 1, "\ue000": [random.choice(WORDS)], "B": True, "a": -5}
        made.append(drawn_record(parties, bins, witness=WORDS[turn % len(WORDS)], priority_order=first, **words))
    page.goto(address(drawn))

    told = page.evaluate(
        """async (made) => {
            const draw = await import("/static/shelters/open_draw.js")
            const found = []
            for (const record of made) {
                const steps = []
                for await (const [name, faults] of draw.checks(record)) steps.push([name, faults.length])
                found.push([
                    draw.canonical(record.list), await draw.hashOf(record.list),
                    await draw.seedOf(record.secret, record.witness, record.list_hash),
                    (await draw.order(record.list.slips, record.seed)).map((slip) => slip.number), steps,
                ])
            }
            return found
        }""",
        made,
    )

    steps = [[step, 0] for step in ("form", "secret", "list", "rules", "seed", "order", "arrangement", "law")]
    assert told == [
        [
            canonical(one["list"]).decode(), record.list_hash(one["list"]), one["seed"],
            [party.number for party in order(slips_of(one["list"]), seed=one["seed"])], steps,
        ]
        for one in made
    ]  # fmt: skip
    assert {commitment(bytes.fromhex(one["secret"])) for one in made} == {made[0]["commitment"]}


def test_the_browser_finds_whatever_the_command_finds(page, drawn):
    """One value after the other is changed, with and without working the rest out again."""
    changed = [*impossible_arrangements(), of_extra_lots(days=0), of_women_first(priorities=[])]
    for path in leaves(FULL):
        one = json.loads(json.dumps(FULL))
        inside(one, path[:-1])[path[-1]] = other(inside(FULL, path))
        changed += [one, locked_anew(one)] if path[0] == "list" and len(path) > 1 else [one]
    page.goto(address(drawn))

    holds = page.evaluate(
        """async (made) => {
            const { checks } = await import("/static/shelters/open_draw.js")
            const found = []
            for (const record of made) {
                let all = 0
                for await (const [name, faults] of checks(record)) all += faults.length ? 0 : 1
                found.push(all === 8)
            }
            return found
        }""",
        changed,
    )

    assert len(changed) > 300
    assert [one for one, fine in zip(changed, holds, strict=True) if fine and record.problems(one)] == []
