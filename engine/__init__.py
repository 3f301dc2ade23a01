"""The science of the playground: small neural networks on two-dimensional problems, in plain NumPy.

Read in this order: `experiment` (what decides a run), `datasets` and `features` (what the network is fed),
`network` (the maths), `learner` and `trainer` (the run), `snapshot` (what is seen of it). The tables of
options (`activations`, `losses`, `optimizers`, …) and `deep` (what may lie between the layers) come when they
are wanted, as do `autodiff` (derivatives by the chain rule alone) and `inside` (what a network has learnt,
and how, to be drawn). It knows no web library.

The names below are for notebooks and programs of one's own (docs/python.md) and stay: `from engine import
Experiment, Trainer`. Each loads what it needs when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.data.table import Table as Table
    from engine.evaluation.diagnosis import diagnose as diagnose
    from engine.evaluation.metrics import metrics_of as metrics_of
    from engine.evaluation.snapshot import Snapshot as Snapshot
    from engine.evaluation.snapshot import snapshot_of as snapshot_of
    from engine.experiment.checks import ExperimentError as ExperimentError
    from engine.experiment.experiment import Experiment as Experiment
    from engine.experiment.links import Link as Link
    from engine.experiment.links import parse_link as parse_link
    from engine.experiment.links import write_link as write_link
    from engine.experiment.option_links import LinkError as LinkError
    from engine.experiment.strict_links import parse_strictly as parse_strictly
    from engine.experiment.view import View as View
    from engine.export.description import describe as describe
    from engine.export.table import exported as exported
    from engine.export.weights import bring_back as bring_back
    from engine.export.weights import read_weights as read_weights
    from engine.plots.pictures import plot_boundary as plot_boundary
    from engine.plots.pictures import plot_losses as plot_losses
    from engine.plots.pictures import plot_network as plot_network
    from engine.training.trainer import Trainer as Trainer

_HOMES = {
    "Experiment": "engine.experiment.experiment",
    "ExperimentError": "engine.experiment.checks",
    "Link": "engine.experiment.links",
    "LinkError": "engine.experiment.option_links",
    "Snapshot": "engine.evaluation.snapshot",
    "Table": "engine.data.table",
    "Trainer": "engine.training.trainer",
    "View": "engine.experiment.view",
    "bring_back": "engine.export.weights",
    "describe": "engine.export.description",
    "diagnose": "engine.evaluation.diagnosis",
    "exported": "engine.export.table",
    "metrics_of": "engine.evaluation.metrics",
    "parse_link": "engine.experiment.links",
    "parse_strictly": "engine.experiment.strict_links",
    "plot_boundary": "engine.plots.pictures",
    "plot_losses": "engine.plots.pictures",
    "plot_network": "engine.plots.pictures",
    "read_weights": "engine.export.weights",
    "snapshot_of": "engine.evaluation.snapshot",
    "write_link": "engine.experiment.links",
}
"""The module that each name comes from."""


def __getattr__(name: str) -> Any:
    """Loads a name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
