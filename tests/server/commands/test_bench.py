"""`playground bench`, and that what it compares does the same work."""

import json

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import c_loop
from benchmarks.numpy_in_place import InPlace
from engine.backends import reference
from engine.backends.interface import Place
from engine.backends.workloads import GROWTH, TITLES, WORKLOADS, Workload
from engine.learning.by_hand import ByHand
from server.commands import cli


def test_it_measures_every_device_with_its_ratio_to_the_reference(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--json", "--only", "W3", "grid", "--seconds", "0.001"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["devices"]["numpy"] == "CPU, NumPy (the reference)"
    rows = [row for row in told["rows"] if row["by"] == "numpy" and row["rate"]]
    assert [(row["work"][:3], row["dtype"]) for row in rows] == [
        ("W3:", "float64"),
        ("W3:", "float32"),
        ("gri", "float32"),
    ]
    assert all(row["rate"] > 0 and row["ratio"] == 1 for row in rows)
    assert all(row["rate"] or row["note"] for row in told["rows"])


def test_it_prints_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--only", "P64", "--seconds", "0.001"]) == 0
    table = capsys.readouterr().out
    assert "64 networks of W1, network-epochs/s" in table
    assert "1.00 x" in table


def test_it_shows_how_the_time_of_an_epoch_grows_with_the_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--json", "--only", "depth", "--seconds", "0.001"]) == 0
    rows = [row for row in json.loads(capsys.readouterr().out)["rows"] if row["by"] == "numpy"]
    assert [row["work"] for row in rows[:2]] == [
        "depth: 2-16-1, 1,000 points, batch 10",
        "depth: 2-16-16-1, 1,000 points, batch 10",
    ]
    products = [GROWTH["depth"][index].products for index in (0, 1)]
    assert products == [1000 * (2 * 16 + 16), 1000 * (2 * 16 + 16 * 16 + 16)]
    for row, work in zip(rows, products, strict=False):
        assert f"{1e9 / (row['rate'] * work):.2f} ns a product" in row["note"]


def test_an_unknown_part_is_refused_with_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["bench", "--only", "W8"])
    assert stopped.value.code == 2
    assert "W7" in capsys.readouterr().err


def test_every_workload_has_a_title() -> None:
    assert TITLES.keys() == WORKLOADS.keys()


def whole_batches(name: str) -> tuple[Workload, NDArray[np.float64]]:
    """A workload without the points that fill no batch, and its losses over two epochs."""
    workload = WORKLOADS[name]()
    experiment, data = workload.experiment, workload.data
    whole = len(data.train_x) // experiment.batch_size * experiment.batch_size
    data = data._replace(train_x=data.train_x[:whole], train_y=data.train_y[:whole])
    session = reference.open_session(experiment, data, workload.learning, ByHand())
    losses = session.run(Place(0, 0, 0), 2 * whole // experiment.batch_size).losses
    return workload._replace(data=data), losses


@pytest.mark.skipif(bool(c_loop.unavailable_reason()), reason=c_loop.unavailable_reason())
@pytest.mark.parametrize("name", WORKLOADS)
def test_the_c_loop_trains_what_the_reference_trains(name: str) -> None:
    workload, expected = whole_batches(name)
    np.testing.assert_allclose(c_loop.CLoop(workload, np.float64).run(2), expected, rtol=1e-12)
    np.testing.assert_allclose(c_loop.CLoop(workload, np.float32).run(2), expected, rtol=1e-4)


@pytest.mark.parametrize("name", WORKLOADS)
def test_numpy_in_place_trains_what_the_reference_trains(name: str) -> None:
    workload, expected = whole_batches(name)
    np.testing.assert_allclose(InPlace(workload, np.float64).run(2), expected, rtol=1e-10)
    np.testing.assert_allclose(InPlace(workload, np.float32).run(2), expected, rtol=1e-4)
