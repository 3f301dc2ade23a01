from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends import flat
from engine.experiment.experiment import OPTIONS, Experiment
from engine.formulas.activations import ACTIVATIONS, activation_of
from engine.formulas.optimizers import OPTIMIZERS
from engine.formulas.penalties import penalty_of
from engine.formulas.schedules import rate_in_epoch
from engine.learning.by_hand import ByHand, all_frozen
from engine.learning.learner import Learning
from engine.network.outputs import output_of
from tests.engine.backends.learnings import learning_amid, some_hand
from tests.engine.drawn import experiments

SEEDS = st.integers(0, 2**32 - 1)


def leaves(value: Any) -> list[Any]:
    """All arrays and numbers of nested tuples, in order."""
    return [leaf for part in value for leaf in leaves(part)] if isinstance(value, tuple) else [value]


def shape_of(value: Any) -> Any:
    """The nesting of tuples, their types, and the shapes of the arrays."""
    if isinstance(value, tuple):
        return type(value).__name__, tuple(map(shape_of, value))
    return np.shape(value)


def same(one: Learning, other: Learning) -> bool:
    return shape_of(one) == shape_of(other) and all(
        np.array_equal(a, b) for a, b in zip(leaves(one), leaves(other), strict=True)
    )


@settings(max_examples=40)
@given(experiment=experiments(), seed=SEEDS)
def test_what_was_packed_is_unpacked_bit_for_bit(experiment: Experiment, seed: int) -> None:
    learning = learning_amid(experiment, np.random.default_rng(seed))
    blueprint = flat.blueprint_of(experiment, learning.model)
    assert same(flat.unpack(flat.pack(learning), blueprint), learning)


@settings(max_examples=40)
@given(experiment=experiments(), seed=SEEDS)
def test_single_precision_keeps_what_it_can_and_says_it_in_double(experiment: Experiment, seed: int) -> None:
    learning = learning_amid(experiment, np.random.default_rng(seed))
    blueprint = flat.blueprint_of(experiment, learning.model)
    packed = flat.pack(learning, np.float32)
    assert {packed.parameters.dtype, packed.gradients.dtype, packed.moments.dtype} == {np.dtype(np.float32)}
    there_and_back = flat.unpack(packed, blueprint)
    assert shape_of(there_and_back) == shape_of(learning)
    for got, given_ in zip(leaves(there_and_back), leaves(learning), strict=True):
        assert np.asarray(got).dtype == np.asarray(given_).dtype
        assert np.array_equal(got, np.asarray(given_, np.float32) if np.ndim(given_) else given_)


def test_packing_and_unpacking_share_no_memory_with_what_they_got() -> None:
    experiment = Experiment(hidden=(3, 2), normalization="batch", optimizer="adam")
    learning = learning_amid(experiment, np.random.default_rng(1))
    packed = flat.pack(learning)
    unpacked = flat.unpack(packed, flat.blueprint_of(experiment, learning.model))
    arrays = [leaf for leaf in packed if isinstance(leaf, np.ndarray)]
    for one in arrays:
        assert not any(np.shares_memory(one, leaf) for leaf in leaves(learning))
        assert not any(np.shares_memory(one, leaf) for leaf in leaves(unpacked))


