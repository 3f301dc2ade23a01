"""The losses on the straight line between two networks: CUT for both sets, ENDS and HILLS."""

import numpy as np

from engine.inside.landscape.directions import checked_same_kind
from engine.inside.landscape.losses import LossCut, loss_cut
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from server.frames.inside.sections import (
    OUTPUTS_PAUSED,
    OUTPUTS_PLAYING,
    Choices,
    Circumstances,
    Visited,
    gates_of,
    section,
)
from server.frames.layout import Section, SectionKind
from server.messages.reasons import RoomReason

MOST_POINTS, FEWEST_POINTS = 250, 50  # of each set
MOST_PLACES, FEWEST_PLACES = 61, 13  # between the two; beyond and in between there are about as many again


def cut_sections(trainer: Trainer, choices: Choices, circumstances: Circumstances) -> list[Section]:
    """Returns the losses from one network to another and a little beyond both, on the present points."""
    if len(circumstances.path) != 2:
        raise ReasonError(RoomReason("moment_gone"))
    experiment, gates = trainer.experiment, gates_of(trainer)
    here = Visited(trainer.epoch, experiment, trainer.learner.model)
    one, other = (each or here for each in circumstances.path)
    for end in (one, other):
        checked_same_kind(experiment, end.experiment)
    n_points, n = _size(sum(experiment.sizes[1:]), circumstances.playing)
    data = trainer.task.data
    cuts = [
        loss_cut(experiment, one.model, other.model, x[:n_points], target[:n_points], n, gates=gates)
        for x, target in ((data.train_x, data.train_y), (data.test_x, data.test_y))
    ]
    return [
        *(_cut(layer, cut) for layer, cut in enumerate(cuts)),
        section(SectionKind.ENDS, 0, 2, 1, np.array([one.epoch, other.epoch])),
        section(SectionKind.HILLS, 0, 2, 1, np.array([cut.barrier for cut in cuts])),
    ]


def _cut(layer: int, cut: LossCut) -> Section:
    rows = np.column_stack([cut.t, cut.losses])
    return section(SectionKind.CUT, layer, len(rows), 2, rows)


def _size(n_neurons: int, playing: bool) -> tuple[int, int]:
    """Returns for how many points and places there is time. Raises ReasonError where the network is too
    large."""
    most = (OUTPUTS_PLAYING if playing else OUTPUTS_PAUSED) / n_neurons / 4  # two sets, twice the places
    for n_points in (MOST_POINTS, FEWEST_POINTS):
        n = min(MOST_PLACES, int(most / n_points))
        if n >= FEWEST_PLACES:
            return n_points, n
    raise ReasonError(RoomReason("waits_for_pause"))
