"""When a run stops by itself."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from engine.evaluation.metrics import metrics_of
from engine.evaluation.snapshot import snapshot_of
from engine.experiment.experiment import LIVE_FIELDS, OPTIONS, Experiment
from engine.reasons import ReasonError
from engine.training.stopping import COMPARABLE
from engine.training.trainer import Trainer
from engine.training.transfer import transfer
from tests.engine.training.runs import SMALL, assert_equal, restored, trained


def test_early_stopping_restores_the_best_weights_and_marks_their_epoch() -> None:
    experiment = Experiment(
        dataset="spiral", noise=50, train_percent=10, hidden=(8, 8), optimizer="adam", learning_rate=0.03,
        early_stopping=True, patience=15,
    )  # fmt: skip
    trainer = trained(experiment, 2000)
    assert trainer.stopped is not None
    assert trainer.stopped.reason == "early-stopping"
    best = trainer.best_epoch
    assert best == trainer.epoch - 15
    again = trained(experiment, best)
    for one, other in zip(trainer.parameters, again.parameters, strict=True):
        np.testing.assert_array_equal(one.weights, other.weights)
    assert trainer.test_loss == again.test_loss == min(trainer.history.test)
    assert snapshot_of(trainer, 5).best_epoch == best
    stopped = trainer.state().as_dict()
    trainer.run_epoch()
    trainer.step()
    assert trainer.state().as_dict() == stopped
    other = restored(trainer)
    for run in (trainer, other):
        run.go_on()
        for _ in range(3):
            run.run_epoch()
        assert run.stopped is None
    assert_equal(trainer, other)


def test_a_run_stops_at_its_epoch_and_goes_on_past_it_when_told() -> None:
    trainer = trained(SMALL.changed(stop_epoch=3), 10)
    assert (trainer.epoch, trainer.stopped and trainer.stopped.reason) == (3, "epoch")
    trainer.go_on()
    for _ in range(4):
        trainer.run_epoch()
    assert (trainer.epoch, trainer.stopped) == (7, None)
    trainer.change(trainer.experiment.changed(stop_epoch=8))
    trainer.run_epoch()
    trainer.run_epoch()
    assert (trainer.epoch, trainer.stopped and trainer.stopped.epoch) == (8, 8)
    trainer.change(trainer.experiment.changed(stop_epoch=0))
    assert trainer.stopped is None
    trainer.reset()
    assert (trainer.epoch, trainer.stopped) == (0, None)


def test_a_run_stops_at_a_loss_and_at_an_accuracy() -> None:
    by_loss = trained(Experiment(stop_loss=0.2), 300)
    assert by_loss.stopped is not None
    assert by_loss.stopped.reason == "loss"
    assert by_loss.history.test[-1] <= 0.2 < by_loss.history.test[-2]
    by_accuracy = trained(Experiment(stop_accuracy=90), 300)
    assert by_accuracy.stopped is not None
    assert by_accuracy.stopped.reason == "accuracy"
    accuracy = metrics_of(by_accuracy).test.accuracy
    assert accuracy is not None
    assert accuracy >= 0.9


def test_a_stop_says_why_in_a_sentence() -> None:
    trainer = trained(SMALL.changed(stop_epoch=1, stop_accuracy=1), 9)
    assert trainer.stopped is not None
    assert str(trainer.stop_reason) == "Epoch 1 is reached."


OTHER: dict[str, Any] = {
    "activation": "sigmoid",
    "skip": True,
    "layer_activations": ("relu",),
    "batch_size": 3,
    "optimizer": "adam",
    "schedule": "cosine",
    "regularization": "L2",
    "shuffle": True,
    "early_stopping": False,
}
"""Another value of each live field that is no number."""


def live_numbers() -> dict[str, Any]:
    """Another value of each live field that is one."""
    numbers = {field: OPTIONS[field].limit for field in sorted(LIVE_FIELDS - set(OTHER))}
    base = asdict(STEEP)
    return {
        field: limit.low + 1 if base[field] == limit.high else min(limit.high, base[field] + 1)
        for field, limit in numbers.items()
        if limit is not None
    }


STEEP = Experiment(
    hidden=(3, 3), activation="sigmoid", loss="huber", early_stopping=True, patience=1000, learning_rate=0.3
)


@pytest.mark.parametrize(("field", "value"), [*(OTHER | live_numbers()).items()])
def test_the_best_epoch_is_looked_for_anew_after_a_change_of_what_the_network_answers(
    field: str, value: Any
) -> None:
    experiment = STEEP.changed(activation="tanh") if field == "activation" else STEEP
    trainer = trained(experiment, 10)
    best, loss = trainer.best_epoch, trainer.test_loss
    trainer.change(experiment.changed(**{field: value}))
    if field == "early_stopping":
        assert trainer.best_epoch is None
    elif field in COMPARABLE:
        assert (trainer.best_epoch, trainer.test_loss) == (best, loss)
    else:
        assert trainer.best_epoch == 10


def test_a_field_that_changes_the_loss_of_the_present_network_is_not_comparable() -> None:
    changing = set()
    for field, value in (OTHER | live_numbers()).items():
        trainer = trained(STEEP.changed(activation="tanh") if field == "activation" else STEEP, 3)
        loss = trainer.test_loss
        trainer.change(trainer.experiment.changed(**{field: value}))
        if trainer.test_loss != loss:
            changing.add(field)
    assert {"activation", "skip", "layer_activations", "steepness", "huber_delta"} <= changing
    assert not changing & COMPARABLE


EDITS: list[Callable[[Trainer], None]] = [
    lambda trainer: trainer.set_weight(1, 0, 0, 3.0),
    lambda trainer: trainer.set_bias(1, 0, 3.0),
    lambda trainer: trainer.switch_neuron(1, 0, False),
    lambda trainer: trainer.freeze_weight(1, 0, 0, True),
    lambda trainer: trainer.freeze_bias(1, 0, True),
    lambda trainer: transfer(trainer, trainer.experiment.changed(noise=30)),
    lambda trainer: transfer(trainer, trainer.experiment.changed(hidden=(3, 2))),
    lambda trainer: transfer(trainer, trainer.experiment.changed(features=("x",))),
]


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_changed_by_hand_is_not_undone_by_early_stopping(edit: Callable[[Trainer], None]) -> None:
    trainer = trained(STEEP.changed(learning_rate=0.0, patience=3), 10)
    assert (trainer.best_epoch, trainer.epoch, trainer.stopped and trainer.stopped.reason) == (
        0, 3, "early-stopping",
    )  # fmt: skip
    edit(trainer)
    assert (trainer.best_epoch, trainer.stopped) == (3, None)
    loss = trainer.test_loss
    while trainer.stopped is None:
        trainer.run_epoch()
    assert (trainer.epoch, trainer.best_epoch, trainer.test_loss) == (6, 3, loss)


def test_the_first_weights_can_be_the_best() -> None:
    trainer = trained(Experiment(learning_rate=10, early_stopping=True, patience=5), 50)
    assert trainer.best_epoch == 0
    assert str(trainer.stop_reason) == (
        "The test loss has not fallen since epoch 0; the weights of that epoch, the best, are back."
    )
    for one, other in zip(trainer.parameters, Trainer(Experiment()).parameters, strict=True):
        np.testing.assert_array_equal(one.weights, other.weights)


def test_a_change_amid_an_epoch_waits_for_its_end_with_the_search() -> None:
    trainer = trained(STEEP, 2)
    trainer.step()
    trainer.change(STEEP.changed(activation="tanh"))
    assert trainer.best_epoch is None
    trainer.run_epoch()
    assert trainer.best_epoch == 3


def test_a_run_that_another_rule_stops_says_whose_weights_are_better_and_can_have_them() -> None:
    trainer = trained(
        Experiment(
            dataset="spiral", noise=50, hidden=(8, 8), learning_rate=0.3,
            early_stopping=True, patience=400, stop_epoch=100,
        ),
        200,
    )  # fmt: skip
    best = int(np.argmin(trainer.history.test))
    assert (trainer.stopped and trainer.stopped.reason, trainer.better_epoch) == ("epoch", best)
    assert best < 100
    trainer.use_best()
    assert (trainer.better_epoch, trainer.test_loss) == (None, min(trainer.history.test))
    with pytest.raises(ReasonError, match="no earlier weights"):
        trainer.use_best()
    with pytest.raises(ReasonError, match="no earlier weights"):
        trained(SMALL, 3).use_best()
