"""The gradients of a small network: of all layers together, eight parameters at a time.

Summing layer by layer takes a loop for each, of a few turns. Here tables tell which row has δ and which the
activations that a parameter's gradient is made of (`layout.rows_of_gradients`), so that nothing is left of
the layers. A bias has a row of ones, and what fills the last eight up one of zeros.
"""

from engine.backends.compiled.kernels.updates import decay_of
from engine.backends.compiled.lanes.operations import load, spread, store, totals_of_eight, width
from engine.backends.compiled.lanes.rows import inlined


@inlined
def accumulate_joined(like, plan, state, work, points, at):
    """Adds the gradients of the points that `forward` and `backward` went through to those accumulated."""
    _put_inputs(like, plan, work, points, at)
    p = 0
    while p < plan.n_parameters:
        gradient = _eight(like, plan, work, p)
        store(state.gradients, p, load(gradient, state.gradients, p) + gradient)
        p += 8


@inlined
def descend_joined(like, plan, state, work, points, at, rate, n_points):
    """Takes a plain step by the mean of these gradients."""
    _put_inputs(like, plan, work, points, at)
    share, decay = rate / n_points, decay_of(plan, rate)
    p = 0
    while p < plan.n_parameters:
        gradient = _eight(like, plan, work, p)
        w = load(gradient, state.parameters, p)
        down = w - share * gradient
        store(state.parameters, p, down - decay * load(gradient, plan.is_weight, p) * w)
        p += 8


@inlined
def _put_inputs(like, plan, work, points, at):
    """Puts the inputs of a panel beside the activations, then a row of ones and one of zeros."""
    n_inputs, a = plan.layers.n_in[0], work.activations
    t = 0
    while t < plan.pitch:
        to = plan.inputs_at + t
        for j in range(n_inputs):
            store(a, to + j * plan.pitch, load(like, points.x, at + j * points.columns + t))
        store(a, to + n_inputs * plan.pitch, spread(like, 1.0))
        store(a, to + (n_inputs + 1) * plan.pitch, spread(like, 0.0))
        t += width(like)


@inlined
def _eight(like, plan, work, p):
    """The gradients of eight parameters from p on, summed over a panel."""
    s0, s1, s2, s3 = _four(like, plan, work, p)
    s4, s5, s6, s7 = _four(like, plan, work, p + 4)
    return totals_of_eight(s0, s1, s2, s3, s4, s5, s6, s7)


@inlined
def _four(like, plan, work, p):
    """What the gradients of four parameters from p on are the sums of, as lanes; places of more would not all
    fit into a processor's registers. The first two tiles have no loop: mostly there are no others."""
    w, s0 = width(like), spread(like, 0.0)
    s0, s1, s2, s3 = _four_more(like, plan, work, p, 0, s0, s0, s0, s0)
    if plan.pitch > w:
        s0, s1, s2, s3 = _four_more(like, plan, work, p, w, s0, s1, s2, s3)
    t = 2 * w
    while t < plan.pitch:
        s0, s1, s2, s3 = _four_more(like, plan, work, p, t, s0, s1, s2, s3)
        t += w
    return s0, s1, s2, s3


@inlined
def _four_more(like, plan, work, p, t, s0, s1, s2, s3):
    """These with the tile at t."""
    d, delta, a, of = work.slopes, plan.of_delta, work.activations, plan.of_input
    s0 = s0 + load(like, d, delta[p] + t) * load(like, a, of[p] + t)
    s1 = s1 + load(like, d, delta[p + 1] + t) * load(like, a, of[p + 1] + t)
    s2 = s2 + load(like, d, delta[p + 2] + t) * load(like, a, of[p + 2] + t)
    s3 = s3 + load(like, d, delta[p + 3] + t) * load(like, a, of[p + 3] + t)
    return s0, s1, s2, s3
