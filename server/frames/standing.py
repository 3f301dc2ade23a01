"""How far a run has come with what a lesson asks for, as one message with numbers alone.

Called in the worker thread and only for who follows conditions. What is said to them, the page has already.

A run may train for many epochs between two pictures. So of the epochs since a page was told last, the loss
curve says whether a condition was met then: who trains fast is told as much as who trains slowly.
"""

import math
from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from engine.expressions.tree import Tree, names_in
from engine.training.history import LossPoint
from engine.training.trainer import Trainer
from server.frames.layout import Stamp
from server.lessons.names import NAMES, NOT_IN_THE_CURVE, values_at, values_of
from server.lessons.tasks import holds, parts_of_task, present_value
from server.messages import ConditionPart, StandingMessage, write_message

MOST_TOLD = 32
"""Of so many things that are followed in a room it is known when they were told last."""


class Followed(NamedTuple):
    """The conditions whose parts a page wants to know of, and the name whose value it wants to know."""

    conditions: tuple[Tree, ...]
    outcome: str | None


class LastTold:
    """Up to which epoch of a run those who follow something have been told of it."""

    def __init__(self) -> None:
        self._last: OrderedDict[Followed, tuple[int, int]] = OrderedDict()

    def untold(self, followed: Followed, stamp: Stamp, trainer: Trainer) -> list[LossPoint]:
        """Returns the points of the loss curve since this was told last, and takes it as told now. There are
        none where that was of another run, or never."""
        generation, epoch = self._last.pop(followed, (stamp.generation, trainer.epoch))
        self._last[followed] = (stamp.generation, trainer.epoch)
        if len(self._last) > MOST_TOLD:
            self._last.popitem(last=False)
        if generation != stamp.generation or epoch >= trainer.epoch:
            return []
        points = trainer.history.since(trainer.epoch - epoch)
        return [point for point in points if epoch < point.epoch <= trainer.epoch]


def standing_text(stamp: Stamp, trainer: Trainer, followed: Followed, told: LastTold) -> str:
    """Returns the message `standing` of a run: as it is now, and for a condition that was met since it was
    told last, as it was then."""
    names = frozenset[str]().union(*map(names_in, followed.conditions)) & NAMES.keys()
    values = values_of(trainer, names | ({followed.outcome} if followed.outcome else set()))
    outcome = values.get(followed.outcome or "", math.nan)
    untold = told.untold(followed, stamp, trainer)
    return write_message(
        StandingMessage(
            generation=stamp.generation,
            epoch=trainer.epoch,
            conditions=[_parts(tree, values, untold) for tree in followed.conditions],
            outcome=outcome if math.isfinite(outcome) else None,
        )
    )


def _parts(tree: Tree, values: Mapping[str, float], untold: list[LossPoint]) -> list[ConditionPart]:
    if not holds(tree, values) and not names_in(tree) & NOT_IN_THE_CURVE:
        earlier = (values_at(point, values) for point in untold)
        values = next((each for each in earlier if holds(tree, each)), values)
    return [
        ConditionPart(holds=holds(part, values), value=present_value(part, values))
        for part in parts_of_task(tree)
    ]
