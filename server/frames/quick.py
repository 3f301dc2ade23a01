"""STATE frames of what most rooms train, straight from what computes: without a snapshot, and to the byte the
same. The parameters are put among the headers of their sections at once, the pictures come with room for
theirs."""

from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.data.plane import Look
from engine.evaluation.snapshot import inputs_seen, says_what_it_decides
from engine.network.network import Layer
from engine.training.trainer import Trainer
from server.frames.encoding import (
    OUTPUT_RESOLUTION,
    RESOLUTION,
    figures,
    losses_sections,
    parameter_sections,
    tile_resolution,
)
from server.frames.layout import SECTION, FrameType, SectionKind, Stamp, header, written
from server.messages import GridSize


def quick_state_frame(
    stamp: Stamp, trainer: Trainer, size: GridSize, accuracy: tuple[float, float] | None, look: Look = ()
) -> bytes | None:
    """Returns what `state_frame` does of a run as it is now; None where that takes a snapshot: of curves, of
    several outputs, of one that says other numbers than it decides, with dropout, or where what computes does
    not draw."""
    experiment = trainer.experiment
    sizes = experiment.sizes
    is_usual = sizes[-1] == 1 and experiment.problem != "curve" and not experiment.dropout
    if not (is_usual and says_what_it_decides(experiment)):
        return None
    tile = tile_resolution(sum(sizes[1:-1]), size)
    resolutions = (tile,) * (len(sizes) - 2) + (OUTPUT_RESOLUTION[size],)
    x = inputs_seen(experiment, trainer.task, RESOLUTION, look)
    drawn = trainer.drawn_at(x, RESOLUTION, resolutions, SECTION.size)
    if drawn is None:
        return None
    for layer, (resolution, (begin, end)) in enumerate(zip(resolutions, drawn.places, strict=True), 1):
        head = SectionKind.GRIDS, layer, sizes[layer], resolution, end - begin
        SECTION.pack_into(drawn.packed.data, begin - SECTION.size, *head)
    first = losses_sections((trainer.train_loss, trainer.test_loss), trainer.history)
    rest = list(figures(accuracy, trainer.best_epoch))
    n_sections = len(first) + 3 * len(resolutions) + len(rest)
    parts: list[Any] = [header(FrameType.STATE, stamp, n_sections), *written(first)]
    parts += _learnt(sizes, drawn.parameters), drawn.packed, *written(rest)
    return b"".join(parts)


def _learnt(sizes: tuple[int, ...], parameters: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Returns the bytes of the sections of all weights and biases, as single floats."""
    headers, places = _headers(sizes)
    learnt = headers.copy()
    learnt[places] = parameters
    return learnt


@lru_cache(maxsize=64)
def _headers(sizes: tuple[int, ...]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """The same of a network of nothing but zeros, and where the numbers stand in it."""
    zeros = [Layer(np.zeros((n_out, n_in)), np.zeros(n_out)) for n_in, n_out in pairwise(sizes)]
    parts, places, at = written(parameter_sections(zeros)), [np.zeros(0, np.int64)], 0
    for number, part in enumerate(parts):
        n = len(part) // 4
        if number % 3 == 1:  # what comes after a header
            places.append(np.arange(at, at + n))
        at += n
    return np.frombuffer(b"".join(parts), "<f4"), np.concatenate(places)
