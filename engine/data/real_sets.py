"""The real sets that come with the playground: small tables, each read when somebody wants it."""

import gzip
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from engine.data.class_points import label_of
from engine.data.dataset import Dataset, ProblemName, no_points
from engine.data.table import MOST_ROWS, Table
from engine.data.table_points import taken

FOLDER = Path(__file__).parent / "sets"
"""Where they are; the README there says from where, and under which licence."""


class RealSet(NamedTuple):
    """The file of a set, what is to be learnt of it, the side of the square picture that a row is (0: it is
    none), and by language what its columns are called there."""

    file: str
    title: str
    problem: ProblemName
    side: int = 0
    names_in: Mapping[str, tuple[str, ...]] = MappingProxyType({})


FLOWERS_IN = {"de": ("Kelchblatt Länge", "Kelchblatt Breite", "Kronblatt Länge", "Kronblatt Breite")}
PIXELS_IN = {"de": tuple(f"Zeile {row} Spalte {column}" for row in range(1, 9) for column in range(1, 9))}
HOUSES_IN = {
    "de": (
        *("Einkommen (Median)", "Alter der Häuser", "Zimmer", "Schlafzimmer"),
        *("Bevölkerung", "Haushaltsgröße", "Breitengrad", "Längengrad"),
    )
}

REAL_SETS: dict[str, RealSet] = {
    "iris": RealSet("iris.csv.gz", "Iris", "classification", 0, FLOWERS_IN),
    "digits": RealSet("digits.csv.gz", "Handwritten digits", "classification", 8, PIXELS_IN),
    "reg-housing": RealSet("housing.csv.gz", "Houses in California", "regression", 0, HOUSES_IN),
}
"""Each by the name of its dataset."""


@cache
def real_table(name: str, n_rows: int = MOST_ROWS) -> Table:
    """The table of a real set, or so many of its rows. Its last column is what is to be learnt; classes are
    in the order of their names."""
    which = REAL_SETS[name]
    with gzip.open(FOLDER / which.file, "rt", encoding="utf-8") as file:
        head, *lines = (line.rstrip() for line in file)
    cells = [lines[i].split(",") for i in taken(len(lines), n_rows)]
    learnt = [row[-1] for row in cells]
    classes = tuple(sorted(set(learnt))) if which.problem == "classification" else ()
    number = {each: label_of(k, len(classes)) for k, each in enumerate(classes)}
    return Table(
        title=which.title,
        names=tuple(head.split(",")[:-1]),
        x=np.array([row[:-1] for row in cells], dtype=np.float64),
        label=np.array([number[each] if classes else each for each in learnt], dtype=np.float64),
        classes=classes,
        side=which.side,
        names_in=which.names_in,
    )


DATASETS: dict[str, Dataset] = {name: Dataset(each.problem, no_points) for name, each in REAL_SETS.items()}
"""All rows as they are: what was measured is noisy already."""
