"""What memory the rooms of a server may take: reckoned before one grows, from the sizes of networks.

What is left goes to what rooms keep of their past, in equal parts."""

from engine.evaluation.metrics import parameter_count
from engine.experiment.experiment import Experiment
from engine.reasons import ReasonError
from server.messages.reasons import RoomReason
from server.runs import beginnings, endings, timeline, undo

MEGABYTE = 1024 * 1024
ROOM_BYTES = 200_000  # with its points, its people and what waits for them
PARAMETER_BYTES = 120  # a weight with its gradient and what optimizers know of it, in all the states of a run
PAST_BYTES = timeline.MOST_BYTES + undo.MOST_BYTES + beginnings.MOST_BYTES + endings.MOST_BYTES
"""Of a room, where there is enough."""
NETWORKS_SHARE = 0.75  # of the memory at most is for what rooms are now; the pasts have at least the rest
SLACK = 0.8  # of what is left the pasts get: they are cut when their share has become a fifth smaller


class Memory:
    """The memory of all rooms of a server, in megabytes."""

    def __init__(self, most_mb: float = float("inf")) -> None:
        self.most_mb = most_mb
        self._needs: dict[str, int] = {}
        self._needed = 0

    def take(self, id: str, experiment: Experiment) -> None:
        """Notes what a room is going to be. Raises ReasonError where there is no memory for it to grow."""
        growth = need_of(experiment) - self._needs.get(id, 0)
        if growth > 0 and self._needed + growth > NETWORKS_SHARE * self.most_mb * MEGABYTE:
            raise ReasonError(RoomReason("no_memory", most=self.most_mb))
        self.note(id, experiment)

    def note(self, id: str, experiment: Experiment) -> None:
        """Notes what a room is, whether there is memory for it or not."""
        self.give_back(id)
        self._needs[id] = need_of(experiment)
        self._needed += self._needs[id]

    def give_back(self, id: str) -> None:
        """A room is no more."""
        self._needed -= self._needs.pop(id, 0)

    @property
    def share(self) -> float:
        """Which part a room may have of the memory that its past has where there is enough; from 0 to 1."""
        left = SLACK * (self.most_mb * MEGABYTE - self._needed)
        return min(1.0, max(0.0, left) / (PAST_BYTES * max(1, len(self._needs))))


def need_of(experiment: Experiment) -> int:
    """Returns how many bytes a room of this experiment takes without its past: rather too many."""
    return ROOM_BYTES + PARAMETER_BYTES * parameter_count(experiment)
