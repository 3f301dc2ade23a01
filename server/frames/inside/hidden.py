"""How each layer sees the plane: PLACES, PAPER, CUTS and SHOWN of each."""

from contextlib import suppress

import numpy as np

from engine.inside.layers import morph_frames, plane_inputs, sight_of_layer, squared_paper
from engine.inside.separability import separability_in
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from server.frames.inside.sections import NO_NUMBER, Choices, Circumstances, section
from server.frames.layout import Section, SectionKind
from server.frames.values import FloatArray, single

MOST_POINTS = 300
PAPER_LINES, PAPER_STEPS = 13, 25
MARGIN = 1.1  # around the points
WHOLE, WIDEST = 32_764, 4.0  # the whole number of what is four times as far as the reach


def hidden_sections(trainer: Trainer, choices: Choices, circumstances: Circumstances) -> list[Section]:
    """How each layer sees the plane, brought to that of the layer before; the one that is looked at perhaps
    by two of its neurons."""
    experiment, model, off = trainer.experiment, trainer.learner.model, trainer.hand.off
    inputs = trainer.task.data.train_x[:MOST_POINTS]
    label = trainer.data.train.label[:MOST_POINTS]
    paper = plane_inputs(trainer, squared_paper(PAPER_LINES, PAPER_STEPS))
    frames = morph_frames(experiment, model, inputs, paper, off)
    at = min(round(choices.get("at", len(frames) - 2)), len(frames) - 1)
    neurons = tuple(int(choices[key]) - 1 for key in ("across", "up") if key in choices)
    sections = []
    for layer, frame in enumerate(frames):
        n = inputs.shape[1] if layer == 0 else len(model.parameters[layer - 1].biases)
        points, lines, cuts, unit = frame.points, frame.paper, frame.cuts, frame.unit
        shown = [0.0, 0.0, float(frame.shares.sum()), NO_NUMBER]
        if layer == at:
            with suppress(ReasonError):  # of one class nothing is to be told apart
                shown[3] = separability_in(experiment, model, layer, inputs, label, off).value
            if len(set(neurons)) == 2 and max(neurons) < n:
                sight = sight_of_layer(experiment, model, layer, inputs, paper, neurons, off=off)
                points, lines, cuts, unit = sight.points, sight.paper, sight.cuts, 1.0
                shown[:3] = [neurons[0] + 1, neurons[1] + 1, float(sight.projection.shares.sum())]
        reach = MARGIN * float(np.abs(points).max()) or 1.0
        straight = np.array([[*cut.normal * reach, cut.offset] for cut in cuts]).reshape(-1, 3)
        sections += [
            _places(SectionKind.PLACES, layer, 2, points.reshape(-1, 2), reach, unit),
            _places(SectionKind.PAPER, layer, lines.shape[1], lines.reshape(-1, 2), reach, unit),
            section(SectionKind.CUTS, layer, len(straight), 3, straight),
            section(SectionKind.SHOWN, layer, n, 4, np.array(shown)),
        ]
    return sections


def _places(
    kind: SectionKind, layer: int, size: int, places: FloatArray, reach: float, unit: float
) -> Section:
    """Returns places (n, 2) as whole numbers; the reach is told in the unit of what neurons say."""
    shares = np.rint(np.clip(places / reach, -WIDEST, WIDEST) * (WHOLE / WIDEST)).astype("<i2")
    head = single([reach * unit]).tobytes()
    return Section(kind, layer, len(places), size, head + shares.tobytes())
