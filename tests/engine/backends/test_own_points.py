"""Five thousand points of one's own are learnt by whatever computes, in no more time than drawn ones."""

import statistics
import time

import numpy as np
import pytest

from engine.backends import reference
from engine.backends.compiled import backend as compiled
from engine.backends.interface import Backend
from engine.data.table import MOST_INPUTS, MOST_ROWS, Table
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer

BACKENDS = [reference, compiled]
NO_SLOWER = 1.5  # they take the same; the machine may have something else to do


def own(n_inputs: int) -> Table:
    """As many rows as there may be."""
    x = np.random.default_rng(1).normal(size=(MOST_ROWS, n_inputs))
    label = np.where(x[:, 0] > 0, 1.0, -1.0)
    names = tuple(f"column {i}" for i in range(n_inputs))
    return Table(title="t", names=names, x=x, label=label, classes=("a", "b"))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("n_inputs", [2, MOST_INPUTS])
def test_as_many_points_as_there_may_be_are_learnt(backend: Backend, n_inputs: int) -> None:
    if backend.unavailable_reason():
        pytest.skip(str(backend.unavailable_reason()))
    backend.warm_up()
    trainer = Trainer(Experiment(batch_size=50).fitting(table=own(n_inputs)), backend)
    before = trainer.test_loss
    trainer.run(trainer.batches_until(3))
    assert trainer.epoch == 3
    assert trainer.test_loss < before


def test_a_point_of_ones_own_takes_the_compiled_processor_no_longer_than_a_drawn_one() -> None:
    if compiled.unavailable_reason():
        pytest.skip(str(compiled.unavailable_reason()))
    compiled.warm_up()
    plain = Experiment(hidden=(8, 8))
    drawn, painted = (Trainer(each, compiled) for each in (plain, plain.fitting(table=own(2))))
    seconds: dict[Trainer, list[float]] = {drawn: [], painted: []}
    for _ in range(9):
        for trainer, taken in seconds.items():
            n_epochs = MOST_ROWS // len(trainer.data.train.label)
            begun = time.thread_time()
            trainer.run(trainer.batches_until(trainer.epoch + n_epochs))
            taken.append((time.thread_time() - begun) / (n_epochs * len(trainer.data.train.label)))
    assert statistics.median(seconds[painted]) < NO_SLOWER * statistics.median(seconds[drawn])
