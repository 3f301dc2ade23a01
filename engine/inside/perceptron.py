"""The perceptron rule: one neuron, one example at a time, and why it stops or never does.

With z = y · (x, 1) for an example x of the class y = ±1, the neuron w is right about it where w·z > 0. Where
it is not, w ← w + z turns its line towards the point; where it is, nothing happens. It starts at w = 0.

If some w is right about all examples, the rule makes at most (R/γ)² mistakes, whatever their order. Here
R = max ‖z‖ is how far they reach, and γ = max min u·z over all u of length 1 how wide the gap is through
which the line may go. γ is also the distance from 0 to the convex hull of all z, whose nearest place points
along the best u. If 0 lies in the hull, some z add up to 0 with weights above 0; no w has a positive w·z with
all of these, and the rule never stops.

Sources: F. Rosenblatt, The Perceptron, 1958; A. Novikoff, On Convergence Proofs on Perceptrons, 1962, for the
bound; P. Wolfe, Finding the Nearest Point in a Polytope, 1976; P. Gordan, 1873, for the last sentence.
"""

from bisect import bisect
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment.experiment import Experiment
from engine.experiment.inside import MOST_VISITS
from engine.inside.reasons import refuse
from engine.network.network import Array, Layer

MOST_ROUNDS = 1_000
"""Of the search for the nearest point, which ends after a few."""
TOUCHES = 1e-9
"""A hull nearer to 0 than this part of R counts as one that has it."""


@dataclass(frozen=True)
class PerceptronState:
    """A perceptron amid its rule: `weights` (n_inputs + 1,), the bias last; how many examples it has visited,
    how many mistakes it made, and how many examples in a row it was right about."""

    weights: Array
    visits: int = 0
    mistakes: int = 0
    right_in_a_row: int = 0

    def layer(self) -> Layer:
        """The same as a layer of one neuron."""
        return Layer(self.weights[np.newaxis, :-1], self.weights[-1:])


@dataclass(frozen=True)
class Separation:
    """Whether examples can be told apart by a line, and what that means for the rule.

    If `separable`: `reach` R and `gap` γ, the greatest number of mistakes `bound` = (R/γ)², and the neuron
    `best` (n_inputs + 1,), of length 1, whose line goes through the middle of the gap. If not: the indices of
    the examples among which no line can be right about all, in `clash`; gap 0, and no bound.
    """

    separable: bool
    reach: float
    gap: float
    bound: float | None
    best: Array | None
    clash: tuple[int, ...]


@dataclass(frozen=True)
class Walk:
    """The rule from its beginning to its end, or for `MOST_VISITS`: the visits, counted from 1, that were
    `mistakes`; the `weights` (n_mistakes + 1, n_inputs + 1) before the first and after each of them; how many
    visits there were; whether it `is_done`."""

    mistakes: tuple[int, ...]
    weights: Array
    n_visits: int
    is_done: bool

    def at(self, n_visits: int) -> PerceptronState:
        """The perceptron after so many visits of this walk."""
        n_mistakes = bisect(self.mistakes, n_visits)
        last = self.mistakes[n_mistakes - 1] if n_mistakes else 0
        return PerceptronState(self.weights[n_mistakes], n_visits, n_mistakes, n_visits - last)


class Story(NamedTuple):
    """All that there is to tell of the rule on some examples."""

    walk: Walk
    separation: Separation


def checked_examples(experiment: Experiment, x: Array, label: Array) -> Array:
    """`signed_examples` of an experiment's points x (n_points, n_variables). Raises `ReasonError` unless
    these are of two classes, and of two inputs, so that the neuron has a line in the plane."""
    if experiment.n_classes is None:
        raise refuse("not_classes")
    if experiment.n_classes != 2:
        raise refuse("not_two_classes", got=experiment.n_classes)
    if x.shape[1] != 2:
        raise refuse("no_plane", got=x.shape[1])
    return signed_examples(x, label)


def signed_examples(x: Array, label: Array) -> Array:
    """z = y · (x, 1) of inputs x (n_points, n_inputs) and labels (n_points,), those above 0 being of the
    class 1: (n_points, n_inputs + 1). Raises `ReasonError` unless there are two classes, of finite
    numbers."""
    y = np.where(label > 0, 1.0, -1.0)
    n_classes = len(np.unique(label))
    if n_classes != 2 or len(np.unique(y)) != 2:
        raise refuse("not_two_classes", got=n_classes)
    if not np.isfinite(x).all():
        raise refuse("not_finite")
    z: Array = y[:, np.newaxis] * np.column_stack([x, np.ones(len(x))])
    return z


def first_state(z: Array) -> PerceptronState:
    """A perceptron that has seen nothing of examples z (n_points, n_inputs + 1)."""
    return PerceptronState(np.zeros(z.shape[1]))


