"""The compiled CPU: networks trained by a kernel that Numba makes for this processor.

Numba and the kernels are imported when a session is first opened.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends import flat
from engine.backends.interface import Data, Milestone, Place, Stretch
from engine.by_hand import ByHand
from engine.chance import Chance, half_bits
from engine.experiment import Experiment
from engine.learner import Learning
from engine.network import Array

LANES = 8
PANEL = 64

def why_not() -> str:
    return ""


def misfit(experiment: Experiment, sizes: Sequence[int]) -> str:
    """Every network fits."""
    return ""


class CompiledSession:
    def __init__(self, experiment, data, learning, hand, dtype):
        from engine.backends import compiled_kernels as kernels
        from engine.backends.compiled_lanes import Row

        model = learning.model
        self._blueprint = blueprint = flat.blueprint_of(experiment, model)
        self._experiment = experiment
        n = blueprint.n_parameters
        whole = -(-n // LANES) * LANES

        def filled(vector, value=0.0):
            result = np.full(whole, value, dtype)
            result[:n] = vector
            return Row(result)

        def memory(v):
            r = np.zeros(-(-len(v)//LANES)*LANES, dtype); r[:len(v)] = v; return Row(r)
        packed = flat.packed(learning, dtype)
        frozen = flat.frozen_of(hand, model)
        n_train = len(data.train_x)
        chance = Chance(experiment)
        batch = min(experiment.batch_size, n_train)
        panel = batch if blueprint.remembers else min(batch, PANEL)
        self._plan = kernels.Plan(
            layers=kernels.Layers(*map(Row, blueprint.layers.T)),
            numbers=Row(flat.numbers_of(experiment)),
            n_layers=len(blueprint.layers), n_hidden=blueprint.n_hidden, n_parameters=n,
            is_weight=filled(blueprint.is_weight),
            free=filled(~frozen, 1.0),
            off=Row(flat.gates_of(hand, blueprint, dtype)),
            is_plain=experiment.optimizer == 'sgd' and not experiment.clip_norm and not frozen.any() and experiment.regularization == 'none',
            loss=blueprint.loss, optimizer=blueprint.optimizer, normalization=blueprint.normalization,
            has_gates=bool(hand.off or experiment.dropout),
            shuffle=experiment.shuffle, batch_size=experiment.batch_size, panel=panel,
            takes_steps=experiment.optimizer != "sgd" or bool(experiment.clip_norm) or bool(hand.off or hand.frozen) or bool(model.scales),
            half_bits=half_bits(n_train),
            batch_key=np.uint64(chance.batch_key), dropout_key=np.uint64(chance.dropout_key),
        )
        def state():
            return kernels.State(
            filled(packed.parameters), filled(packed.gradients if packed.n_gathered else 0.0), filled(packed.moments[0]), filled(packed.moments[1]),
            filled(~packed.dead, 1.0), memory(packed.remembered[0]), memory(packed.remembered[1]),
            Row(np.array([packed.n_gathered, packed.steps])),
            )
        self._state, self._kept = state(), state()
        margin = max(panel, PANEL) + LANES

        def points(x, y):
            columns = len(x) + margin
            def rows(values):
                result = np.zeros((values.shape[1], columns), dtype)
                result[:, :len(values)] = values.T
                return Row(result.ravel())
            return kernels.Points(rows(x), rows(y), columns, len(x))

        self._train = points(data.train_x, data.train_y)
        self._test = points(data.test_x, data.test_y)
        n_neurons = sum(blueprint.sizes[1:])
        room = n_neurons * margin
        self._work = kernels.Work(
            *(Row(np.zeros(room, dtype)) for _ in range(5)), gates=Row(self._plan.off.values.copy()),
            order=Row(np.zeros(n_train, np.int64)), keys=Row(np.zeros(6, np.uint64)), shuffled=points(data.train_x, data.train_y), told=Row(np.zeros(16)),
        )
        self._run = kernels.run_points if batch < 3 else kernels.run_tiles

    def run(self, place: Place, n_batches: int) -> Stretch:
        size, n_train = self._experiment.batch_size, self._train.n
        per_epoch = -(-n_train // size)
        n_epochs = (-(-place.position // size) + n_batches) // per_epoch
        from engine.backends.compiled_lanes import Row
        losses = np.zeros((n_epochs + 1, 2))
        rates = flat.rates_of(self._experiment, place.epoch, n_epochs + 1)
        now = np.array(place)
        n_ended, finite = self._run(self._plan, self._state, self._kept, self._work, self._train, self._test, Row(rates), Row(now), n_batches, Row(losses.ravel()))
        new = Place(*now.tolist())
        ended = None
        if n_ended:
            ended = Milestone(Place(place.epoch + n_ended, 0, 0), self._learning(self._kept))
        return Stretch(new, losses[:n_ended], ended, finite)

    def _learning(self, state):
        n = self._blueprint.n_parameters
        state = type(state)(*(r.values for r in state))
        p = flat.Flat(state.parameters[:n], state.gradients[:n], np.stack([state.first[:n], state.second[:n]]), state.alive[:n] == 0,
           np.stack([state.means, state.variances])[:, :self._blueprint.n_hidden], int(state.counts[0]), int(state.counts[1]))
        return flat.unpacked(p, self._blueprint)

    def learning(self) -> Learning:
        return self._learning(self._state)


def open_session(experiment, data, learning, hand, dtype=np.float64):
    return CompiledSession(experiment, data, learning, hand, dtype)
