"""Puzzles of unit steps can be wired as their hints say, are checked by the network's answers, and learnt."""

import numpy as np
import pytest

from engine.data.puzzle_points import PUZZLE_NAMES, puzzle_table, table_of_puzzle
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, parse_link, write_link
from engine.experiment.view import View
from engine.inside.lines import lines_of, move_line
from engine.inside.puzzles import PUZZLES, puzzle_experiment, puzzle_of, standing_of
from engine.network.network import Layer
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from tests.engine.tables import PAINTED

LINES: dict[str, list[tuple[tuple[float, float], tuple[float, float]]]] = {
    "and": [((-1, 4), (4, -1))],
    "or": [((-4, 1), (1, -4))],
    "not": [((0, 5), (0, -5))],
    "xor": [((-1, 4), (4, -1)), ((-4, 1), (1, -4))],
    "triangle": [((-4, -2.5), (4, -2.5)), ((0, 4), (4, -3)), ((0, 4), (-4, -3))],
    "ring": [((2.5, 1), (2.5, 2)), ((-2.5, 1), (-2.5, 2)), ((1, 2.5), (2, 2.5)), ((1, -2.5), (2, -2.5))],
}
"""Where the hints of each puzzle have one lay the lines."""
INSIDE = {"and": (3, 3), "or": (3, 3), "not": (-3, 0), "xor": (0, 0), "triangle": (0, 0), "ring": (0, 0)}
"""A place that is to be blue, in the middle of it."""


def wired(name: str) -> Trainer:
    """A puzzle wired as its hints say: lines by dragging them; the output's weight is 1 where an arrow points
    inward, else −1 and the bias is higher by 1."""
    trainer = Trainer(puzzle_experiment(name))
    n = len(LINES[name])
    bias = 0.5 - n
    for i, (one, other) in enumerate(LINES[name]):
        move_line(trainer, i, one, other)
        line = lines_of(trainer.experiment, trainer.learner.model)[i]
        is_inward = float(line.normal @ np.array(INSIDE[name])) + line.offset > 0
        trainer.set_weight(2, 0, i, 1.0 if is_inward else -1.0)
        bias += 0.0 if is_inward else 1.0
    trainer.set_bias(2, 0, bias)
    return trainer


def test_every_puzzle_has_points_and_every_points_a_puzzle() -> None:
    assert tuple(PUZZLES) == PUZZLE_NAMES


@pytest.mark.parametrize("name", PUZZLES)
def test_a_puzzle_begins_wrong_with_all_its_lines_in_sight(name: str) -> None:
    trainer = Trainer(puzzle_experiment(name))
    standing = standing_of(trainer)
    assert standing.is_wrong.any()
    assert standing.stage in ("lines", "codes")
    assert all(line.segment is not None for line in lines_of(trainer.experiment, trainer.learner.model))


@pytest.mark.parametrize("name", PUZZLES)
def test_a_puzzle_is_right_when_it_is_wired_as_its_hints_say(name: str) -> None:
    trainer = wired(name)
    standing = standing_of(trainer)
    assert (int(standing.is_wrong.sum()), standing.n_mixed, standing.stage) == (0, 0, "right")


@pytest.mark.parametrize("name", PUZZLES)
def test_what_is_wrong_is_what_the_network_answers_wrongly(name: str) -> None:
    trainer = wired(name)
    (w, b), _ = trainer.parameters
    trainer.set_weight(2, 0, 0, 0.1)  # nobody hears the first line any more
    v, c = trainer.parameters[1]
    points = trainer.data.train
    by_hand = [
        (sum(v[0, i] * float(w[i] @ x + b[i] > 0) for i in range(len(w))) + c[0] > 0) != (label > 0)
        for x, label in zip(points.x, points.label, strict=True)
    ]
    assert standing_of(trainer).is_wrong.tolist() == by_hand


