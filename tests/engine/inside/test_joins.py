"""What a neuron behind unit steps makes of the regions between lines, against all that could be."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.experiment.experiment import Experiment
from engine.inside.joins import join_of
from engine.inside.regions import answers_in, regions_of_lines
from engine.network.composed import design_of, evaluate
from tests.engine.inside.networks import random_model
from tests.engine.inside.test_lines import fine_grid

ALL = np.array(list(product((False, True), repeat=3)))


@pytest.mark.parametrize(
    ("wanted", "is_in", "sides"),
    [
        ("half-plane", lambda a, b, c: b, (0, 1, 0)),
        ("half-plane", lambda a, b, c: ~c, (0, 0, -1)),
        ("intersection", lambda a, b, c: a & ~b, (1, -1, 0)),
        ("intersection", lambda a, b, c: a & b & c, (1, 1, 1)),
        ("union", lambda a, b, c: a | ~c, (1, 0, -1)),
        ("union", lambda a, b, c: a | b | c, (1, 1, 1)),
        ("mixed", lambda a, b, c: a ^ b, (0, 0, 0)),
        ("mixed", lambda a, b, c: (a & b) | (b & c) | (a & c), (0, 0, 0)),
        ("everything", lambda a, b, c: a | ~a, (0, 0, 0)),
        ("nothing", lambda a, b, c: a & ~a, (0, 0, 0)),
    ],
)
def test_regions_are_named_by_the_lines_that_matter(wanted: str, is_in, sides: tuple[int, ...]) -> None:  # type: ignore[no-untyped-def]
    assert join_of(ALL, is_in(*ALL.T)) == (wanted, sides)


def test_of_two_lines_that_never_cross_one_may_say_nothing_more() -> None:
    strips = np.array([[False, False], [True, False], [True, True]])  # x > 0, and x > 1
    assert join_of(strips, np.array([False, True, True])) == ("half-plane", (1, 0))
    assert join_of(strips, np.array([False, True, False])) == ("intersection", (1, -1))
    assert join_of(strips, np.array([True, False, True])) == ("union", (-1, 1))


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32 - 1))
def test_on_a_fine_grid_an_answer_is_on_where_its_sides_say(seed: int) -> None:
    experiment = Experiment(hidden=(3, 2), activation="step")
    model = random_model(experiment, seed)
    regions = regions_of_lines(experiment, model)
    codes = np.array([region.code[0] for region in regions]) > 0
    answers = answers_in(experiment, model, regions)[2]
    x = fine_grid(60)
    sums, said, _ = evaluate(model, x, design_of(experiment), ()).outputs[1:]
    for j in range(2):
        name, sides = join_of(codes, answers[:, j] > 0.5)
        holds = [sums[:, i] == (1.0 if side > 0 else 0.0) for i, side in enumerate(sides) if side]
        assert (len(holds) == 1) == (name == "half-plane")
        is_on = said[:, j] > 0.5
        if name in ("half-plane", "intersection"):
            assert (np.all(holds, axis=0) == is_on).all()
        elif name == "union":
            assert (np.any(holds, axis=0) == is_on).all()
        elif name != "mixed":
            assert is_on.all() if name == "everything" else not is_on.any()
