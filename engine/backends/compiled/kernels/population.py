"""The kernel that trains many networks together: in each lane another one.

All networks see their points in the same order. A row of points has every number as often as there are
lanes; parameters and gradients have a lane for each network (`Each`). So what one network computes for a tile
of points is computed for one point and a tile of networks, and no sum over the lanes is ever needed.
"""

from typing import Any

from engine.backends.compiled.bundles import N_SUMS, TOGETHER_PANEL, KernelTask
from engine.backends.compiled.kernels.outputs import right_lanes
from engine.backends.compiled.kernels.together import backward, forward, summed_losses
from engine.backends.compiled.kernels.updates import descend, step_each
from engine.backends.compiled.lanes.operations import lanes_of, load, spread, store, width
from engine.backends.compiled.lanes.rows import DONE, FAILED, beyond, bundle_of, called, inlined

POINTS_AT_ONCE = 4
"""So many points have the sums of a layer made together: those of two neurons fill half the registers."""


def _make_run(lanes: int) -> Any:
    """The kernel for groups of so many networks, one after the other; each group has a task of its own, whose
    words stand behind those of the one before."""
    several = POINTS_AT_ONCE * lanes

    def run(words, n_words, n_groups, parameters, rates, n_epochs, sums):
        try:
            for group in range(n_groups):
                task = bundle_of(KernelTask, beyond(words, group * n_words), parameters, lanes)
                own_rates = beyond(rates, group * n_epochs * lanes)
                own_sums = beyond(sums, group * N_SUMS * lanes)
                like, wide = lanes_of(parameters, lanes), lanes_of(parameters, several)
                run_epochs(like, wide, task, own_rates, n_epochs, own_sums)
        except Exception:
            return FAILED
        return DONE

    return run


@called
def run_epochs(like, wide, task, rates, n_epochs, sums):
    """Trains for whole epochs; `rates` has those of all networks for each epoch. Puts the sums of the
    training and the test losses of all networks into `sums`, no number for one whose state is not finite; and
    behind them, where there are no epochs, of how many points each tells the class right."""
    plan, state, work, train = task.plan, task.state, task.work, task.train
    lanes = width(like)
    for epoch in range(n_epochs):
        rate = load(like, rates, epoch * lanes)
        for position in range(0, train.n, plan.batch_size):
            end = min(position + plan.batch_size, train.n)
            visit(like, wide, plan, state, work, train, position, end, rate)
    nothing = spread(like, 0.0)
    for k in range(0, plan.n_state * lanes, lanes):  # what is finite is 0 when taken times 0
        nothing = nothing + load(like, state.parameters, k) * 0.0
    train_losses, train_right = evaluate(like, wide, plan, state, work, train, n_epochs == 0)
    store(sums, 0, train_losses + nothing)
    store(sums, 2 * lanes, train_right)
    test_losses, test_right = evaluate(like, wide, plan, state, work, task.test, n_epochs == 0)
    store(sums, lanes, test_losses + nothing)
    store(sums, 3 * lanes, test_right)


@inlined
def visit(like, wide, plan, state, work, points, position, end, rate):
    """Accumulates the gradients of the batch from `position` to `end`, and updates the parameters if it is
    full. Where a panel is a batch and takes a plain step, it takes that at once."""
    lanes, n_batch = width(like), end - position
    is_full = n_batch == plan.batch_size
    at_once = is_full and plan.is_plain and n_batch <= TOGETHER_PANEL and state.counts[0] == 0
    to, factor = state.gradients, spread(like, 1.0)
    if at_once:
        to, factor = state.parameters, spread(like, 0.0) - rate / n_batch
    for at in range(position, end, TOGETHER_PANEL):
        n = min(TOGETHER_PANEL, end - at) * lanes
        forward(like, wide, plan, state, work, points, at * lanes, n, True)
        backward(like, wide, plan, state, work, points, at * lanes, n, to, factor)
    state.counts[0] += n_batch
    if is_full:
        state.counts[1] += plan.takes_steps
        if plan.is_plain and not at_once:
            share = rate / state.counts[0]
            descend(like, state.parameters, state.gradients, plan.n_parameters * lanes, share)
        elif not at_once:
            step_each(like, plan, state, 1.0 / state.counts[0], rate, state.counts[1])
        state.counts[0] = 0


@called
def evaluate(like, wide, plan, state, work, points, counts):
    """The losses of all networks, summed over the points; and, if it `counts`, how many each tells right."""
    lanes, last = width(like), plan.n_layers - 1
    so_far, n_right = spread(like, 0.0), spread(like, 0.0)
    for at in range(0, points.n, TOGETHER_PANEL):
        n = min(TOGETHER_PANEL, points.n - at) * lanes
        forward(like, wide, plan, state, work, points, at * lanes, n, False)
        for t in range(0, n if counts else 0, lanes):
            n_right = n_right + right_lanes(
                like, work.activations, plan.layers.first[last] * n + t, plan.layers.n_out[last], n, points.y,
                at * lanes + t, points.columns,
            )  # fmt: skip
        so_far = summed_losses(like, plan, work, points, at * lanes, n, so_far)
    return so_far, n_right


run_8 = _make_run(8)
run_16 = _make_run(16)
