"""The loss curve of a run."""

from engine.experiment.experiment import Experiment
from engine.training.history import MAX_POINTS, LossHistory
from engine.training.trainer import Trainer


def test_a_short_history_keeps_everything() -> None:
    history = recorded(MAX_POINTS)
    assert history.stride == 1
    assert history.epochs == list(range(MAX_POINTS))


def test_a_long_history_is_thinned_by_doubling_its_stride() -> None:
    for n_epochs in (MAX_POINTS + 1, 2 * MAX_POINTS, 10 * MAX_POINTS + 7):
        history = recorded(n_epochs)
        assert MAX_POINTS / 2 <= len(history) <= MAX_POINTS
        assert history.epochs == list(range(0, n_epochs, history.stride))
        assert history.train == [-float(epoch) for epoch in history.epochs]
        assert history.test == [2.0 * epoch for epoch in history.epochs]


def test_the_last_points_can_be_had() -> None:
    history = recorded(10)
    assert [point.epoch for point in history.since(3)] == [7, 8, 9]
    assert history.since(100) == history.points()
    assert history.since(0) == []


def test_a_run_records_its_losses() -> None:
    trainer = Trainer(Experiment(train_percent=2))
    for _ in range(4):
        trainer.run_epoch()
    assert trainer.history.epochs == [0, 1, 2, 3, 4]
    assert trainer.history.since(1)[0] == (4, trainer.train_loss, trainer.test_loss)


def recorded(n_epochs: int) -> LossHistory:
    history = LossHistory()
    for epoch in range(n_epochs):
        history.record(epoch, -float(epoch), 2.0 * epoch)
    return history
