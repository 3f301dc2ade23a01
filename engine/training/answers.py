"""What a network says to the points it learns from and is tested on, and how good that is."""

from functools import cached_property

import numpy as np

from engine.data import datasets
from engine.evaluation.metrics import Metrics, accuracy, scores
from engine.learning.learner import Learner
from engine.learning.task import Data
from engine.network.network import Array, Pass


class Answers:
    """The answers of the network as it is now. Each half of the points is asked once, when first needed."""

    def __init__(self, learner: Learner, points: datasets.Split, data: Data) -> None:
        self._learner = learner
        self._experiment = learner.settings
        self._points = points
        self._data = data

    @cached_property
    def _train(self) -> Pass:
        return self._asked(self._data.train_x)

    @cached_property
    def _test(self) -> Pass:
        return self._asked(self._data.test_x)

    def _asked(self, x: Array) -> Pass:
        """What the output layer says to inputs x: z⁽ᴸ⁾ and a⁽ᴸ⁾ alone, as the others take much memory."""
        with np.errstate(all="ignore"):
            pre_activations, outputs = self._learner.evaluate(x)
        return Pass(pre_activations[-1:], outputs[-1:])

    def losses(self) -> tuple[float, float]:
        """The mean losses (train, test), finite or not."""
        loss, data = self._learner.loss_of, self._data
        with np.errstate(over="ignore", invalid="ignore"):
            return loss(self._train, data.train_y), loss(self._test, data.test_y)

    def accuracies(self) -> tuple[float, float] | None:
        """The shares of training and test points whose class is told right; None without classes."""
        if self._experiment.n_classes is None:
            return None
        train = accuracy(self._experiment, self._train.outputs[-1], self._points.train.label)
        return train, self.test_accuracy()

    def test_accuracy(self) -> float:
        """The share of test points whose class is told right."""
        return accuracy(self._experiment, self._test.outputs[-1], self._points.test.label)

    def metrics(self, train_loss: float, test_loss: float) -> Metrics:
        """All scores, beside these losses."""
        points = self._points
        with np.errstate(all="ignore"):
            train = scores(self._experiment, self._train.outputs[-1], points.train.label, train_loss)
            test = scores(self._experiment, self._test.outputs[-1], points.test.label, test_loss)
        return Metrics(train, test, test_loss - train_loss)
