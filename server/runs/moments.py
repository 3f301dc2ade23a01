"""A run at one of its moments, in few bytes.

A room that trains has a moment after every epoch at first, so one is made in less time than a small network's
epoch takes: of a state only the numbers are written down, one array after the other. How they belong together
the experiment says, and that is needed only to go back.
"""

import pickle
import sys
from typing import Any, NamedTuple

import numpy as np

from engine.backends.interface import Place
from engine.data.rng import RandomState, SeedRandom
from engine.experiment.experiment import Experiment
from engine.learning.learner import Learning, blank_model, initial_learning
from engine.learning.written import arrays_of
from engine.network.deep import Model
from engine.training.stopping import Best
from engine.training.trainer import Trainer
from engine.training.trainer_state import Checkpoint, Progress, TrainerState


class Moment(NamedTuple):
    """A run after an epoch, to go back to, without its loss curve.

    Hundreds of them are kept of every room: the experiment and the random stream are everybody's, the rest is
    bytes, less than half of what the state takes and nothing that the garbage collector has to walk through.
    """

    epoch: int
    experiment: Experiment
    diverged: bool
    train_loss: float
    rng: RandomState
    packed: bytes

    @property
    def state(self) -> TrainerState:
        """The whole state, unpacked."""
        by_hand, stopped, heeded, progress, checkpoint = pickle.loads(self.packed)
        like = initial_learning(self.experiment, SeedRandom(self.experiment.seed))
        now = _progress_of(progress, like)
        return TrainerState(
            experiment=self.experiment,
            progress=now,
            checkpoint=now if checkpoint is None else _progress_of(checkpoint, like),
            diverged=self.diverged,
            stopped=stopped,
            heeded=heeded,
            by_hand=by_hand,
            rng=self.rng,
            stride=1,
            history=(),
        )

    @property
    def model(self) -> Model:
        """The network alone, in a small part of the time that the whole state takes."""
        numbers = pickle.loads(self.packed)[3][-1]
        found: Model = _filled(blank_model(self.experiment), memoryview(numbers))
        return found

    @property
    def n_bytes(self) -> int:
        """The memory that it takes."""
        return sys.getsizeof(self) + sys.getsizeof(self.packed)


def moment_of(trainer: Trainer) -> Moment:
    """Returns the present moment of a run."""
    now, checkpoint = trainer.now, trainer.checkpoint
    other = None if checkpoint is now else _packed(checkpoint)
    packed = (trainer.hand, trainer.stopped, trainer.heeded, _packed(now), other)
    return Moment(
        now.end.place.epoch,
        trainer.experiment,
        trainer.diverged,
        now.losses[0],
        trainer.random_state,
        pickle.dumps(packed, pickle.HIGHEST_PROTOCOL),
    )


def _packed(progress: Checkpoint) -> tuple[Any, ...]:
    """A progress as plain values; all its arrays are one piece of bytes."""
    end, losses, best = progress
    numbers, n_accumulated, steps = end.written()
    if best is not None:
        numbers += b"".join([each.tobytes() for each in arrays_of(best.model)])
    of_best = None if best is None else (best.epoch, best.loss)
    return tuple(end.place), losses, of_best, (n_accumulated, steps), numbers


def _progress_of(packed: tuple[Any, ...], like: Learning) -> Progress:
    """The progress of which `_packed` made plain values; `like` has arrays of the same shapes."""
    place, losses, of_best, (n_accumulated, steps), numbers = packed
    model = None if of_best is None else like.model
    learning, model = _filled((like, model), memoryview(numbers))
    return Progress(
        learning=learning._replace(n_accumulated=n_accumulated, steps=steps),
        place=Place(*place),
        losses=losses,
        best=None if of_best is None else Best(of_best[0], of_best[1], model),
    )


def _filled(like: Any, numbers: memoryview) -> Any:
    """Returns nested tuples with arrays from bytes in the places of those that have the same shapes."""
    at = 0

    def fill(value: Any) -> Any:
        nonlocal at
        if isinstance(value, np.ndarray):
            array = np.frombuffer(numbers, value.dtype, value.size, at).reshape(value.shape).copy()
            at += array.nbytes
            return array
        if not isinstance(value, tuple):
            return value
        parts = [fill(each) for each in value]
        return type(value)._make(parts) if hasattr(value, "_make") else tuple(parts)

    return fill(like)
