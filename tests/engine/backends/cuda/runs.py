"""The CUDA backend computes what the reference computes.

Not collected by itself: test_simulated.py runs it in Numba's simulator, in a process of its own, since that
has to be switched on before Numba is imported; and on a GPU where there is one. The simulator runs every
thread in Python, so there the runs are short.
"""

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.backends import reference
from engine.backends.cuda import backend as gpu_cuda
from engine.backends.cuda import device as cuda_device
from engine.backends.interface import DeviceLost, Place
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.reasons import Reason
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
    some_of_a_population,
    tame_experiments,
    walk,
)
from tests.engine.backends.learnings import learning_amid, some_data, some_hand

SIMULATED = cuda_device.is_simulated()
WALK = dict(walk())
RICH = BASE.changed(
    hidden=(3, 3), skip=True, normalization="batch", dropout=0.3, shuffle=True, optimizer="adam", clip_norm=1,
    regularization="elastic", regularization_rate=0.01, batch_size=9,
)  # fmt: skip
LAYERED = RICH.changed(normalization="layer", dropout=0, optimizer="nesterov", loss="cross-entropy")
SINGLE = RICH.changed(normalization="none")
"""For float32: with batch normalisation the gradients of biases are 0 but for the last digits."""
RUNAWAY = BASE.changed(problem="regression", hidden=(2,), activation="relu", learning_rate=50)
N_EXAMPLES = 10 if SIMULATED else 60

both_precisions = pytest.mark.parametrize("dtype", [np.float64, np.float32])
kinds = pytest.mark.parametrize("experiment", [BASE, RICH, LAYERED], ids=["plain", "rich", "layered"])


def amid(experiment: Experiment, seed: int = 0, n_train: int = 13) -> Any:
    """Few points, a state in the middle of learning, and something off and frozen."""
    rng = np.random.default_rng(seed)
    learning, hand = learning_amid(experiment, rng), some_hand(experiment, rng)
    return some_data(experiment, rng, n_train, 5), learning, hand


@pytest.mark.parametrize("name", WALK)
def test_every_choice_of_every_option_is_computed_like_the_reference(name: str) -> None:
    experiment = WALK[name]
    if not SIMULATED:
        if not precisions_agree(experiment):
            pytest.skip("a chaotic run, whose last digits decide")
        check_experiment(gpu_cuda, experiment, np.float64)
        check_experiment(gpu_cuda, experiment, np.float32)
    data, learning, _ = amid(experiment)
    check_session(gpu_cuda, experiment, data, learning, n_batches=3)


@pytest.mark.parametrize(
    ("experiment", "dtype"),
    [
        *((each, np.float64) for each in (BASE, RICH, LAYERED)),
        *((each, np.float32) for each in (BASE, SINGLE, LAYERED)),
    ],
)
def test_it_goes_on_amid_a_run_with_neurons_off_and_weights_frozen_and_dead(
    experiment: Experiment, dtype: type
) -> None:
    data, learning, hand = amid(experiment)
    check_session(gpu_cuda, experiment, data, learning, hand, dtype, n_batches=5)


