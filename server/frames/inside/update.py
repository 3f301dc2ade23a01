"""One update, number by number: INPUTS, NEURONS, PARAMETERS, VERDICT, COSINES and NOISE."""

import numpy as np

from engine.evaluation.probe import n_points
from engine.inside.one_update import OneUpdate, next_update, update_of
from engine.network.network import Layer
from engine.training.trainer import Trainer
from server.frames.inside.sections import Choices, Circumstances, section
from server.frames.layout import Section, SectionKind
from server.frames.values import FloatArray


def update_sections(trainer: Trainer, choices: Choices, circumstances: Circumstances) -> list[Section]:
    """One update, by a point that there is or by the next batch."""
    last = n_points(trainer)["train"] - 1
    point = choices.get("point")
    seen = next_update(trainer) if point is None else update_of(trainer, min(int(point), last))
    return _of_first_point(seen)


def _of_first_point(seen: OneUpdate) -> list[Section]:
    """Returns an update; of a batch the numbers of its first point."""
    kind, n_layers = SectionKind, len(seen.before)
    inputs, targets = seen.outputs[0][0], seen.targets[0]
    sections = [section(kind.INPUTS, 0, len(inputs), 1, inputs)]
    for l in range(n_layers):
        numbers = np.stack([seen.pre_activations[l][0], seen.outputs[l + 1][0], seen.deltas[l][0]])
        sections.append(section(kind.NEURONS, l + 1, numbers.shape[1], 3, numbers))
        layers = np.stack([_joined(each[l]) for each in (seen.before, seen.gradients, seen.after)])
        _, n, size = layers.shape
        sections.append(section(kind.PARAMETERS, l + 1, n, size, layers))
    verdict = [seen.losses[0], seen.rate, seen.is_taken, seen.points[0], *targets]
    noise = seen.noise
    of_all = noise.batch_cosine, noise.batch_length, noise.whole_length, seen.n_whole
    return [
        *sections,
        section(kind.VERDICT, n_layers, len(targets), 1, np.array(verdict)),
        section(kind.COSINES, 0, len(noise.cosines), 1, noise.cosines),
        section(kind.NOISE, 0, len(noise.lengths), 1, np.array([*of_all, *noise.lengths])),
    ]


def _joined(layer: Layer) -> FloatArray:
    """Returns the weights of each neuron with its bias behind them, (n_out, n_in + 1)."""
    return np.column_stack([layer.weights, layer.biases])
