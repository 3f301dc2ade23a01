"""The pictures of a run: what it says over the plane with its points, its losses, its weights.

Each draws on `axes`, or on new ones, and returns them. Without matplotlib it raises `ReasonError`.
"""

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.data.dataset import EXTENT, Points
from engine.evaluation.snapshot import plane_of, snapshot_of
from engine.plots.drawing import (
    NEGATIVE,
    POSITIVE,
    axes_or_new,
    class_colours,
    value_colours,
)
from engine.training.trainer import Trainer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FAINTER = 0.6  # the plane behind points of the same colours
THICKEST = 4.0  # typographic points, of the weight furthest from 0


def plot_boundary(trainer: Trainer, axes: "Axes | None" = None, show_test: bool = False) -> "Axes":
    """What the network says over the plane, from -6 to 6, with the points that it learns from, and perhaps
    those that it is tested with; of a curve its function. More than two inputs are looked at through the
    plane that the page shows."""
    axes = axes_or_new(axes)
    snapshot, experiment = snapshot_of(trainer), trainer.experiment
    if snapshot.curves is not None:
        along = np.linspace(-EXTENT, EXTENT, snapshot.resolution)
        axes.plot(along, snapshot.curves[-1][0], color=POSITIVE, linewidth=2)
    else:
        decision, square = snapshot.decision, (-EXTENT, EXTENT, -EXTENT, EXTENT)
        if decision.signed is not None:
            axes.imshow(decision.signed, value_colours(), extent=square, vmin=-1, vmax=1)
        elif decision.winner is not None and decision.confidence is not None:
            strength = np.multiply(decision.confidence, FAINTER)
            axes.imshow(class_colours(decision.winner, strength), extent=square)
    sets = [(trainer.data.train, "white")] + ([(trainer.data.test, "black")] if show_test else [])
    plane = plane_of(trainer)
    for points, edge in sets:
        places = points.x if plane is None else plane.places(points.x)
        y = points.label if snapshot.curves is not None else places[:, 1]
        axes.scatter(places[:, 0], y, s=18, linewidths=0.6, edgecolors=edge, **_colours(trainer, points))
    axes.set(xlabel="$x_1$", ylabel="$x_2$" if experiment.problem != "curve" else "value")
    return axes


def plot_losses(trainer: Trainer, axes: "Axes | None" = None) -> "Axes":
    """The mean losses over training and test points after each epoch."""
    axes = axes_or_new(axes)
    history = trainer.history
    axes.plot(history.epochs, history.train, label="training", color=POSITIVE)
    axes.plot(history.epochs, history.test, label="test", color=NEGATIVE)
    axes.set(xlabel="epoch", ylabel="loss")
    axes.legend()
    return axes


def plot_network(trainer: Trainer, axes: "Axes | None" = None) -> "Axes":
    """The neurons of each layer from left to right, inputs first, and the weights between them: the further
    from 0, the thicker; those above 0 blue, those below orange."""
    axes = axes_or_new(axes)
    columns = [np.linspace(0, 1, n + 2)[1:-1][::-1] for n in trainer.experiment.sizes]
    largest = max(float(np.abs(weights).max(initial=0)) for weights, _ in trainer.parameters) or 1.0
    for layer, (weights, _) in enumerate(trainer.parameters, 1):
        for neuron, source in product(*map(range, weights.shape)):
            weight = float(weights[neuron, source])
            axes.plot(
                [layer - 1, layer],
                [columns[layer - 1][source], columns[layer][neuron]],
                color=POSITIVE if weight > 0 else NEGATIVE,
                linewidth=THICKEST * abs(weight) / largest,
                zorder=1,
            )
    for layer, column in enumerate(columns):
        axes.scatter(np.full(len(column), layer), column, s=120, color="white", edgecolors="black", zorder=2)
    axes.set_axis_off()
    return axes


def _colours(trainer: Trainer, points: Points) -> dict[str, Any]:
    """How points are coloured: by their class where there are more than two, else by their value."""
    if (trainer.experiment.n_classes or 0) > 2:
        return {"c": class_colours(points.label.astype(int), np.ones(len(points.label)))}
    return {"c": points.label, "cmap": value_colours(), "vmin": -1, "vmax": 1}
