"""The two kernels: many batches of many networks in one launch, and the outputs of all neurons at points.

A block of threads is one network. Its state comes into shared memory when a launch begins and goes back to
the GPU's main memory when it ends; nothing else is written there but the order of the points, once an epoch,
the losses, and the state at each epoch's end where it is to be kept. The arguments are the tuples of
layout.py and tables.py; `facts` is one too, so that its numbers are constants of the launch and cost no look
into memory. Kernels are compiled when they are first launched.
"""

import math
from collections import namedtuple
from functools import cache
from typing import Any

import numpy as np
from numba import cuda, from_dtype

from engine.backends.cuda.block import ONE, ZERO, Block, are_finite, layer_of, load, store, sync, total
from engine.backends.cuda.chance import set_gates, set_order
from engine.backends.cuda.formulas import formulas_in
from engine.backends.cuda.network import accumulate, forward, load_points, mean_loss
from engine.backends.cuda.numbers import CLIP_NORM, DROPOUT, SHARP
from engine.backends.cuda.tables import (
    BATCH_KEY,
    DROPOUT_KEY,
    EPOCHS_FINITE,
    IS_FROZEN,
    IS_WEIGHT,
    N_ACCUMULATED,
    N_REPORTED,
    PARAMETERS_FINITE,
    STEPS,
)  # fmt: skip

Progress = namedtuple("Progress", "n_accumulated steps powers")
"""How far a network is: points accumulated, steps taken, the powers of numbers.py after them."""


@cache
def training_kernel(real: Any, one_warp: bool) -> Any:
    """train(facts, fixed, changing, launch) in one precision, for blocks of any size, or of 32 threads."""
    formulas, kind = formulas_in(real), from_dtype(np.dtype(real))

    @cuda.jit
    def train(facts, fixed, changing, launch):
        shared, net = cuda.shared.array(0, kind), np.uint64(cuda.blockIdx.x)
        me, n_threads = np.uint64(cuda.threadIdx.x), np.uint64(cuda.blockDim.x)
        block = Block(shared, facts, fixed.layers, fixed.numbers[net], formulas, me, n_threads, one_warp)
        counts, order = changing.counts[net], changing.orders[net]
        exact, keys = fixed.exact[net], fixed.keys[net]
        if counts[EPOCHS_FINITE] == 0 and facts.keeps == 0:
            if me == ZERO:
                counts[N_REPORTED] = 0
            return
        load(block, changing.state[net])
        progress = Progress(
            np.uint64(counts[N_ACCUMULATED]), counts[STEPS], formulas.load_powers(changing.powers[net])
        )
        n_train, batch_size = np.uint64(facts.n_train), np.uint64(facts.batch_size)
        epoch, position, n_done = np.uint64(launch.epoch), np.uint64(launch.position), 0
        to_go = batch_size - position % batch_size
        is_finite, is_new = True, True
        while n_done < launch.n_batches and is_finite:
            if is_new and facts.shuffles != 0:
                set_order(block, order, keys[BATCH_KEY], epoch)
                sync(block)
            is_new = False
            if exact[DROPOUT] > 0.0 or n_done == 0:
                set_gates(block, exact[DROPOUT], keys[DROPOUT_KEY], epoch, position)
            is_full = position + to_go <= n_train
            stop = position + to_go if is_full else n_train
            accumulate(block, fixed, order, position, stop)
            n_accumulated = progress.n_accumulated + stop - position
            progress = Progress(n_accumulated, progress.steps, progress.powers)
            if is_full:
                rate = launch.rates[net, epoch - np.uint64(launch.epoch)]
                progress = step(block, fixed, changing.dead[net], exact, progress, rate)
            else:
                sync(block)
            position, to_go = stop, batch_size
            n_done += 1
            if position == n_train:
                epoch += ONE
                position, is_new = ZERO, True
                is_finite = end_epoch(block, fixed, changing, launch, net, epoch, progress)

        parameters_finite = are_finite(block, facts.n_parameters)
        save(block, changing, net, net, progress)
        if me == ZERO:
            counts[EPOCHS_FINITE] = 1 if is_finite else 0
            counts[PARAMETERS_FINITE] = 1 if parameters_finite else 0
            counts[N_REPORTED] = max(0, np.int64(epoch) - max(launch.epoch, launch.report_from))

    return train


@cuda.jit(device=True)
def step(block, fixed, dead, exact, progress, rate):
    """One step of the optimizer with what was accumulated."""
    powers, t = block.formulas.next_powers(exact, progress.powers), progress.steps + 1
    scalars = block.formulas.step_scalars(exact, powers, np.float64(t))
    update(block, fixed.marks, dead, progress.n_accumulated, rate, scalars)
    return Progress(ZERO, t, powers)


