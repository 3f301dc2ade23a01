"""What is offered after a divergence helps."""

import pytest

from engine.backends import reference
from engine.experiment.links import parse_link
from engine.experiment.options import LEARNING_RATES
from engine.training.remedies import CLIP_NORM, MOST_EPOCHS, MOST_RATES, STEP, Remedies, lower_rates
from engine.training.trainer import Trainer

DIVERGING = (
    "problem=regression&learningRate=10&networkShape=8,8&activation=relu&seed=0.3",
    "problem=regression&learningRate=3&networkShape=4,2&activation=relu&seed=0.5",
    "problem=regression&learningRate=10&activation=linear&seed=0.5&stopEpoch=2&earlyStopping=true",
)


def searched(trainer: Trainer, rate: float, n_batches: int = 1000) -> Remedies:
    search = Remedies(trainer.state(), rate, reference)
    while not search.go_on(n_batches):
        pass
    return search


@pytest.mark.parametrize("link", DIVERGING)
def test_with_what_is_found_the_run_learns_on(link: str) -> None:
    trainer = Trainer(parse_link(link).experiment)
    begun, rate = trainer.state(), trainer.experiment.learning_rate
    trainer.run(trainer.batches_until(MOST_EPOCHS))
    assert trainer.diverged
    trainer.restore(begun)
    before, state = trainer.train_loss, trainer.state().as_dict()
    found = searched(trainer, rate).found
    assert trainer.state().as_dict() == state
    assert found["learning_rate"] <= rate / STEP
    for field, value in found.items():
        trainer.restore(begun)
        free = {"stop_epoch": 0, "early_stopping": False}
        trainer.change(trainer.experiment.changed(**{**free, field: value}))
        trainer.run(trainer.batches_until(MOST_EPOCHS))
        assert not trainer.diverged
        assert trainer.train_loss < before


def test_the_highest_rate_that_helps_is_found_and_clipping_if_it_does_however_the_work_is_cut() -> None:
    trainer = Trainer(parse_link(DIVERGING[1]).experiment)
    found = searched(trainer, 3).found
    assert found == searched(trainer, 3, n_batches=7).found
    tried = [("learning_rate", rate) for rate in lower_rates(3) if rate > found["learning_rate"]]
    if "clip_norm" not in found:
        tried.append(("clip_norm", CLIP_NORM))
    for field, value in tried:
        other = Trainer(trainer.experiment.changed(**{field: value}))
        other.run(other.batches_until(MOST_EPOCHS))
        assert other.diverged or other.train_loss >= trainer.train_loss


def test_clipping_is_not_offered_where_gradients_are_clipped_already() -> None:
    trainer = Trainer(parse_link("dataset=circle&seed=0.5&clipNorm=0.5").experiment)
    assert set(searched(trainer, 0.1).found) == {"learning_rate"}
    trainer.change(trainer.experiment.changed(clip_norm=0.0))
    assert searched(trainer, 0.1).found["clip_norm"] == CLIP_NORM


def test_nothing_is_found_where_nothing_helps() -> None:
    trainer = Trainer(parse_link("dataset=circle&seed=0.5").experiment)
    for layer, parameters in enumerate(trainer.parameters, 1):
        for neuron, weights in enumerate(parameters.weights):
            trainer.freeze_bias(layer, neuron, True)
            for source in range(len(weights)):
                trainer.freeze_weight(layer, neuron, source, True)
    assert searched(trainer, 10).found == {}
    assert LEARNING_RATES[0] in lower_rates(0.001)
    assert lower_rates(LEARNING_RATES[0]) == []


def test_few_rates_are_tried() -> None:
    assert lower_rates(10) == [3, 1, 0.3, 0.1, 0.03, 0.01]
    assert lower_rates(0.05) == [0.01, 0.003, 0.001, 0.0001, 0.00001]
    assert len(lower_rates(1000)) == MOST_RATES
