"""How far a run has come with what a lesson asks for, as one message with numbers alone.

Called in the worker thread and only for who follows conditions. What is said to them, the page has already.
"""

import math
from typing import NamedTuple

from engine.expressions.tree import Tree, names_in
from engine.training.trainer import Trainer
from server.frames.layout import Stamp
from server.lessons.names import NAMES, values_of
from server.lessons.tasks import holds, parts_of_task, present_value
from server.messages import ConditionPart, StandingMessage, write_message


class Followed(NamedTuple):
    """The conditions whose parts a page wants to know of, and the name whose value it wants to know."""

    conditions: tuple[Tree, ...]
    outcome: str | None


def standing_text(stamp: Stamp, trainer: Trainer, followed: Followed) -> str:
    """Returns the message `standing` of a run as it is now."""
    names = frozenset[str]().union(*map(names_in, followed.conditions)) & NAMES.keys()
    values = values_of(trainer, names | ({followed.outcome} if followed.outcome else set()))
    outcome = values.get(followed.outcome or "", math.nan)
    return write_message(
        StandingMessage(
            generation=stamp.generation,
            epoch=trainer.epoch,
            conditions=[
                [
                    ConditionPart(holds=holds(part, values), value=present_value(part, values))
                    for part in parts_of_task(tree)
                ]
                for tree in followed.conditions
            ],
            outcome=outcome if math.isfinite(outcome) else None,
        )
    )
