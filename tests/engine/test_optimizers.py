"""Optimizers, clipping, frozen weights and schedules: by hand-worked numbers, and by another library."""

from typing import Any

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from engine.formulas.functions import NUMPY
from engine.formulas.optimizers import OPTIMIZERS
from engine.formulas.penalties import penalty_of
from engine.formulas.schedules import SCHEDULES, rate_in_epoch
from engine.learning.descent import Frozen, LayerMoments, clipped, initial_moments, norm, updated
from engine.network.network import Layer, Mask, all_alive, descend

# w = 1 at first, gradients 1, 2 and -1, learning rate 0.1; momentum and RMSProp with 0.5, Adam with β₁ = 0.5
# and β₂ = 0.75, no ε to speak of. Worked out on paper:
#   momentum  v = 1, 2.5, 0.25
#   nesterov  v as above, d = g + v / 2 = 1.5, 3.25, -0.875
#   rmsprop   s = 0.5, 2.25, 1.625; d = √2, 2 / 1.5, -1 / √1.625
#   adam      m = 1/2, 5/4, 1/8 over 1/2, 3/4, 7/8: m̂ = 1, 5/3, 1/7
#             s = 1/4, 19/16, 73/64 over 1/4, 7/16, 37/64: ŝ = 1, 19/7, 73/37
GRADIENTS = (1.0, 2.0, -1.0)
ROOT2, D2, D3 = 2**0.5, (5 / 3) / (19 / 7) ** 0.5, (1 / 7) / (73 / 37) ** 0.5
STEPS: dict[str, tuple[float, float, float]] = {
    "sgd": (0.9, 0.7, 0.8),
    "momentum": (0.9, 0.65, 0.625),
    "nesterov": (0.85, 0.525, 0.6125),
    "rmsprop": (1 - 0.1 * ROOT2, 1 - 0.1 * ROOT2 - 0.2 / 1.5, 1 - 0.1 * ROOT2 - 0.2 / 1.5 + 0.1 / 1.625**0.5),
    "adam": (0.9, 0.9 - 0.1 * D2, 0.9 - 0.1 * D2 - 0.1 * D3),
    # the same, and every time a fiftieth of the weight off
    "adamw": (0.88, 0.88 * 0.98 - 0.1 * D2, (0.88 * 0.98 - 0.1 * D2) * 0.98 - 0.1 * D3),
}
SETTINGS = Experiment(momentum=0.5, rms_decay=0.5, beta1=0.5, beta2=0.75, epsilon=1e-12, weight_decay=0.2)


class Run:
    """Layers and all that an update changes of them."""

    def __init__(
        self, settings: Experiment, layers: tuple[Layer, ...], frozen: tuple[Frozen, ...] = ()
    ) -> None:
        self.settings, self.layers, self.frozen = settings, layers, frozen
        self.dead: tuple[Mask, ...] = all_alive(layers)
        self.moments: tuple[LayerMoments, ...] = initial_moments(layers, settings)
        self.t = 0

    def step(self, gradients: tuple[Layer, ...], rate: float = 0.1, n_penalised: int | None = None) -> None:
        self.t += 1
        n = len(self.layers) if n_penalised is None else n_penalised
        self.layers, self.dead, self.moments = updated(
            self.layers, gradients, self.dead, self.moments, self.frozen, self.t, rate, self.settings, n
        )


def one(value: float, bias: float = 0.0) -> Layer:
    return Layer(np.array([[value]]), np.array([bias]))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_first_three_steps_are_those_worked_out_by_hand(name: str) -> None:
    run = Run(SETTINGS.changed(optimizer=name), (one(1.0, 1.0),))
    for gradient, weight in zip(GRADIENTS, STEPS[name], strict=True):
        run.step((one(gradient, gradient),))
        assert run.layers[0].weights[0, 0] == pytest.approx(weight, rel=1e-9)
    undecayed = STEPS["adam" if name == "adamw" else name][-1]
    assert run.layers[0].biases[0] == pytest.approx(undecayed, rel=1e-9), "biases do not decay"


