"""An experiment and what it has learnt as flat arrays: where everything stands, and back again."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends import codes, flat
from engine.experiment.experiment import OPTIONS, Experiment
from engine.formulas.activations import ACTIVATIONS
from engine.formulas.normalizations import Statistics
from engine.formulas.schedules import rate_in_epoch
from engine.learning.by_hand import ByHand, all_frozen
from engine.learning.learner import Learning
from engine.network.deep import Model
from engine.network.network import Layer
from engine.network.outputs import output_activation
from tests.engine.backends.experiments import some_of_a_population, tame_experiments
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


@given(experiment=experiments(), seed=SEEDS)
def test_a_state_is_put_into_a_row_and_taken_out_bit_for_bit(experiment: Experiment, seed: int) -> None:
    learning = learning_amid(experiment, np.random.default_rng(seed))
    blueprint, packed = flat.blueprint_of(experiment, learning.model), flat.pack(learning)
    row = flat.row_of(packed, blueprint)
    assert same(flat.unpack_row(row, packed.dead, packed.n_accumulated, packed.steps, blueprint), learning)


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


LEARNT = Learning(
    model=Model(
        (
            Layer(np.array([[1.0, 2], [3, 4]]), np.array([5.0, 6])),
            Layer(np.array([[7.0, 8]]), np.array([9.0])),
        ),
        scales=(Layer(np.array([10.0, 11]), np.array([12.0, 13])),),
        remembered=(Statistics(np.array([0.5, 1.5]), np.array([2.0, 3])),),
    ),
    dead=(np.array([[False, True], [False, False]]), np.array([[True, False]]), np.array([False, False])),
    gradients=(
        Layer(np.array([[0.1, 0.2], [0.3, 0.4]]), np.array([0.5, 0.6])),
        Layer(np.array([[0.7, 0.8]]), np.array([0.9])),
        Layer(np.array([1.0, 1.1]), np.array([1.2, 1.3])),
    ),
    n_accumulated=3,
    moments=(
        ((np.array([[-1.0, -2], [-3, -4]]),), (np.array([-5.0, -6]),)),
        ((np.array([[-7.0, -8]]),), (np.array([-9.0]),)),
        ((np.array([-10.0, -11]),), (np.array([-12.0, -13]),)),
    ),
    steps=4,
)
"""Two inputs, two hidden neurons with batch normalisation, one output; the numbers in their order."""


def test_all_numbers_stand_layer_by_layer_and_the_scales_at_the_end() -> None:
    packed = flat.pack(LEARNT)
    assert packed.parameters.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    assert packed.gradients.tolist() == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3]
    assert packed.moments[0].tolist() == [-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12, -13]
    assert not packed.moments[1:].any()
    assert np.flatnonzero(packed.dead).tolist() == [1, 6]
    assert packed.remembered.tolist() == [[0.5, 1.5], [2, 3]]
    assert (packed.n_accumulated, packed.steps) == (3, 4)


def test_a_row_of_the_blueprint_says_where_a_layer_stands_and_what_it_is() -> None:
    experiment = Experiment(hidden=(2,), normalization="batch", activation="sine", optimizer="momentum")
    blueprint = flat.blueprint_of(experiment, LEARNT.model)
    sine, tanh = list(ACTIVATIONS).index("sine"), list(ACTIVATIONS).index("tanh")
    assert blueprint.layers.tolist() == [[2, 2, 0, 4, 9, 11, sine, 0, 0], [2, 1, 6, 8, -1, -1, tanh, 0, 2]]
    assert np.flatnonzero(blueprint.is_weight).tolist() == [0, 1, 2, 3, 6, 7]
    assert (blueprint.n_parameters, blueprint.sizes, blueprint.n_hidden) == (13, (2, 2, 1), 2)
    assert (blueprint.n_moments, blueprint.remembers) == (1, True)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "tanh"),
        ({"loss": "hinge"}, "linear"),
        ({"loss": "binary-cross-entropy"}, "sigmoid"),
        ({"loss": "cross-entropy"}, "softmax"),
        ({"problem": "regression"}, "linear"),
        ({"problem": "curve", "features": ("x",), "loss": "huber"}, "linear"),
    ],
)
def test_the_code_of_the_output_is_the_place_of_its_activation(fields: dict[str, Any], name: str) -> None:
    output = output_activation(Experiment(**fields))
    assert codes.code("activation", output) == [
        *ACTIVATIONS,
        "softmax",
    ].index(name)


@pytest.mark.parametrize("field", ["activation", "loss", "optimizer", "normalization"])
def test_a_name_has_a_code_of_its_own_and_an_unknown_one_has_none(field: str) -> None:
    found = {codes.code(field, name) for name in OPTIONS[field].names}
    assert found == set(range(len(OPTIONS[field].names)))
    with pytest.raises(ValueError):
        codes.code(field, "mystery")


@pytest.mark.parametrize(
    ("fields", "numbers"),
    [
        ({"regularization": "none"}, {"smooth": 0, "sharp": 0, "weight_decay": 0}),
        ({"regularization": "L1"}, {"smooth": 0, "sharp": 1, "weight_decay": 0}),
        ({"regularization": "L2", "optimizer": "adam"}, {"smooth": 1, "sharp": 0, "weight_decay": 0}),
        ({"regularization": "elastic", "l1_ratio": 0.25}, {"smooth": 0.75, "sharp": 0.25}),
        ({"optimizer": "adamw", "weight_decay": 0.3, "beta1": 0.5}, {"weight_decay": 0.3, "beta1": 0.5}),
        ({"regularization_rate": 0.2, "clip_norm": 3, "dropout": 0.1}, {"penalty_rate": 0.2, "clip_norm": 3}),
        ({"huber_delta": 2.5, "steepness": 4, "rms_decay": 0.7}, {"huber_delta": 2.5, "steepness": 4}),
    ],
)
def test_numbers_stand_under_their_names(fields: dict[str, Any], numbers: dict[str, float]) -> None:
    vector = flat.numbers_of(Experiment(**fields))
    assert {name: vector[codes.NUMBERS.index(name)] for name in numbers} == numbers


def test_a_number_that_is_changed_changes_in_its_own_place_alone() -> None:
    plain = Experiment(optimizer="adamw")
    for name in set(codes.NUMBERS) & set(OPTIONS):
        limit = OPTIONS[name].limit
        assert limit is not None
        before, after = (flat.numbers_of(each) for each in (plain, plain.changed(**{name: limit.high})))
        assert [codes.NUMBERS[place] for place in np.flatnonzero(before != after)] == [name]


def test_rates_begin_with_that_of_the_epoch_after_those_that_are_done() -> None:
    experiment = Experiment(learning_rate=0.8, schedule="step", schedule_epochs=2, schedule_factor=0.5)
    assert flat.Rates([experiment]).of(1, 4).tolist() == [[0.8, 0.4, 0.4, 0.2]]


@given(experiment=tame_experiments(), epoch=st.integers(0, 500))
def test_rates_are_each_network_s_own(experiment: Experiment, epoch: int) -> None:
    experiments = some_of_a_population(experiment, 3)
    rates = flat.Rates(experiments).of(epoch, 4)
    want = [[rate_in_epoch(each, epoch + n) for n in range(4)] for each in experiments]
    np.testing.assert_allclose(rates, want, rtol=1e-15)


def test_a_model_with_other_layers_is_refused_in_a_sentence() -> None:
    learning = learning_amid(Experiment(hidden=(3,)), np.random.default_rng(0))
    with pytest.raises(ValueError, match="must have 2 hidden layers, got 1"):
        flat.blueprint_of(Experiment(hidden=(3, 3)), learning.model)
