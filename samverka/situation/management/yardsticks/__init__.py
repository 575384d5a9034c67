"""Tables that disclosure control is measured on: one of others, so that figures can be compared, and invented ones."""

import csv
from pathlib import Path
from random import Random

import numpy as np

from samverka.situation.disclosure.tables import ALL, Dimension, Table, tabulate


COUNTIES = [f"{number:02}" for number in range(1, 26) if number not in {2, 11, 15, 16}]
CATEGORIES = {"women": 5.0, "men": 3.0, "children": 1.5, "day": 1.0, "night": 0.5}  # and how common each is


def z3() -> Table:
    """Statistics Norway's example: region in county, topic, part of the year; 800 cells."""
    with Path(__file__).with_name("z3.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    counties = {row["region"]: row["fylke"] for row in rows}
    dimensions = (
        Dimension("region", counties | dict.fromkeys(counties.values(), ALL)),
        Dimension.flat("topic", {row["hovedint"] for row in rows}),
        Dimension.flat("month", {row["mnd"] for row in rows}),
    )
    return tabulate("z3", dimensions, {(row["region"], row["hovedint"], row["mnd"]): int(row["ant"]) for row in rows})


def country(*, municipalities: int = 290, months: int = 10, people: int = 20_000, seed: int = 1) -> Table:
    """An invented country: municipality in county, category, month in quarter; 28,080 cells as it stands.

    Most of its counts are zero or small, as in life: municipalities differ by factors of a hundred.
    """
    chance, counts = Random(seed), np.random.default_rng(seed)  # noqa: S311 (invented numbers)
    within = {f"{county}{number:03}": county for number, county in enumerate(COUNTIES[:municipalities])}
    while len(within) < municipalities:
        county = chance.choice(COUNTIES)
        within[f"{county}{len(within):03}"] = county
    quarters = {f"m{month:02}": f"q{month // 3}" for month in range(months)}
    dimensions = (
        Dimension("area", within | dict.fromkeys(within.values(), ALL)),
        Dimension("period", quarters | dict.fromkeys(quarters.values(), ALL)),
        Dimension.flat("category", CATEGORIES),
    )
    sizes = {area: chance.lognormvariate(0, 1.3) for area in within}
    share = people / sum(sizes.values()) / sum(CATEGORIES.values()) / months
    cells = {
        (area, month, category): int(counts.poisson(share * size * common))
        for area, size in sizes.items()
        for month in quarters
        for category, common in CATEGORIES.items()
    }
    return tabulate("invented", dimensions, cells)
