"""The views into a network that a page can show in the output's place, and what is chosen in each: one table.

A view with its choices is a list of texts, its name and then a number for each choice, as in
`("hidden", "at:1.5", "across:2")`; what is left out stands at the page's own choice.
"""

import re
from collections.abc import Iterable
from types import MappingProxyType

from engine.data.datasets import MOST_POINTS
from engine.experiment.checks import ExperimentError, Limit, checked_choice, checked_list, shown
from engine.experiment.experiment import LIMITS

MOST_VISITS = 5_000
"""So many examples the perceptron rule visits at most; then it is not done, and perhaps never will be."""

OF_BOXES: tuple[str, ...] = ("step", "sigmoid", "relu")
"""What boxes are made of: activations, by their number in the view of boxes."""

MOST_PASSES = 100_000  # more parameters than any network of a room has
_NEURON = Limit(1, LIMITS["neurons"].high)
_TURNED = {"turn": Limit(0, 360), "tilt": Limit(0, 180)}
_END = Limit(0, 999_999)

VIEWS: MappingProxyType[str, dict[str, Limit]] = MappingProxyType(
    {
        "boxes": {"n": _NEURON, "of": Limit(0, len(OF_BOXES) - 1)},
        "hidden": {
            "at": Limit(0, LIMITS["layers"].high + 1),
            "across": _NEURON,
            "up": _NEURON,
            "deep": Limit(0, LIMITS["neurons"].high),
            **_TURNED,
        },
        "landscape": {"random": Limit(0, 1), "walked": _END, "surface": Limit(0, 1), **_TURNED},
        "cut": {
            "from": _END,
            "from_best": Limit(0, 1),
            "from_run": _END,
            "to": _END,
            "to_best": Limit(0, 1),
            "to_run": _END,
        },
        "lines": {"whole": Limit(0, 1), "table": Limit(0, 1)},
        "perceptron": {"at": Limit(0, MOST_VISITS)},
        "modes": {"forward": Limit(0, 1), "outputs": Limit(0, 1), "pass": Limit(0, MOST_PASSES - 1)},
        "puzzle": {},
        "update": {
            "at": Limit(0, 3 * (LIMITS["layers"].high + 1) * LIMITS["neurons"].high + 1),
            "point": Limit(0, MOST_POINTS - 1),
        },
    }
)
"""The choices of each view, with the numbers that they can have. `boxes`: a network built by hand of `n`
boxes, pieces or towers, `of` one of `OF_BOXES`. `hidden`: the points and the plane's squared paper as a layer
sees them; `at` is the layer (0 the inputs, the last one the output), which between two whole numbers is on
the way from one to the next; `across` and `up` are neurons of that layer, and without them its two principal
components are shown; `deep` is a third neuron, or 0 for a third component, and then all of it is a space,
seen from degrees around it, `turn`, and from above, `tilt`. `landscape`: the loss over the plane that is
nearest to the run's path, or a `random` one, as a map or as a `surface`; `walked` is the epoch of a place of
the path. `cut`: the losses on the straight line between two networks of one shape, each an epoch of the run,
its best moment, or the end of another run of the room by the number of its last frames, and without any of
these the first weights and the present ones. `lines`: the neurons of the first hidden layer as lines, and the
regions that they cut, or with `whole` those on which the whole network is one straight function; `table`:
what the next layers make of each region. `modes`: what it costs to differentiate the loss, or with `outputs`
the answers, and one `pass` backward, or `forward`. `perceptron`: one neuron that learns the training points
by the perceptron rule, in turn; `at` is how many examples it has visited. `puzzle`: the lines, and what is
still wrong with them. `update`: one update by the training `point`, or without it by the next batch, step by
step; `at` is the step: all neurons forward, the loss, all neurons back, how far the points agree, all new
weights."""

ONLY_DRAWN = frozenset({"turn", "tilt", "walked", "surface"})
"""The choices on which nothing hangs that is computed."""

OF_THE_ROOM = frozenset({"from_run", "to_run"})
"""The choices that mean nothing outside the room: links leave them out."""

INSIDE_LINK = "inside"
"""The key of a view in links."""

_IN_BETWEEN = frozenset({"hidden at", "hidden turn", "hidden tilt", "landscape turn", "landscape tilt"})
"""The choices that need not be whole numbers."""

_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6})?", re.ASCII)


def checked_inside(value: object) -> tuple[str, ...]:
    """Returns a view with its choices, each once and in the table's order, or nothing; `ExperimentError` for
    what is none."""
    given = checked_list(INSIDE_LINK, value)
    if not given:
        return ()
    name = checked_choice(INSIDE_LINK, given[0], tuple(VIEWS))
    choices = read_choices(map(str, given[1:]))
    limits = VIEWS[name]
    is_known = len(choices) == len(given) - 1 and choices.keys() <= limits.keys()
    if not is_known or any(not low <= choices.get(key, low) <= high for key, (low, high) in limits.items()):
        allowed = ", ".join(f"{key}:{low:g}–{high:g}" for key, (low, high) in limits.items()) or "–"
        got = shown(",".join(map(str, given)))
        raise ExperimentError(INSIDE_LINK, "not_chosen_inside", name=name, allowed=allowed, got=got)
    for key, number in choices.items():
        if number % 1 and f"{name} {key}" not in _IN_BETWEEN:
            raise ExperimentError(INSIDE_LINK, "choice_not_whole", key=f"{name},{key}", got=f"{number:g}")
    return (name, *(f"{key}:{choices[key]:.6g}" for key in limits if key in choices))


def read_choices(texts: Iterable[str]) -> dict[str, float]:
    """Returns the choices that a view's texts have; what is none is left out."""
    pairs = (text.partition(":") for text in texts)
    return {key: float(number) for key, _, number in pairs if _NUMBER.fullmatch(number)}


def without(inside: Iterable[str], choices: Iterable[str]) -> tuple[str, ...]:
    """Returns a view's texts but for some choices, by name."""
    return tuple(text for text in inside if text.partition(":")[0] not in choices)
