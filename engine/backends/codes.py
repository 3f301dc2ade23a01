"""What kernels know instead of names: codes of choices, and the places of numbers in a row.

They follow from the tables of formulas, and hang on nothing else.
"""

from engine.formulas import losses
from engine.formulas.activations import ACTIVATIONS
from engine.formulas.functions import numbers_in
from engine.formulas.losses import LOSSES
from engine.formulas.normalizations import AXES
from engine.formulas.optimizers import OPTIMIZERS

_NAMES = {
    "activation": [*ACTIVATIONS, losses.SOFTMAX],
    "loss": [*LOSSES],
    "optimizer": [*OPTIMIZERS],
    "normalization": [*AXES],
}


def code(field: str, name: str) -> int:
    """The number that stands for one of the names of an option, such as "relu" of "activation"; the softmax,
    which is an output and no activation of single neurons, has one too. `ValueError` for an unknown name."""
    return _NAMES[field].index(name)


SOFTMAX = code("activation", losses.SOFTMAX)

NUMBERS: tuple[str, ...] = (
    *(each.name for table in (OPTIMIZERS, ACTIVATIONS, LOSSES) for each in numbers_in(table)),
    *("clip_norm", "penalty_rate", "smooth", "sharp", "dropout"),
)
"""The numbers of a network: those of the formulas, then those of every update. Those of the penalty are told
for every kind of it: its slope is penalty_rate · (smooth · w + sharp · sign w), and it kills where sharp > 0.
`weight_decay` is 0 where the optimizer does not decay."""

N_MOMENTS = max(optimizer.n_moments for optimizer in OPTIMIZERS.values())
