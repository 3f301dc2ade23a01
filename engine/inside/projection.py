"""Many numbers for each point brought to the two or three that can be drawn, and kept from turning about.

Sources: K. Pearson, On lines and planes of closest fit to systems of points in space, 1901, for principal
components; P. Schönemann, A generalized solution of the orthogonal Procrustes problem, 1966.
"""

from typing import NamedTuple

import numpy as np

from engine.network.network import Array

LEAST_SPREAD = 1e-6  # of what is no line or plane, as a share of its length


class Projection(NamedTuple):
    """Points a (n_points, n_neurons) are seen at (a − `centre`) `axes`ᵀ, of shape (n_points, n_axes).

    `centre` (n_neurons,), `axes` (n_axes, n_neurons), of length 1 and at right angles; `shares` (n_axes,) is
    how much of the variance of the points from which it was made each axis holds.
    """

    centre: Array
    axes: Array
    shares: Array

    def of(self, a: Array) -> Array:
        """Where points (…, n_neurons) are seen, (…, n_axes)."""
        seen: Array = (a - self.centre) @ self.axes.T
        return seen

    def turned(self, rotation: Array) -> "Projection":
        """The same plane with its axes turned by (n_axes, n_axes): seen is at what `of` says times it. What
        each axis holds is for axes as they were."""
        return self._replace(axes=rotation.T @ self.axes)


def principal_components(a: Array, n_axes: int) -> Projection:
    """The directions in which points a (n_points, n_neurons) spread most, n_axes ≤ n_neurons of them.

    They are the eigenvectors of the covariance (a − mean)ᵀ (a − mean) / n, and the variance along each is its
    eigenvalue: for few neurons that is a tenth of the work of taking the points themselves apart. Each points
    to where its largest part is positive.
    """
    centre = a.mean(axis=0)
    spread = a - centre
    variances, vectors = np.linalg.eigh(spread.T @ spread / len(a))
    axes, variances = vectors.T[::-1][:n_axes], np.maximum(variances[::-1], 0.0)
    largest = np.abs(axes).argmax(axis=1)
    axes = axes * np.where(axes[np.arange(n_axes), largest] < 0, -1.0, 1.0)[:, np.newaxis]
    total = float(variances.sum())
    shares = variances[:n_axes] / total if total > 0 else np.zeros(n_axes)
    return Projection(centre, axes, shares)


def of_neurons(a: Array, which: tuple[int, ...]) -> Projection:
    """Some neurons as they are, by their indices, with nothing taken off what they say; the others are held
    at their mean."""
    centre = a.mean(axis=0)
    centre[list(which)] = 0.0
    variances = a.var(axis=0)
    total = float(variances.sum())
    chosen = variances[list(which)]
    return Projection(centre, np.eye(a.shape[1])[list(which)], chosen / total if total > 0 else 0.0 * chosen)


def procrustes(points: Array, onto: Array) -> Array:
    """The turn R, RᵀR = 1, perhaps with a reflection, that brings points (n_points, n_axes) nearest to
    others.

    ‖points R − onto‖ is least for R = U Vᵀ with pointsᵀ onto = U S Vᵀ. Where the others lie in a plane both
    sides of it are as near; then the points' long tail is on the positive one, so that from moment to moment
    nothing flips.
    """
    u, s, v = np.linalg.svd(points.T @ onto)
    if s[-1] <= LEAST_SPREAD * s[0]:
        tail = float((((points @ u[:, -1]) ** 3).sum()) * v[-1, np.abs(v[-1]).argmax()])
        u[:, -1] *= -1.0 if tail < 0 else 1.0
    rotation: Array = u @ v
    return rotation
