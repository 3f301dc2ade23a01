"""Which rows of a table are points."""

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset, no_points


def taken(n_rows: int, n_points: int) -> NDArray[np.intp]:
    """Which of so many rows are taken, evenly from the first to the last; all where there are no more."""
    if n_points >= n_rows:
        return np.arange(n_rows)
    return np.arange(n_points) * n_rows // n_points


DATASETS: dict[str, Dataset] = {
    "own": Dataset("classification", no_points, ("table",)),
    "reg-own": Dataset("regression", no_points, ("table",)),
}
"""What somebody has painted or brought."""
