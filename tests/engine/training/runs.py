"""Runs for tests: small ones, trained for some epochs, restored."""

import json

from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from tests.engine.drawn import experiments

SMALL = Experiment(dataset="gauss", train_percent=5, noise=10)  # 25 points to train on


def trained(experiment: Experiment, epochs: int) -> Trainer:
    trainer = Trainer(experiment)
    while trainer.epoch < epochs and not trainer.halted:
        trainer.run_epoch()
    return trainer


def assert_equal(one: Trainer, other: Trainer) -> None:
    assert one.state().as_dict() == other.state().as_dict()


def restored(trainer: Trainer) -> Trainer:
    """Another trainer, gone on from the state of this one as a file would keep it."""
    text = json.dumps(trainer.state().as_dict(), allow_nan=False)
    other = Trainer(Experiment(problem="regression", hidden=(1,), features=()))
    other.restore(TrainerState.from_dict(json.loads(text)))
    return other


small_experiments = experiments(
    lambda fields: {
        "hidden": tuple(min(n, 4) for n in fields["hidden"][:4]),
        "train_percent": 8.0,
        "batch_size": min(fields["batch_size"], 16),
        "patience": min(fields["patience"], 3),
    }
)
"""Any experiment, as long as it is quick."""
