"""A network's state, wherever it is: a session's while a backend trains it, a learner's in between."""

from collections.abc import Callable
from typing import NamedTuple

from numpy import float32
from numpy.typing import NDArray

from engine.backends.interface import Backend, Drawn, Place, RunResult, Session
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learner, Learning
from engine.learning.task import Data

Draw = Callable[[NDArray[float32], int, tuple[int, ...], int], Drawn]


class Opening(NamedTuple):
    """What a session is opened on, and the place from which it goes on."""

    experiment: Experiment
    data: Data
    learning: Learning
    hand: ByHand
    place: Place


class Computing:
    """A learner and the backend that trains it on `data`. The session is opened when there is something to
    compute; the learner takes the state out of it when somebody asks. Everything may raise `DeviceLost`.
    """

    def __init__(self, learner: Learner, data: Data, backend: Backend) -> None:
        self.backend = backend
        self._data = data
        self._learner = learner
        self._session: Session | None = None
        self._newest: Callable[[], Learning] | None = None  # where the learner is behind what computes

    @property
    def learner(self) -> Learner:
        """The network that learns, as it is now. Whoever changes it closes the session first."""
        if self._newest is not None:
            self._learner.go_to(self._newest())
            self._newest = None
        return self._learner

    def train(self, place: Place, n_batches: int) -> RunResult:
        """Visits so many batches, from `place` on; see `Session.run`."""
        session = self._opened()
        self._newest = session.learning
        result = session.run(place, n_batches)
        end = result.epoch_end
        if result.finite and end is not None and end.place == result.place:
            self._newest = lambda: end.learning  # the same, and asked for once
        return result

    def outputs_at(self, x: NDArray[float32]) -> list[NDArray[float32]]:
        """What the neurons of every layer say to inputs x; see `Session.outputs_at`."""
        return self._opened().outputs_at(x)

    def drawn_at(
        self, x: NDArray[float32], side: int, resolutions: tuple[int, ...], gap: int
    ) -> Drawn | None:
        """The same as packed pictures, each layer with a resolution of its own, and all parameters; None
        where the session does not draw. See `CompiledSession.drawn_at`, which does."""
        draw: Draw | None = getattr(self._opened(), "drawn_at", None)
        return None if draw is None else draw(x, side, resolutions, gap)

    def close(self) -> Learner:
        """Takes the state out of the session, which ends; the learner may be changed now."""
        learner, self._session = self.learner, None
        return learner

    def go_to(self, learning: Learning) -> None:
        """Goes on from another state; what the session had is forgotten."""
        self._session = self._newest = None
        self._learner.go_to(learning)

    def switch_to(self, backend: Backend) -> None:
        """Goes on with another backend, from the very state that there is."""
        if backend is not self.backend:
            self.close()
            self.backend = backend

    def _opened(self) -> Session:
        if self._session is None:
            learner = self._learner
            self._session = self.backend.open_session(
                learner.settings, self._data, learner.learning(), learner.hand
            )
        return self._session
