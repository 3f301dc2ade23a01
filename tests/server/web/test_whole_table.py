"""A whole table as a program sends it: what is none gets a sentence."""

import json
from typing import Any

import numpy as np
import pytest

from engine.data.table import TableError
from server.web.of_rooms.by_http import NotAllowed
from server.web.of_rooms.whole_table import NO_TABLE, read_table
from tests.engine import tables


@pytest.mark.parametrize("table", [tables.CLASSES, tables.NUMBERS])
def test_a_table_comes_as_it_was(table: Any) -> None:
    assert read_table(json.dumps(table.as_dict()).encode()) == table


def test_points_on_the_plane_stay_on_it() -> None:
    far = {**tables.PAINTED.as_dict(), "x": [9.0] * 80}
    assert np.abs(read_table(json.dumps(far).encode()).x).max() == 6


GOOD = tables.CLASSES.as_dict()
BAD: list[Any] = [
    b"", b"[" * 100_000, b"null", b"[]", b"{}", b"\xff", b'{"names": 1}',
    {**GOOD, "x": "many"}, {**GOOD, "x": [[1], [2, 3]]}, {**GOOD, "x": GOOD["x"][:-1]},
    {**GOOD, "x": [1e400]},
    {**GOOD, "x": [10**400] * 200}, {**GOOD, "side": "1e9"}, {**GOOD, "names": None}, {**GOOD, "test": [[]]},
]  # fmt: skip


@pytest.mark.parametrize("given", BAD)
def test_what_is_no_table_is_refused(given: Any) -> None:
    content = given if isinstance(given, bytes) else json.dumps(given).encode()
    with pytest.raises((NotAllowed, TableError)) as caught:
        read_table(content)
    if isinstance(caught.value, NotAllowed):
        assert caught.value.sentence == NO_TABLE
