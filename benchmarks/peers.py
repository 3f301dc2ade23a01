"""Others on the same workloads: NumPy written for speed, and libraries where they are installed, used
as people usually do.

Each trains whole epochs of batches in order with plain SGD, and tells the losses on training and test points
at each epoch's end, as the engine does. None of them is a dependency of the project.
"""

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from numpy.typing import DTypeLike

from benchmarks.numpy_in_place import InPlace
from engine.backends.workloads import Workload

Epochs = Callable[[int], object]
"""Trains so many epochs."""


def scikit_learn(workload: Workload, dtype: DTypeLike) -> Epochs | str:
    """MLPClassifier or MLPRegressor with `partial_fit`; a sentence where it cannot train this."""
    if find_spec("sklearn") is None:
        return "not installed"
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    experiment, data = workload.experiment, workload.data
    hidden = tuple(len(b) for _, b in workload.learning.model.parameters[:-1])
    make = MLPRegressor if experiment.problem == "regression" else MLPClassifier
    network = make(
        hidden_layer_sizes=hidden, activation=experiment.activation, solver="sgd",
        alpha=experiment.regularization_rate, learning_rate_init=experiment.learning_rate, momentum=0.0,
    )  # fmt: skip
    x, test_x = data.train_x.astype(dtype), data.test_x.astype(dtype)
    y = data.train_y[:, 0] if data.train_y.shape[1] == 1 else data.train_y.argmax(axis=1)
    known = {"classes": np.unique(y)} if make is MLPClassifier else {}
    size = experiment.batch_size

    def train(n_epochs: int) -> None:
        for _ in range(n_epochs):
            for first in range(0, len(x), size):
                network.partial_fit(x[first : first + size], y[first : first + size], **known)
            network.predict(x)
            network.predict(test_x)

    return train


def torch_eager(workload: Workload, dtype: DTypeLike) -> Epochs | str:
    """PyTorch as its tutorials use it: modules, autograd, an optimizer."""
    if find_spec("torch") is None:
        return "not installed"
    import torch
    from torch import nn

    torch.set_num_threads(1)
    kinds = {"tanh": nn.Tanh, "relu": nn.ReLU, "linear": nn.Identity}
    experiment, data = workload.experiment, workload.data
    of = torch.float64 if np.dtype(dtype).itemsize == 8 else torch.float32
    layers: list[nn.Module] = []
    for w, b in workload.learning.model.parameters:
        layer = nn.Linear(w.shape[1], w.shape[0], dtype=of)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(w))
            layer.bias.copy_(torch.from_numpy(b))
        layers += [layer, kinds[experiment.activation]()]
    layers.pop()
    softmax = experiment.loss == "cross-entropy"
    if not softmax and experiment.problem != "regression":
        layers.append(nn.Tanh())
    network = nn.Sequential(*layers)
    decay = experiment.regularization_rate if experiment.regularization == "L2" else 0.0
    optimizer = torch.optim.SGD(network.parameters(), lr=experiment.learning_rate, weight_decay=decay)
    x, y, test_x, test_y = (torch.from_numpy(part).to(of) for part in data)
    cross_entropy = nn.CrossEntropyLoss()

    def loss(inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        said = network(inputs)
        return cross_entropy(said, targets) if softmax else 0.5 * ((said - targets) ** 2).mean()

    def train(n_epochs: int) -> None:
        for _ in range(n_epochs):
            for first in range(0, len(x), experiment.batch_size):
                batch = slice(first, first + experiment.batch_size)
                optimizer.zero_grad()
                loss(x[batch], y[batch]).backward()
                optimizer.step()
            with torch.no_grad():
                loss(x, y)
                loss(test_x, test_y)

    return train


def jax_compiled(workload: Workload, dtype: DTypeLike) -> Epochs | str:
    """JAX with a whole epoch compiled, its batches in a scan."""
    if find_spec("jax") is None:
        return "not installed"
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", np.dtype(dtype).itemsize == 8)
    experiment, data = workload.experiment, workload.data
    phi = {"tanh": jnp.tanh, "relu": jax.nn.relu, "linear": lambda z: z}[experiment.activation]
    softmax = experiment.loss == "cross-entropy"
    decay = experiment.regularization_rate if experiment.regularization == "L2" else 0.0
    parameters = [
        (jnp.asarray(w, dtype), jnp.asarray(b, dtype)) for w, b in workload.learning.model.parameters
    ]
    x, y, test_x, test_y = (jnp.asarray(part, dtype) for part in data)
    size, rate = experiment.batch_size, experiment.learning_rate
    whole = len(x) // size * size
    batches = tuple(part[:whole].reshape(-1, size, part.shape[1]) for part in (x, y))

    def loss(parameters, x, y):  # type: ignore[no-untyped-def]
        for w, b in parameters[:-1]:
            x = phi(x @ w.T + b)
        w, b = parameters[-1]
        z = x @ w.T + b
        if softmax:
            return -(y * jax.nn.log_softmax(z)).sum(axis=1).mean()
        a = z if experiment.problem == "regression" else jnp.tanh(z)
        return 0.5 * ((a - y) ** 2).mean()

    def step(parameters, batch):  # type: ignore[no-untyped-def]
        gradients = jax.grad(loss)(parameters, *batch)
        moved = [
            (w - rate * (g + decay * w), b - rate * h)
            for (w, b), (g, h) in zip(parameters, gradients, strict=True)
        ]
        return moved, None

    @jax.jit
    def epoch(parameters):  # type: ignore[no-untyped-def]
        parameters, _ = jax.lax.scan(step, parameters, batches)
        return parameters, loss(parameters, x, y), loss(parameters, test_x, test_y)

    def train(n_epochs: int) -> None:
        nonlocal parameters
        for _ in range(n_epochs):
            parameters, *losses = epoch(parameters)
        jax.block_until_ready(losses)

    return train


PEERS: dict[str, Callable[[Workload, DTypeLike], Epochs | str]] = {
    "NumPy, nothing allocated": lambda workload, dtype: InPlace(workload, dtype).run,
    "scikit-learn partial_fit": scikit_learn,
    "PyTorch eager": torch_eager,
    "JAX, compiled": jax_compiled,
}
"""Each makes a workload ready, or says in words why it cannot."""
