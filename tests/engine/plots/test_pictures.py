"""Pictures of a run are drawn with matplotlib, in the page's colours."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.experiment.experiment import Experiment
from engine.plots.drawing import CLASSES, NEGATIVE, POSITIVE, ZERO
from engine.plots.pictures import plot_boundary, plot_losses, plot_network
from engine.reasons import ReasonError
from engine.training.trainer import Trainer

EXPERIMENTS = {
    "two classes": Experiment(hidden=(3, 2)),
    "four classes": Experiment(dataset="blobs", classes=4, loss="cross-entropy", hidden=(3,)),
    "values": Experiment(problem="regression", hidden=()),
    "a curve": Experiment(problem="curve", features=("x",), hidden=(3,)),
}


@pytest.fixture(autouse=True)
def pyplot() -> Iterator[None]:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    yield
    from matplotlib import pyplot

    pyplot.close("all")


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_every_kind_of_run_is_drawn_and_left_as_it_was(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    for _ in range(3):
        trainer.run_epoch()
    losses = trainer.train_loss, trainer.test_loss
    axes = plot_boundary(trainer, show_test=True)
    assert [len(each.get_offsets()) for each in axes.collections] == [
        len(trainer.data.train.label),
        len(trainer.data.test.label),
    ]
    assert len(axes.images) == (0 if experiment.problem == "curve" else 1)
    network = plot_network(trainer)
    assert len(network.lines) == sum(weights.size for weights, _ in trainer.parameters)
    assert [len(each.get_offsets()) for each in network.collections] == list(experiment.sizes)
    curves = plot_losses(trainer)
    assert [list(line.get_ydata()) for line in curves.lines] == [trainer.history.train, trainer.history.test]
    for each in (axes, network, curves):
        each.figure.canvas.draw()
    assert (trainer.train_loss, trainer.test_loss) == losses


def test_a_picture_is_drawn_on_the_axes_that_are_given() -> None:
    from matplotlib import pyplot

    axes = pyplot.subplots()[1]
    trainer = Trainer(Experiment())
    assert all(plot(trainer, axes) is axes for plot in (plot_boundary, plot_losses, plot_network))


def test_the_sign_of_a_weight_is_seen() -> None:
    trainer = Trainer(Experiment(hidden=()))
    trainer.set_weight(1, 0, 0, -2.0)
    trainer.set_weight(1, 0, 1, 1.0)
    first, second = plot_network(trainer).lines
    assert (first.get_color(), second.get_color()) == (NEGATIVE, POSITIVE)
    assert first.get_linewidth() == 2 * second.get_linewidth()


def test_the_colours_are_the_pages() -> None:
    tokens = (Path(__file__).parents[3] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", tokens.split("}")[0]))
    assert (light["negative"], light["zero"], light["positive"]) == (NEGATIVE, ZERO, POSITIVE)
    assert tuple(light[f"class-{k}"] for k in range(1, 9)) == CLASSES


def test_where_matplotlib_is_missing_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ReasonError, match=re.escape("it comes with the extra [plot]")):
        plot_losses(Trainer(Experiment()))


def test_a_class_that_is_not_ahead_has_the_colour_of_zero() -> None:
    from engine.plots.drawing import class_colours

    colours = class_colours(np.array([0, 1]), np.array([0.0, 0.0]))
    assert np.array_equal(colours[0], colours[1])
