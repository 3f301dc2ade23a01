"""On what the pictures of the features depend, which are sent anew when that changes."""

from engine.experiment.experiment import Experiment
from engine.experiment.fitting import ACTIVE
from engine.experiment.view import View
from engine.training.transfer import POINT_FIELDS


def pictured(experiment: Experiment, view: View) -> tuple[object, ...]:
    """Returns what decides the pictures of the features: of more than two inputs also the points, and how
    they are looked at."""
    table = experiment.active_table
    if table is None or len(table.names) <= 2:
        return (experiment.formulas,)
    return experiment.formulas, view.look, *(getattr(experiment, field) for field in PLANE_FIELDS)


PLANE_FIELDS: tuple[str, ...] = (
    *POINT_FIELDS,
    *ACTIVE.values(),
    "problem",
    "seed",
    "data_seed",
    "split_seed",
)
"""On what the plane through more than two inputs depends."""
