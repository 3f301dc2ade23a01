"""The lower learning rate that is offered after a divergence helps."""

import pytest

from engine.backends import reference
from engine.experiment.links import parse_link
from engine.experiment.options import LEARNING_RATES
from engine.training.lower_rate import MOST_EPOCHS, MOST_RATES, STEP, LowerRate, lower_rates
from engine.training.trainer import Trainer

DIVERGING = (
    "problem=regression&learningRate=10&networkShape=8,8&activation=relu&seed=0.3",
    "problem=regression&learningRate=3&networkShape=4,2&activation=relu&seed=0.5",
    "problem=regression&learningRate=10&activation=linear&seed=0.5&stopEpoch=2&earlyStopping=true",
)


def searched(trainer: Trainer, rate: float, n_batches: int = 1000) -> LowerRate:
    search = LowerRate(trainer.state(), rate, reference)
    while not search.go_on(n_batches):
        pass
    return search


@pytest.mark.parametrize("link", DIVERGING)
def test_with_the_rate_that_is_found_the_run_learns_on(link: str) -> None:
    trainer = Trainer(parse_link(link).experiment)
    begun, rate = trainer.state(), trainer.experiment.learning_rate
    trainer.run(trainer.batches_until(MOST_EPOCHS))
    assert trainer.diverged
    trainer.restore(begun)
    before, state = trainer.train_loss, trainer.state().as_dict()
    found = searched(trainer, rate).found
    assert trainer.state().as_dict() == state
    assert found is not None
    assert found <= rate / STEP
    trainer.change(trainer.experiment.changed(learning_rate=found, stop_epoch=0, early_stopping=False))
    trainer.run(trainer.batches_until(MOST_EPOCHS))
    assert not trainer.diverged
    assert trainer.train_loss < before


def test_the_highest_rate_that_helps_is_found_however_the_work_is_cut() -> None:
    trainer = Trainer(parse_link(DIVERGING[1]).experiment)
    found = searched(trainer, 3).found
    assert found == searched(trainer, 3, n_batches=7).found
    assert found is not None
    for rate in lower_rates(3):
        if rate > found:
            higher = Trainer(trainer.experiment.changed(learning_rate=rate))
            higher.run(higher.batches_until(MOST_EPOCHS))
            assert higher.diverged or higher.train_loss >= trainer.train_loss


def test_nothing_is_found_where_nothing_helps() -> None:
    trainer = Trainer(parse_link("dataset=circle&x=false&y=false&seed=0.5").experiment)
    trainer.run(trainer.batches_until(200))
    assert searched(trainer, LEARNING_RATES[0]).found is None
    trainer.change(trainer.experiment.changed(learning_rate=0.0))
    trainer.set_weight(3, 0, 0, 0.0)
    assert searched(trainer, 0).found is None


def test_few_rates_are_tried() -> None:
    assert lower_rates(10) == [3, 1, 0.3, 0.1, 0.03, 0.01]
    assert lower_rates(0.05) == [0.01, 0.003, 0.001, 0.0001, 0.00001]
    assert len(lower_rates(1000)) == MOST_RATES
