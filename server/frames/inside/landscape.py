"""The loss around the present weights as sections of a frame: a plane of the run's own path, or a random one.

What it costs grows with the neurons, the points and the places: as many are computed as there is time for,
less while training goes on, and of a large network nothing until a pause.
"""

import math
from contextlib import suppress

import numpy as np

from engine.inside.landscape.directions import path_plane, random_plane, vector_of
from engine.inside.landscape.losses import landscape, losses_of
from engine.inside.landscape.sharpness import sharpness
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from server.frames.inside.sections import (
    NO_NUMBER,
    OUTPUTS_PAUSED,
    OUTPUTS_PLAYING,
    Choices,
    Circumstances,
    gates_of,
    section,
)
from server.frames.layout import Section, SectionKind
from server.messages.reasons import RoomReason

MOST_POINTS, FEWEST_POINTS = 250, 100
MOST_CELLS, FEWEST_CELLS = 41, 9  # along a side
MOST_TO_SHARPEN = 100_000  # parameters times points: of more the sharpest direction takes too long


def landscape_sections(trainer: Trainer, choices: Choices, circumstances: Circumstances) -> list[Section]:
    """Returns the loss over a plane through the present weights, and the way of the run in it."""
    experiment, model, data = trainer.experiment, trainer.learner.model, trainer.task.data
    gates, playing = gates_of(trainer), circumstances.playing
    path = [each for each in circumstances.path if each is not None]
    n_points, n_cells = _size(sum(experiment.sizes[1:]), playing)
    x, target = data.train_x[:n_points], data.train_y[:n_points]
    if choices.get("random") == 1:
        plane = random_plane(model, np.random.default_rng(0))
    else:
        plane = path_plane(model, [each.model for each in path])
    seen = landscape(experiment, plane, x, target, n_cells, gates)
    eigenvalue = NO_NUMBER
    if not playing and len(plane.across) * len(x) <= MOST_TO_SHARPEN:
        with suppress(ReasonError):  # where it is flat there is no sharpest direction
            eigenvalue = sharpness(experiment, model, x, target, gates).eigenvalue
    visited = [*(each.model for each in path), model]
    losses = losses_of(experiment, model, np.array([vector_of(each) for each in visited]), x, target, gates)
    (left, right), (low, high) = plane.reach
    share = NO_NUMBER if plane.shares is None else float(plane.shares.sum())
    about = np.array([left, right, low, high, share, eigenvalue, trainer.learning_rate, losses[-1]])
    sections = [
        section(SectionKind.LANDSCAPE, 0, len(seen.losses), len(seen.losses), seen.losses),
        section(SectionKind.SLICE, 0, 1, len(about), about),
    ]
    if plane.walked is not None:
        rows = np.column_stack([plane.walked, [each.epoch for each in path], losses[:-1]])
        sections.append(section(SectionKind.PATH, 0, len(rows), 4, rows))
    return sections


def _size(n_neurons: int, playing: bool) -> tuple[int, int]:
    """Returns for how many points and how many places along a side there is time. Raises ReasonError where
    the network is too large."""
    most = (OUTPUTS_PLAYING if playing else OUTPUTS_PAUSED) / n_neurons
    for n_points in (MOST_POINTS, FEWEST_POINTS):
        n_cells = min(MOST_CELLS, math.isqrt(int(most / n_points)))
        if n_cells >= FEWEST_CELLS:
            return n_points, n_cells
    raise ReasonError(RoomReason("waits_for_pause"))
