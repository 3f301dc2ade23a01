"""What a room of a class has to heed: the teacher may pause it, and open its controls one by one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.reasons import ReasonError
from server.frames.numbers import neurons_off, parameters_frozen
from server.messages.reasons import RoomReason
from server.rooms.class_pace import BY_HAND, ClassPace, changes, refusal
from server.runs.learnt import Learnt
from server.training.contest import Contest


class InClass(Protocol):
    """A room's place in its class."""

    @property
    def seated(self) -> tuple[str, str]:
        """The class, and the person in it."""

    def publish(self, cell: str) -> None:
        """Shows the class what the room looks like."""

    def leave(self) -> None:
        """The room is none of the class any more."""

    def move(self) -> None:
        """The room goes on elsewhere, in the same place."""

    def close(self) -> None:
        """The room is gone."""


class Leash:
    """What the class lets a room do: `held` is the sentence of a pause, after which it `goes_on` if it did
    before, `pace` says what may be changed (None: everything), `set_ups` are those of the class's lesson,
    which are the teacher's own doing whatever is closed, `contest` is the challenge that is open."""

    def __init__(self) -> None:
        self.held: str | None = None
        self.goes_on = False
        self.pace: ClassPace | None = None
        self.set_ups: tuple[Experiment, ...] = ()
        self.contest: Contest | None = None

    @contextmanager
    def loosened(self) -> Iterator[None]:
        """What is done in the block is the teacher's own doing, whatever is closed."""
        pace, self.pace = self.pace, None
        try:
            yield
        finally:
            self.pace = pace

    def contest_for(self, learnt: Learnt) -> Contest | None:
        """Returns the challenge in which a run counts whose weights came about like this."""
        return self.contest if self.contest is not None and self.contest.admits(learnt) else None

    def check_training(self) -> None:
        """Raises ReasonError while the class is paused."""
        if self.held:
            raise ReasonError(RoomReason("class_paused", sentence=self.held))
        if self.held is not None:
            raise ReasonError(RoomReason("class_held"))

    def check_change(self, old: Experiment, new: Experiment) -> None:
        """Raises ReasonError where the teacher has closed what leads from one experiment to the other."""
        if self.pace is not None and not self._is_set_up(new):
            self.pace.check(old, new)

    def check_opening(self, experiment: Experiment) -> None:
        """Raises ReasonError for an example that the teacher has closed."""
        if self.pace is not None and not self._is_set_up(experiment):
            self.pace.check_opening(experiment)

    def _is_set_up(self, experiment: Experiment) -> bool:
        return any(next(changes(each, experiment), None) is None for each in self.set_ups)

    def check_by_hand(self) -> None:
        """Raises ReasonError where the teacher has closed what is done to a network by hand."""
        if self.pace is not None and not self.pace.is_open(BY_HAND):
            raise refusal(BY_HAND)

    def check_same_by_hand(self, old: ByHand, new: ByHand) -> None:
        """Raises ReasonError where other neurons are off, or other parameters frozen, and that is closed."""
        if (neurons_off(old), parameters_frozen(old)) != (neurons_off(new), parameters_frozen(new)):
            self.check_by_hand()
