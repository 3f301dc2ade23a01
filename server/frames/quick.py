"""STATE frames of what most rooms train, straight from the trainer to packed pictures: in less time than the
way by a snapshot takes, and to the byte the same."""

from engine.data.plane import Look
from engine.evaluation.snapshot import inputs_seen, says_what_it_decides
from engine.training.trainer import Trainer
from server.frames.encoding import (
    OUTPUT_RESOLUTION,
    RESOLUTION,
    assembled,
    figures,
    tile_resolution,
)
from server.frames.layout import Section, SectionKind, Stamp
from server.messages import GridSize


def quick_state_frame(
    stamp: Stamp, trainer: Trainer, size: GridSize, accuracy: tuple[float, float] | None, look: Look = ()
) -> bytes | None:
    """Returns what `state_frame` does of a run as it is now; None where that takes a snapshot: of curves, of
    several outputs, of one that says other numbers than it decides, with dropout, or where what computes does
    not draw."""
    experiment = trainer.experiment
    is_usual = experiment.problem != "curve" and not experiment.dropout and says_what_it_decides(experiment)
    sizes = [len(layer.biases) for layer in trainer.parameters] if is_usual else []
    if sizes[-1:] != [1]:
        return None
    tile = tile_resolution(sum(sizes) - 1, size)
    resolutions = (tile,) * (len(sizes) - 1) + (OUTPUT_RESOLUTION[size],)
    x = inputs_seen(experiment, trainer.task, RESOLUTION, look)
    payloads = trainer.pictures_at(x, RESOLUTION, resolutions)
    if payloads is None:
        return None
    pictures = [
        Section(SectionKind.GRIDS, layer, n, resolution, payload)
        for layer, (n, resolution, payload) in enumerate(zip(sizes, resolutions, payloads, strict=True), 1)
    ]
    losses = trainer.train_loss, trainer.test_loss
    rest = figures(accuracy, trainer.best_epoch)
    return assembled(stamp, losses, trainer.history, trainer.parameters, pictures, rest)
