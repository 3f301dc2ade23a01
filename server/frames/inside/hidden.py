"""How each layer sees the plane: PLACES, PAPER, CUTS and SHOWN of each; in a space DEPTHS, PAPER_DEPTHS and
CUT_DEPTHS too.

Pictures are made in single precision, in half the time. How well the classes are told apart takes longest: in
the layer that is looked at it is always that of the picture; the others take turns, a few with each picture.
"""

import numpy as np

from engine.experiment.experiment import Experiment
from engine.formulas.normalizations import Statistics
from engine.inside.layers import morph_frames_of, plane_inputs, sight_of_layer, squared_paper
from engine.inside.said import said_by_layers
from engine.inside.separability import separability
from engine.network.deep import Model
from engine.network.network import Array, Layer
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from server.frames.inside.sections import NO_NUMBER, Choices, Circumstances, Notes, section
from server.frames.layout import Section, SectionKind
from server.frames.values import FloatArray, single

MOST_POINTS = 300
MOST_FITTED = 2  # layers in which classes are told apart anew for one picture
PAPER_LINES, PAPER_STEPS = 13, 25
MARGIN = 1.1  # around the points
WHOLE, WIDEST = 32_764, 4.0  # the whole number of what is four times as far as the reach
AXES = ("across", "up", "deep")


def hidden_sections(trainer: Trainer, choices: Choices, circumstances: Circumstances) -> list[Section]:
    """How each layer sees the plane, brought to that of the layer before; the one that is looked at perhaps
    by two or three of its neurons."""
    experiment, model, off = trainer.experiment, _single(trainer.learner.model), trainer.hand.off
    inputs = trainer.task.data.train_x[:MOST_POINTS].astype(np.float32)
    paper = plane_inputs(trainer, squared_paper(PAPER_LINES, PAPER_STEPS)).astype(np.float32)
    of_points = said_by_layers(experiment, model, inputs, off)
    of_paper = said_by_layers(experiment, model, paper.reshape(-1, paper.shape[-1]), off)
    n_axes = 3 if "deep" in choices else 2
    frames = morph_frames_of(experiment, model, of_points, of_paper, PAPER_STEPS, n_axes)
    at = min(round(choices.get("at", len(frames) - 2)), len(frames) - 1)
    neurons = tuple(int(choices[key]) - 1 for key in AXES if choices.get(key, 0) > 0)
    label = trainer.data.train.label[:MOST_POINTS]
    apart = _told_apart(experiment, of_points, label, at, circumstances.notes)
    sections = []
    for layer, frame in enumerate(frames):
        n = of_points[layer].shape[1]
        points, lines, cuts, unit = frame.points, frame.paper, frame.cuts, frame.unit
        shown, axes = [0.0, 0.0, float(frame.shares.sum()), apart[layer]], (0, 0, 0)[:n_axes]
        if layer == at and len(set(neurons)) == n_axes and max(neurons) < n:
            sight = sight_of_layer(experiment, model, layer, inputs, paper, neurons, off=off)
            points, lines, cuts, unit = sight.points, sight.paper, sight.cuts, 1.0
            axes = tuple(each + 1 for each in neurons)
            shown[:3] = [*axes[:2], float(sight.projection.shares.sum())]
        points, lines = points.reshape(-1, n_axes), lines.reshape(-1, n_axes)
        reach = MARGIN * float(np.abs(points).max()) or 1.0
        normals = cuts.normals * reach
        sections += [
            _places(SectionKind.PLACES, layer, 2, points, reach, unit),
            _places(SectionKind.PAPER, layer, PAPER_STEPS, lines, reach, unit),
            section(
                SectionKind.CUTS, layer, len(normals), 3, np.column_stack([normals[:, :2], cuts.offsets])
            ),
            section(SectionKind.SHOWN, layer, n, 4, np.array(shown)),
        ]
        if n_axes == 3:
            sections += [
                _depths(SectionKind.DEPTHS, layer, axes[2], points, reach),
                _depths(SectionKind.PAPER_DEPTHS, layer, PAPER_STEPS, lines, reach),
                section(SectionKind.CUT_DEPTHS, layer, len(normals), 1, normals[:, 2]),
            ]
    return sections


def _single(model: Model) -> Model:
    """Returns a network in single precision."""

    def layers(given: tuple[Layer, ...]) -> tuple[Layer, ...]:
        return tuple(Layer(w.astype(np.float32), b.astype(np.float32)) for w, b in given)

    remembered = (Statistics(m.astype(np.float32), v.astype(np.float32)) for m, v in model.remembered)
    return Model(layers(model.parameters), layers(model.scales), tuple(remembered))


def _told_apart(
    experiment: Experiment, of_points: list[Array], label: Array, at: int, notes: Notes
) -> list[float]:
    """Returns how well the classes are told apart in every layer, as far as it is known: in the layer `at`
    now, in the others now or some pictures ago."""
    found: dict[int, tuple[int, float]] = notes.about(("told apart", experiment))
    now = [hash(said.tobytes() + label.tobytes()) for said in of_points]
    old = [l for l, said in enumerate(now) if l not in found or found[l][0] != said]
    ages = {l: age for age, l in enumerate(found)}
    old.sort(key=lambda l: (l != at, ages.get(l, -1)))
    for layer in old[:MOST_FITTED]:
        try:
            value = separability(experiment, of_points[layer], label).value
        except ReasonError:  # of one class nothing is to be told apart
            value = NO_NUMBER
        found.pop(layer, None)  # so that what was found last stands last
        found[layer] = now[layer], value
    notes.is_unfinished = len(old) > MOST_FITTED
    return [found[l][1] if l in found else NO_NUMBER for l in range(len(now))]


def _places(
    kind: SectionKind, layer: int, size: int, places: FloatArray, reach: float, unit: float
) -> Section:
    """Returns the first two numbers of places (n, n_axes) as whole numbers; the reach is told in the unit of
    what neurons say."""
    head = single([reach * unit]).tobytes()
    return Section(kind, layer, len(places), size, head + _whole(places[:, :2], reach))


def _depths(kind: SectionKind, layer: int, size: int, places: FloatArray, reach: float) -> Section:
    """Returns the third number of places (n, 3) as whole numbers."""
    return Section(kind, layer, len(places), size, _whole(places[:, 2], reach))


def _whole(numbers: FloatArray, reach: float) -> bytes:
    shares = np.clip(numbers / reach, -WIDEST, WIDEST)
    whole: bytes = np.rint(shares * (WHOLE / WIDEST)).astype("<i2").tobytes()
    return whole
