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
    _copy_inputs(like, plan, work, points, at)
    for p in range(0, plan.n_parameters, 8):
        gradient = _eight(like, plan, work, p)
        store(state.gradients, p, load(gradient, state.gradients, p) + gradient)


@inlined
def descend_joined(like, plan, state, work, points, at, rate, n_points):
    """Takes a plain step by the mean of these gradients."""
    _copy_inputs(like, plan, work, points, at)
    share, decay = rate / n_points, decay_of(plan, rate)
    for p in range(0, plan.n_parameters, 8):
        gradient = _eight(like, plan, work, p)
        w = load(gradient, state.parameters, p)
        down = w - share * gradient
        store(state.parameters, p, down - decay * load(gradient, plan.is_weight, p) * w)


@inlined
def _copy_inputs(like, plan, work, points, at):
    """Puts the inputs of a panel beside the activations."""
    for j in range(plan.layers.n_in[0]):
        x, to = at + j * points.columns, plan.inputs_at + j * plan.pitch
        for t in range(0, plan.pitch, width(like)):
            store(work.activations, to + t, load(like, points.x, x + t))


@inlined
def _eight(like, plan, work, p):
    """The gradients of eight parameters from p on, summed over a panel."""
    d, a, delta, of = work.slopes, work.activations, plan.of_delta, plan.of_input
    d0, d1, d2, d3 = delta[p], delta[p + 1], delta[p + 2], delta[p + 3]
    d4, d5, d6, d7 = delta[p + 4], delta[p + 5], delta[p + 6], delta[p + 7]
    a0, a1, a2, a3 = of[p], of[p + 1], of[p + 2], of[p + 3]
    a4, a5, a6, a7 = of[p + 4], of[p + 5], of[p + 6], of[p + 7]
    s0, s1, s2, s3 = spread(like, 0.0), spread(like, 0.0), spread(like, 0.0), spread(like, 0.0)
    s4, s5, s6, s7 = spread(like, 0.0), spread(like, 0.0), spread(like, 0.0), spread(like, 0.0)
    for t in range(0, plan.pitch, width(like)):
        s0 = s0 + load(like, d, d0 + t) * load(like, a, a0 + t)
        s1 = s1 + load(like, d, d1 + t) * load(like, a, a1 + t)
        s2 = s2 + load(like, d, d2 + t) * load(like, a, a2 + t)
        s3 = s3 + load(like, d, d3 + t) * load(like, a, a3 + t)
        s4 = s4 + load(like, d, d4 + t) * load(like, a, a4 + t)
        s5 = s5 + load(like, d, d5 + t) * load(like, a, a5 + t)
        s6 = s6 + load(like, d, d6 + t) * load(like, a, a6 + t)
        s7 = s7 + load(like, d, d7 + t) * load(like, a, a7 + t)
    return totals_of_eight(s0, s1, s2, s3, s4, s5, s6, s7)
