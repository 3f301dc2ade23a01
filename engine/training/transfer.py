"""A run that goes over to other points or another shape of its network, and keeps what it has learnt.

Every neuron and every input has a name. A weight stays if the neuron it leads to and the one it comes from
are both there before and after; all that is new gets the first weights that the random stream has next.
"""

import dataclasses
from collections.abc import Hashable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from engine.data.rng import SeedRandom
from engine.experiment.experiment import LIVE_FIELDS, OPTIONS, Experiment
from engine.formulas.normalizations import Statistics
from engine.learning.by_hand import ByHand
from engine.learning.descent import Frozen
from engine.learning.learner import Learning, fresh_learning, initial_learning
from engine.network.deep import Model
from engine.network.network import Array, Layer, Mask, all_alive, zeros_like
from engine.training.stopping import RULES
from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState

POINT_FIELDS: frozenset[str] = frozenset(
    {
        "noise",
        "train_percent",
        "table",
        *(field for field, option in OPTIONS.items() if option.group == "points"),
    }
)
"""Fields with which the points change, drawn anew from the same seed."""

SHAPE_FIELDS: frozenset[str] = frozenset({"hidden", "features"})
"""Fields with which the shape of the network changes."""

TRANSFERABLE: frozenset[str] = LIVE_FIELDS | POINT_FIELDS | SHAPE_FIELDS
"""Fields that may change while a run goes on; a change of any other begins another run."""


def goes_over(old: Experiment, new: Experiment) -> bool:
    """Whether a run can go on with another experiment, and keep what it has learnt."""
    return TRANSFERABLE.issuperset(old.differences(new)) and old.n_outputs == new.n_outputs


Name = tuple[Hashable, Hashable]

AnyArray = TypeVar("AnyArray", Array, Mask)


class Kept(NamedTuple):
    """Which rows and columns of an array of a layer come from where in the old one."""

    layer: int
    rows: tuple[list[int], list[int]]
    columns: tuple[list[int], list[int]]


def transfer(trainer: Trainer, experiment: Experiment) -> None:
    """Lets a run go on with another experiment that differs in `TRANSFERABLE` only (or `ExperimentError`).

    Where the points or the shape change, what was gathered since the last update is let go, and the optimizer
    begins without memory if the shape is another.
    """
    differences = trainer.experiment.differences(experiment)
    if goes_over(trainer.experiment, experiment) and not LIVE_FIELDS.issuperset(differences):
        trainer.restore(grafted(trainer.state(), experiment))
    trainer.change(experiment)


def grafted(state: TrainerState, experiment: Experiment) -> TrainerState:
    """A state gone over to another experiment; its losses are those of before."""
    old = state.experiment
    differences = old.differences(experiment)
    rng = SeedRandom.from_state(state.rng)
    learning, hand = state.progress.learning, state.by_hand
    if not SHAPE_FIELDS.isdisjoint(differences):
        kept = kept_between(old, experiment)
        fresh = initial_learning(experiment, rng)
        learning = _grafted_learning(learning, fresh, kept, experiment)
        hand = _grafted_hand(hand, fresh.model, kept)
    progress = dataclasses.replace(
        state.progress, learning=_settled(learning, differences, experiment), best=None
    )
    if not POINT_FIELDS.isdisjoint(differences):
        progress = dataclasses.replace(progress, place=progress.place._replace(position=0))
    rules_changed = not RULES.isdisjoint(differences)
    return dataclasses.replace(
        state,
        experiment=experiment,
        progress=progress,
        checkpoint=progress,
        by_hand=hand,
        rng=rng.state(),
        stopped=None if rules_changed else state.stopped,
        heeded=frozenset() if rules_changed else state.heeded,
    )


def kept_between(old: Experiment, new: Experiment) -> list[Kept]:
    """What stays of each layer 1..L of the new network."""
    old_names, new_names = _names(old), _names(new)
    before = {_layer_name(names): number for number, names in enumerate(old_names)}
    kept = []
    for number in range(1, len(new_names)):
        was = before.get(_layer_name(new_names[number]), 0)
        rows = _common(old_names[was], new_names[number]) if was else ([], [])
        columns = _common(old_names[was - 1], new_names[number - 1]) if was else ([], [])
        kept.append(Kept(was, rows, columns))
    return kept


