"""Who is in a room, and what each of them wants to see."""

from dataclasses import dataclass, field
from typing import Literal

from server.frames.probes import Point
from server.messages import GridSize, Role
from server.messages.outbox import Outbox
from server.training.jobs import Neuron

Want = Literal["features", "points", "history", "state", "neuron", "probe"]
SHOWN: frozenset[Want] = frozenset({"state", "neuron", "probe"})  # what only somebody who sees the page gets
EVERYTHING: frozenset[Want] = SHOWN | {"points", "history"}  # of a run


@dataclass(eq=False, slots=True)
class Member:
    """One browser in a room. `wants` is what it shall get with the next publication, once."""

    role: Role
    outbox: Outbox
    grids: GridSize = "large"
    visible: bool = True
    looking_at: Neuron | None = None
    probing: Point | None = None
    numbers: bool = False
    wants: set[Want] = field(default_factory=lambda: {"features", "points", "history", "state"})
