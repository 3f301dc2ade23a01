"""The pace of a class: which changes of an experiment its teacher has opened to the students.

Every way in which a student's room can come to another experiment ends in one question, asked by `Room.grow`;
what is done to the network by hand ends in another (`travel.by_hand`, `Leash.check_by_hand`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.experiment.experiment import OPTIONS, Experiment
from engine.experiment.links import parse_link
from engine.reasons import ReasonError
from server.messages.reasons import RoomReason

LAYERS, FORMULAS, BY_HAND = "layers", "formulas", "by_hand"
OPENED: frozenset[str] = frozenset(OPTIONS) | {LAYERS, FORMULAS, BY_HAND}
"""What can be opened or closed. Three are no fields of an experiment: `layers` is how many hidden layers
there are (`hidden` is how many neurons they have), `formulas` the features that somebody typed, `by_hand`
weights and biases that are set or come from a file, neurons switched off and what is frozen."""

FIELD_OF = {LAYERS: "hidden", FORMULAS: "features"}

ALWAYS: frozenset[str] = frozenset({"seed", "data_seed", "split_seed"})
"""New weights and points are always allowed."""

MOST_EXAMPLES = 50
LONGEST_EXAMPLE = 500  # letters of a link
MOST_SET_UPS = 100  # of a lesson that a class goes through
MOST_KNOWN = 4 * MOST_EXAMPLES + 4 * MOST_SET_UPS


@dataclass(frozen=True, slots=True)
class ClassPace:
    """`fields` are the only ones that are open (None: all). `examples` are set-ups that may be opened
    whatever fields are closed (True), or not at all (False)."""

    fields: frozenset[str] | None
    examples: tuple[tuple[Experiment, bool], ...] = ()

    def is_open(self, name: str) -> bool:
        """Whether students may change this."""
        return self.fields is None or name in self.fields

    def check(self, old: Experiment, new: Experiment) -> None:
        """Raises ReasonError where a room may not go from one experiment to the other."""
        closed = next((each for each in changes(old, new) if not self.is_open(each)), None)
        if closed is not None and not self.of_example(new):
            raise refusal(closed)

    def check_opening(self, experiment: Experiment) -> None:
        """Raises ReasonError where the experiment of a link or saved state is an example that is closed."""
        if self.of_example(experiment) is False:
            raise ReasonError(RoomReason("class_example"))

    def of_example(self, experiment: Experiment) -> bool | None:
        """Returns whether it is an example that is open; None where it is no example."""
        return next((is_open for each, is_open in self.examples if not [*changes(each, experiment)]), None)


def read_pace(order: dict[str, Any]) -> ClassPace:
    """Returns a pace as it was ordered; raises ReasonError for a link that cannot be read."""
    fields = order["fields"]
    examples = tuple((example_of(link), is_open) for link, is_open in order["examples"].items())
    return ClassPace(None if fields is None else frozenset(fields), examples)


def read_set_ups(order: dict[str, Any]) -> tuple[Experiment, ...]:
    """Returns the set-ups of a lesson as it was ordered; raises ReasonError for a link that is none."""
    return tuple(dict.fromkeys(example_of(link) for link in order["set_ups"]))


@lru_cache(MOST_KNOWN)
def example_of(link: str) -> Experiment:
    """The experiment of an example. Every room of a class asks for the same."""
    return parse_link(link).experiment


def changes(old: Experiment, new: Experiment) -> Iterator[str]:
    """The names of what has to be open for a room to go from one experiment to the other."""
    for field in old.differences(new):
        if field == "hidden":
            yield from _changes_of_shape(old.hidden, new.hidden)
        elif field == "features":
            if {*old.features} - {*old.formulas} != {*new.features} - {*new.formulas}:
                yield field
            if old.formulas != new.formulas:
                yield FORMULAS
        elif field not in ALWAYS:
            yield field


def _changes_of_shape(old: tuple[int, ...], new: tuple[int, ...]) -> Iterator[str]:
    """Layers come and go at the output's end."""
    if any(n != before for n, before in zip(new, old, strict=False)):
        yield "hidden"
    if len(old) != len(new):
        yield LAYERS


def refusal(closed: str) -> ReasonError:
    """Why something that is closed cannot be changed."""
    if closed == BY_HAND:
        return ReasonError(RoomReason("class_by_hand"))
    field = FIELD_OF.get(closed, closed)
    return ReasonError(RoomReason("class_pace", field=field), field)
