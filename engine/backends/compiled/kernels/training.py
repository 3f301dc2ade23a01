"""The kernels for one network of any shape: whole runs of batches in one call, and all activations.

Nothing is allocated while they run, and they do not hold the interpreter's lock. As C has no exceptions, they
return a status.
"""

import math

from engine.backends.codes import NUMBERS
from engine.backends.compiled.bundles import KernelTask, Workspace
from engine.backends.compiled.kernels.activations import activate
from engine.backends.compiled.kernels.chance import drop, put_in_order
from engine.backends.compiled.kernels.joined import accumulate_joined, descend_joined
from engine.backends.compiled.kernels.network import all_activations, backward, forward, mean_loss, padded
from engine.backends.compiled.kernels.singly import learn_singly
from engine.backends.compiled.kernels.updates import update
from engine.backends.compiled.lanes.operations import lanes_of, lines_of, load, spread, store, total, width
from engine.backends.compiled.lanes.rows import DONE, FAILED, bundle_of, inlined, own_row
from engine.backends.compiled.layout import ABREAST

DROPOUT = NUMBERS.index("dropout")


def run_tiles(words, parameters, rates, place, n_batches, losses, result):
    """`run_batches` with points as lanes, as many as fill a cache line."""
    try:
        task = bundle_of(KernelTask, words, parameters, 1)
        run_batches(learn_tiles, lines_of(parameters, 1), task, rates, place, n_batches, losses, result)
    except Exception:
        return FAILED
    return DONE


def run_singly(words, parameters, rates, place, n_batches, losses, result):
    """The same with neurons as lanes, one point after the other."""
    try:
        task = bundle_of(KernelTask, words, parameters, 1)
        run_batches(
            learn_singly, lanes_of(parameters, ABREAST), task, rates, place, n_batches, losses, result
        )
    except Exception:
        return FAILED
    return DONE


def outputs(words, parameters, activations, columns):
    """`all_activations` for the test points of a task."""
    try:
        task = bundle_of(KernelTask, words, parameters, 1)
        like = lines_of(parameters, 1)
        all_activations(like, task.plan, task.state, task.work, task.test, activations, columns)
    except Exception:
        return FAILED
    return DONE


@inlined
def run_batches(learn, like, task, rates, place, n_batches, losses, result):
    """Visits batches, see `Session.run`. `learn` accumulates the gradients of points, with lanes as `like`.
    `place` (epoch, position, updates) goes on; `rates` are those of the epochs from the present one on;
    `losses` has a pair for each end of an epoch. `result`: the place of the last end, how many there were,
    whether all is finite, and of how many training and test points the class is told right then."""
    plan, state, work, train = task.plan, task.state, task.work, task.train
    line, wide = lines_of(state.parameters, 1), lines_of(state.parameters, 2)
    points = train
    if plan.shuffle:
        shuffle(plan, work, train, place[0])
        points = work.shuffled
    n_ended = 0
    stop = (place[1] // plan.batch_size + 1) * plan.batch_size
    for batch in range(n_batches):
        end = visit(learn, like, line, plan, state, work, points, place, stop, rates[n_ended])
        if end < train.n:
            place[1] = end
            stop += plan.batch_size
            continue
        stop = plan.batch_size
        place[0] += 1
        place[1] = 0
        is_last = (n_batches - batch - 1) * plan.batch_size < train.n
        train_loss, test_loss = 0.0, 0.0
        if is_last or plan.every_end:
            train_loss, result[5] = mean_loss(wide, plan, state, work, train, is_last)
            test_loss, result[6] = mean_loss(wide, plan, state, work, task.test, is_last)
        if not (math.isfinite(train_loss + test_loss) and all_finite(line, state.parameters, plan.n_state)):
            result[3] = n_ended
            result[4] = 0
            return
        losses[2 * n_ended] = train_loss
        losses[2 * n_ended + 1] = test_loss
        n_ended += 1
        copy_state(line, plan, state, task.epoch_end)
        for k in range(3):
            result[k] = place[k]
        if plan.shuffle and batch < n_batches - 1:
            shuffle(plan, work, train, place[0])
    result[3] = n_ended
    result[4] = place[1] == 0 or all_finite(line, state.parameters, plan.n_parameters)


@inlined
def visit(learn, like, line, plan, state, work, points, place, stop, rate):
    """Accumulates the gradients of one batch, which goes to `stop` if there are so many points, and updates
    the parameters if it is full; returns where it ended."""
    position = place[1]
    end = min(stop, points.n)
    if plan.has_gates:
        put_gates(plan, work, place[0], position)
    is_updated = learn(like, plan, state, work, points, position, end, rate)
    state.counts[0] += end - position
    if stop <= points.n:
        state.counts[1] += plan.takes_steps
        if not is_updated:
            update(line, plan, state, rate, state.counts[0], state.counts[1])
        state.counts[0] = 0
        place[2] += 1
    return end


@inlined
def learn_tiles(like, plan, state, work, points, position, end, rate):
    """Accumulates the gradients of the points from `position` to `end`, a panel of them at once. Where a
    panel is a batch and takes a plain step, it may take that at once. Returns whether it did."""
    panel, wide = panel_of(work), lines_of(state.parameters, 2)
    n_batch = end - position
    at_once = plan.pitch > 0 and plan.is_plain and n_batch == plan.batch_size <= plan.panel
    at_once = at_once and state.counts[0] == 0
    for at in range(position, end, plan.panel):
        n_points = min(plan.panel, end - at)
        stride = plan.pitch if plan.pitch else padded(n_points, width(like))
        forward(like, wide, activate, plan, state, panel, work.gates, points, at, stride, n_points, True)
        backward(like, wide, plan, state, panel, points, at, stride, n_points)
        if at_once:
            descend_joined(like, plan, state, panel, points, at, rate, n_points)
        elif plan.pitch:
            accumulate_joined(like, plan, state, panel, points, at)
    return at_once


@inlined
def panel_of(work):
    """The workspace, with room of the kernel's own for a panel where it is known how much that is."""
    return Workspace(
        own_row(work.activations), own_row(work.slopes), own_row(work.upstream),
        work.normalized, work.inverses, work.gates, work.order, work.keys, work.shuffled,
    )  # fmt: skip


@inlined
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


@inlined
def put_gates(plan, work, epoch, position):
    """The gates of a batch: closed where a neuron is off or dropped."""
    for k in range(plan.n_hidden):
        work.gates[k] = plan.off[k]
    share = plan.numbers[DROPOUT]
    if share > 0:
        for l in range(plan.n_layers - 1):
            n, first = plan.layers.n_out[l], plan.layers.first[l]
            drop(work.gates, first, n, plan.keys[1], epoch, position, l, share)


@inlined
def all_finite(like, vector, n):
    """Whether a vector has no infinity and no NaN: what is finite is 0 when taken times 0."""
    zeros = spread(like, 0.0)
    for k in range(0, n, width(like)):
        zeros = zeros + load(like, vector, k) * 0.0
    return total(zeros) == 0.0


@inlined
def copy_state(like, plan, state, copy):
    """Copies a state into another."""
    for k in range(0, plan.n_state, width(like)):
        store(copy.parameters, k, load(like, state.parameters, k))
    copy.counts[0] = state.counts[0]
    copy.counts[1] = state.counts[1]