@settings(max_examples=40)
@given(experiment=experiments(), seed=SEEDS)
def test_masks_and_gates_stand_where_their_parameters_and_neurons_do(
    experiment: Experiment, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    learning, hand = learning_amid(experiment, rng), some_hand(experiment, rng)
    model = learning.model
    blueprint = flat.blueprint_of(experiment, model)
    layers = (*model.parameters, *model.scales)
    frozen = all_frozen(hand, model.parameters, model.scales)
    vector = flat.pack(learning).parameters
    marked = sorted(
        leaf
        for layer, masks in zip(layers, frozen, strict=True)
        for part, mask in zip(layer, masks, strict=True)
        for leaf in part[mask].tolist()
    )
    assert sorted(vector[flat.frozen_of(hand, model)].tolist()) == marked
    assert not flat.frozen_of(ByHand(), model).any()
    for mask, gates in zip(hand.off, flat.by_layer(flat.gates_of(hand, blueprint), blueprint), strict=True):
        assert np.array_equal(gates, np.where(mask, 0.0, 1.0))
    assert (flat.gates_of(ByHand(), blueprint) == 1).all()
    weights = sorted(w for layer in model.parameters for w in layer.weights.ravel().tolist())
    assert sorted(vector[blueprint.is_weight].tolist()) == weights


@settings(max_examples=40)
@given(experiment=experiments())
def test_the_table_of_layers_says_where_everything_stands(experiment: Experiment) -> None:
    learning = learning_amid(experiment, np.random.default_rng(0))
    model, vector = learning.model, flat.pack(learning).parameters
    blueprint = flat.blueprint_of(experiment, model)
    assert blueprint.sizes == experiment.sizes
    assert blueprint.n_parameters == len(vector)
    assert blueprint.n_hidden == sum(experiment.hidden)
    for l, row in enumerate(blueprint.layers.tolist()):
        assert np.array_equal(vector[row[flat.WEIGHTS] :][: row[flat.N_IN] * row[flat.N_OUT]],
                              model.parameters[l].weights.ravel())  # fmt: skip
        assert np.array_equal(vector[row[flat.BIASES] :][: row[flat.N_OUT]], model.parameters[l].biases)
        if model.scales and l < len(experiment.hidden):
            assert np.array_equal(vector[row[flat.GAINS] :][: row[flat.N_OUT]], model.scales[l].weights)
            assert np.array_equal(vector[row[flat.SHIFTS] :][: row[flat.N_OUT]], model.scales[l].biases)
        else:
            assert row[flat.GAINS] == row[flat.SHIFTS] == -1


@settings(max_examples=40)
@given(experiment=experiments())
def test_the_output_s_code_is_that_of_its_function(experiment: Experiment) -> None:
    z = np.random.default_rng(0).normal(size=(5, 3))
    says = output_of(experiment).of(z)
    number = flat.output_code(experiment)
    if number == flat.SOFTMAX:
        assert np.allclose(says.sum(axis=1), 1)
    else:
        name = tuple(ACTIVATIONS)[number]
        assert np.array_equal(says, activation_of(name).of(z))


@settings(max_examples=40)
@given(experiment=experiments())
def test_the_numbers_say_the_penalty_and_the_decay(experiment: Experiment) -> None:
    numbers = dict(zip(flat.NUMBERS, flat.numbers_of(experiment).tolist(), strict=True))
    w = np.array([-2.0, 0.0, 0.5])
    penalty = penalty_of(experiment.regularization, experiment)
    assert np.allclose(numbers["smooth"] * w + numbers["sharp"] * np.sign(w), penalty.slope(w))
    assert (numbers["sharp"] > 0) == penalty.kills
    decays = OPTIMIZERS[experiment.optimizer].decays
    assert numbers["weight_decay"] == (experiment.weight_decay if decays else 0)
    assert numbers["steepness"] == experiment.steepness
    assert numbers["penalty_rate"] == experiment.regularization_rate


def test_every_name_of_the_numbers_has_its_place() -> None:
    assert [getattr(flat, name.upper()) for name in flat.NUMBERS] == list(range(len(flat.NUMBERS)))


def test_codes_follow_the_order_of_the_options() -> None:
    for field in ("activation", "loss", "optimizer", "normalization"):
        names = OPTIONS[field].names
        assert [flat.code(field, name) for name in names] == list(range(len(names)))


def test_rates_are_those_of_the_schedule() -> None:
    experiment = Experiment(schedule="cosine", schedule_epochs=7)
    assert flat.rates_of(experiment, 3, 5).tolist() == [rate_in_epoch(experiment, 3 + n) for n in range(5)]


def test_a_model_with_other_layers_is_refused_in_a_sentence() -> None:
    learning = learning_amid(Experiment(hidden=(3,)), np.random.default_rng(0))
    with pytest.raises(ValueError, match="must have 2 hidden layers, got 1"):
        flat.blueprint_of(Experiment(hidden=(3, 3)), learning.model)
