"""The kernel that trains many networks together: in each lane another one.

All networks see the same points in the same order. A row of points has every number as often as there are
lanes; parameters and gradients have a lane for each network (`Each`). So everything that one network computes
for a tile of points, the same loops compute for one point and a tile of networks, and no sum over the lanes
is ever needed.
"""

from typing import Any

from engine.backends.compiled.bundles import TOGETHER_PANEL, KernelTask
from engine.backends.compiled.kernels.network import backward, forward
from engine.backends.compiled.kernels.outputs import losses
from engine.backends.compiled.kernels.updates import descend, step_each
from engine.backends.compiled.lanes.operations import lanes_of, load, spread, store, width
from engine.backends.compiled.lanes.rows import DONE, FAILED, beyond, bundle_of, called


def _make_run(lanes: int) -> Any:
    """The kernel for groups of so many networks, one after the other; each group has a task of its own, whose
    words stand behind those of the one before."""

    def run(words, n_words, n_groups, parameters, rates, n_epochs, sums):
        try:
            for group in range(n_groups):
                task = bundle_of(KernelTask, beyond(words, group * n_words), parameters, lanes)
                own_rates = beyond(rates, group * n_epochs * lanes)
                own_sums = beyond(sums, group * 2 * lanes)
                run_epochs(lanes_of(parameters, lanes), task, own_rates, n_epochs, own_sums)
        except Exception:
            return FAILED
        return DONE

    return run


@called
def run_epochs(like, task, rates, n_epochs, sums):
    """Trains for whole epochs; `rates` has those of all networks for each epoch. Puts the sums of the
    training and the test losses of all networks into `sums`."""
    plan, state, work, train = task.plan, task.state, task.work, task.train
    lanes = width(like)
    for epoch in range(n_epochs):
        for position in range(0, train.n, plan.batch_size):
            stop = position + plan.batch_size
            end = min(stop, train.n)
            for at in range(position, end, TOGETHER_PANEL):
                n = min(TOGETHER_PANEL, end - at) * lanes
                forward(like, plan, state, work, plan.off, train, at * lanes, n, n, True)
                backward(like, plan, state, work, train, at * lanes, n, n)
            state.counts[0] += end - position
            if stop <= train.n:
                rate = load(like, rates, epoch * lanes)
                state.counts[1] += plan.takes_steps
                if plan.is_plain:
                    share = rate / state.counts[0]
                    descend(like, state.parameters, state.gradients, plan.n_parameters * lanes, share)
                else:
                    step_each(like, plan, state, 1.0 / state.counts[0], rate, state.counts[1])
                state.counts[0] = 0
    add_losses(like, plan, state, work, train, sums, 0)
    add_losses(like, plan, state, work, task.test, sums, lanes)


@called
def add_losses(like, plan, state, work, points, sums, to):
    """Puts the losses of all networks, summed over the points, into `sums` from `to` on."""
    lanes, last = width(like), plan.n_layers - 1
    so_far = spread(like, 0.0)
    for at in range(0, points.n, TOGETHER_PANEL):
        n = min(TOGETHER_PANEL, points.n - at) * lanes
        forward(like, plan, state, work, plan.off, points, at * lanes, n, n, False)
        for t in range(0, n, lanes):
            so_far = so_far + losses(
                like, plan.loss, plan.layers.activation[last], plan.numbers, work.activations,
                plan.layers.first[last] * n + t, plan.layers.n_out[last], n, points.y, at * lanes + t,
                points.columns,
            )  # fmt: skip
    store(sums, to, so_far)


run_8 = _make_run(8)
run_16 = _make_run(16)
