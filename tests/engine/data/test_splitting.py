"""The points of a table: drawn, split, and brought to the plane."""

from typing import Any

import numpy as np
import pytest

from engine.data.features import VARIABLES
from engine.data.painting import Edits, edited
from engine.data.rng import SeedRandom
from engine.data.splitting import Split, make_data
from engine.data.table import Table
from engine.data.units import Units
from engine.experiment.experiment import Experiment
from tests.engine import tables


def data_of(table: Table, **fields: object) -> tuple[Split, Units | None]:
    experiment = Experiment().fitting(table=table, **fields)
    return make_data(experiment, SeedRandom(experiment.seed))


def painted(n_rows: int, every: int) -> Table:
    """Painted points of which every so many-th is to test with."""
    rows = [(i / n_rows, -i / n_rows, i % 2, i % every == 0) for i in range(n_rows)]
    return edited(None, Edits(classes=("a", "b"), add=rows))


@pytest.mark.parametrize("n_rows", [30, 500, 501, 2500])
def test_all_rows_are_learnt_from_or_tested_with(n_rows: int) -> None:
    (train, test), units = data_of(painted(n_rows, 3))
    assert units is None
    assert len(test.label) == -(-n_rows // 3)
    assert len(train.label) + len(test.label) == n_rows
    assert sorted([*train.x[:, 0], *test.x[:, 0]]) == pytest.approx([i / n_rows for i in range(n_rows)])


@pytest.mark.parametrize("every", [2, 10])
def test_where_those_that_are_taken_are_all_of_one_set_chance_divides_them(every: int) -> None:
    (train, test), _ = data_of(painted(1000, every), n_points=100)
    assert len(train.label) + len(test.label) == 100
    assert min(len(train.label), len(test.label)) > 0


def test_the_columns_of_a_table_reach_as_far_as_the_plane_for_the_training_points() -> None:
    (train, test), units = data_of(tables.NUMBERS)
    assert units is not None
    assert train.x.min(axis=0) == pytest.approx([-6] * 3)
    assert train.x.max(axis=0) == pytest.approx([6] * 3)
    assert (train.label.min(), train.label.max()) == pytest.approx((-1, 1))
    raw = np.concatenate([units.inputs(train.x), units.inputs(test.x)])
    np.testing.assert_allclose(np.sort(raw, axis=0), np.sort(tables.NUMBERS.x, axis=0))
    (held_out,) = np.nonzero(tables.NUMBERS.test)
    np.testing.assert_allclose(
        np.sort(units.inputs(test.x), axis=0), np.sort(tables.NUMBERS.x[held_out], axis=0)
    )


def test_where_there_is_one_input_the_points_lie_on_a_line_of_the_plane() -> None:
    table = Table(title="t", names=("a",), x=[[1], [2], [3], [5]], label=[0, 1, 2, 4])
    (train, test), units = data_of(table)
    assert units is not None
    x = np.concatenate([train.x, test.x])
    assert x.shape == (4, 2)
    assert not x[:, 1].any()
    assert sorted(units.inputs(x)[:, 0]) == pytest.approx([1, 2, 3, 5])


def test_rows_take_nothing_from_the_stream_of_the_first_weights() -> None:
    experiment = Experiment().fitting(table=tables.CLASSES, outliers=20, label_noise=10, imbalance=30)
    rng = SeedRandom(experiment.seed)
    before = rng.state()
    make_data(experiment, rng)
    assert rng.state() == before


@pytest.mark.parametrize("changes", [{}, {"train_percent": 99.0}, {"seed": "7"}, {"split_seed": "3"}])
def test_a_row_more_at_the_end_leaves_the_order_of_the_others(changes: dict[str, Any]) -> None:
    x = np.random.default_rng(1).uniform(-5, 5, (200, 2))
    orders = []
    for n in (199, 200):
        table = Table(title="t", names=VARIABLES, x=x[:n], label=x[:n, 0] / 6, is_on_plane=True)
        (train, test), _ = data_of(table, **changes)
        orders.append([tuple(row) for row in np.concatenate([train.x, test.x]).tolist()])
    before, after = orders
    assert [row for row in after if row != tuple(x[199])] == before
    assert before != [tuple(row) for row in x[:199].tolist()]


def test_more_of_what_spoils_a_table_leaves_what_was_spoilt_before() -> None:
    clean, some, more = (
        np.concatenate([half.x for half in data_of(tables.PAINTED, outliers=n)[0]]) for n in (0, 20, 50)
    )
    moved, moved_too = (~np.isin(each[:, 0], clean[:, 0]) for each in (some, more))
    assert 0 < moved.sum() < moved_too.sum()


def test_a_column_that_is_the_same_everywhere_comes_to_zero() -> None:
    table = Table(title="t", names=("a", "b"), x=[[1, 5], [2, 5], [3, 5]], label=[0.5, 0.5, 0.5])
    (train, test), _ = data_of(table)
    assert not np.concatenate([train.x, test.x])[:, 1].any()
    assert not train.label.any()
