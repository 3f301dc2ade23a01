"""How layers see the plane."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.experiment.experiment import Experiment
from engine.inside.layers import (
    between,
    cuts_of,
    morph_frames,
    plane_inputs,
    sight_of_layer,
    squared_paper,
)
from engine.inside.projection import of_neurons, principal_components, procrustes
from engine.network.composed import design_of, evaluate
from engine.network.network import Layer
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from tests.engine.inside.networks import random_model

SEEDS = st.integers(0, 2**32 - 1)


def points(seed: int, n: int = 40, n_inputs: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-6, 6, size=(n, n_inputs))


@settings(deadline=None, max_examples=20)
@given(seed=SEEDS, n=st.integers(2, 8))
def test_principal_components_are_those_of_the_singular_values(seed: int, n: int) -> None:
    a = np.random.default_rng(seed).normal(size=(30, n)) @ np.random.default_rng(seed + 1).normal(size=(n, n))
    found = principal_components(a, 2)
    _, s, vectors = np.linalg.svd(a - a.mean(axis=0))
    np.testing.assert_allclose(found.shares, (s**2)[:2] / (s**2).sum(), rtol=1e-8, atol=1e-12)
    for axis, vector in zip(found.axes, vectors, strict=False):
        assert abs(axis @ vector) == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-12)


def test_points_that_lie_in_one_place_have_components_too() -> None:
    found = principal_components(np.ones((5, 3)), 2)
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-12)
    assert (found.shares == 0).all()
    assert (found.of(np.ones((5, 3))) == 0).all()


@settings(deadline=None, max_examples=20)
@given(seed=SEEDS, n_axes=st.integers(2, 3), is_mirror=st.booleans())
def test_procrustes_finds_the_turn_that_was_made(seed: int, n_axes: int, is_mirror: bool) -> None:
    rng = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(rng.normal(size=(n_axes, n_axes)))
    if is_mirror:
        turn[:, 0] *= -1
    seen = rng.normal(size=(20, n_axes))
    np.testing.assert_allclose(procrustes(seen @ turn, seen), turn.T, atol=1e-8)


@settings(deadline=None, max_examples=20)
@given(seed=SEEDS, angle=st.floats(0, 6.3))
def test_no_turn_brings_points_nearer_than_that_of_procrustes(seed: int, angle: float) -> None:
    rng = np.random.default_rng(seed)
    seen, onto = rng.normal(size=(2, 15, 2))
    found = np.linalg.norm(seen @ procrustes(seen, onto) - onto)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    for other in (turn, turn * [1, -1]):
        assert found <= np.linalg.norm(seen @ other - onto) + 1e-9


def test_two_neurons_are_seen_as_they_are() -> None:
    experiment = Experiment(hidden=(4, 3))
    model, x = random_model(experiment, 1), points(1)
    sight = sight_of_layer(experiment, model, 1, x, squared_paper(), neurons=(2, 0))
    said = evaluate(model, x, design_of(experiment), ()).outputs[1]
    np.testing.assert_array_equal(sight.points, said[:, [2, 0]])
    assert sight.paper.shape == (26, 49, 2)


def test_three_neurons_make_a_space() -> None:
    experiment = Experiment(hidden=(4, 3))
    sight = sight_of_layer(
        experiment, random_model(experiment, 1), 2, points(1), squared_paper(5, 9), (0, 1, 2)
    )
    assert (sight.points.shape, sight.paper.shape) == ((40, 3), (10, 9, 3))
    assert sight.projection.shares.sum() == pytest.approx(1)


def test_the_inputs_are_layer_0_and_the_outputs_the_last() -> None:
    experiment = Experiment(dataset="blobs", classes=3, loss="cross-entropy", hidden=())
    model, x = random_model(experiment, 2), points(2)
    first = sight_of_layer(experiment, model, 0, x, squared_paper(), (0, 1))
    np.testing.assert_array_equal(first.points, x)
    assert first.cuts.neurons == ((0, 1), (0, 2), (1, 2))
    last = sight_of_layer(experiment, model, 1, x, squared_paper(), (0, 2))
    assert last.cuts.normals.shape == (0, 2)


@settings(deadline=None, max_examples=20)
@given(seed=SEEDS, activation=st.sampled_from(("tanh", "relu", "sigmoid")), batch=st.booleans())
def test_a_cut_is_where_the_next_neuron_changes_sides(seed: int, activation: str, batch: bool) -> None:
    experiment = Experiment(hidden=(2, 3), activation=activation, normalization="batch" if batch else "none")
    model, x = random_model(experiment, seed), points(seed)
    sight = sight_of_layer(experiment, model, 1, x, squared_paper(3, 5), (0, 1))
    z = evaluate(model, x, design_of(experiment), ()).pre_activations[1]
    neurons, normals, offsets = sight.cuts
    assert neurons == ((0,), (1,), (2,))
    np.testing.assert_allclose(sight.points @ normals.T + offsets, z, rtol=1e-9, atol=1e-9)


def test_the_cuts_of_several_outputs_are_the_borders_between_them() -> None:
    experiment = Experiment(dataset="blobs", classes=4, loss="cross-entropy", hidden=(2,))
    model, x = random_model(experiment, 3), points(3)
    sight = sight_of_layer(experiment, model, 1, x, squared_paper(3, 5), (0, 1))
    z = evaluate(model, x, design_of(experiment), ()).pre_activations[1]
    neurons, normals, offsets = sight.cuts
    assert len(neurons) == 6
    wanted = np.stack([z[:, i] - z[:, j] for i, j in neurons], axis=1)
    np.testing.assert_allclose(sight.points @ normals.T + offsets, wanted, atol=1e-9)


def test_of_more_neurons_than_axes_a_cut_is_where_the_next_neuron_meets_the_plane_that_is_seen() -> None:
    experiment = Experiment(hidden=(5,))
    model = random_model(experiment, 4)
    said = evaluate(model, points(4), design_of(experiment), ()).outputs[1]
    for projection in (principal_components(said, 2), of_neurons(said, (1, 3))):
        _, normals, offsets = cuts_of(experiment, model, 1, projection)
        places = points(5)
        a = projection.centre + places @ projection.axes
        np.testing.assert_allclose(places @ normals.T + offsets, model.parameters[1].of(a), atol=1e-9)


def test_layer_normalisation_cuts_by_no_straight_line_but_the_outputs_do() -> None:
    experiment = Experiment(hidden=(3, 3), normalization="layer")
    model, x = random_model(experiment, 1), points(1)
    sights = [sight_of_layer(experiment, model, l, x, squared_paper(3, 5), (0, 1)) for l in range(3)]
    assert [len(sight.cuts.neurons) for sight in sights] == [0, 0, 1]


def test_components_do_not_jump_from_frame_to_frame() -> None:
    experiment = Experiment(hidden=(5,))
    x, paper = points(1), squared_paper(3, 5)
    model = random_model(experiment, 1)
    first = sight_of_layer(experiment, model, 1, x, paper)
    w, b = model.parameters[0]
    turned = model._replace(
        parameters=(model.parameters[0]._replace(weights=-w, biases=-b), model.parameters[1])
    )  # all neurons say the opposite: the components' signs are decided anew
    second = sight_of_layer(experiment, turned, 1, x, paper, previous=first.points)
    np.testing.assert_allclose(second.points, first.points, atol=1e-9)
    again = second.projection.of(evaluate(turned, x, design_of(experiment), ()).outputs[1])
    np.testing.assert_allclose(again, second.points, atol=1e-12)


def test_a_morph_goes_through_every_layer_without_a_jump() -> None:
    experiment = Experiment(hidden=(4, 1, 3))
    frames = morph_frames(experiment, random_model(experiment, 2), points(2), squared_paper(5, 9))
    assert len(frames) == 5
    for frame in frames:
        assert np.sqrt((frame.points**2).sum(axis=1).mean()) == pytest.approx(1)
        np.testing.assert_allclose(frame.points.mean(axis=0), 0, atol=1e-9)
    ts = np.linspace(0, 4, 81)
    seen = [between(frames, t)[0] for t in ts]
    longest = max(np.abs(one.points - other.points).max() for one, other in pairwise(frames))
    for one, other in pairwise(seen):
        assert np.abs(one - other).max() <= longest / 20 + 1e-9
    for t in range(5):
        np.testing.assert_array_equal(between(frames, t)[0], frames[t].points)
    np.testing.assert_array_equal(between(frames, 9)[1], frames[4].paper)


def test_the_frames_of_a_morph_are_turned_to_each_other() -> None:
    experiment = Experiment(hidden=(2,), activation="linear")
    turn = np.array([[0.0, -1.0], [1.0, 0.0]])
    model = random_model(experiment, 1)
    layer = model.parameters[0]._replace(weights=3 * turn, biases=np.array([5.0, 1.0]))
    model = model._replace(parameters=(layer, model.parameters[1]))
    frames = morph_frames(experiment, model, points(1), squared_paper())
    np.testing.assert_allclose(frames[0].points, frames[1].points, atol=1e-9)
    np.testing.assert_allclose(frames[0].paper, frames[1].paper, atol=1e-9)
    assert frames[1].unit == pytest.approx(3 * frames[0].unit)


def test_a_morph_in_a_space_does_not_flip_when_all_neurons_say_the_opposite() -> None:
    experiment = Experiment(hidden=(5, 2, 1))
    model, x, paper = random_model(experiment, 3), points(3), squared_paper(3, 5)
    (w, b), *rest = model.parameters
    other = model._replace(parameters=(Layer(-w, -b), Layer(-rest[0].weights, rest[0].biases), *rest[1:]))
    frames, again = (morph_frames(experiment, each, x, paper, n_axes=3) for each in (model, other))
    for one, two in zip(frames, again, strict=True):
        assert (one.points.shape, one.paper.shape) == ((40, 3), (6, 5, 3))
        np.testing.assert_allclose(one.points, two.points, atol=1e-6)
    assert np.abs(frames[0].points[:, 2]).max() == pytest.approx(0, abs=1e-9)  # the plane in the space
    flat = morph_frames(experiment, model, x, paper)
    assert frames[1].shares[:2] == pytest.approx(flat[1].shares)


def test_squared_paper_covers_the_plane() -> None:
    paper = squared_paper(3, 5)
    assert paper.shape == (6, 5, 2)
    assert (paper[0, :, 0] == -6).all()
    assert paper[0, :, 1].tolist() == [-6, -3, 0, 3, 6]
    assert (paper[4, :, 1] == 0).all()


def test_the_inputs_of_a_run_at_places_are_those_that_its_network_gets() -> None:
    trainer = Trainer(Experiment(features=("x", "y", "xTimesY"), input_scaling="standard"))
    found = plane_inputs(trainer, trainer.data.train.x)
    np.testing.assert_allclose(found, trainer.task.data.train_x)
    assert plane_inputs(trainer, squared_paper(3, 5)).shape == (6, 5, 3)
    table = Trainer(Experiment(dataset="iris", features=("x1", "x2", "x3", "x4"), loss="cross-entropy"))
    assert plane_inputs(table, squared_paper(3, 5)).shape == (6, 5, 4)


@pytest.mark.parametrize(
    ("hidden", "layer", "neurons", "n_axes", "says"),
    [
        ((), 2, (), 2, "this network has no hidden layer: the output sees the inputs as they are"),
        ((3,), 3, (), 2, "layer must be between 0, the inputs, and 2, got 3"),
        ((1,), 1, (), 2, "layer 1 has one neuron only: what it says is a line and no plane"),
        ((3,), 1, (0, 3), 2, "choose two or three different neurons of the 3 in layer 1, got 0, 3"),
        ((3,), 1, (1, 1), 2, "choose two or three different neurons of the 3 in layer 1, got 1, 1"),
        ((2,), 1, (), 3, "choose two or three different neurons of the 2 in layer 1, got 3"),
    ],
)
def test_what_cannot_be_seen_is_said(
    hidden: tuple[int, ...], layer: int, neurons: tuple[int, ...], n_axes: int, says: str
) -> None:
    experiment = Experiment(hidden=hidden)
    with pytest.raises(ReasonError) as caught:
        sight_of_layer(
            experiment, random_model(experiment, 1), layer, points(1), squared_paper(), neurons, n_axes
        )
    assert str(caught.value) == says


def test_a_network_whose_numbers_have_run_away_is_not_drawn() -> None:
    experiment = Experiment(hidden=(3,), activation="linear")
    for size in (np.nan, 1e200):
        model = random_model(experiment, 1, size)
        for see in (
            lambda model=model: sight_of_layer(experiment, model, 1, points(1) * 1e150, squared_paper()),
            lambda model=model: morph_frames(experiment, model, points(1) * 1e150, squared_paper()),
        ):
            with pytest.raises(ReasonError, match="have run away"):
                see()


def test_paper_has_bounds() -> None:
    with pytest.raises(ReasonError, match="the number of lines must be at most 49, got 50"):
        squared_paper(50)
    with pytest.raises(ReasonError, match="the number of steps along a line must be at least 2, got 1"):
        squared_paper(3, 1)
