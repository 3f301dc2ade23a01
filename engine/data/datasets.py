"""All datasets: points, each with the label that the network shall learn."""

from engine.data import class_points, curve_points, more_points, plane_points, real_sets, table_points
from engine.data.dataset import PROBLEMS, Dataset, ProblemName
from engine.data.real_sets import REAL_SETS, real_table
from engine.data.table import Table

DATASETS: dict[str, Dataset] = {
    **plane_points.DATASETS,
    **class_points.DATASETS,
    **more_points.DATASETS,
    **curve_points.DATASETS,
    **real_sets.DATASETS,
    **table_points.DATASETS,
}

DATASETS_OF: dict[ProblemName, tuple[str, ...]] = {
    problem: tuple(name for name, dataset in DATASETS.items() if dataset.problem == problem)
    for problem in PROBLEMS
}

N_POINTS: dict[ProblemName, int] = {"classification": 500, "regression": 1200, "curve": 200}
"""How many points there are, unless somebody says how many; of a table all."""

LEAST_POINTS, MOST_POINTS = 10, 5000


def table_behind(dataset: str, own: Table | None) -> Table | None:
    """The table whose rows the points of a dataset are, if they are: a real set's, or one's own."""
    if dataset in REAL_SETS:
        return real_table(dataset)
    return own if "table" in DATASETS[dataset].heeds else None
