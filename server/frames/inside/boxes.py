"""A network built by hand of boxes, pieces or towers: PARTS, FUNCTION or SURFACE, and ERRORS."""

import numpy as np

from engine.data.dataset import EXTENT
from engine.experiment.inside import OF_BOXES
from engine.inside.boxes import Tower
from engine.inside.building import experiment_of, site_of
from engine.training.trainer import Trainer
from server.frames.inside.sections import Choices, Circumstances, section
from server.frames.layout import Section, SectionKind
from server.frames.values import quantise

USUAL_BOXES, USUAL_TOWERS = 10, 4
N_PLACES = 241  # of a curve
N_CELLS = 50  # along a side of the plane


def boxes_sections(trainer: Trainer, choices: Choices, circumstances: Circumstances) -> list[Section]:
    """Returns a network of so many parts, as many as there may be at most, and the error of every number."""
    site = site_of(trainer)
    activation = OF_BOXES[int(choices.get("of", 0))]
    experiment_of(trainer.experiment, activation, 1)  # or why there is none
    errors = np.array(site.errors(activation))
    n = min(int(choices.get("n", USUAL_BOXES if site.is_curve else USUAL_TOWERS)), len(errors))
    built = site.build(activation, n)
    weights = built.model.parameters[-1].weights[0]
    each = weights[:: len(weights) // n]
    rows = [
        [*part.low, *part.high, part.height, weight] if isinstance(part, Tower) else [*part, weight]
        for part, weight in zip(built.parts, each.tolist(), strict=True)
    ]
    sections = [
        section(SectionKind.PARTS, 0, n, len(rows[0]), np.array(rows)),
        section(SectionKind.ERRORS, 0, len(errors), 1, errors),
    ]
    if site.is_curve:
        x = np.linspace(-EXTENT, EXTENT, N_PLACES)
        return [*sections, section(SectionKind.FUNCTION, 0, N_PLACES, 1, built.at(x[:, np.newaxis]))]
    middles = ((np.arange(N_CELLS) + 0.5) / N_CELLS * 2 - 1) * EXTENT
    plane = np.stack(np.meshgrid(middles, -middles), axis=-1).reshape(-1, 2)
    bytes_ = quantise(built.at(plane).astype(np.float32))
    return [*sections, Section(SectionKind.SURFACE, 0, 1, N_CELLS, bytes_.tobytes())]
