"""The frames of a run as it is now, each made once for all who want it."""

from collections.abc import Collection

from engine.evaluation.metrics import accuracies_of
from engine.evaluation.probe import n_points
from engine.evaluation.snapshot import snapshot_of
from engine.training.trainer import Trainer
from server.frames.encoding import RESOLUTION, history_frame, neuron_frame, points_frame, state_frame
from server.frames.layout import Stamp
from server.frames.members import FrameKey
from server.frames.numbers import numbers_text
from server.frames.probes import is_there, probe_frame, probe_of


def frames_of(trainer: Trainer, stamp: Stamp, keys: Collection[FrameKey]) -> dict[FrameKey, bytes | str]:
    """Returns the frames with these keys, the numbers as a message; none where there is nothing to see."""
    stamp = stamp._replace(epoch=trainer.epoch, updates=trainer.updates, diverged=trainer.diverged)
    shows_grids = any(key.want in ("state", "neuron") for key in keys)
    snapshot = snapshot_of(trainer, RESOLUTION) if shows_grids else None
    made: dict[FrameKey, bytes | str] = {}
    for key in keys:
        match key.want:
            case "points":
                made[key] = points_frame(stamp, trainer.data, trainer.experiment)
            case "history":
                made[key] = history_frame(stamp, trainer.history)
            case "numbers":
                made[key] = numbers_text(stamp, trainer)
            case "probe" if is_there(key.of, n_points(trainer)):
                made[key] = probe_frame(stamp, key.of, probe_of(trainer, key.of))
            case "state" if snapshot is not None:
                accuracy = accuracies_of(trainer)
                made[key] = state_frame(stamp, snapshot, trainer.history, key.of, accuracy)
            case "neuron" if snapshot is not None and snapshot.curves is None:  # or the state shows it
                layer, neuron = key.of
                made[key] = neuron_frame(stamp, snapshot, layer, neuron, trainer.experiment.formulas)
    return made
