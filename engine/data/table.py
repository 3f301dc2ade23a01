"""A table: data of one's own, or of the real sets that come with the playground, as one value."""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.data.class_points import label_of
from engine.reasons import Reason, ReasonError


class TableLimits(NamedTuple):
    """How many rows a table may have at most, and how many inputs."""

    rows: int
    inputs: int


OF_ROOMS = TableLimits(5000, 64)
"""What a server keeps, tells of and draws; also all that comes from a file or a link."""

OF_COMMANDS = TableLimits(70_000, 784)
"""What a command may read, which trains one run and then ends: MNIST's pictures, those to test with too."""

MOST_ROWS, MOST_INPUTS = OF_ROOMS
MOST_CLASSES = 10
LEAST_ROWS = 2  # one to train with, one to test with
MOST_LETTERS = 60  # of a title, of a column's or a class's name
LARGEST = 1e12
"""Numbers are at most so large, on either side of 0: so nothing that is worked out of them is infinite."""


class TableError(ReasonError):
    """What no table can be, or hold."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(Reason(code, **values))


class ShownTable(TypedDict):
    """What is told of a table: all but its rows."""

    digest: str
    title: str
    names: list[str]
    names_in: dict[str, list[str]]
    classes: list[str]
    n_rows: int
    side: int
    is_on_plane: bool
    is_split: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Table:
    """Points with any number of inputs, and what is to be learnt of each. Never changed; equal by content.

    `x` has shape (n_rows, n_inputs), `label` (n_rows,), both float64 and read-only. With `classes`, their
    names, the labels are -1 and 1 for two, else a class's index; without, numbers are to be learnt. `test`
    says which rows are to test with, shape (n_rows,), where the data do so; None leaves it to chance.
    `side` is that of the square picture that the inputs of a row are, row by row from its top; 0: they are
    none. What `is_on_plane`, points that somebody painted, is where it is meant to be and never scaled.
    No part of its content are the `limits`, the server's unless whoever makes it says otherwise, and
    `names_in`: by language what its columns are called there.

    Raises `TableError` for what a table cannot hold.
    """

    title: str
    names: tuple[str, ...]
    x: NDArray[np.float64]
    label: NDArray[np.float64]
    classes: tuple[str, ...] = ()
    test: NDArray[np.bool_] | None = None
    side: int = 0
    is_on_plane: bool = False
    limits: TableLimits = field(default=OF_ROOMS, repr=False)
    names_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        names = _checked_names("column", self.names, 1, self.limits.inputs)
        classes = _checked_names("class", self.classes, 2, MOST_CLASSES) if len(self.classes) else ()
        x = _numbers(self.x, (-1, len(names)))
        label = _numbers(self.label, (len(x),))
        if not LEAST_ROWS <= len(x) <= self.limits.rows:
            raise TableError("rows_out_of_range", low=LEAST_ROWS, high=self.limits.rows, got=len(x))
        if classes and not np.isin(label, [label_of(k, len(classes)) for k in range(len(classes))]).all():
            raise TableError("label_of_no_class")
        made: dict[str, Any] = {
            "title": _checked_name(self.title),
            "names": names,
            "classes": classes,
            "x": x,
            "label": label,
            "test": None if self.test is None else _mask(self.test, len(x)),
        }
        if self.side and self.side**2 != len(names):
            raise TableError("no_picture", side=self.side, wanted=self.side**2, got=len(names))
        for name, value in made.items():
            object.__setattr__(self, name, value)

    @cached_property
    def digest(self) -> str:
        """22 letters, digits, - and _ that stand for the content: 128 bits of its SHA-256."""
        facts = [self.title, self.names, self.classes, self.side, self.is_on_plane, self.x.shape]
        content = hashlib.sha256(json.dumps(facts).encode())
        for numbers in (self.x, self.label, () if self.test is None else self.test):
            content.update(np.ascontiguousarray(numbers, dtype="<f8").data)
        return base64.urlsafe_b64encode(content.digest()[:16]).decode().rstrip("=")

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Table) and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Table({self.title!r}, {len(self.x)} rows of {len(self.names)} inputs, {self.digest})"

    @property
    def n_classes(self) -> int | None:
        """How many classes there are; None where numbers are to be learnt."""
        return len(self.classes) or None

    @property
    def n_bytes(self) -> int:
        """How many bytes its numbers take."""
        return self.x.nbytes + self.label.nbytes + (0 if self.test is None else self.test.nbytes)

    def shown(self) -> "ShownTable":
        """What of it is told of."""
        return {
            "digest": self.digest,
            "title": self.title,
            "names": list(self.names),
            "names_in": {language: list(names) for language, names in self.names_in.items()},
            "classes": list(self.classes),
            "n_rows": len(self.x),
            "side": self.side,
            "is_on_plane": self.is_on_plane,
            "is_split": self.is_split,
        }

    @property
    def is_split(self) -> bool:
        """Whether the data say which rows are to train with and which to test with."""
        return self.test is not None

    def as_dict(self) -> dict[str, Any]:
        """The table as values that JSON can carry; the rows one after the other, as one list."""
        return {
            "title": self.title,
            "names": list(self.names),
            "x": self.x.ravel().tolist(),
            "label": self.label.tolist(),
            "classes": list(self.classes),
            "test": None if self.test is None else self.test.tolist(),
            "side": self.side,
            "is_on_plane": self.is_on_plane,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Table":
        """The table that `as_dict` wrote, or `TableError`, `KeyError`, `TypeError` or `ValueError` if it did
        not."""
        names = tuple(values["names"])
        x = np.array(values["x"], dtype=np.float64).reshape(-1, max(1, len(names)))
        return cls(
            title=values["title"],
            names=names,
            x=x,
            label=np.array(values["label"], dtype=np.float64),
            classes=tuple(values["classes"]),
            test=None if values["test"] is None else np.array(values["test"], dtype=np.bool_),
            side=int(values["side"]),
            is_on_plane=bool(values["is_on_plane"]),
        )


def _checked_names(kind: str, names: Sequence[object], low: int, high: int) -> tuple[str, ...]:
    if not low <= len(names) <= high:
        raise TableError(f"{kind}_number_out_of_range", low=low, high=high, got=len(names))
    checked = tuple(_checked_name(name) for name in names)
    if len(set(checked)) < len(checked):
        raise TableError("name_twice", name=next(name for name, n in Counter(checked).items() if n > 1))
    return checked


def _checked_name(name: object) -> str:
    """A name without signs that nobody sees, such as those that turn the direction of writing."""
    if not isinstance(name, str) or not 1 <= len(name) <= MOST_LETTERS or not name.isprintable():
        raise TableError("no_name", high=MOST_LETTERS, got=f"{name!r:.40}")
    return name


def _numbers(values: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Numbers of such a shape (-1: any number), in memory of their own that nobody changes."""
    numbers = np.array(values, dtype=np.float64)
    fits = numbers.ndim == len(shape) and all(n in (-1, m) for n, m in zip(shape, numbers.shape, strict=True))
    if not fits:
        raise TableError("uneven_table", got=" × ".join(map(str, numbers.shape)))
    if not -LARGEST <= numbers.min(initial=0.0) <= numbers.max(initial=0.0) <= LARGEST:  # false for NaN
        raise TableError("number_out_of_table", high=f"{LARGEST:.0e}")
    numbers += 0.0  # -0 and 0 are one number
    numbers.flags.writeable = False
    return numbers


def _mask(values: ArrayLike, n_rows: int) -> NDArray[np.bool_]:
    mask = np.array(values, dtype=np.bool_)
    if mask.shape != (n_rows,):
        raise TableError("uneven_table", got=" × ".join(map(str, mask.shape)))
    if mask.all() or not mask.any():
        raise TableError("all_of_one_set")
    mask.flags.writeable = False
    return mask