@settings(max_examples=N_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(experiment=tame_experiments(), seed=st.integers(0, 2**32 - 1), n_batches=st.integers(1, 5))
def test_experiments_at_random_are_computed_like_the_reference(
    experiment: Experiment, seed: int, n_batches: int
) -> None:
    data, learning, hand = amid(experiment, seed)
    assume(is_steady(experiment, data, learning, hand, n_batches))
    check_session(gpu_cuda, experiment, data, learning, hand, n_batches=n_batches)


@kinds
def test_pieces_come_to_the_same_as_one_run(experiment: Experiment) -> None:
    data, learning, hand = amid(experiment)
    n = 14
    at_once = gpu_cuda.open_session(experiment, data, learning, hand)
    whole = at_once.run(START, n)
    pieces = gpu_cuda.open_session(experiment, data, learning, hand)
    place, losses = START, []
    for size in (1, 0, 3, n - 4):
        result = pieces.run(place, size)
        place = result.place
        losses.append(result.losses)
    assert place == whole.place
    np.testing.assert_array_equal(np.concatenate(losses), whole.losses)
    assert (result.epoch_end is None) == (whole.epoch_end is None)
    for one, other in ((pieces.learning(), at_once.learning()), (result.epoch_end, whole.epoch_end)):
        check_same(one, other)


@kinds
def test_a_state_taken_out_goes_on_elsewhere_without_a_step(experiment: Experiment) -> None:
    data, learning, hand = amid(experiment)
    session = gpu_cuda.open_session(experiment, data, learning, hand)
    there = session.run(START, 3)
    back = gpu_cuda.open_session(experiment, data, session.learning(), hand)
    want = reference.open_session(experiment, data, learning, hand)
    want.run(START, 3)
    check_same(back.run(there.place, 2), want.run(there.place, 2))
    check_same(back.learning(), want.learning())


@kinds
def test_the_outputs_of_all_neurons_are_those_of_the_reference(experiment: Experiment) -> None:
    data, learning, hand = amid(experiment)
    x = np.random.default_rng(1).normal(size=(37, data.train_x.shape[1])).astype(np.float32)
    got, want = (
        each.open_session(experiment, data, learning, hand).outputs_at(x) for each in (gpu_cuda, reference)
    )
    assert [layer.dtype for layer in got] == [np.dtype(np.float32)] * len(want)
    check_same(tuple(got), tuple(want), np.float32)


@pytest.mark.parametrize("hidden", [(), (2,)], ids=["no hidden layer", "no inputs"])
def test_a_network_may_lack_hidden_layers_or_inputs(hidden: tuple[int, ...]) -> None:
    experiment = BASE.changed(hidden=hidden, features=() if hidden else BASE.features)
    data, learning, hand = amid(experiment)
    check_session(gpu_cuda, experiment, data, learning, hand, n_batches=3)
    x = np.zeros((3, data.train_x.shape[1]), np.float32)
    outputs = gpu_cuda.open_session(experiment, data, learning, hand).outputs_at(x)
    assert [layer.shape for layer in outputs] == [(n, 3) for n in (*hidden, 1)]


@both_precisions
def test_clipping_and_killing_work_however_small_their_numbers(dtype: type) -> None:
    experiment = BASE.changed(
        clip_norm=1e-300, regularization="elastic", l1_ratio=1e-300, regularization_rate=1
    )
    data, learning, _ = amid(experiment)
    check_session(gpu_cuda, experiment, data, learning, dtype=dtype, n_batches=3)


def test_a_batch_cut_by_another_batch_size_is_gone_on_with() -> None:
    data, learning, hand = amid(BASE)
    got, want = (
        each.open_session(BASE.changed(batch_size=5), data, learning, hand) for each in (gpu_cuda, reference)
    )
    check_same(got.run(Place(3, 7, 11), 4), want.run(Place(3, 7, 11), 4))
    check_same(got.learning(), want.learning())


@both_precisions
def test_a_population_is_its_networks_each_by_itself(dtype: type) -> None:
    base = (RICH if dtype == np.float64 else SINGLE).changed(schedule="step", schedule_epochs=1, momentum=0.5)
    experiments = some_of_a_population(base, 3)
    rng = np.random.default_rng(3)
    data, learnings = some_data(base, rng, 13, 5), [learning_amid(each, rng) for each in experiments]
    got, want = (each.open_population(experiments, data, learnings, dtype) for each in (gpu_cuda, reference))
    for epoch in (4, 6):
        check_same((got.run(epoch, 2).losses,), (want.run(epoch, 2).losses,), dtype)
    for index in range(3):
        check_same(got.learning(index), want.learning(index), dtype)
    x = rng.normal(size=(9, data.train_x.shape[1])).astype(np.float32)
    check_same(got.answers_at(x), want.answers_at(x), np.float32)


def test_networks_of_a_population_may_learn_each_from_points_of_its_own() -> None:
    rng = np.random.default_rng(4)
    data = [some_data(BASE, rng, n, 5) for n in (13, 11)]
    data, experiments = [data[0], data[1], data[0]], [BASE.changed(learning_rate=r) for r in (0.01, 0.1, 1)]
    learnings = [learning_amid(each, rng) for each in experiments]
    got, want = (each.open_population(experiments, data, learnings) for each in (gpu_cuda, reference))
    check_same((got.run(0, 1).losses,), (want.run(0, 1).losses,))


def test_numbers_that_run_away_end_the_run_where_the_reference_ends_it() -> None:
    data, learning = opened(RUNAWAY)
    n = batches(RUNAWAY, data, 400 if not SIMULATED else 3)
    data = data._replace(test_x=data.test_x[:5], test_y=data.test_y[:5])
    learning = learning._replace(
        model=learning.model._replace(
            parameters=tuple(
                layer._replace(weights=layer.weights * 1e60) for layer in learning.model.parameters
            )
        )
    )
    got, want = (
        each.open_session(RUNAWAY, data, learning, ByHand()).run(START, n) for each in (gpu_cuda, reference)
    )
    assert not want.finite
    check_same(got._replace(losses=()), want._replace(losses=()))
    assert got.losses.shape == want.losses.shape


def test_the_numbers_of_one_network_that_run_away_stay_its_own() -> None:
    experiments = [BASE.changed(learning_rate=rate) for rate in (0.03, 0.03)]
    rng = np.random.default_rng(0)
    data, learning = some_data(BASE, rng, 13, 5), learning_amid(BASE, rng)
    wild = learning._replace(
        model=learning.model._replace(
            parameters=tuple(
                layer._replace(biases=layer.biases * np.nan) for layer in learning.model.parameters
            )
        )
    )
    population = gpu_cuda.open_population(experiments, data, [learning, wild])
    alone = gpu_cuda.open_population(experiments[:1], data, [learning])
    for epoch in range(2):
        losses = population.run(epoch, 1).losses
        assert np.isnan(losses[1]).all()
        np.testing.assert_array_equal(losses[0], alone.run(epoch, 1).losses[0])
    assert np.isnan(population.run(2, 1).losses[1]).all()


def test_a_network_too_wide_for_the_kernel_is_refused_in_words() -> None:
    wide = BASE.changed(hidden=(32,) * 10, features=("x", "y"), optimizer="adam")
    data, learning = opened(wide)
    reason = gpu_cuda.unsupported_reason(wide, wide.sizes)
    if not reason:
        pytest.skip("this GPU has room for it")
    with pytest.raises(ValueError, match="too wide for the GPU kernel: 2-32-"):
        gpu_cuda.open_session(wide, data, learning, ByHand())
    with pytest.raises(ValueError, match="too wide for the GPU kernel"):
        gpu_cuda.open_population([wide], data, [learning])


@pytest.mark.skipif(not SIMULATED, reason="a real GPU is not broken on purpose")
def test_a_gpu_that_does_not_answer_is_reported_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from numba.cuda.cudadrv.driver import CudaAPIError
    from numba.cuda.simulator.cudadrv.devicearray import FakeCUDAArray

    data, learning, hand = amid(BASE)
    session = gpu_cuda.open_session(BASE, data, learning, hand)
    population = gpu_cuda.open_population([BASE], data, [learning])

    def gone(*args: Any, **kwargs: Any) -> None:
        raise CudaAPIError("[719] Call to cuMemcpyDtoH results in CUDA_ERROR_LAUNCH_FAILED")

    monkeypatch.setattr(FakeCUDAArray, "copy_to_host", gone)
    x = np.zeros((1, 2), np.float32)
    for act in (
        lambda: session.run(START, 1),
        lambda: session.learning(),
        lambda: session.outputs_at(x),
        lambda: population.run(0, 1),
        lambda: gpu_cuda.open_session(BASE, data, learning, hand),
    ):
        with pytest.raises(DeviceLost, match=r"the GPU does not answer any more: .*LAUNCH_FAILED"):
            act()


def test_the_simulator_is_no_device_that_people_may_choose() -> None:
    if os.environ.get("NUMBA_ENABLE_CUDASIM") == "1":
        assert gpu_cuda.unavailable_reason() == Reason("simulated")
        with pytest.raises(DeviceLost, match="simulator is switched on"):
            gpu_cuda.warm_up()
    else:
        gpu_cuda.warm_up()
        assert gpu_cuda.is_ready()
