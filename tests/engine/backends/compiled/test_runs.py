"""The compiled backend comes to what the reference comes to."""

import threading
import time

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.backends import flat, reference
from engine.backends.compiled import backend as compiled
from engine.backends.compiled.bundles import Doubles, Wholes, words_of
from engine.backends.compiled.layout import row_by_row
from engine.backends.compiled.library import KernelError, kernel
from engine.backends.compiled.tasks import task_of
from engine.backends.interface import Place
from engine.data.rng import SeedRandom
from engine.experiment.experiment import Experiment
from engine.formulas.losses import LOSSES, SOFTMAX
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learner
from engine.learning.task import drawn_task
from engine.learning.written import written
from engine.network.outputs import output_of
from engine.training.answers import Answers
from tests.engine.backends.experiments import (
    BASE,
    START,
    batches,
    check_experiment,
    check_same,
    check_session,
    is_steady,
    opened,
    precisions_agree,
    ran,
    single_precision_will_do,
    tame_experiments,
    walk,
    wanted,
)
from tests.engine.backends.learnings import learning_amid, some_data, some_hand, wide_task
from tests.own_process import allocated, in_a_process_of_its_own, resident

WALK = dict(walk())
SEEDS = st.integers(0, 2**32 - 1)
RICH = BASE.changed(
    hidden=(4, 4, 3), skip=True, normalization="batch", dropout=0.3, shuffle=True, optimizer="adam",
    clip_norm=1, epsilon=1e-4,
)  # fmt: skip
RUNAWAY = BASE.changed(problem="regression", hidden=(), learning_rate=0.2)
"""Its numbers grow until they run away in epoch 262."""

