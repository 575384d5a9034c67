"""Small tables of others' papers and packages, and invented ones."""

from random import Random

from samverka.situation.disclosure.tables import ALL, Dimension, tabulate


ROWS = {"I": (20, 50, 10), "II": (8, 19, 22), "III": (17, 32, 12)}


def fischetti_salazar():
    """Investment by activity and region (Fischetti & Salazar, 2001, table 1)."""
    dimensions = (Dimension.flat("activity", ROWS), Dimension.flat("region", "ABC"))
    return tabulate(
        "investment",
        dimensions,
        {(row, column): count for row, counts in ROWS.items() for column, count in zip("ABC", counts, strict=True)},
    )


def microdata1():
    """sdcTable's first example, from its 100 records: only (A, female) is small."""
    counts = {"A": (18, 2), "B": (14, 19), "C": (12, 10), "D": (11, 14)}
    dimensions = (Dimension.flat("region", counts), Dimension.flat("gender", ["male", "female"]))
    return tabulate(
        "persons",
        dimensions,
        {
            (region, gender): count
            for region, two in counts.items()
            for gender, count in zip(("male", "female"), two, strict=True)
        },
    )


def square(rows, **told):
    """A table of rows of counts, by `a` and `b`."""
    dimensions = (
        Dimension.flat("a", [f"a{at}" for at in range(len(rows))]),
        Dimension.flat("b", [f"b{at}" for at in range(len(rows[0]))]),
    )
    cells = {(f"a{row}", f"b{column}"): count for row, counts in enumerate(rows) for column, count in enumerate(counts)}
    return tabulate("visits", dimensions, cells, **told)


def invented(seed, *, areas=5, categories=4, most=12):
    """A table with a hierarchy, many of its counts small."""
    chance = Random(seed)  # noqa: S311 (invented numbers)
    within = {f"a{number}": f"c{number % 2}" for number in range(areas)}
    dimensions = (
        Dimension("area", within | {"c0": ALL, "c1": ALL}),
        Dimension.flat("category", [f"k{number}" for number in range(categories)]),
    )
    cells = {(area, f"k{number}"): chance.randrange(most) for area in within for number in range(categories)}
    return tabulate("visits", dimensions, cells)
