"""What a network says to the points it learns from and is tested on."""

from functools import cached_property

import numpy as np

from engine.learning.learner import Learner
from engine.learning.task import Task
from engine.network.network import Array, Pass
from engine.network.outputs import accuracy


class Answers:
    """The answers of the network as it is now. Each half of the points is asked once, when first needed."""

    def __init__(self, learner: Learner, task: Task) -> None:
        self._learner = learner
        self._task = task

    @cached_property
    def train(self) -> Pass:
        """What the output layer says to the training points: z⁽ᴸ⁾ and a⁽ᴸ⁾ alone."""
        return self._answered(self._task.data.train_x)

    @cached_property
    def test(self) -> Pass:
        """What the output layer says to the test points."""
        return self._answered(self._task.data.test_x)

    def _answered(self, x: Array) -> Pass:
        """The other layers take much memory, and are let go."""
        with np.errstate(all="ignore"):
            pre_activations, outputs = self._learner.evaluate(x)
        return Pass(pre_activations[-1:], outputs[-1:])

    def losses(self) -> tuple[float, float]:
        """The mean losses (train, test), finite or not."""
        loss, data = self._learner.loss_of, self._task.data
        with np.errstate(over="ignore", invalid="ignore"):
            return loss(self.train, data.train_y), loss(self.test, data.test_y)

    def accuracies(self) -> tuple[float, float]:
        """The shares of training and test points whose class is told right. All points are asked together:
        with a small network that takes half as long."""
        data, points, n = self._task.data, self._task.points, len(self._task.data.train_x)
        outputs = self._answered(np.concatenate([data.train_x, data.test_x])).outputs[-1]
        settings = self._learner.settings
        train = accuracy(settings, outputs[:n], points.train.label)
        return train, accuracy(settings, outputs[n:], points.test.label)

    def test_accuracy(self) -> float:
        """The share of test points whose class is told right."""
        return accuracy(self._learner.settings, self.test.outputs[-1], self._task.points.test.label)
