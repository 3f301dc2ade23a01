"""The two kernels: many batches of many networks in one launch, and what all neurons say at points.

A block of threads is one network. Its state comes into shared memory when a launch begins and goes back to
the GPU's main memory when it ends; nothing else is written there but the order of the points, once an epoch,
the losses, and the state at each epoch's end where it is to be kept. All threads of a block take every turn
together, so that each comes to every barrier. Names of the arguments are those of `cuda_tables.Tables`;
`facts` is a tuple, whose numbers are part of the instructions' constants and cost no look into memory.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import cuda, types

from engine.backends.cuda.descent import descent_in
from engine.backends.cuda.layers import sync_of
from engine.backends.cuda.layout import (
    AFTER,
    BATCH_SIZE,
    COUNTS_STEPS,
    GATES,
    HALF_BITS,
    INPUTS,
    KEEPS,
    MEANS_KEPT,
    N_INPUTS,
    N_LAYERS,
    N_PARAMETERS,
    N_POINTS,
    N_STATE,
    N_TRAIN,
    ONES,
    ROW,
    SHUFFLES,
    TILE,
    TILE_BITS,
)  # fmt: skip
from engine.backends.cuda.maths import ONE, ZERO, hashed, keys_of_rounds, uniform, visited
from engine.backends.cuda.network import passes_in
from engine.backends.cuda.tables import (
    BATCH_KEY,
    DROPOUT_KEY,
    EXACT_BETA1,
    EXACT_BETA2,
    EXACT_DROPOUT,
    EXACT_POWER1,
    EXACT_POWER2,
    GATHERED,
    GOES_ON,
    IS_WHOLE,
    KEPT,
    N_ENDED,
    N_TOLD,
    OWN_GATES,
    STEPS,
)  # fmt: skip
from engine.backends.flat import FIRST, N_OUT


class Kernels(NamedTuple):
    """`train` and `say`, each to be launched with a block for each network (`say`: blocks × networks)."""

    train: Callable[..., Any]
    say: Callable[..., Any]


@cache
def kernels_in(real: Any, one_warp: bool) -> Kernels:
    """The kernels in one precision; `one_warp`: for blocks of 32 threads. Compiled when first launched."""
    sync = sync_of(one_warp)
    total, update = descent_in(real, one_warp)
    forward, answer, backward, lost = passes_in(real, one_warp)
    nought, one = real(0), real(1)
    kind = types.float32 if real is np.float32 else types.float64

    @cuda.jit(device=True)
    def fetch(s, facts, x, order, shuffled, start, n_points, me, threads):
        """The inputs of a tile's points; after it all see them, and what was written before."""
        bits, low = facts[TILE_BITS], facts[TILE] - ONE
        k = me
        while k < facts[N_INPUTS] << bits:
            i, b = k >> bits, k & low
            if b < n_points:
                point = np.uint64(order[start + b]) if shuffled else start + b
                s[facts[INPUTS] + i * facts[ROW] + b] = x[i, point]
            k += threads
        sync()

    @cuda.jit(device=True)
    def put_in_order(facts, order, key, epoch, me, threads):
        """The order of the points in an epoch."""
        keys = keys_of_rounds(hashed(key, epoch))
        half_bits, n_train = np.uint64(facts[HALF_BITS]), np.uint64(facts[N_TRAIN])
        k = me
        while k < n_train:
            order[k] = visited(k, n_train, half_bits, keys)
            k += threads

    @cuda.jit(device=True)
    def open_gates(s, facts, layers, own, share, key, epoch, position, me, threads):
        """The gates of hidden neurons: closed where off, or dropped, each with probability `share`."""
        key_of_batch = hashed(hashed(key, epoch), position)
        for l in range(facts[N_LAYERS] - ONE):
            key_of_layer = hashed(key_of_batch, l)
            k = me
            while k < layers[l, N_OUT]:
                neuron = layers[l, FIRST] + k
                gate = own[np.uint64(OWN_GATES) + neuron]
                if share > 0.0:
                    gate *= nought if uniform(key_of_layer, k) < share else own[KEPT]
                s[facts[GATES] + neuron] = gate
                k += threads

    @cuda.jit(device=True)
    def learn(s, facts, layers, wiring, own, x, y, order, start, stop, me, threads):
        """Adds the gradients of some points to those gathered, tile by tile."""
        shuffled = facts[SHUFFLES] != 0
        tile = np.uint64(facts[TILE])
        while start < stop:
            n_points = min(tile, stop - start)
            fetch(s, facts, x, order, shuffled, start, n_points, me, threads)
            forward(s, facts, layers, own, n_points, True, me, threads)
            answer(s, facts, layers, own, y, order, shuffled, start, n_points, me, threads)
            backward(s, facts, layers, wiring, n_points, me, threads)
            start += n_points
            if start < stop:
                sync()

    @cuda.jit(device=True)
    def mean_loss(s, facts, layers, own, x, y, order, start, stop, me, threads):
        """The mean loss of the points from `start` to before `stop`, in the data's order."""
        part, n, tile = nought, real(stop - start), np.uint64(facts[TILE])
        while start < stop:
            n_points = min(tile, stop - start)
            fetch(s, facts, x, order, False, start, n_points, me, threads)
            forward(s, facts, layers, own, n_points, False, me, threads)
            part += lost(s, facts, layers, own, y, start, n_points, me, threads)
            start += n_points
        return total(s, facts, part, me, threads) / n

    @cuda.jit(device=True)
    def are_finite(s, facts, n, me, threads):
        """Whether the first n numbers of the state are finite."""
        n_wrong = nought
        k = me
        while k < n:
            if s[k] - s[k] != nought:
                n_wrong += one
            k += threads
        return total(s, facts, n_wrong, me, threads) == nought

    @cuda.jit(device=True)
    def put_down(s, facts, state, row, me, threads):
        """Writes the state to a row of the GPU's main memory."""
        k = me
        while k < facts[N_STATE]:
            state[row, k] = s[k]
            k += threads

    @cuda.jit
    def train(
        facts, layers, wiring, marks, all_own, exact, keys, x, y, rates, state, all_dead, counts, orders,
        losses, first_epoch, first_position, n_batches, told_from,
    ):  # fmt: skip
        s = cuda.shared.array(0, kind)
        net = np.uint64(cuda.blockIdx.x)
        me, threads = np.uint64(cuda.threadIdx.x), np.uint64(cuda.blockDim.x)
        keeps = facts[KEEPS] != 0
        if counts[net, GOES_ON] == 0 and not keeps:
            if me == ZERO:
                counts[net, N_TOLD] = 0
            return
        own, order, dead = all_own[net], orders[net], all_dead[net]
        kept_row = np.uint64(cuda.gridDim.x) + net
        share = exact[net, EXACT_DROPOUT]
        n_train, n_points = np.uint64(facts[N_TRAIN]), np.uint64(facts[N_POINTS])
        batch_size = np.uint64(facts[BATCH_SIZE])
        n_accumulated, steps = np.uint64(counts[net, GATHERED]), counts[net, STEPS]
        power1, power2 = exact[net, EXACT_POWER1], exact[net, EXACT_POWER2]
        k = me
        while k < facts[N_STATE]:
            s[k] = state[net, k]
            k += threads
        k = me
        while k < facts[ROW]:
            s[facts[ONES] + k] = one
            k += threads

        epoch, position = np.uint64(first_epoch), np.uint64(first_position)
        to_go = batch_size - position % batch_size
        n_told, n_ended, n_done = 0, 0, 0
        goes_on, is_new = True, True
        while n_done < n_batches and goes_on:
            if is_new and facts[SHUFFLES] != 0:
                put_in_order(facts, order, keys[net, BATCH_KEY], epoch, me, threads)
                sync()
            is_new = False
            if share > 0.0 or n_done == 0:
                open_gates(s, facts, layers, own, share, keys[net, DROPOUT_KEY], epoch, position, me, threads)
            is_full = position + to_go <= n_train
            stop = position + to_go if is_full else n_train
            learn(s, facts, layers, wiring, own, x, y, order, position, stop, me, threads)
            n_accumulated += stop - position
            if is_full:
                steps += 1
                power1 *= exact[net, EXACT_BETA1]
                power2 *= exact[net, EXACT_BETA2]
                rate = rates[net, epoch - np.uint64(first_epoch)]
                update(
                    s, facts, own, marks, dead, n_accumulated, rate, real(1.0 - power1), real(1.0 - power2),
                    me, threads,
                )  # fmt: skip
                n_accumulated = ZERO
            else:
                sync()
            position, to_go = stop, batch_size
            n_done += 1
            if position == n_train:
                epoch += ONE
                position, is_new = ZERO, True
                goes_on = are_finite(s, facts, facts[N_STATE], me, threads)
                if epoch > np.uint64(told_from):
                    if share > 0.0:
                        open_gates(s, facts, layers, own, 0.0, ZERO, ZERO, ZERO, me, threads)
                    for part in range(2):  # the points to train on, and those to test with
                        start, stop = (n_train, n_points) if part else (ZERO, n_train)
                        loss = mean_loss(s, facts, layers, own, x, y, order, start, stop, me, threads)
                        if me == ZERO:
                            losses[net, n_told, part] = loss
                        if loss - loss != nought:
                            goes_on = False
                    n_told += 1
                if goes_on and keeps:
                    n_ended += 1
                    put_down(s, facts, state, kept_row, me, threads)
                    k = me
                    while k < facts[N_PARAMETERS]:
                        all_dead[kept_row, k] = dead[k]
                        k += threads
                    if me == ZERO:
                        counts[kept_row, GATHERED] = n_accumulated
                        counts[kept_row, STEPS] = steps if facts[COUNTS_STEPS] != 0 else counts[net, STEPS]

        is_whole = are_finite(s, facts, facts[N_PARAMETERS], me, threads)
        put_down(s, facts, state, net, me, threads)
        if me == ZERO:
            counts[net, GATHERED] = n_accumulated
            if facts[COUNTS_STEPS] != 0:
                counts[net, STEPS] = steps
            counts[net, GOES_ON] = 1 if goes_on else 0
            counts[net, IS_WHOLE] = 1 if is_whole else 0
            exact[net, EXACT_POWER1] = power1
            exact[net, EXACT_POWER2] = power2
            counts[net, N_TOLD] = n_told
            counts[net, N_ENDED] = n_ended

    @cuda.jit
    def say(facts, layers, all_own, state, x, said):
        s = cuda.shared.array(0, kind)
        net = np.uint64(cuda.blockIdx.y)
        me, threads = np.uint64(cuda.threadIdx.x), np.uint64(cuda.blockDim.x)
        own = all_own[net]
        k = me
        while k < facts[N_STATE]:
            if k < facts[N_PARAMETERS] or k >= facts[MEANS_KEPT]:
                s[k] = state[net, k]
            k += threads
        open_gates(s, facts, layers, own, 0.0, ZERO, ZERO, ZERO, me, threads)
        bits, low, tile = facts[TILE_BITS], facts[TILE] - ONE, np.uint64(facts[TILE])
        start, n = np.uint64(cuda.blockIdx.x) * tile, np.uint64(x.shape[1])
        while start < n:
            n_points = min(tile, n - start)
            fetch(s, facts, x, layers[0], False, start, n_points, me, threads)  # no order is looked at
            forward(s, facts, layers, own, n_points, False, me, threads)
            first = ZERO
            for l in range(facts[N_LAYERS]):
                k = me
                while k < layers[l, N_OUT] << bits:
                    j, b = k >> bits, k & low
                    if b < n_points:
                        said[net, first + j, start + b] = s[layers[l, AFTER] + j * facts[ROW] + b]
                    k += threads
                first += layers[l, N_OUT]
            start += np.uint64(cuda.gridDim.x) * tile

    return Kernels(train, say)
