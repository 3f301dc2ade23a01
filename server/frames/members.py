"""Who is in a room, and what each of them wants to see."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from server.frames.probes import ProbePoint
from server.frames.standing import Followed
from server.messages import GridSize, Role
from server.messages.outbox import Outbox

Want = Literal[
    "features", "points", "history", "neuron", "probe", "inside", "standing", "numbers", "cell", "state"
]  # fmt: skip
WANTS: tuple[Want, ...] = get_args(Want)
# only for a page that is visible
SHOWN: frozenset[Want] = frozenset({"state", "neuron", "probe", "inside", "standing"})
EVERYTHING: frozenset[Want] = SHOWN | {"points", "history"}  # of a run


MOST_WITH_LARGE_PICTURES = 50
"""With more members a room is crowded."""


class Neuron(NamedTuple):
    """A neuron of the network; layer 0 is the features."""

    layer: int
    neuron: int


class FrameKey(NamedTuple):
    """What a frame shows: `of` is the size of grids of a state, the neuron, the point or what is followed."""

    want: Want
    of: Any = "all"


@dataclass(eq=False, slots=True)
class Member:
    """One client in a room. `wants` is what it gets with the next publication, once; `numbers` whether it
    gets the numbers of the run some times a second. In a `crowded` room watchers get small pictures."""

    role: Role
    outbox: Outbox
    grids: GridSize = "large"
    visible: bool = True
    looking_at: Neuron | None = None
    probing: ProbePoint | None = None
    following: Followed | None = None
    numbers: bool = False
    crowded: bool = False
    wants: set[Want] = field(default_factory=lambda: {"features", "points", "history", "inside", "state"})

    def of(self, want: Want) -> object:
        """Returns what a frame for a want shows, the `of` of its key; None: there is nothing to show."""
        match want:
            case "state":
                return "small" if self.crowded and self.role == "watcher" else self.grids
            case "neuron":
                return self.looking_at
            case "probe":
                return self.probing
            case "standing":
                return self.following
        return "all"
