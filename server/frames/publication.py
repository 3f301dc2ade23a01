"""The frames of one run at one moment."""

from functools import cached_property

from engine.evaluation.metrics import accuracies_of
from engine.evaluation.probe import n_points
from engine.evaluation.snapshot import Snapshot, snapshot_of
from engine.training.trainer import Trainer
from server.frames.encoding import RESOLUTION, Stamp, history_frame, neuron_frame, points_frame, state_frame
from server.frames.members import FrameKey
from server.frames.numbers import numbers_text
from server.frames.probes import is_there, probe_frame, probe_of


class Publication:
    """What is to be seen of a run now; the network is asked for its pictures once, when first needed."""

    def __init__(self, trainer: Trainer, stamp: Stamp) -> None:
        self._trainer = trainer
        self._stamp = stamp._replace(epoch=trainer.epoch, updates=trainer.updates, diverged=trainer.diverged)

    @cached_property
    def _snapshot(self) -> Snapshot:
        return snapshot_of(self._trainer, RESOLUTION)

    def frame(self, key: FrameKey) -> bytes | str | None:
        """Returns a frame, or the message of numbers; None where there is nothing to see."""
        trainer, stamp, of = self._trainer, self._stamp, key.of
        match key.want:
            case "points":
                return points_frame(stamp, trainer.data, trainer.experiment)
            case "history":
                return history_frame(stamp, trainer.history)
            case "numbers":
                return numbers_text(stamp, trainer)
            case "probe":
                there = is_there(of, n_points(trainer))
                return probe_frame(stamp, of, probe_of(trainer, of)) if there else None
            case "state":
                return state_frame(stamp, self._snapshot, trainer.history, of, accuracies_of(trainer))
            case "neuron" if self._snapshot.curves is None:  # otherwise the state has all there is to see
                return neuron_frame(stamp, self._snapshot, *of)
            case _:
                return None
