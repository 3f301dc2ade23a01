"""How a run is shown: what links and rooms keep besides the experiment. Each switch stands here, once."""

from dataclasses import dataclass, field, fields, replace
from typing import Any

from engine.data.features import ALL_VARIABLES
from engine.data.plane import held_at
from engine.data.table import LARGEST, MOST_INPUTS
from engine.experiment.checks import ExperimentError, checked_flag, checked_list, shown
from engine.experiment.inside import INSIDE_LINK, ONLY_DRAWN, checked_inside, without

HIDABLE: tuple[str, ...] = (
    "showTestData",
    "discretize",
    "playButton",
    "stepButton",
    "resetButton",
    "learningRate",
    "activation",
    "regularization",
    "regularizationRate",
    "problem",
    "dataset",
    "percTrainData",
    "noise",
    "batchSize",
    "numHiddenLayers",
)
"""The controls a link can hide, by `NAME_hide=true`."""


def switch(link: str) -> Any:
    """A field of `View` that is off at first, under this key in links."""
    return field(default=False, metadata={"link": link})


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a run is shown; changes nothing in it. `hidden_controls` are names of `HIDABLE`, in its order.

    More than two inputs are looked at through a plane: `look` names the one across and the one up, and after
    them others with what they are held at in the table's own units, as in `x3:4.5`; the rest are at their
    median. Empty, these are the first two principal components.

    `inside` is the view into the network that stands in the place of its output, with what is chosen in it
    (inside.py has the table); empty, the output is shown.
    """

    show_test_data: bool = switch("showTestData")
    discretize: bool = switch("discretize")
    hide_text: bool = switch("hideText")
    look: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    hidden_controls: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for each in SWITCHES.values():
            checked_flag(each, getattr(self, each))
        object.__setattr__(self, "look", _checked_look(self.look))
        object.__setattr__(self, INSIDE_LINK, checked_inside(self.inside))
        hidden = checked_list("hidden_controls", self.hidden_controls)
        for name in hidden:
            if name not in HIDABLE:
                allowed = ", ".join(HIDABLE)
                raise ExperimentError("hidden_controls", "not_some_of", allowed=allowed, got=shown(name))
        object.__setattr__(self, "hidden_controls", tuple(name for name in HIDABLE if name in hidden))

    @property
    def computed(self) -> "View":
        """This view but for what only the page draws in another way."""
        return replace(self, inside=without(self.inside, ONLY_DRAWN))

    def changed(self, changes: dict[str, Any]) -> "View":
        """This view with some fields changed; `ExperimentError` for an unknown field or a bad value."""
        for name in changes:
            if name not in FIELDS:
                raise ExperimentError(name, "unknown_view_field", got=shown(name))
        return replace(self, **changes)


MOST_SIGNS = 40
"""Of what says where an input is held."""

LOOKED_ALONG = ALL_VARIABLES[:MOST_INPUTS]
"""The inputs that a room may have, as formulas name them."""


def _checked_look(value: object) -> tuple[str, ...]:
    """Two different inputs, or none; and others, each with a number."""
    given = checked_list("look", value)
    axes, held = given[:2], given[2:]
    look = tuple(each for each in LOOKED_ALONG if each in axes)
    if len(axes) not in (0, 2) or len(look) != len(axes):
        raise ExperimentError("look", "not_two_inputs", allowed=LOOKED_ALONG[-1], got=shown(axes))
    found = dict(_checked_held(each) for each in held)
    if len(found) != len(held) or not found.keys().isdisjoint(axes):
        raise ExperimentError("look", "held_twice", got=shown(held))
    return (*map(str, axes), *(f"{name}:{found[name]:.6g}" for name in LOOKED_ALONG if name in found))


def _checked_held(value: object) -> tuple[str, float]:
    """An input and what it is held at, read as `held_at` does."""
    try:
        name, number = held_at(str(value)[:MOST_SIGNS])
    except ValueError:
        name, number = "", 0.0
    if name not in LOOKED_ALONG or not abs(number) <= LARGEST:
        raise ExperimentError("look", "not_held", allowed=LOOKED_ALONG[-1], got=shown(value))
    return name, number + 0.0


LOOK_LINK = "look"
"""The key of `look` in links."""

LISTS: tuple[str, ...] = (LOOK_LINK, INSIDE_LINK)
"""The fields that are lists of texts, which are also their keys in links."""

FIELDS: tuple[str, ...] = tuple(each.name for each in fields(View))

SWITCHES: dict[str, str] = {
    each.metadata["link"]: each.name for each in fields(View) if "link" in each.metadata
}
"""The fields that are true or false, by their keys in links."""
