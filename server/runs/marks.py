"""Marks on the loss curve: where something was changed while training went on."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.data.table import Table
from engine.experiment.experiment import Experiment
from server.messages import MarkShown

MOST_MARKS = 40

Changes = dict[str, tuple[Any, Any]]
"""What a change was: field → (from, to)."""


class Mark(NamedTuple):
    """A change that took effect after so many whole epochs."""

    epoch: int
    changes: Changes

    def shown(self) -> MarkShown:
        """Returns the mark as the page gets it."""
        return MarkShown(epoch=self.epoch, changes=dict(self.changes))


def changes_between(old: Experiment, new: Experiment) -> Changes:
    """Returns the fields in which two experiments differ, with both values; of a table its number of rows."""
    return {name: (_told(getattr(old, name)), _told(getattr(new, name))) for name in old.differences(new)}


def _told(value: Any) -> Any:
    return len(value.x) if isinstance(value, Table) else value


def with_mark(marks: tuple[Mark, ...], mark: Mark, continues: bool) -> tuple[Mark, ...]:
    """Returns the marks with one more, of which the oldest are let go; one that continues the last is merged
    with it, and vanishes when all is as it was before."""
    if continues and marks and marks[-1].changes.keys() == mark.changes.keys():
        last = marks[-1]
        merged = {name: (was, mark.changes[name][1]) for name, (was, _) in last.changes.items()}
        changed = {name: (was, now) for name, (was, now) in merged.items() if was != now}
        return (*marks[:-1], Mark(last.epoch, changed)) if changed else marks[:-1]
    return (*marks, mark)[-MOST_MARKS:]


def before(marks: tuple[Mark, ...], epoch: int) -> tuple[Mark, ...]:
    """Returns the marks of changes that a run after so many epochs has gone through."""
    return tuple(mark for mark in marks if mark.epoch < epoch)


def marks_of(values: Sequence[Any]) -> tuple[Mark, ...]:
    """Returns the marks that were written down as lists."""
    return tuple(
        Mark(int(epoch), {str(name): (was, now) for name, (was, now) in changes.items()})
        for epoch, changes in values[-MOST_MARKS:]
    )