@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_steps_agree_with_torch(name: str, l2: float) -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(3)
    settings = Experiment(optimizer=name, regularization="L2", regularization_rate=l2, clip_norm=1.5)
    run = Run(settings, (Layer(rng.normal(size=(3, 2)), rng.normal(size=3)),))
    w, b = (torch.tensor(array.copy(), requires_grad=True) for array in run.layers[0])
    decay: dict[str, Any] = {"lr": 0.1, "weight_decay": l2}
    groups = [{"params": [w]}, {"params": [b], "weight_decay": 0.0}]
    if name == "adamw":  # has its own decay; there is none for L2 beside it
        settings = run.settings = settings.changed(regularization="none")
        decay["weight_decay"] = settings.weight_decay
    optimizers = {
        "sgd": lambda: torch.optim.SGD(groups, **decay),
        "momentum": lambda: torch.optim.SGD(groups, momentum=0.9, **decay),
        "nesterov": lambda: torch.optim.SGD(groups, momentum=0.9, nesterov=True, **decay),
        "rmsprop": lambda: torch.optim.RMSprop(groups, alpha=0.9, **decay),
        "adam": lambda: torch.optim.Adam(groups, **decay),
        "adamw": lambda: torch.optim.AdamW(groups, **decay),
    }
    optimizer = optimizers[name]()
    for _ in range(6):
        gradient = Layer(rng.normal(size=(3, 2)), rng.normal(size=3))
        run.step((gradient,))
        w.grad, b.grad = (torch.tensor(array.copy()) for array in gradient)
        torch.nn.utils.clip_grad_norm_([w, b], 1.5)  # divides by 1e-6 more than the norm
        optimizer.step()
        np.testing.assert_allclose(run.layers[0].weights, w.detach().numpy(), rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(run.layers[0].biases, b.detach().numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("regularization", ["none", "L1", "L2", "elastic"])
def test_sgd_is_the_plain_descent(regularization: Any) -> None:
    rng = np.random.default_rng(1)
    settings = Experiment(regularization=regularization, regularization_rate=0.4, l1_ratio=0.3)
    run = Run(settings, (Layer(rng.normal(size=(3, 4)) * 0.1, rng.normal(size=3)),))
    layer, dead = run.layers[0], run.dead[0]
    for _ in range(5):
        gradient = Layer(rng.normal(size=(3, 4)) * 0.1, rng.normal(size=3))
        run.step((gradient,))
        layer, dead = descend(layer, gradient, dead, 0.1, penalty_of(regularization, settings), 0.4)
        np.testing.assert_array_equal(run.layers[0].weights, layer.weights)
        np.testing.assert_array_equal(run.dead[0], dead)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_l1_kills_weights_under_every_optimizer(name: str) -> None:
    settings = Experiment(optimizer=name, regularization="L1", regularization_rate=1, weight_decay=0)
    run = Run(settings, (one(0.25),))
    for _ in range(3):
        run.step((one(0.0),))
    assert (run.layers[0].weights[0, 0], bool(run.dead[0][0, 0])) == (0, True)


def test_scales_are_neither_penalised_nor_decayed() -> None:
    settings = Experiment(optimizer="adamw", regularization="L2", regularization_rate=1)
    run = Run(settings, (one(1.0), Layer(np.ones(2), np.ones(2))))
    run.step((one(0.0), Layer(np.zeros(2), np.zeros(2))), n_penalised=1)
    assert run.layers[0].weights[0, 0] < 1
    np.testing.assert_array_equal(run.layers[1].weights, 1)


def test_a_long_gradient_is_clipped_and_a_short_one_left_alone() -> None:
    gradients = [Layer(np.array([[3.0]]), np.array([0.0])), Layer(np.array([[0.0]]), np.array([4.0]))]
    assert norm(gradients) == 5
    short = clipped(gradients, 1.0)
    assert norm(short) == pytest.approx(1)
    assert (short[0].weights[0, 0], short[1].biases[0]) == (pytest.approx(0.6), pytest.approx(0.8))
    assert clipped(gradients, 5.0) is gradients


def test_a_frozen_parameter_stays_and_gathers_no_momentum() -> None:
    frozen = (Frozen(np.array([[True, False]]), np.array([True])),)
    layers = (Layer(np.array([[1.0, 1.0]]), np.array([1.0])),)
    run = Run(Experiment(optimizer="momentum"), layers, frozen)
    for _ in range(3):
        run.step((Layer(np.ones((1, 2)), np.ones(1)),))
    assert run.layers[0].weights[0, 0] == run.layers[0].biases[0] == 1
    assert run.layers[0].weights[0, 1] < 1
    assert run.moments[0][0][0][0, 0] == run.moments[0][1][0][0] == 0


def test_every_optimizer_has_the_moments_it_says() -> None:
    for name, optimizer in OPTIMIZERS.items():
        moments = initial_moments((one(1.0),), Experiment(optimizer=name))
        assert len(moments[0][0]) == len(moments[0][1]) == optimizer.n_moments
        before = (np.zeros(1),) * optimizer.n_moments
        _, after = optimizer.direction(NUMPY, np.ones(1), before, 1, Experiment())
        assert len(after) == optimizer.n_moments


@pytest.mark.parametrize(
    ("name", "factors"),  # after 0, 5, 10, 15 and 20 epochs, with T = 10 and γ = 0.25
    [
        ("constant", [1, 1, 1, 1, 1]),
        ("step", [1, 1, 0.25, 0.25, 0.0625]),
        ("exponential", [1, 0.5, 0.25, 0.125, 0.0625]),
        ("cosine", [1, 0.625, 0.25, 0.25, 0.25]),
        ("warm-up", [0.25, 0.625, 1, 1, 1]),
        ("cyclic", [0.25, 1, 0.25, 1, 0.25]),
    ],
)
def test_schedules_have_their_known_values(name: Any, factors: list[float]) -> None:
    experiment = Experiment(learning_rate=3, schedule=name, schedule_epochs=10, schedule_factor=0.25)
    assert [rate_in_epoch(experiment, 5 * k) for k in range(5)] == pytest.approx([3 * f for f in factors])


@pytest.mark.parametrize("factor", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("length", [1, 7, 1_000_000])
@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedules_factor_is_from_0_to_1(name: Any, length: int, factor: float) -> None:
    numbers = Experiment(schedule_epochs=length, schedule_factor=factor)
    for t in (0, 1, 6, 7, 8, 10**6, 10**9):
        assert 0 <= SCHEDULES[name].factor(t, numbers) <= 1 + 1e-15
