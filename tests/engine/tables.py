"""Tables to train on: of two inputs and of more, of classes and of numbers."""

import numpy as np

from engine.data.table import Table

_RNG = np.random.default_rng(7)
_X = _RNG.normal(size=(40, 5)) * [1, 10, 0.1, 3, 1] + [0, 50, 2, -7, 0]

CLASSES = Table(
    title="Five inputs",
    names=("a", "b", "c", "d", "e"),
    x=_X,
    label=np.arange(40) % 3,
    classes=("one", "two", "three"),
)
NUMBERS = Table(
    title="Prices",
    names=("rooms", "age", "size"),
    x=_X[:, :3],
    label=3 * _X[:, 0] + _X[:, 2],
    test=np.arange(40) % 4 == 0,
)
PAINTED = Table(
    title="Painted",
    names=("x1", "x2"),
    x=_X[:, [0, 4]],
    label=np.where(_X[:, 0] * _X[:, 4] > 0, 1, -1),
    classes=("blue", "orange"),
    is_on_plane=True,
)
PAINTED_NUMBERS = Table(
    title="Heights", names=("x1", "x2"), x=_X[:, [0, 4]], label=np.sin(_X[:, 0]), is_on_plane=True
)