def _names(experiment: Experiment) -> list[list[Name]]:
    """The names of all inputs and neurons, layer by layer."""
    inputs: list[Name] = [("input", name) for name in experiment.features]
    hidden: list[list[Name]] = [
        [(layer, i) for i in range(n)] for layer, n in enumerate(experiment.hidden, 1)
    ]
    outputs: list[Name] = [("output", i) for i in range(experiment.n_outputs)]
    return [inputs, *hidden, outputs]


def _layer_name(names: Sequence[Name]) -> Hashable:
    return names[0][0] if names else None


def _common(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[list[int], list[int]]:
    """Where the names stand that are in both: their indices in the old and in the new list."""
    both = [name for name in new if name in old]
    return [old.index(name) for name in both], [new.index(name) for name in both]


def _overlaid(fresh: AnyArray, old: AnyArray, kept: Kept) -> AnyArray:
    """A fresh array, of weights (n_out, n_in) or of a number a neuron (n_out,), with the old that stay."""
    made = fresh.copy()
    if made.ndim == 1:
        made[kept.rows[1]] = old[kept.rows[0]]
    else:
        made[np.ix_(kept.rows[1], kept.columns[1])] = old[np.ix_(kept.rows[0], kept.columns[0])]
    return made


def _grafted_learning(old: Learning, fresh: Learning, kept: list[Kept], experiment: Experiment) -> Learning:
    n_old, n_new = len(old.model.parameters), len(fresh.model.parameters)
    hidden = kept[:-1]
    model = Model(
        _pairs(fresh.model.parameters, old.model.parameters, kept, Layer),
        _pairs(fresh.model.scales, old.model.scales, hidden, Layer),
        _pairs(fresh.model.remembered, old.model.remembered, hidden, Statistics),
    )
    dead_parameters = _singles(fresh.dead[:n_new], old.dead[:n_old], kept)
    dead_scales = _singles(fresh.dead[n_new:], old.dead[n_old:], hidden)
    return fresh_learning(model, dead_parameters + dead_scales, experiment)


def _grafted_hand(hand: ByHand, model: Model, kept: list[Kept]) -> ByHand:
    """What is off or frozen stays so; what is new is on and free."""
    on = [np.zeros(len(b), dtype=np.bool_) for _, b in model.parameters[:-1]]
    free = [Frozen(np.zeros(w.shape, np.bool_), np.zeros(b.shape, np.bool_)) for w, b in model.parameters]
    off = _singles(on, hand.off, kept[:-1]) if hand.off else ()
    return ByHand(
        off if any(mask.any() for mask in off) else (),
        _pairs(free, hand.frozen, kept, Frozen) if hand.frozen else (),
    )


def _pairs(fresh: Sequence[tuple], old: Sequence[tuple], kept: Sequence[Kept], make: type) -> tuple:  # type: ignore[type-arg]
    """Pairs of arrays, one for each layer, with the old values that stay."""
    return tuple(
        make(*(_overlaid(new, was, stays) for new, was in zip(pair, old[stays.layer - 1], strict=True)))
        if stays.layer
        else pair
        for pair, stays in zip(fresh, kept, strict=False)
    )


def _singles(fresh: Sequence[Mask], old: Sequence[Mask], kept: Sequence[Kept]) -> tuple[Mask, ...]:
    return tuple(
        _overlaid(new, old[stays.layer - 1], stays) if stays.layer else new
        for new, stays in zip(fresh, kept, strict=False)
    )


def _settled(learning: Learning, differences: Sequence[str], experiment: Experiment) -> Learning:
    """A learning with nothing gathered, after all that a change of live fields does to it."""
    layers = (*learning.model.parameters, *learning.model.scales)
    dead = all_alive(layers) if "regularization" in differences else learning.dead
    if "optimizer" in differences:
        return fresh_learning(learning.model, dead, experiment)
    return learning._replace(dead=dead, gradients=zeros_like(layers), n_accumulated=0)
