"""Optimizers: by hand-worked numbers, and by another library."""

from typing import Any

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from engine.formulas.functions import NUMPY
from engine.formulas.optimizers import OPTIMIZERS
from engine.learning.descent import initial_moments
from engine.network.network import Layer
from tests.engine.learning.updates import Run, one

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


def test_every_optimizer_has_the_moments_it_says() -> None:
    for name, optimizer in OPTIMIZERS.items():
        moments = initial_moments((one(1.0),), Experiment(optimizer=name))
        assert len(moments[0][0]) == len(moments[0][1]) == optimizer.n_moments
        before = (np.zeros(1),) * optimizer.n_moments
        _, after = optimizer.direction(NUMPY, np.ones(1), before, 1, Experiment())
        assert len(after) == optimizer.n_moments
