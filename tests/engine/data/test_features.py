"""Features of points."""

import numpy as np

from engine.data.features import feature_matrix
from engine.experiment.options import FEATURE_NAMES


def test_features_are_the_textbooks_functions_in_order() -> None:
    matrix = feature_matrix(FEATURE_NAMES, np.array([[2.0, -3.0]]))
    np.testing.assert_allclose(matrix, [[2, -3, 4, 9, -6, np.sin(2), np.sin(-3)]])
    assert feature_matrix((), np.zeros((4, 2))).shape == (4, 0)