def test_with_the_lines_of_xor_only_the_output_is_left_and_one_line_alone_never_does() -> None:
    trainer = wired("xor")
    trainer.set_bias(2, 0, 3.0)
    assert standing_of(trainer).stage == "output"
    one, other = LINES["xor"][0]
    move_line(trainer, 1, one, other)
    standing = standing_of(trainer)
    assert (standing.stage, standing.n_mixed) == ("lines", 1)
    move_line(trainer, 0, (0.1, -5), (0.1, 5))  # upright and level, as for AND: the four corners of a square
    move_line(trainer, 1, (-5, 0.1), (5, 0.1))
    standing = standing_of(trainer)
    assert (standing.stage, standing.n_mixed) == ("codes", 0)
    rng = np.random.default_rng(0)
    for _ in range(300):  # so no output is right about all of them
        for i in range(2):
            trainer.set_weight(2, 0, i, float(rng.normal()))
        trainer.set_bias(2, 0, float(rng.normal()))
        assert standing_of(trainer).is_wrong.any()


@pytest.mark.parametrize("name", PUZZLES)
def test_with_smooth_steps_a_puzzle_is_learnt_from_its_first_weights(name: str) -> None:
    trainer = Trainer(puzzle_experiment(name))
    trainer.change(trainer.experiment.changed(activation="sigmoid"))
    trainer.run(trainer.batches_until(300))
    standing = standing_of(trainer)
    assert (int(standing.is_wrong.sum()), standing.stage) == (0, None)


def test_points_of_a_puzzle_are_known_by_their_content_whatever_the_network() -> None:
    for name in PUZZLES:
        experiment = puzzle_experiment(name)
        assert puzzle_of(experiment.changed(hidden=(8, 8), activation="tanh")) == name
        assert table_of_puzzle(puzzle_table(name).digest) is puzzle_table(name)
    assert puzzle_of(Experiment()) is None
    assert puzzle_of(Experiment(dataset="own", table=PAINTED)) is None
    assert table_of_puzzle(PAINTED.digest) is None


@pytest.mark.parametrize("name", PUZZLES)
def test_a_link_of_a_puzzle_opens_where_nobody_has_had_it(name: str) -> None:
    link = Link(puzzle_experiment(name), View(inside=("puzzle",)))
    assert parse_link(write_link(link)) == link


@pytest.mark.parametrize("name", PUZZLES)
def test_all_places_of_a_puzzle_are_learnt_from_and_tested_with(name: str) -> None:
    trainer = Trainer(puzzle_experiment(name))
    train, test = (
        {(*x, y) for x, y in zip(each.x.tolist(), each.label.tolist(), strict=True)} for each in trainer.data
    )
    assert train == test
    assert len(train) == len(puzzle_table(name).x) // 2


@pytest.mark.parametrize(
    ("experiment", "code"),
    [
        (Experiment(hidden=()), "no_hidden_layer"),
        (Experiment(dataset="iris", hidden=(2,), features=("x", "y", "x3", "x4")), "no_line"),
        (Experiment(dataset="digits", hidden=(2,), features=("x", "y")), "no_line"),
        (Experiment(problem="regression", hidden=(2,)), "no_classes"),
    ],
)
def test_where_nothing_can_be_wired_a_reason_says_why(experiment: Experiment, code: str) -> None:
    with pytest.raises(ReasonError) as error:
        standing_of(Trainer(experiment))
    assert error.value.reason.code == code


def test_of_many_classes_and_other_activations_it_is_told_what_is_wrong_but_not_what_is_left() -> None:
    standing = standing_of(Trainer(Experiment(dataset="blobs", classes=3, hidden=(2,), activation="step")))
    assert standing.is_wrong.any()
    other = standing_of(Trainer(Experiment(hidden=(3,))))
    assert other.stage is None
    assert other.is_wrong.any()


def test_a_network_that_ran_away_has_a_reason() -> None:
    trainer = Trainer(puzzle_experiment("and"))
    first, last = trainer.parameters
    broken = trainer.learner.model._replace(parameters=(Layer(first.weights * np.inf, first.biases), last))
    trainer.set_model(broken)
    with pytest.raises(ReasonError, match="run away"):
        standing_of(trainer)
