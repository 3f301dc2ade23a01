"""Who is in a room, and what each of them wants to see."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from server.frames.probes import ProbePoint
from server.messages import GridSize, Role
from server.messages.outbox import Outbox

Want = Literal["features", "points", "history", "state", "neuron", "probe", "numbers"]
SHOWN: frozenset[Want] = frozenset({"state", "neuron", "probe"})  # only for a page that is visible
EVERYTHING: frozenset[Want] = SHOWN | {"points", "history"}  # of a run


class Neuron(NamedTuple):
    """A neuron of the network; layer 0 is the features."""

    layer: int
    neuron: int


@dataclass(eq=False, slots=True)
class Member:
    """One client in a room. `wants` is what it gets with the next publication, once; `numbers` whether it
    gets the numbers of the run some times a second."""

    role: Role
    outbox: Outbox
    grids: GridSize = "large"
    visible: bool = True
    looking_at: Neuron | None = None
    probing: ProbePoint | None = None
    numbers: bool = False
    wants: set[Want] = field(default_factory=lambda: {"features", "points", "history", "state"})
