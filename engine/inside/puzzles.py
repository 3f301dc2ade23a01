"""Puzzles for networks of unit steps, to be wired by hand; and how far somebody has come with one.

A neuron of unit steps says 1 on one side of its line and 0 on the other. So all that the output hears of a
point is the code of its region, and a network is right everywhere only if no region has points of both
classes. Where none has, the output must still tell the codes apart, with one cut between the corners of a
cube: it can unless two mixtures of codes, one of each class, are the same.

Sources: M. Minsky, S. Papert, Perceptrons, 1969; R. Rojas, Neural Networks, 1996, chapters 3 and 6.
"""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.puzzle_points import PUZZLE_NAMES, puzzle_table
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, write_link
from engine.experiment.view import View
from engine.inside.lines import plane_layer
from engine.inside.perceptron import separation_of, signed_examples
from engine.inside.reasons import refuse
from engine.inside.said import said_by_layers
from engine.network.outputs import class_of, predicted_class
from engine.training.trainer import Trainer


class Puzzle(NamedTuple):
    """How many neurons a puzzle is wired with, and the seed of first weights whose lines are well in sight,
    and wrong."""

    n_neurons: int
    seed: str


PUZZLES: MappingProxyType[str, Puzzle] = MappingProxyType(
    {
        "and": Puzzle(1, "0.20"),
        "or": Puzzle(1, "0.24"),
        "not": Puzzle(1, "0.12"),
        "xor": Puzzle(2, "0.31"),
        "triangle": Puzzle(3, "0.59"),
        "ring": Puzzle(4, "0.51"),
    }
)
"""The puzzles by the names of their points, from easy to hard."""

Stage = Literal["right", "lines", "output", "codes"]
"""What is left to do: nothing; the lines, for some region has points of both classes; the output's weights
alone; the lines too, for no output can tell these codes apart."""

LEARNING_RATE = 1.0  # with which smooth steps solve each of them in some hundred epochs


def puzzle_experiment(name: str) -> Experiment:
    """The experiment of a puzzle: its points, unit steps, one hidden layer, and a rate for smooth steps.
    `KeyError` for a name that is none."""
    n_neurons, seed = PUZZLES[name]
    return Experiment(
        dataset="own",
        table=puzzle_table(name),
        hidden=(n_neurons,),
        activation="step",
        learning_rate=LEARNING_RATE,
        seed=seed,
    )


@cache
def puzzle_links() -> dict[str, str]:
    """The fragments of links that open each puzzle in its view: what is not as always."""
    usual = write_link(Link(Experiment(), View())).split("&")
    view = View(discretize=True, inside=("puzzle",))
    return {
        name: "&".join(
            pair
            for pair in write_link(Link(puzzle_experiment(name), view)).split("&")
            if pair not in usual or pair.startswith("seed=")
        )
        for name in PUZZLES
    }


def puzzle_of(experiment: Experiment) -> str | None:
    """The puzzle whose points an experiment has, whatever its network; None if they are of none."""
    table = experiment.active_table
    return next((name for name in PUZZLE_NAMES if puzzle_table(name) == table), None)


@dataclass(frozen=True)
class Standing:
    """How far a network has come: `is_wrong` (n_points,) says of which training points it tells the wrong
    class; how many regions of the lines have points of both classes, `n_mixed`; and what is left to do, None
    where the neurons are no unit steps of one layer, so that it cannot be told."""

    is_wrong: NDArray[np.bool_]
    n_mixed: int
    stage: Stage | None


def standing_of(trainer: Trainer) -> Standing:
    """How far the network of a run has come with its training points. Raises `ReasonError` where there are no
    classes to be right about, and as `lines_of` does."""
    experiment, model = trainer.experiment, trainer.learner.model
    if experiment.problem != "classification":
        raise refuse("no_classes")
    plane = plane_layer(experiment, model, trainer.scaling)
    points = trainer.data.train
    said = said_by_layers(experiment, model, trainer.task.data.train_x, trainer.hand.off)
    classes = class_of(points.label, experiment.n_classes or 2)
    is_wrong = predicted_class(experiment, said[-1]) != classes
    is_on = points.x @ plane.weights.T + plane.biases > 0
    codes, which = np.unique(is_on, axis=0, return_inverse=True)
    region = which.ravel()
    n_mixed = sum(len(np.unique(classes[region == k])) > 1 for k in range(len(codes)))
    stage: Stage | None = None
    if experiment.activations == ("step",):
        of_codes = np.array([classes[region == k][0] for k in range(len(codes))])
        stage = _stage(is_wrong, n_mixed, codes, of_codes)
    return Standing(is_wrong, n_mixed, stage)


def _stage(
    is_wrong: NDArray[np.bool_], n_mixed: int, codes: NDArray[np.bool_], classes: NDArray[np.intp]
) -> Stage | None:
    """What is left, from the codes that there are (n_codes, n_neurons) and the class of each if `n_mixed` is
    0; None for more than two classes."""
    if not is_wrong.any():
        return "right"
    if n_mixed:
        return "lines"
    if len(np.unique(classes)) > 2 or classes.max() > 1:
        return None
    if len(np.unique(classes)) == 1:
        return "output"
    examples = signed_examples(codes.astype(np.float64), classes * 2.0 - 1)
    return "output" if separation_of(examples).separable else "codes"
