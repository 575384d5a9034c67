"""A stranger who attacks what we publish: reads the open files alone, and reckons with GLPK, not with our code.

What the stranger knows is what the files and their guide say: municipalities lie in the county whose code theirs begins
with, counties in the country (00), months in quarters, categories in `_T`; c is hidden, and an area that is not told
of in a month adds nothing to it.
"""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from math import ceil, floor

import swiglpk as glpk


ROOT = "/statistik/v1"
HIDDEN = "c"
Cell = tuple[str, str, str, str]  # measure, area, period, category


@dataclass(frozen=True)
class Width:
    """The least and the most that a hidden number can be. None: no end."""

    least: int
    most: int | None

    @property
    def is_narrow(self):
        return self.most is not None and self.most - self.least < 5


def files(client):
    """Every version of every table, from both kinds of file, which must say the same."""
    told = {}
    for table in client.get(f"{ROOT}/tables?limit=100").json()["tables"]:
        for version in client.get(f"{ROOT}/tables/{table['id']}/versions").json()["versions"]:
            said = _json_stat(client.get(f"{version['self']}/data.json").json())
            assert said == _csv(client.get(f"{version['self']}/data.csv").content.decode(), table["id"])
            for cell, value in said.items():
                assert told.setdefault(cell, value) == value  # what was told stays
    return told


def _json_stat(told):
    codes = [told["dimension"][name]["category"]["index"] for name in told["id"]]
    found = {}
    for place, at in enumerate(product(*codes)):
        status = told["status"].get(str(place), "")
        if told["value"][place] is not None or status == HIDDEN:
            found[_cell(dict(zip(told["id"], at, strict=True)))] = told["value"][place]
    return found


def _csv(text, name):
    measure = "_".join(name.split("-")[:-2])
    rows = csv.DictReader(io.StringIO(text))
    return {_cell({"measure": measure, **row}): int(row["value"]) if row["value"] else None for row in rows}


def _cell(codes):
    return codes["measure"], codes["area"], codes["period"], codes.get("category", "_T")


def sums(cells):
    """Each cell that is a sum, with the cells that it is the sum of."""
    known, found = set(cells), []
    for measure in {cell[0] for cell in known}:
        ours = [cell for cell in known if cell[0] == measure]
        areas, periods, categories = ({cell[place] for cell in ours} for place in (1, 2, 3))
        months = {one for one in periods if "Q" not in one}
        for whole, parts in (
            *_below(areas, lambda area: area[:2] if len(area) == 4 else "" if area == "00" else "00"),
        ):
            found += [
                ((measure, whole, period, kind), [(measure, part, period, kind) for part in parts])
                for period, kind in product(months, categories)
            ]
        for whole, parts in _below(months, lambda month: f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"):
            found += [
                ((measure, area, whole, kind), [(measure, area, part, kind) for part in parts])
                for area, kind in product(areas, categories)
            ]
        kinds = sorted(categories - {"_T"})
        if kinds:
            found += [
                ((measure, area, period, "_T"), [(measure, area, period, kind) for kind in kinds])
                for area, period in product(areas, periods)
            ]
    return found


def _below(codes, above):
    parts = defaultdict(list)
    for code in sorted(codes):
        parts[above(code)].append(code)
    return [(whole, some) for whole, some in parts.items() if whole]


def widths(told):
    """How far each hidden cell can be worked out."""
    glpk.glp_term_out(glpk.GLP_OFF)
    problem, columns = glpk.glp_create_prob(), {}

    def column(cell):
        if cell not in columns:
            columns[cell] = glpk.glp_add_cols(problem, 1)
            glpk.glp_set_col_bnds(problem, columns[cell], glpk.GLP_LO, 0, 0)
        return columns[cell]

    for whole, parts in sums(told):
        rest, terms = 0, []
        for cell, factor in ((whole, 1), *((part, -1) for part in parts)):
            if told.get(cell) is not None:
                rest -= factor * told[cell]
            elif cell in told or not _adds_nothing(cell, told):
                terms.append((column(cell), factor))
        _row(problem, terms, rest)
    hidden = [cell for cell, value in told.items() if value is None]
    return {cell: _width(problem, column(cell)) for cell in hidden}


def _adds_nothing(cell, told):
    """A month in which an area is not told of, where others of its kind are."""
    measure, area, period, kind = cell
    return "Q" not in period and any(
        (one[0], len(one[1]), one[1] == "00", one[3]) == (measure, len(area), area == "00", kind) and "Q" not in one[2]
        for one in told
    )


def _row(problem, terms, rest):
    if not terms:
        assert rest == 0  # what is told adds up
        return
    row = glpk.glp_add_rows(problem, 1)
    places, factors = glpk.intArray(len(terms) + 1), glpk.doubleArray(len(terms) + 1)
    for number, (place, factor) in enumerate(terms, 1):
        places[number], factors[number] = place, factor
    glpk.glp_set_mat_row(problem, row, len(terms), places, factors)
    glpk.glp_set_row_bnds(problem, row, glpk.GLP_FX, rest, rest)


def _width(problem, column):
    glpk.glp_set_obj_coef(problem, column, 1)
    found = Width(_end(problem, glpk.GLP_MIN), _end(problem, glpk.GLP_MAX))
    glpk.glp_set_obj_coef(problem, column, 0)
    return found


def _end(problem, direction):
    """The least or the most, as a whole number."""
    glpk.glp_set_obj_dir(problem, direction)
    how = glpk.glp_smcp()
    glpk.glp_init_smcp(how)
    assert glpk.glp_simplex(problem, how) == 0
    state = glpk.glp_get_status(problem)
    if state == glpk.GLP_UNBND and direction == glpk.GLP_MAX:
        return None
    assert state == glpk.GLP_OPT
    found = glpk.glp_get_obj_val(problem)
    return ceil(found - 1e-6) if direction == glpk.GLP_MIN else floor(found + 1e-6)