@cuda.jit(device=True)
def update(block, marks, dead, n_accumulated, rate, steps):
    """Takes a step with the mean of the accumulated gradients and clears them. A parameter has the same
    thread as in `accumulate`, so that between the two none has to wait, unless a gradient is clipped."""
    facts, real = block.facts, block.shared.dtype.type
    share = real(1) / real(n_accumulated)
    if block.numbers[CLIP_NORM] > real(0):
        share *= clip_factor(block, marks, real(n_accumulated))
    kills = block.numbers[SHARP] > real(0)
    k = block.thread
    while k < facts.n_parameters:
        is_weight = real(1) if marks[k] & IS_WEIGHT else real(0)
        free = real(0) if marks[k] & IS_FROZEN else real(1)
        alive = real(0) if kills and dead[k] != 0 else real(1)
        if block.formulas.step(block, k, alive, is_weight, free, rate, share, steps) < alive:
            dead[k] = 1
        k += block.n_threads
    sync(block)


@cuda.jit(device=True)
def clip_factor(block, marks, n):
    """What the mean gradient is multiplied by so that its norm is not too large."""
    s, facts, max_norm = block.shared, block.facts, block.numbers[CLIP_NORM]
    real = s.dtype.type
    squares = real(0)
    k = block.thread
    while k < facts.n_parameters:
        if marks[k] & IS_FROZEN == 0:
            g = s[facts.gradients + k] / n
            squares += g * g
        k += block.n_threads
    norm = math.sqrt(total(block, squares))
    return max_norm / norm if norm > max_norm else real(1)


@cuda.jit(device=True)
def end_epoch(block, fixed, changing, launch, net, epoch, progress):
    """Reports the losses after so many epochs and keeps the state, where that is wanted; returns whether all
    numbers are finite."""
    is_finite = are_finite(block, block.facts.n_state)
    index = np.int64(epoch) - max(launch.epoch, launch.report_from) - 1
    if index >= 0:
        losses = launch.losses[net, np.uint64(index)]
        if not report(block, fixed, changing.orders[net], losses, fixed.exact[net, DROPOUT]):
            is_finite = False
    if is_finite and block.facts.keeps != 0:
        save(block, changing, net, np.uint64(cuda.gridDim.x) + net, progress)
    return is_finite


@cuda.jit(device=True)
def report(block, fixed, order, losses, dropout):
    """Writes the two losses; whether they are finite."""
    n_train, n_points = np.uint64(block.facts.n_train), np.uint64(block.facts.n_points)
    if dropout > 0.0:
        set_gates(block, 0.0, ZERO, ZERO, ZERO)
    is_finite = True
    for part in range(2):  # the points to train on, and those to test with
        start, stop = (n_train, n_points) if part else (ZERO, n_train)
        loss = mean_loss(block, fixed, order, start, stop)
        if block.thread == ZERO:
            losses[part] = loss
        if loss - loss != block.shared.dtype.type(0):
            is_finite = False
    return is_finite


@cuda.jit(device=True)
def save(block, changing, net, row, progress):
    """Writes the state and the progress of a network to a row in the GPU's main memory: its own, or that for
    the state at an epoch's end."""
    store(block, changing.state[row])
    k = block.thread
    while k < block.facts.n_parameters:
        changing.dead[row, k] = changing.dead[net, k]
        k += block.n_threads
    if block.thread == ZERO:
        steps = progress.steps if block.facts.counts_steps != 0 else changing.counts[net, STEPS]
        changing.counts[row, N_ACCUMULATED] = progress.n_accumulated
        changing.counts[row, STEPS] = steps
        block.formulas.store_powers(changing.powers[row], progress.powers)


@cache
def outputs_kernel(real: Any) -> Any:
    """outputs(facts, layers, numbers, state, x, out) in one precision, for blocks × networks: the outputs of
    all neurons (n_networks, n_neurons, n_points) at inputs x (n_inputs, n_points)."""
    formulas, kind = formulas_in(real), from_dtype(np.dtype(real))

    @cuda.jit
    def outputs(facts, layers, numbers, state, x, out):
        shared, net = cuda.shared.array(0, kind), np.uint64(cuda.blockIdx.y)
        me, n_threads = np.uint64(cuda.threadIdx.x), np.uint64(cuda.blockDim.x)
        block = Block(shared, facts, layers, numbers[net], formulas, me, n_threads, False)
        k = me
        while k < facts.n_state:
            if k < facts.n_parameters or k >= facts.running_means:
                shared[k] = state[net, k]
            k += n_threads
        set_gates(block, 0.0, ZERO, ZERO, ZERO)
        tile = np.uint64(facts.tile)
        start, n = np.uint64(cuda.blockIdx.x) * tile, np.uint64(x.shape[1])
        while start < n:
            n_points = min(tile, n - start)
            load_points(block, x, layers[0], False, start, n_points)  # no order is looked at
            forward(block, n_points, False)
            copy_outputs(block, out[net], start, n_points)
            start += np.uint64(cuda.gridDim.x) * tile

    return outputs


@cuda.jit(device=True)
def copy_outputs(block, out, start, n_points):
    """Copies the activations of a tile, whose points are those from `start` on."""
    facts = block.facts
    bits, low = facts.tile_bits, facts.tile - ONE
    for l in range(facts.n_layers + ZERO):
        layer = layer_of(block, l)
        k = block.thread
        while k < layer.n_out << bits:
            j, b = k >> bits, k & low
            if b < n_points:
                out[layer.first + j, start + b] = block.shared[layer.activations + j * facts.row + b]
            k += block.n_threads
