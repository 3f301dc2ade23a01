"""What is seen of a run, and that looking leaves no trace."""

import subprocess
import sys

import numpy as np
import pytest

from engine.evaluation.snapshot import feature_grids, snapshot_of
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer


def test_row_0_is_the_top_and_column_0_the_left() -> None:
    grids = feature_grids(13)
    assert grids.shape == (7, 13, 13)
    assert grids.dtype == np.float32
    np.testing.assert_allclose(grids[0][0], np.arange(-6, 7))
    np.testing.assert_allclose(grids[1][:, 0], np.arange(6, -7, -1))
    assert grids[4][0, 0] == -36


def test_a_grid_shows_what_the_neuron_says() -> None:
    trainer = Trainer(Experiment(features=("x",), hidden=(2,), activation="linear", problem="regression"))
    for neuron, (weight, bias) in enumerate([(1.0, 0.0), (-2.0, 1.0)]):
        trainer.set_weight(1, neuron, 0, weight)
        trainer.set_bias(1, neuron, bias)
    first, second = snapshot_of(trainer, 7).grids[0]
    np.testing.assert_allclose(first[3], np.arange(-6, 7, 2))
    np.testing.assert_allclose(second[0], 1 - 2.0 * np.arange(-6, 7, 2))


@pytest.mark.parametrize("hidden", [(), (3,), (8,) * 6])
def test_there_is_a_grid_for_every_neuron(hidden: tuple[int, ...]) -> None:
    snapshot = snapshot_of(Trainer(Experiment(hidden=hidden, features=())), 20)
    assert [grid.shape for grid in snapshot.grids] == [(n, 20, 20) for n in (*hidden, 1)]
    assert all(grid.dtype == np.float32 for grid in snapshot.grids)


def test_grids_are_finite_even_where_a_neuron_says_too_much() -> None:
    trainer = Trainer(
        Experiment(problem="regression", activation="linear", hidden=(1,) * 10, features=("x", "xSquared"))
    )
    for layer in range(1, 12):
        trainer.set_weight(layer, 0, 0, 1000)
        trainer.set_bias(layer, 0, -1000)
    for _ in range(2):
        assert all(np.isfinite(grid).all() for grid in snapshot_of(trainer, 10).grids)
        trainer.run_epoch()


def test_looking_leaves_no_trace() -> None:
    watched, unwatched = (Trainer(Experiment(train_percent=5)) for _ in range(2))
    for _ in range(7):
        snapshot_of(watched, 11)
        watched.step()
        unwatched.step()
    assert watched.state().as_dict() == unwatched.state().as_dict()


def test_a_snapshot_shares_no_memory_with_the_run() -> None:
    trainer = Trainer(Experiment())
    snapshot = snapshot_of(trainer, 10)
    for layer in snapshot.parameters:
        layer.weights[:] = 7
        layer.biases[:] = 7
    for grid in snapshot.grids:
        grid[:] = 7
    feature_grids(10)[:] = 7
    assert trainer.state().as_dict() == Trainer(Experiment()).state().as_dict()
    assert feature_grids(10).max() < 37
    assert (snapshot_of(trainer, 10).grids[-1] != 7).all()


def test_importing_the_engine_loads_no_web_and_no_gpu_library() -> None:
    program = (
        "import sys, engine.training.trainer, engine.experiment.links\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "print(*loaded & {'fastapi', 'starlette', 'uvicorn', 'pydantic', 'torch', 'cupy', 'numba', 'server'})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