def visited(state: PerceptronState, z: Array) -> tuple[PerceptronState, int, bool]:
    """The state after the next example, in turn, of z (n_points, n_inputs + 1); which that was, and whether
    it was a mistake."""
    index = state.visits % len(z)
    is_mistake = not float(state.weights @ z[index]) > 0
    if is_mistake:
        after = PerceptronState(state.weights + z[index], state.visits + 1, state.mistakes + 1, 0)
    else:
        after = PerceptronState(state.weights, state.visits + 1, state.mistakes, state.right_in_a_row + 1)
    return after, index, is_mistake


def is_done(state: PerceptronState, z: Array) -> bool:
    """Whether the perceptron was right about every example since its last mistake: nothing changes now."""
    return state.right_in_a_row >= len(z)


def after_visits(state: PerceptronState, z: Array, n_visits: int) -> PerceptronState:
    """The state after so many examples, or fewer if it is done before."""
    for _ in range(n_visits):
        if is_done(state, z):
            break
        state, _, _ = visited(state, z)
    return state


def walk_of(z: Array, most: int = MOST_VISITS) -> Walk:
    """The rule over examples z (n_points, n_inputs + 1) in turn, as `visited` has it, until it is done or has
    made so many visits. Plain numbers: a visit takes a third of what it takes with arrays."""
    examples: list[list[float]] = z.tolist()
    n = len(examples)
    w = [0.0] * z.shape[1]
    weights, mistakes = [w], list[int]()
    visits = last = 0
    while visits < most and visits - last < n:
        example = examples[visits % n]
        visits += 1
        if not sum(map(mul, w, example)) > 0:
            w = [each + change for each, change in zip(w, example, strict=True)]
            weights.append(w)
            mistakes.append(visits)
            last = visits
    return Walk(tuple(mistakes), np.array(weights), visits, visits - last >= n)


def story_of(z: Array) -> Story:
    """The walk of the rule over examples z (n_points, n_inputs + 1), and whether they can be told apart. The
    same examples are looked at again and again: the last few are remembered."""
    return _story(z.tobytes(), z.shape[1])


@lru_cache(8)
def _story(examples: bytes, width: int) -> Story:
    z = np.frombuffer(examples).reshape(-1, width)
    return Story(walk_of(z), separation_of(z))


def separation_of(z: Array) -> Separation:
    """Whether examples z (n_points, n_inputs + 1) can be told apart, with the bound or a clash."""
    reach = float(np.linalg.norm(z, axis=1).max())
    nearest, members = nearest_to_origin(z)
    gap = float(np.linalg.norm(nearest))
    if gap <= TOUCHES * reach:
        return Separation(False, reach, 0.0, None, None, tuple(sorted(members.tolist())))
    return Separation(True, reach, gap, (reach / gap) ** 2, nearest / gap, ())


def nearest_to_origin(z: Array) -> tuple[Array, NDArray[np.intp]]:
    """The place (n,) of the convex hull of points z (n_points, n) that is nearest to 0, and the points that
    it is a mixture of, with shares above 0.

    As long as some point lies nearer along the present place p, z·p < p·p, it joins the mixture; then p goes
    to the nearest place of the plane through these points, and a point whose share would fall below 0 on the
    way leaves. Each p is nearer than the one before, so that no mixture comes twice.
    """
    scale = float((z**2).sum(axis=1).max()) or 1.0
    members = np.array([(z**2).sum(axis=1).argmin()])
    shares: Array = np.ones(1)
    for _ in range(MOST_ROUNDS):
        p = shares @ z[members]
        along = z @ p
        candidate = int(along.argmin())
        if along[candidate] >= p @ p - 1e-13 * scale or candidate in members:
            break
        members, shares = np.append(members, candidate), np.append(shares, 0.0)
        while True:
            wanted = _nearest_in_plane(z[members])
            if (wanted > 1e-12).all():
                shares = wanted
                break
            falling = wanted <= 1e-12
            steps = shares[falling] / np.maximum(shares[falling] - wanted[falling], 1e-300)
            shares = shares + min(1.0, float(steps.min())) * (wanted - shares)
            stays = shares > 1e-12
            members, shares = members[stays], shares[stays] / shares[stays].sum()
    return shares @ z[members], members


def _nearest_in_plane(z: Array) -> Array:
    """The shares, of the sum 1 and perhaps below 0, of the mixture of points z (n_points, n) nearest to 0."""
    k = len(z)
    system = np.zeros((k + 1, k + 1))
    system[0, 1:] = system[1:, 0] = 1.0
    system[1:, 1:] = z @ z.T
    right = np.zeros(k + 1)
    right[0] = 1.0
    shares: Array = np.linalg.lstsq(system, right, rcond=None)[0][1:]
    return shares
