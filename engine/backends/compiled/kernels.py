"""The kernels that Python enters: whole runs of batches in one call, for networks of any shape.

Nothing is allocated while they run, and they do not hold the interpreter's lock.
"""

from typing import Any

import numpy as np

from engine.backends.compiled.bundles import Task
from engine.backends.compiled.chance import drop, put_in_order
from engine.backends.compiled.lanes import lanes_of, load, spread, store, total, width
from engine.backends.compiled.network import backward, forward, mean_loss, say_all, whole
from engine.backends.compiled.rows import called, inlined
from engine.backends.compiled.taken import taken
from engine.backends.compiled.updates import update
from engine.backends.flat import DROPOUT


def _make_run(lanes: int) -> Any:
    """The kernel that learns from so many points at once."""

    def run(words, parameters, rates, place, n_batches, losses, ended):
        """Visits batches, see `Session.run`, with the words of a `Task`. `place` (epoch, position, updates)
        goes on; `rates` are those of the epochs from the present one on; `losses` has a pair for each end of
        an epoch. `ended`: the place of the last, how many there were, and whether all is finite."""
        task = taken(Task, words, parameters, 1)
        plan, state, work, train = task.plan, task.state, task.work, task.train
        one, many = lanes_of(parameters, lanes), lanes_of(parameters, 8)
        points = train
        if plan.shuffle:
            shuffle(plan, work, train, place[0])
            points = work.shuffled
        n_ended = 0
        for batch in range(n_batches):
            end = visit(one, many, plan, state, work, points, place, rates[n_ended])
            if end < train.n:
                place[1] = end
                continue
            place[0] += 1
            place[1] = 0
            train_loss = mean_loss(many, plan, state, work, train)
            test_loss = mean_loss(many, plan, state, work, task.test)
            if not (np.isfinite(train_loss + test_loss) and is_finite(many, plan, state)):
                ended[3] = n_ended
                ended[4] = 0
                return
            losses[2 * n_ended] = train_loss
            losses[2 * n_ended + 1] = test_loss
            n_ended += 1
            keep(many, plan, state, task.kept)
            for k in range(3):
                ended[k] = place[k]
            if plan.shuffle and batch < n_batches - 1:
                shuffle(plan, work, train, place[0])
        ended[3] = n_ended
        ended[4] = place[1] == 0 or all_finite(many, state.parameters, plan.n_parameters)

    return called(run)


@called
def outputs(words, parameters, says, columns):
    """`say_all` for the test points of a task."""
    task = taken(Task, words, parameters, 1)
    say_all(lanes_of(parameters, 16), task.plan, task.state, task.work, task.test, says, columns)


@inlined
def visit(one, many, plan, state, work, points, place, rate):
    """Gathers the gradients of one batch, and updates the parameters if it is full; returns where it
    ended."""
    position = place[1]
    stop = (position // plan.batch_size + 1) * plan.batch_size
    end = min(stop, points.n)
    if plan.has_gates:
        put_gates(plan, work, place[0], position)
    for at in range(position, end, plan.panel):
        n_points = min(plan.panel, end - at)
        stride = whole(n_points, width(one))
        forward(one, plan, state, work, work.gates, points, at, stride, n_points, True)
        backward(one, plan, state, work, points, at, stride, n_points)
    state.counts[0] += end - position
    if stop <= points.n:
        state.counts[1] += plan.takes_steps
        update(many, plan, state, work.told, rate, state.counts[0], state.counts[1])
        state.counts[0] = 0
        place[2] += 1
    return end


@called
def shuffle(plan, work, points, epoch):
    """Puts the training points into the order of an epoch."""
    put_in_order(work.order, points.n, work.keys, plan.keys[0], epoch, plan.half_bits)
    n_inputs, n_outputs = plan.layers.n_in[0], plan.layers.n_out[plan.n_layers - 1]
    for j in range(n_inputs):
        for at in range(points.n):
            work.shuffled.x[j * points.columns + at] = points.x[j * points.columns + work.order[at]]
    for k in range(n_outputs):
        for at in range(points.n):
            work.shuffled.y[k * points.columns + at] = points.y[k * points.columns + work.order[at]]


@called
def put_gates(plan, work, epoch, position):
    """The gates of a batch: closed where a neuron is off or dropped."""
    for k in range(plan.n_hidden):
        work.gates[k] = plan.off[k]
    share = plan.numbers[DROPOUT]
    if share > 0:
        for l in range(plan.n_layers - 1):
            n, first = plan.layers.n_out[l], plan.layers.first[l]
            drop(work.gates, first, n, plan.keys[1], epoch, position, l, share)


@called
def all_finite(like, vector, n):
    """Whether a vector has no infinity and no NaN: what is finite is 0 when taken times 0."""
    zeros = spread(like, 0.0)
    for k in range(0, n, width(like)):
        zeros = zeros + load(like, vector, k) * 0.0
    return total(zeros) == 0.0


@called
def is_finite(like, plan, state):
    """Whether all that was learnt, gathered and remembered is finite."""
    return (
        all_finite(like, state.parameters, plan.n_parameters)
        and all_finite(like, state.gradients, plan.n_parameters)
        and all_finite(like, state.first, plan.n_parameters)
        and all_finite(like, state.second, plan.n_parameters)
        and all_finite(like, state.means, plan.n_hidden)
        and all_finite(like, state.variances, plan.n_hidden)
    )


@called
def keep(like, plan, state, kept):
    """Copies a state into another."""
    for k in range(0, plan.n_parameters, width(like)):
        store(kept.parameters, k, load(like, state.parameters, k))
        store(kept.gradients, k, load(like, state.gradients, k))
        store(kept.first, k, load(like, state.first, k))
        store(kept.second, k, load(like, state.second, k))
        store(kept.alive, k, load(like, state.alive, k))
    for k in range(plan.n_hidden):
        kept.means[k] = state.means[k]
        kept.variances[k] = state.variances[k]
    kept.counts[0] = state.counts[0]
    kept.counts[1] = state.counts[1]


run_points = _make_run(1)
run_tiles = _make_run(8)
