"""Shapes: what a kernel can know of a network when it is compiled.

A kernel takes all that it works on from a row of words, layer sizes and options included, and so serves every
network. One that is made for a shape has these written in as constants, by `bundle_of` (lanes/rows.py); the
source is the same. LLVM then leaves out what is never done, and writes small loops out. No formula and no
order of sums depends on it, and what is rounded when is settled (lanes/values.py), so the bits are the same.
"""

import hashlib
import json
from typing import Any, NamedTuple

from engine.backends.compiled.bundles import Facts, KernelTask, Row
from engine.backends.compiled.tasks import JOINED

MOST_PARAMETERS = JOINED
"""Larger networks gain nothing: with them the time goes into long loops, which are as fast as they are."""

TABLES = ("plan.layers.", "plan.of_delta", "plan.of_input")
"""The rows that never change."""


class KernelShape(NamedTuple):
    """A kernel ("run_tiles"), its precision, and what it is to know, in JSON."""

    kernel: str
    precision: str
    facts: str

    @property
    def name(self) -> str:
        """What a kernel made for this shape is called."""
        return f"{self.kernel}.{self.precision}.{hashlib.sha256(self.facts.encode()).hexdigest()[:16]}"


def shape_of(kernel: str, precision: str, task: KernelTask) -> KernelShape | None:
    """The shape of what this kernel is to train; None for a network that is too large to gain from it."""
    if task.plan.n_parameters > MOST_PARAMETERS:
        return None
    return KernelShape(kernel, precision, json.dumps(_facts(task, ""), sort_keys=True))


def _facts(bundle: tuple[Any, ...], path: str) -> Facts:
    facts: Facts = {}
    for name, part in zip(bundle._fields, bundle, strict=True):  # type: ignore[attr-defined]
        place = f"{path}{name}"
        if isinstance(part, tuple):
            facts |= _facts(part, f"{place}.")
        elif not isinstance(part, Row):
            facts[place] = int(part)
        elif place.startswith(TABLES):
            facts[place] = part.values.tolist()
    return facts