MORE = {
    "one point a batch, shuffled": BASE.changed(shuffle=True, batch_size=1),
    "one point a batch, L2, layers of many sizes": BASE.changed(
        batch_size=1, hidden=(5, 9, 13, 3, 17), regularization="L2", regularization_rate=0.01
    ),
    "one point a batch, adam with everything": BASE.changed(
        batch_size=1,
        hidden=(5, 3),
        optimizer="adam",
        clip_norm=0.5,
        regularization="elastic",
        regularization_rate=0.01,
        dropout=0.2,
        epsilon=1e-4,
    ),
    "one point a batch, no hidden layer": BASE.changed(batch_size=1, hidden=()),
    "one point a batch, nothing but a bias": BASE.changed(batch_size=1, features=(), hidden=()),
    "one point a batch, many outputs": BASE.changed(
        batch_size=1, dataset="rings", classes=5, loss="hinge", hidden=(4, 4)
    ),
    "one point a batch, skips": BASE.changed(batch_size=1, hidden=(4, 4), skip=True),
    "one point a batch, normalised": BASE.changed(batch_size=1, normalization="layer"),
    "two points a batch": BASE.changed(batch_size=2, dropout=0.2),
    "two points a batch, plain": BASE.changed(batch_size=2, hidden=(5, 4)),
    "a batch of more than a panel": BASE.changed(train_percent=40, batch_size=150),
    "batch normalisation of more than a panel": BASE.changed(
        train_percent=40, batch_size=150, normalization="batch"
    ),
    "blocks of four neurons and some left over": BASE.changed(hidden=(5, 9, 13, 3, 17)),
    "more parameters than are summed together": BASE.changed(hidden=(23, 25)),
    "the same, two outputs": BASE.changed(hidden=(23, 25), loss="cross-entropy", regularization="L2"),
    "no inputs and no hidden layer": BASE.changed(features=(), hidden=()),
    "each layer its own": BASE.changed(
        hidden=(3,) * 5, layer_activations=("gelu", "sine", "sigmoid", "elu", "silu"), steepness=2
    ),
    "adam with everything": BASE.changed(
        optimizer="adam", clip_norm=0.05, regularization="elastic", regularization_rate=0.1, epsilon=1e-4
    ),
    "many outputs compared": BASE.changed(dataset="rings", classes=5, loss="hinge"),
    "many logistic outputs": BASE.changed(dataset="rings", classes=5, loss="binary-cross-entropy"),
    "two classes, softmax": BASE.changed(loss="cross-entropy"),
    "everything": RICH,
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", [*WALK, *MORE])
def test_every_choice_of_every_option_is_computed_like_the_reference(name: str, dtype: type) -> None:
    experiment = {**WALK, **MORE}[name]
    if not precisions_agree(experiment):
        pytest.skip("a chaotic run, whose last digits decide")
    if dtype == np.float32:
        check_in_single(experiment)
    else:
        check_experiment(compiled, experiment)


def check_in_single(experiment: Experiment) -> None:
    """In float32 a small number may lose more of its digits than a large one; so the vectors of all
    parameters, gradients and moments are measured by their greatest number each."""
    got = ran(compiled, experiment, *opened(experiment), dtype=np.float32)
    want = wanted(experiment, np.float32)
    check_same(*((result.place, result.losses, flat.pack(learning)) for result, learning in (got, want)),
               np.float32)  # fmt: skip


def test_nearly_all_runs_of_the_walk_can_be_compared() -> None:
    runs = [*WALK.values(), *MORE.values()]
    assert sum(map(precisions_agree, runs)) >= 0.95 * len(runs)


@settings(max_examples=20)
@given(experiment=tame_experiments())
def test_experiments_at_random_are_computed_like_the_reference(experiment: Experiment) -> None:
    data, learning = opened(experiment)
    assume(precisions_agree(experiment))
    assume(is_steady(experiment, data, learning, ByHand(), batches(experiment, data)))
    check_experiment(compiled, experiment)
    if single_precision_will_do(experiment):
        check_in_single(experiment)


@settings(max_examples=40)
@given(experiment=tame_experiments(), seed=SEEDS, n_batches=st.integers(1, 9))
def test_it_goes_on_amid_a_run_with_neurons_off_and_weights_frozen_and_dead(
    experiment: Experiment, seed: int, n_batches: int
) -> None:
    rng = np.random.default_rng(seed)
    data, learning, hand = (
        some_data(experiment, rng),
        learning_amid(experiment, rng),
        some_hand(experiment, rng),
    )
    assume(is_steady(experiment, data, learning, hand, n_batches))
    check_session(compiled, experiment, data, learning, hand, n_batches=n_batches)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("experiment", [BASE, RICH, BASE.changed(batch_size=1)], ids=["plain", "rich", "one"])
def test_pieces_come_to_the_same_as_one_run_bit_for_bit(experiment: Experiment, dtype: type) -> None:
    data, learning = opened(experiment)
    n = batches(experiment, data)
    whole, pieces = (compiled.open_session(experiment, data, learning, ByHand(), dtype) for _ in range(2))
    at_once = whole.run(START, n)
    place, losses = START, []
    for size in (1, 2, 0, 5, n - 8):
        result = pieces.run(place, size)
        place = result.place
        losses.append(result.losses)
        pieces = compiled.open_session(experiment, data, pieces.learning(), ByHand(), dtype)
    assert place == at_once.place
    assert np.array_equal(np.concatenate(losses), at_once.losses)
    assert same_bits(pieces.learning(), whole.learning())
    assert result.epoch_end is not None
    assert at_once.epoch_end is not None
    assert result.epoch_end.place == at_once.epoch_end.place
    assert same_bits(result.epoch_end.learning, at_once.epoch_end.learning)


def same_bits(one: object, other: object) -> bool:
    """Whether nested tuples of arrays and numbers are the same."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same_bits, one, other))
    return np.array_equal(one, other)  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", MORE)
def test_an_epochs_end_has_the_same_bytes_whether_its_state_is_made_for_them_or_not(
    name: str, dtype: type
) -> None:
    (data, learning), hand = opened(MORE[name]), ByHand()
    result, _ = ran(compiled, MORE[name], data, learning, hand, dtype)
    end = result.epoch_end
    assert end is not None
    assert end.written() == written(end.learning)


COUNTED = {
    "tanh": BASE,
    "sigmoid": BASE.changed(loss="binary-cross-entropy", dataset="spiral"),
    "linear": BASE.changed(loss="hinge"),
    "softmax": BASE.changed(dataset="blobs", loss="cross-entropy"),
    "one point a batch": BASE.changed(batch_size=1, dataset="spiral"),
    "no epoch ends with a whole batch": BASE.changed(batch_size=8, dataset="xor"),
}


@pytest.mark.parametrize("experiment", COUNTED.values(), ids=COUNTED)
def test_right_answers_are_counted_at_the_last_end_of_an_epoch(experiment: Experiment) -> None:
    task = drawn_task(experiment, SeedRandom(experiment.seed))
    session = compiled.open_session(experiment, *opened(experiment), ByHand())
    place, found = START, set()
    for n_batches in (batches(experiment, task.data, 1), batches(experiment, task.data, 5), 2, 60):
        result = session.run(place, n_batches)
        place = result.place
        if result.epoch_end is not None:
            answers = Answers(Learner(experiment, result.epoch_end.learning, ByHand()), task)
            assert result.epoch_end.n_right is not None
            train, test = result.epoch_end.n_right
            assert (train / len(task.data.train_x), test / len(task.data.test_x)) == answers.accuracies()
            found.add(train)
    assert len(found) > 1


@pytest.mark.parametrize("own", [{"problem": "regression"}, {"dataset": "blobs"}], ids=["numbers", "several"])
def test_they_are_not_counted_where_sums_do_not_tell_them(own: dict[str, str]) -> None:
    experiment = BASE.changed(**own)
    end = compiled.open_session(experiment, *opened(experiment), ByHand()).run(START, 40).epoch_end
    assert end is not None
    assert end.n_right is None


@pytest.mark.parametrize("loss", [name for name, each in LOSSES.items() if each.output != SOFTMAX])
def test_an_only_output_is_in_its_middle_where_its_sum_is_0(loss: str) -> None:
    output = output_of(BASE.changed(loss=loss))
    at = output.of(np.array([[-0.1], [0.0], [0.1]]))[:, 0]
    middle = 0.5 * (output.low + output.high)
    assert at[0] < at[1] == middle < at[2]
    assert output.low <= 0 < output.high


@pytest.mark.parametrize("begin", [START, Place(0, 20, 2)], ids=["from the start", "amid an epoch"])
def test_numbers_that_run_away_are_told_where_the_reference_tells_it(begin: Place) -> None:
    data, learning = opened(RUNAWAY)
    sessions = [each.open_session(RUNAWAY, data, learning, ByHand()) for each in (reference, compiled)]
    want, got = (session.run(begin, batches(RUNAWAY, data, 300)) for session in sessions)
    assert not want.finite
    assert want.epoch_end is not None
    assert (got.place, got.finite) == (want.place, False)
    assert len(got.losses) == len(want.losses)
    np.testing.assert_allclose(got.losses[:20], want.losses[:20], rtol=1e-9)
    assert got.epoch_end is not None
    assert got.epoch_end.place == want.epoch_end.place
    assert np.isfinite(got.epoch_end.learning.model.parameters[0].weights).all()


def test_numbers_that_run_away_in_the_first_epoch_leave_no_state_behind() -> None:
    data, learning = opened(RUNAWAY)
    first = learning.model.parameters[0]
    huge = (first._replace(weights=np.full_like(first.weights, 1e308)),)
    learning = learning._replace(model=learning.model._replace(parameters=huge))
    for n_batches in (2, 40):
        want, got = (
            each.open_session(RUNAWAY, data, learning, ByHand()).run(START, n_batches)
            for each in (reference, compiled)
        )
        assert got.place == want.place
        assert not want.finite
        assert not got.finite
        assert got.epoch_end is want.epoch_end is None
        assert got.losses.shape == (0, 2)


def test_a_network_that_runs_away_does_not_disturb_another() -> None:
    sessions = [
        compiled.open_session(experiment, *opened(experiment), ByHand()) for experiment in (RUNAWAY, BASE)
    ]
    assert not sessions[0].run(START, batches(RUNAWAY, opened(RUNAWAY)[0], 300)).finite
    alone = compiled.open_session(BASE, *opened(BASE), ByHand()).run(START, 40)
    assert np.array_equal(sessions[1].run(START, 40).losses, alone.losses)


@pytest.mark.parametrize("experiment", [*WALK.values(), *MORE.values()], ids=[*WALK, *MORE])
def test_outputs_are_those_of_the_reference_and_leave_no_trace(experiment: Experiment) -> None:
    data, learning = opened(experiment)
    x = np.random.default_rng(0).normal(size=(77, data.train_x.shape[1])).astype(np.float32)
    off = ByHand(off=tuple(np.arange(n) == 1 for n in experiment.hidden))
    sessions = [each.open_session(experiment, data, learning, off) for each in (reference, compiled)]
    for session in sessions:
        session.run(START, 3)
    before = sessions[1].learning()
    want, got = (session.outputs_at(x) for session in sessions)
    assert [(a.shape, a.dtype) for a in got] == [(a.shape, a.dtype) for a in want]
    check_same(tuple(got), tuple(want), np.float32)
    assert same_bits(sessions[1].learning(), before)


def test_a_kernel_that_fails_raises_an_error_that_names_it() -> None:
    data, learning = opened(BASE)
    blueprint = flat.blueprint_of(BASE, learning.model)
    task = task_of(BASE, data, learning, ByHand(), blueprint, row_by_row(blueprint), np.float64)
    broken = task._replace(plan=task.plan._replace(panel=0))  # a step of 0 from panel to panel
    words, place, result = words_of(broken), Wholes(np.zeros(3, np.int64)), Wholes(np.zeros(5, np.int64))
    rates, losses = Doubles(np.full(2, 0.03)), Doubles(np.zeros((2, 2)))
    rows = [words, broken.state.parameters, rates, place], [losses, result]
    before, after = ([row.address for row in each] for each in rows)
    with pytest.raises(KernelError, match=r"the kernel run_tiles\.float64 failed"):
        kernel("run_tiles", "float64")(*before, 1, *after)


def test_inputs_of_another_width_are_refused_in_a_sentence() -> None:
    session = compiled.open_session(BASE, *opened(BASE), ByHand())
    with pytest.raises(ValueError, match=r"x must have shape \(n_points, 2\), got \(4, 3\)"):
        session.outputs_at(np.zeros((4, 3), np.float32))


def test_networks_wider_than_an_experiment_may_be_are_computed_too() -> None:
    check_session(compiled, *wide_task())


def test_other_threads_go_on_while_a_kernel_runs() -> None:
    """The kernel does not hold the interpreter's lock: a thread beside it is never still for long."""
    data, learning = opened(BASE)
    session = compiled.open_session(BASE, data, learning, ByHand())
    session.run(START, 1)  # compiled by now
    began, done = threading.Event(), threading.Event()

    def train() -> None:
        began.set()
        session.run(START, 60_000)
        done.set()

    thread = threading.Thread(target=train)
    thread.start()
    assert began.wait(60)
    moments = [time.perf_counter()]
    while not done.is_set():
        moments.append(time.perf_counter())
    thread.join()
    assert np.diff(moments).max() < 0.5 * (moments[-1] - moments[0])


def test_memory_does_not_grow_over_ten_thousand_slices() -> None:
    grown, resident_grown = in_a_process_of_its_own(growth_over_slices, 10_000)
    assert grown < 50_000
    assert resident_grown < 8 * 2**20


def growth_over_slices(n: int) -> tuple[int, int]:
    """Bytes that Python and the whole process have more after so many slices of a session."""
    data, learning = opened(BASE)
    session = compiled.open_session(BASE, data, learning, ByHand())

    def run_slices(n: int) -> None:
        place = START
        for _ in range(n):
            place = session.run(place, 1).place

    run_slices(2100)
    before = resident()
    grown, _ = allocated(lambda: run_slices(n))
    return grown, resident() - before
