"""When a run stops by itself."""

import numpy as np

from engine.evaluation.metrics import metrics_of
from engine.evaluation.snapshot import snapshot_of
from engine.experiment.experiment import Experiment
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
    assert trainer.test_loss == again.test_loss == min(trainer.history.test[1:])
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
