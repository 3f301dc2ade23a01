"""Neurons as lines in the plane, and the pieces into which they and whole networks cut it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.scaling import Scaling
from engine.experiment.experiment import Experiment
from engine.formulas.activations import ACTIVATIONS, activation_of
from engine.inside.lines import clipped, lines_of, margin_of, move_line, weights_of_line
from engine.inside.regions import (
    STRAIGHT,
    PlaneRegion,
    answers_in,
    linear_regions,
    most_regions_of_lines,
    regions_of_lines,
)
from engine.network.composed import design_of, evaluate
from engine.network.deep import Model
from engine.network.network import Layer
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from tests.engine.inside.networks import random_model

SEEDS = st.integers(0, 2**32 - 1)
SCALING = Scaling(np.array([0.5, -1.0]), np.array([2.0, 3.0]))


def sums(experiment: Experiment, model: Model, x: np.ndarray, scaling: Scaling | None = None) -> np.ndarray:
    """What the activation of the first layer gets at places of the plane."""
    inputs = x if scaling is None else scaling(x)
    return evaluate(model, inputs, design_of(experiment), ()).pre_activations[0]


def may_be_missed(region: PlaneRegion, n: int) -> bool:
    """Whether a convex region may lie between the places of such a grid: then its area is less than half of
    its circumference times the distance of the places. Source: E. Bender, Area-Perimeter Relations for
    Two-Dimensional Lattices, 1962."""
    sides = region.corners - np.roll(region.corners, 1, axis=0)
    return region.area < 0.5 * np.linalg.norm(sides, axis=1).sum() * 11.9784 / (n - 1)


def fine_grid(n: int) -> np.ndarray:
    """Places of a grid that lie on no line by chance."""
    along = np.linspace(-5.9871, 5.9913, n)
    return np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)


@settings(deadline=None, max_examples=25)
@given(seed=SEEDS, is_scaled=st.booleans(), batch=st.booleans())
def test_a_line_is_where_the_sum_is_0(seed: int, is_scaled: bool, batch: bool) -> None:
    experiment = Experiment(hidden=(5,), normalization="batch" if batch else "none")
    model = random_model(experiment, seed)
    scaling = SCALING if is_scaled else None
    lines = lines_of(experiment, model, scaling)
    x = np.random.default_rng(seed).uniform(-6, 6, size=(20, 2))
    z = sums(experiment, model, x, scaling)
    low, high = margin_of("tanh", experiment)
    for i, line in enumerate(lines):
        np.testing.assert_allclose(x @ line.normal + line.offset, z[:, i], rtol=1e-9, atol=1e-9)
        for segment, level in zip((line.segment, *line.edges), (0, low, high), strict=True):
            if segment is not None:
                np.testing.assert_allclose(sums(experiment, model, segment, scaling)[:, i], level, atol=1e-8)
                assert np.abs(segment).max(axis=1) == pytest.approx(6)


@settings(deadline=None, max_examples=50)
@given(seed=SEEDS)
def test_a_line_that_is_not_seen_has_the_whole_plane_on_one_side(seed: int) -> None:
    rng = np.random.default_rng(seed)
    normal, offset = rng.normal(size=2), float(20 * rng.normal())
    corners = np.array(list(product((-6.0, 6.0), repeat=2)))
    is_crossed = np.ptp(np.sign(corners @ normal + offset)) > 0
    assert (clipped(normal, offset) is not None) == is_crossed


def test_a_line_along_a_side_and_a_neuron_without_weights_are_clipped() -> None:
    upright = clipped(np.array([2.0, 0.0]), -4.0)
    assert upright is not None
    assert sorted(upright.tolist()) == [[2, -6], [2, 6]]
    assert clipped(np.array([1.0, 0.0]), 7.0) is None
    assert clipped(np.zeros(2), 0.0) is None


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_margin_is_where_the_slope_is_at_least_half_of_the_greatest(name: str) -> None:
    experiment = Experiment(steepness=3.0)
    low, high = margin_of(name, experiment)
    phi = activation_of(name, experiment)

    def slope(z: float) -> float:
        at = np.array([z])
        return float(phi.slope(at, phi.of(at))[0])

    z = np.linspace(-30, 30, 5001)
    half = 0.5 * phi.slope(z, phi.of(z)).max()
    assert low <= 0 <= high
    if ACTIVATIONS[name].surrogate:
        assert (low, high) == (0, 0)
        return
    for edge in (low, high):
        if edge:
            assert slope(edge * 1.001) < half <= slope(edge * 0.999) + 1e-6


def test_the_margins_of_tanh_and_sigmoid_are_those_of_the_textbook() -> None:
    assert margin_of("tanh", Experiment()) == pytest.approx((-np.arctanh(0.5**0.5), np.arctanh(0.5**0.5)))
    steep = np.log(3 + 8**0.5) / 2
    assert margin_of("sigmoid", Experiment(steepness=2.0)) == pytest.approx((-steep, steep))
    assert margin_of("saturated", Experiment()) == pytest.approx((-1, 1))
    assert margin_of("relu", Experiment()) == (0, 0)


@settings(deadline=None, max_examples=25)
@given(seed=SEEDS, is_scaled=st.booleans())
def test_moving_a_line_gives_the_weights_that_have_it_there(seed: int, is_scaled: bool) -> None:
    experiment, rng = Experiment(hidden=(3,)), np.random.default_rng(seed)
    model, scaling = random_model(experiment, seed), SCALING if is_scaled else None
    one, other = rng.uniform(-6, 6, size=(2, 2))
    before = lines_of(experiment, model, scaling)[1]
    weights, bias = weights_of_line(experiment, model, 1, one, other, scaling)
    w, b = (array.copy() for array in model.parameters[0])
    w[1], b[1] = weights, bias
    moved = model._replace(parameters=(Layer(w, b), *model.parameters[1:]))
    assert sums(experiment, moved, np.stack([one, other]), scaling)[:, 1] == pytest.approx(0, abs=1e-8)
    after = lines_of(experiment, moved, scaling)[1]
    assert np.linalg.norm(after.normal) == pytest.approx(np.linalg.norm(before.normal))
    assert after.normal @ before.normal >= -1e-9


def test_a_line_that_is_left_where_it_is_gives_the_weights_that_are_there() -> None:
    experiment = Experiment(hidden=(2,))
    model = random_model(experiment, 3)
    line = lines_of(experiment, model)[0]
    assert line.segment is not None
    weights, bias = weights_of_line(experiment, model, 0, *line.segment)
    np.testing.assert_allclose(weights, model.parameters[0].weights[0])
    assert bias == pytest.approx(model.parameters[0].biases[0])


@settings(deadline=None, max_examples=15)
@given(seed=SEEDS, n=st.integers(1, 8))
def test_the_regions_of_lines_are_those_of_a_fine_grid(seed: int, n: int) -> None:
    experiment = Experiment(hidden=(n,))
    model = random_model(experiment, seed)
    regions = regions_of_lines(experiment, model)
    x = fine_grid(150)
    codes = {tuple(row) for row in (sums(experiment, model, x) > 0).astype(int).tolist()}
    found = {region.code[0]: region for region in regions}
    assert len(found) == len(regions) <= most_regions_of_lines(n)
    assert codes <= set(found)
    assert all(may_be_missed(found[code], 150) for code in set(found) - codes)
    assert sum(region.area for region in regions) == pytest.approx(144)
    centres = sums(experiment, model, np.stack([region.centre for region in regions])) > 0
    assert [tuple(row) for row in centres.astype(int).tolist()] == [region.code[0] for region in regions]


def test_lines_in_general_position_make_the_greatest_number_of_regions() -> None:
    experiment = Experiment(hidden=(3,))
    triangle = Layer(np.array([[0.0, 1.0], [2.0, -1.0], [-2.0, -1.0]]), np.array([2.0, 3.0, 3.0]))
    model = random_model(experiment, 1)
    model = model._replace(parameters=(triangle, *model.parameters[1:]))
    assert len(regions_of_lines(experiment, model)) == most_regions_of_lines(3) == 7


@pytest.mark.parametrize("name", STRAIGHT)
def test_the_straight_pieces_are_those_of_the_formulas(name: str) -> None:
    kinks, slopes, heights = STRAIGHT[name]
    z = np.linspace(-3, 3, 601)
    z = z[np.abs(z[:, np.newaxis] - np.array([*kinks, 99.0])).min(axis=1) > 1e-9]
    piece = np.searchsorted(kinks, z)
    np.testing.assert_allclose(
        np.array(slopes)[piece] * z + np.array(heights)[piece], activation_of(name).of(z)
    )


CASES = [
    {"hidden": (4, 3), "activation": "relu"},
    {"hidden": (3, 3, 3), "activation": "relu", "skip": True},
    {"hidden": (3, 3), "layer_activations": ("saturated", "leaky-relu")},
    {"hidden": (4, 3), "activation": "relu", "normalization": "batch"},
    {"hidden": (3, 2), "activation": "step"},
    {"hidden": (3, 2), "activation": "linear"},
]


@pytest.mark.parametrize("fields", CASES, ids=lambda fields: "-".join(map(str, fields.values())))
@pytest.mark.parametrize("seed", [1, 2])
def test_the_linear_regions_of_a_network_are_those_of_a_fine_grid(fields: dict, seed: int) -> None:
    experiment = Experiment(**fields)
    model = random_model(experiment, seed)
    gates = tuple((np.random.default_rng(seed).random(n) < 0.8) * 1.0 for n in experiment.hidden)
    for scaling, own in ((None, ()), (SCALING, ()), (None, gates)):
        regions = linear_regions(experiment, model, scaling, own)
        x = fine_grid(150)
        off = tuple(gate == 0 for gate in own)
        inputs = x if scaling is None else scaling(x)
        passed = evaluate(model, inputs, design_of(experiment), off)
        pieces = [
            np.searchsorted(STRAIGHT[name].kinks, z)
            for name, z in zip(experiment.activations, passed.pre_activations, strict=False)
        ]
        found = {tuple(np.concatenate(region.code).tolist()): region for region in regions}
        assert len(found) == len(regions), "each code is one piece"
        rows = np.concatenate(pieces, axis=1)
        codes, where = np.unique(rows, axis=0, return_inverse=True)
        present = set(map(tuple, codes.tolist()))
        assert present <= set(found)
        assert all(may_be_missed(found[code], 150) for code in set(found) - present)
        assert sum(region.area for region in regions) == pytest.approx(144)
        for number, code in enumerate(codes.tolist()):
            at = where.ravel() == number
            said = found[tuple(code)].function.of(x[at])
            np.testing.assert_allclose(said, passed.pre_activations[-1][at], rtol=1e-7, atol=1e-7)
            assert at.mean() * 144 == pytest.approx(found[tuple(code)].area, abs=0.7)


def test_unit_steps_join_regions_to_half_spaces_intersections_and_unions() -> None:
    # two lines; the second layer's neurons are "both", "one of them"; the output is exclusive or
    experiment = Experiment(problem="regression", hidden=(2, 2), activation="step")
    layers = (
        Layer(np.eye(2), np.zeros(2)),
        Layer(np.ones((2, 2)), np.array([-1.5, -0.5])),
        Layer(np.array([[-1.0, 1.0]]), np.zeros(1)),
    )
    model = Model(layers)
    regions = regions_of_lines(experiment, model)
    _, first, second, output = answers_in(experiment, model, regions)
    table = {region.code[0]: (*second[i], output[i, 0]) for i, region in enumerate(regions)}
    assert table == {(0, 0): (0, 0, 0), (1, 0): (0, 1, 1), (0, 1): (0, 1, 1), (1, 1): (1, 1, 0)}
    assert first.tolist() == [list(region.code[0]) for region in regions]
    assert {region.code: region.function.biases[0] for region in linear_regions(experiment, model)} == {
        (code, tuple(map(int, said[:2]))): said[2] for code, said in table.items()
    }


def test_too_many_regions_are_not_drawn() -> None:
    experiment = Experiment(hidden=(8, 8), activation="relu")
    model = random_model(experiment, 1)
    n = len(linear_regions(experiment, model))
    assert len(linear_regions(experiment, model, most=n)) == n
    with pytest.raises(ReasonError, match=f"there are more than {n - 1} regions"):
        linear_regions(experiment, model, most=n - 1)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"hidden": ()}, "this network has no hidden layer: the output sees the inputs as they are"),
        (
            {"features": ("x", "xSquared")},
            "lines are for two inputs, x₁ and x₂; this network has x₁, x₁²",
        ),
        ({"features": ()}, "lines are for two inputs, x₁ and x₂; this network has 0"),
        ({"normalization": "layer"}, "layer normalisation bends what a layer computes"),
        ({"hidden": (2, 2), "layer_activations": ("relu", "tanh")}, "linear regions are of straight pieces"),
    ],
)
def test_networks_without_lines_get_a_sentence(fields: dict, says: str) -> None:
    experiment = Experiment(**fields)
    model = random_model(experiment, 1)
    with pytest.raises(ReasonError) as caught:
        linear_regions(experiment, model)
    assert str(caught.value).startswith(says)


def test_a_line_of_one_point_of_no_neuron_or_of_a_normalised_layer_is_refused() -> None:
    experiment = Experiment(hidden=(2,))
    model, place = random_model(experiment, 1), np.ones(2)
    with pytest.raises(ReasonError, match="a line needs two different points"):
        weights_of_line(experiment, model, 0, place, place)
    with pytest.raises(ReasonError, match="neuron must be between 0 and 1, got 2"):
        weights_of_line(experiment, model, 2, place, -place)
    other = Experiment(hidden=(2,), normalization="batch")
    with pytest.raises(ReasonError, match="cannot be moved where the layer is normalised"):
        weights_of_line(other, random_model(other, 1), 0, place, -place)
    with pytest.raises(ReasonError, match="have run away"):
        lines_of(experiment, random_model(experiment, 1, np.nan))


def test_a_line_that_is_moved_runs_through_the_two_places_and_the_run_goes_on() -> None:
    for scaling in ("none", "standard"):
        trainer = Trainer(Experiment(hidden=(3,), input_scaling=scaling))
        trainer.run(5)
        move_line(trainer, 1, [-2.0, 1.0], [3.0, 4.0])
        line = lines_of(trainer.experiment, trainer.learner.model, trainer.scaling)[1]
        for place in ([-2.0, 1.0], [3.0, 4.0]):
            assert line.normal @ place + line.offset == pytest.approx(0, abs=1e-9)
        trainer.run(5)
        assert not trainer.diverged
