"""The numbers people ask for, as one message, and what was done to a network by hand, as lists for JSON.

Called in the worker thread and only when they are wanted. A message is bounded by the largest network:
four histograms of 30 bins for each of at most eleven layers. What is no finite number is null.
"""

import math
from typing import Any

import numpy as np

from engine.evaluation.inspection import inspection_of
from engine.evaluation.metrics import metrics_of, parameter_counts
from engine.experiment.experiment import Experiment
from engine.formulas.schedules import rate_in_epoch
from engine.learning.by_hand import ByHand
from engine.network.outputs import output_activation
from engine.training.trainer import Trainer
from server.frames.layout import Stamp
from server.messages import LayerMetrics, MetricsMessage, ScheduleCurve, Stopped, reason_shown, write_message

BINS = 30
PERIODS = 6  # of a schedule are shown
POINTS_OF_A_PERIOD = 24

# What the output layer is with a loss that goes with an output of its own.


def numbers_text(stamp: Stamp, trainer: Trainer) -> str:
    """Returns the message `metrics` of a run as it is now."""
    experiment = trainer.experiment
    return write_message(
        MetricsMessage(
            generation=stamp.generation,
            epoch=trainer.epoch,
            learning_rate=trainer.learning_rate,
            schedule=schedule(experiment, trainer.epoch),
            best_epoch=trainer.best_epoch,
            metrics=finite(metrics_of(trainer).as_dict()),
            layers=_layers(trainer),
        )
    )


def _layers(trainer: Trainer) -> list[LayerMetrics]:
    """Returns each layer's activation, parameters and spread; the hidden ones, then the output."""
    counts = parameter_counts(trainer.experiment)
    views = finite(inspection_of(trainer, BINS).as_dict())["layers"]
    return [
        LayerMetrics(activation=activation, parameters=count._asdict(), **view)
        for activation, count, view in zip(activations(trainer.experiment), counts, views, strict=True)
    ]


def activations(experiment: Experiment) -> list[str]:
    """Returns the name of the activation of every layer, the output's last."""
    return [*experiment.activations, output_activation(experiment)]


def schedule(experiment: Experiment, epoch: int) -> ScheduleCurve | None:
    """Returns the learning rate over some periods around an epoch; None while it is constant."""
    if experiment.schedule == "constant":
        return None
    period = int(experiment.formula_number("schedule_epochs"))
    first = max(0, epoch // period - PERIODS + 2) * period
    epochs = np.linspace(first, first + PERIODS * period, PERIODS * POINTS_OF_A_PERIOD + 1)
    at = sorted({int(each) for each in epochs})
    rates = [rate_in_epoch(experiment, each) for each in at]
    return ScheduleCurve(epochs=[float(each) for each in at], rates=rates)


def stopped_state(trainer: Trainer) -> Stopped | None:
    """Returns why a run has stopped by itself, if it has."""
    if trainer.stopped is None or trainer.stop_reason is None:
        return None
    return Stopped(
        epoch=trainer.stopped.epoch,
        reason=reason_shown(trainer.stop_reason),
        better_epoch=trainer.better_epoch,
    )


def neurons_off(hand: ByHand) -> list[tuple[int, int]]:
    """Returns [layer, neuron] of each neuron that is switched off; layer 1 is the first hidden one."""
    return [(layer, int(n)) for layer, mask in enumerate(hand.off, 1) for n in np.flatnonzero(mask)]


def parameters_frozen(hand: ByHand) -> list[tuple[int, int, int | None]]:
    """Returns [layer, neuron, source] of each frozen weight; of a bias the source is None."""
    found: list[tuple[int, int, int | None]] = []
    for layer, (weights, biases) in enumerate(hand.frozen, 1):
        found += [(layer, int(neuron), None) for neuron in np.flatnonzero(biases)]
        found += [(layer, int(neuron), int(source)) for neuron, source in np.argwhere(weights)]
    return found


def finite(value: Any) -> Any:
    """Returns values as JSON can carry them: what is infinite or no number at all becomes None."""
    if isinstance(value, dict):
        return {name: finite(each) for name, each in value.items()}
    if isinstance(value, list):
        return [finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
