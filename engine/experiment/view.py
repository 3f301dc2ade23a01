"""How a run is shown: what links and rooms keep besides the experiment. Each switch stands here, once."""

from dataclasses import dataclass, field, fields, replace
from typing import Any

from engine.experiment.checks import ExperimentError, checked_flag, checked_list, shown

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
    """How a run is shown; changes nothing in it. `hidden_controls` are names of `HIDABLE`, in its order."""

    show_test_data: bool = switch("showTestData")
    discretize: bool = switch("discretize")
    hide_text: bool = switch("hideText")
    hidden_controls: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for each in SWITCHES.values():
            checked_flag(each, getattr(self, each))
        hidden = checked_list("hidden_controls", self.hidden_controls)
        for name in hidden:
            if name not in HIDABLE:
                allowed = ", ".join(HIDABLE)
                raise ExperimentError("hidden_controls", "not_some_of", allowed=allowed, got=shown(name))
        object.__setattr__(self, "hidden_controls", tuple(name for name in HIDABLE if name in hidden))

    def changed(self, changes: dict[str, Any]) -> "View":
        """This view with some fields changed; `ExperimentError` for an unknown field or a bad value."""
        for name in changes:
            if name not in FIELDS:
                raise ExperimentError(name, "unknown_view_field", got=shown(name))
        return replace(self, **changes)


FIELDS: tuple[str, ...] = tuple(each.name for each in fields(View))

SWITCHES: dict[str, str] = {
    each.metadata["link"]: each.name for each in fields(View) if "link" in each.metadata
}
"""The fields that are true or false, by their keys in links."""
