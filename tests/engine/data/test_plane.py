"""The plane through which points of more than two inputs are looked at."""

import numpy as np
import pytest

from engine.data.plane import spread_of
from engine.data.real_sets import real_table
from engine.evaluation.probe import probe_point
from engine.evaluation.snapshot import plane_of, snapshot_of
from engine.experiment.checks import ExperimentError
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, parse_link, write_link
from engine.experiment.view import View
from engine.training.trainer import Trainer

IRIS = Experiment().fitting(dataset="iris")
LOOKS = [(), ("x3", "x4"), ("x4", "x1"), ("x3", "x4", "x1:5.5", "x2:-0.25")]


@pytest.mark.parametrize("look", LOOKS)
def test_a_place_of_the_plane_is_seen_where_it_is(look: tuple[str, ...]) -> None:
    plane = spread_of(real_table("iris").x).plane(look)
    places = np.array([[0.0, 0.0], [1.5, -2.0], [-6.0, 6.0]])
    np.testing.assert_allclose(plane.places(plane.inputs(places)), places, atol=1e-12)


def test_two_columns_are_seen_as_they_are_with_the_others_at_their_median() -> None:
    x = real_table("iris").x
    plane = spread_of(x).plane(("x3", "x4"))
    np.testing.assert_array_equal(plane.places(x), x[:, 2:])
    inputs = plane.inputs(np.array([[1.0, 2.0]]))[0]
    assert inputs.tolist() == [np.median(x[:, 0]), np.median(x[:, 1]), 1.0, 2.0]


def test_what_is_held_is_held_in_the_units_of_the_table_and_the_boundary_slides() -> None:
    trainer = Trainer(IRIS)
    units = trainer.task.units
    assert units is not None
    low, high = (plane_of(trainer, ("x3", "x4", f"x1:{value}")) for value in (4.5, 7.5))
    assert low is not None
    assert high is not None
    place = np.zeros((1, 2))
    assert units.inputs(low.inputs(place))[0, 0] == pytest.approx(4.5)
    np.testing.assert_array_equal(low.inputs(place)[:, 1:], high.inputs(place)[:, 1:])
    np.testing.assert_array_equal(low.places(trainer.data.train.x), high.places(trainer.data.train.x))
    one, other = (snapshot_of(trainer, 10, ("x3", "x4", f"x1:{v}")).grids[-1] for v in (4.5, 7.5))
    assert not np.array_equal(one, other)
    assert plane_of(trainer, ("x3", "x4", "x9:1")) == plane_of(trainer, ("x3", "x4"))


def test_the_first_component_of_iris_holds_what_is_known_of_it_and_its_sign_is_fixed() -> None:
    spread = spread_of(real_table("iris").x)
    np.testing.assert_allclose(spread.share, [0.9246, 0.0531], atol=1e-4)
    np.testing.assert_allclose(spread.components[0], [0.3614, -0.0845, 0.8567, 0.3583], atol=1e-4)
    for component in spread.components:
        assert component[np.abs(component).argmax()] > 0


def test_all_training_points_are_on_the_plane_of_the_components() -> None:
    trainer = Trainer(IRIS)
    plane = plane_of(trainer)
    assert plane is not None
    places = plane.places(trainer.data.train.x)
    np.testing.assert_allclose(np.abs(places).max(axis=0), 6.0)


def test_two_inputs_are_the_plane_themselves() -> None:
    assert plane_of(Trainer(Experiment()), ("x1", "x2")) is None


def test_an_input_that_is_not_there_is_looked_at_as_if_nothing_was_said() -> None:
    trainer = Trainer(IRIS)
    assert plane_of(trainer, ("x1", "x9")) == plane_of(trainer)


def test_a_picture_is_what_the_network_says_along_the_plane() -> None:
    trainer = Trainer(IRIS)
    one, other = (snapshot_of(trainer, 10, look).grids[-1] for look in ((), ("x3", "x4")))
    assert one.shape == other.shape == (3, 10, 10)
    assert not np.array_equal(one, other)


def test_a_point_is_worked_out_with_all_its_inputs_wherever_it_is_seen() -> None:
    trainer = Trainer(IRIS)
    along, across = (probe_point(trainer, "train", 5, look) for look in ((), ("x3", "x4")))
    np.testing.assert_array_equal(along.outputs[0], trainer.data.train.x[5])
    np.testing.assert_array_equal(along.outputs[-1], across.outputs[-1])
    assert across.x == tuple(trainer.data.train.x[5, 2:])


@pytest.mark.parametrize("look", LOOKS)
def test_a_link_says_how_the_points_are_looked_at(look: tuple[str, ...]) -> None:
    link = Link(IRIS, View(look=look))
    assert parse_link(write_link(link)) == link
    assert ("look=" in write_link(link)) == bool(look)


@pytest.mark.parametrize("look", [("x1",), ("x1", "x1"), ("x1", "x65"), ("x3:4",), (1, 2)])
def test_what_are_not_two_inputs_is_refused(look: tuple[str, ...]) -> None:
    with pytest.raises(ExperimentError, match="look must be two different inputs from x1 to x64, or none"):
        View(look=look)


def test_what_is_held_is_written_in_one_way() -> None:
    look = View(look=("x4", "x1", "x3:1e6", "x2:0.50")).look
    assert look == ("x4", "x1", "x2:0.5", "x3:1e+06")
    assert View(look=look).look == look


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (("x3",), "look: what is held must be an input up to x64 and a number, as x3:4, got 'x3'"),
        (("x65:1",), "must be an input up to x64 and a number"),
        (("x3:nan",), "must be an input up to x64 and a number"),
        (("x3:1e13",), "must be an input up to x64 and a number"),
        ((7,), "must be an input up to x64 and a number, as x3:4, got 7"),
        (("x1:5",), "look: what is held must be other inputs than those shown, each once"),
        (("x3:5", "x3:6"), "must be other inputs than those shown, each once"),
    ],
)
def test_what_cannot_be_held_is_refused(held: tuple[object, ...], sentence: str) -> None:
    with pytest.raises(ExperimentError, match=sentence):
        View(look=("x1", "x2", *held))  # type: ignore[arg-type]
