/* How fast a network of the playground could be trained on one core: whole epochs in C that is made for one shape.
   It is the limit that `playground bench` compares the engine with, and no part of the engine.

   c_loop.py defines what is constant before it compiles this file:
       REAL, DOUBLE, BYTES                 double, 1 or float, 0; bytes of a vector: 64, or 32 without AVX-512
       BATCH, N_TRAIN, N_TEST, BLOCK       points; vectors of points that are evaluated at once
       N_IN, N_OUT, OUTPUT, RATE, DECAY    inputs, outputs, the loss, the learning rate, what L2 leaves of a weight
       N_LAYERS                            hidden ones and the output
       FORWARD(EACH), BACKWARD(EACH)       the layers one after the other, and from the last to the first, each as
                                           EACH(number, n_in, n_out, activation, activation before, offset)
   so that sizes, offsets and functions are known when it is compiled and the loops over small layers are unrolled.

   The points of a batch are the lanes of vectors: arrays of them lie as [neuron][point]. Parameters lie layer by
   layer, W [n_out][n_in], then b [n_out], filled up to whole vectors; sums over points are made for a vector of
   parameters at once. With a batch of one point, neurons are the lanes instead: of each layer the weights of one
   input after the other and then the biases, [n_in + 1][n_out], each filled up to whole vectors. */

#include <math.h>
#include <stdint.h>
#include <string.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#define LANES (BYTES / (DOUBLE ? 8 : 4))
#define WIDTH ((BATCH + LANES - 1) / LANES) /* vectors a batch */
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16") /* loops inside */
#define TWICE _Pragma("GCC unroll 2")   /* loops around them */
#define GROUPS _Pragma("GCC unroll 10") /* parameters of a small layer, by vectors */
typedef REAL Lanes __attribute__((vector_size(BYTES)));

enum { LINEAR, TANH, RELU };
enum { SQUARE, SOFTMAX };

#if DOUBLE
typedef int64_t Whole;
#define MANTISSA 52
#define FARTHEST 40.0 /* tanh is 1 beyond the half of it */
#define ROUNDING 6755399441055744.0
#else
typedef int32_t Whole;
#define MANTISSA 23
#define FARTHEST 20.0f
#define ROUNDING 12582912.0f
#endif

/* powers of 2 ^ (1 / LANES), and what the lanes are called */
#if LANES == 4
#define TABLE_BITS 2
static const Lanes TABLE = {1.0, 1.189207115002721, 1.4142135623730951, 1.681792830507429};
#define NUMBERS 0, 1, 2, 3
#elif LANES == 8
#define TABLE_BITS 3
static const Lanes TABLE = {
    1.0, 1.0905077326652577, 1.189207115002721, 1.2968395546510096,
    1.4142135623730951, 1.5422108254079407, 1.681792830507429, 1.8340080864093424,
};
#define NUMBERS 0, 1, 2, 3, 4, 5, 6, 7
#else
#define TABLE_BITS 4
static const Lanes TABLE = {
    1.0, 1.0442737824274138, 1.0905077326652577, 1.1387886347566916,
    1.189207115002721, 1.241857812073484, 1.2968395546510096, 1.3542555469368927,
    1.4142135623730951, 1.4768261459394993, 1.5422108254079407, 1.6104903319492543,
    1.681792830507429, 1.7562521603732995, 1.8340080864093424, 1.9152065613971474,
};
#define NUMBERS 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
#endif
#define LN2 0.69314718055994530942
#define STEPS (1 << TABLE_BITS)
typedef Whole Wholes __attribute__((vector_size(BYTES)));

INLINE Lanes spread(REAL value) { return value - (Lanes){0}; }

/* the first n lanes, and zeros behind them */
INLINE Lanes first_of(Lanes lanes, int n) {
    const Wholes number = {NUMBERS};
    return (Lanes)((number < (Whole)n) & (Wholes)lanes);
}

INLINE Lanes choose(Wholes mask, Lanes yes, Lanes no) {
    return (Lanes)((mask & (Wholes)yes) | (~mask & (Wholes)no));
}

#if BYTES == 64 && defined(__AVX512F__) && DOUBLE
INLINE Lanes larger(Lanes a, Lanes b) { return _mm512_max_pd(a, b); }
INLINE Lanes smaller(Lanes a, Lanes b) { return _mm512_min_pd(a, b); }
INLINE Lanes where_positive(Lanes a, Lanes b) { return _mm512_maskz_mov_pd(_mm512_cmp_pd_mask(a, spread(0), _CMP_GT_OQ), b); }
INLINE Lanes scaled(Lanes s, Lanes k) { return _mm512_scalef_pd(s, k); }
#elif BYTES == 64 && defined(__AVX512F__)
INLINE Lanes larger(Lanes a, Lanes b) { return _mm512_max_ps(a, b); }
INLINE Lanes smaller(Lanes a, Lanes b) { return _mm512_min_ps(a, b); }
INLINE Lanes where_positive(Lanes a, Lanes b) { return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(a, spread(0), _CMP_GT_OQ), b); }
INLINE Lanes scaled(Lanes s, Lanes k) { return _mm512_scalef_ps(s, k); }
#else
INLINE Lanes larger(Lanes a, Lanes b) { return choose(a > b, a, b); }
INLINE Lanes smaller(Lanes a, Lanes b) { return choose(a < b, a, b); }
INLINE Lanes where_positive(Lanes a, Lanes b) { return choose(a > 0, b, spread(0)); }
#endif

INLINE Lanes looked_up(Wholes at) {
#ifdef __clang__
    Lanes found;
    for (int lane = 0; lane < LANES; lane++) found[lane] = TABLE[at[lane] & (STEPS - 1)];
    return found;
#else
    return __builtin_shuffle(TABLE, at);
#endif
}

/* s and r with exp(y) = s · exp(r): s a power of two's STEPSth root, |r| at most half its logarithm */
INLINE Lanes power(Lanes y, Lanes *r) {
    Lanes rounded = y * (REAL)(STEPS / LN2) + (REAL)ROUNDING, k = rounded - (REAL)ROUNDING;
    Wholes whole = (Wholes)rounded - (Wholes)spread(ROUNDING);
    *r = k * (REAL)(-LN2 / STEPS) + y;
#if BYTES == 64 && defined(__AVX512F__)
    return scaled(looked_up((Wholes)rounded), k * (REAL)(1.0 / STEPS)); /* by the whole part of it */
#endif
    return (Lanes)((Wholes)looked_up(whole) + ((whole & ~(Whole)(STEPS - 1)) << (MANTISSA - TABLE_BITS)));
}

/* exp(r) - 1 for small r, by Taylor's series to the last bits */
INLINE Lanes little(Lanes r) {
#if LANES == 4
    Lanes r2 = r * r, low = r * (1.0 / 2) + 1.0, middle = r * (1.0 / 24) + 1.0 / 6;
    Lanes high = r * (1.0 / 720) + 1.0 / 120, highest = r * (1.0 / 40320) + 1.0 / 5040;
    return r * (r2 * (r2 * (r2 * (r2 * (1.0 / 362880) + highest) + high) + middle) + low);
#elif DOUBLE
    Lanes r2 = r * r, low = r * (REAL)(1.0 / 2) + (REAL)1, middle = r * (REAL)(1.0 / 24) + (REAL)(1.0 / 6);
    Lanes high = r * (REAL)(1.0 / 720) + (REAL)(1.0 / 120);
    return r * (r2 * (r2 * (r2 * (REAL)(1.0 / 5040) + high) + middle) + low);
#else
    return r * ((r * r) * (r * (REAL)(1.0 / 24) + (REAL)(1.0 / 6)) + (r * (REAL)(1.0 / 2) + (REAL)1));
#endif
}

INLINE Lanes exponential(Lanes x) { /* of x from -2 · FARTHEST on, enough for softmax */
    Lanes r, s = power(larger(x, spread(-2 * FARTHEST)), &r);
    return s * little(r) + s;
}

INLINE Lanes hyperbolic_tangent(Lanes x) {
    Lanes r, s = power(smaller(larger(x + x, spread(-FARTHEST)), spread(FARTHEST)), &r);
    Lanes e = s * little(r) + (s - (REAL)1); /* exp(2x) - 1 */
    return e / (e + (REAL)2);
}

INLINE Lanes applied(const int activation, Lanes z) {
    if (activation == TANH) return hyperbolic_tangent(z);
    return activation == RELU ? larger(z, spread(0)) : z;
}

INLINE Lanes slope(const int activation, Lanes a) {
    if (activation == TANH) return (REAL)1 - a * a;
    return activation == RELU ? where_positive(a, spread(1)) : spread(1);
}

INLINE Lanes loaded(const REAL *from) {
    Lanes lanes;
    memcpy(&lanes, from, BYTES);
    return lanes;
}

INLINE void store(REAL *to, Lanes lanes) { memcpy(to, &lanes, BYTES); }

#ifdef __clang__
#define MIX(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define MIX(a, b, ...) __builtin_shuffle(a, b, (Wholes){__VA_ARGS__})
#endif

/* The sums of LANES vectors as one vector, by halves: log₂ LANES times fewer vectors with more sums each. */
#if BYTES == 64 && DOUBLE
#define PAIR(a, b) (MIX(a, b, 0, 8, 2, 10, 4, 12, 6, 14) + MIX(a, b, 1, 9, 3, 11, 5, 13, 7, 15))
#define HALVES(a, b) (MIX(a, b, 0, 1, 4, 5, 8, 9, 12, 13) + MIX(a, b, 2, 3, 6, 7, 10, 11, 14, 15))
#elif BYTES == 64
#define PAIR(a, b)                                                                                            \
    (MIX(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29) +                                    \
     MIX(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31))
#define FOUR(a, b)                                                                                            \
    (MIX(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +                                    \
     MIX(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31))
#define HALVES(a, b)                                                                                          \
    (MIX(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +                                    \
     MIX(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31))
#elif DOUBLE
#define PAIR(a, b) (MIX(a, b, 0, 4, 2, 6) + MIX(a, b, 1, 5, 3, 7))
#define HALVES(a, b) (MIX(a, b, 0, 1, 4, 5) + MIX(a, b, 2, 3, 6, 7))
#else
#define PAIR(a, b) (MIX(a, b, 0, 8, 1, 9, 4, 12, 5, 13) + MIX(a, b, 2, 10, 3, 11, 6, 14, 7, 15))
#define FOUR(a, b) (MIX(a, b, 0, 1, 8, 9, 4, 5, 12, 13) + MIX(a, b, 2, 3, 10, 11, 6, 7, 14, 15))
#define HALVES(a, b) (MIX(a, b, 0, 1, 2, 3, 8, 9, 10, 11) + MIX(a, b, 4, 5, 6, 7, 12, 13, 14, 15))
#endif
INLINE Lanes sums(const Lanes *v) {
    Lanes part[LANES];
    UNROLL for (int k = 0; k < LANES / 2; k++) part[k] = PAIR(v[2 * k], v[2 * k + 1]);
    int n = LANES / 2;
#if !DOUBLE
    UNROLL for (int k = 0; k < LANES / 4; k++) part[k] = FOUR(part[2 * k], part[2 * k + 1]);
    n = LANES / 4;
#endif
    UNROLL for (; n > 1; n /= 2) UNROLL for (int k = 0; k < n / 2; k++) part[k] = HALVES(part[2 * k], part[2 * k + 1]);
    return part[0];
}

INLINE REAL total(Lanes lanes) {
    REAL sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += lanes[lane];
    return sum;
}

#define ROUNDED(n) (((n) + LANES - 1) / LANES * LANES)
#define ONLINE (BATCH == 1 && OUTPUT == SQUARE)
#if ONLINE /* where weight j of neuron i is, and what lies between two weights of a neuron */
#define AT(i, j, n_in, n_out) ((j) * ROUNDED(n_out) + (i))
#else
#define AT(i, j, n_in, n_out) ((j) == (n_in) ? (n_in) * (n_out) + (i) : (i) * (n_in) + (j))
#endif

#define TOGETHER 4 /* neurons whose sums do not wait for each other */

/* out = φ(W in + b), [neuron][vector of points] */
INLINE void forward(const REAL *w, const Lanes *in, Lanes *out, const int n_in, const int n_out, const int width,
                    const int activation) {
    TWICE for (int i = 0; i < n_out; i += TOGETHER) TWICE for (int v = 0; v < width; v++) {
        const int n = n_out - i < TOGETHER ? n_out - i : TOGETHER;
        Lanes z[TOGETHER];
        UNROLL for (int k = 0; k < n; k++) z[k] = spread(w[AT(i + k, n_in, n_in, n_out)]);
        UNROLL for (int j = 0; j < n_in; j++) {
            UNROLL for (int k = 0; k < n; k++) z[k] += w[AT(i + k, j, n_in, n_out)] * in[j * width + v];
        }
        UNROLL for (int k = 0; k < n; k++) out[(i + k) * width + v] = z[k];
    }
    TWICE for (int k = 0; k < n_out * width; k++) out[k] = applied(activation, out[k]);
}

INLINE void softmax(Lanes *out, const int width) {
    for (int v = 0; v < width; v++) {
        Lanes most = out[v], sum = spread(0);
        UNROLL for (int i = 1; i < N_OUT; i++) most = larger(most, out[i * width + v]);
        UNROLL for (int i = 0; i < N_OUT; i++) sum += out[i * width + v] = exponential(out[i * width + v] - most);
        Lanes inverse = (REAL)1 / sum;
        UNROLL for (int i = 0; i < N_OUT; i++) out[i * width + v] *= inverse;
    }
}

/* d_in = (Wᵀ d) ⊙ φ'(in) */
INLINE void backward(const REAL *w, const Lanes *d, const Lanes *in, Lanes *d_in, const int n_in, const int n_out,
                     const int activation) {
    TWICE for (int j = 0; j < n_in; j += TOGETHER) TWICE for (int v = 0; v < WIDTH; v++) {
        const int n = n_in - j < TOGETHER ? n_in - j : TOGETHER;
        Lanes sum[TOGETHER];
        UNROLL for (int k = 0; k < n; k++) sum[k] = spread(0);
        UNROLL for (int i = 0; i < n_out; i++) {
            UNROLL for (int k = 0; k < n; k++) sum[k] += w[AT(i, j + k, n_in, n_out)] * d[i * WIDTH + v];
        }
        UNROLL for (int k = 0; k < n; k++) {
            d_in[(j + k) * WIDTH + v] = sum[k] * slope(activation, in[(j + k) * WIDTH + v]);
        }
    }
}

/* W ← decay · W - rate / BATCH · d inᵀ, and the biases without decay: LANES parameters at a time */
INLINE void update(REAL *w, const Lanes *d, const Lanes *in, const int n_in, const int n_out) {
    const int n_weights = n_in * n_out, n_all = n_weights + n_out;
    GROUPS for (int first = 0; first < n_all; first += LANES) {
        Lanes parts[LANES], decay;
        UNROLL for (int k = 0; k < LANES; k++) {
            const int p = first + k, i = p < n_weights ? p / n_in : p - n_weights, j = p - i * n_in;
            decay[k] = p < n_weights ? (REAL)DECAY : (REAL)1;
            parts[k] = spread(0);
            if (p >= n_all) continue;
            UNROLL for (int v = 0; v < WIDTH; v++) {
                parts[k] += p < n_weights ? d[i * WIDTH + v] * in[j * WIDTH + v] : d[i * WIDTH + v];
            }
        }
        Lanes old = loaded(w + first);
        store(w + first, (DECAY == 1 ? old : decay * old) - (REAL)((double)RATE / BATCH) * sums(parts));
    }
}

#define ACTIVATIONS(l, n_in, n_out, phi, before, offset) Lanes a##l[n_out * BLOCK];
#define EVALUATE(l, n_in, n_out, phi, before, offset) forward(parameters + offset, in, a##l, n_in, n_out, BLOCK, phi), in = a##l;

/* The mean loss of n points, [neuron][point], with `stride` numbers a neuron: n filled up to whole blocks. */
static double mean_loss(const REAL *parameters, const REAL *x, const REAL *y, int n, int stride) {
    Lanes squares = spread(0);
    double sum = 0;
    for (int p = 0; p < n; p += BLOCK * LANES) {
        Lanes a0[N_IN * BLOCK];
        const Lanes *in = a0;
        for (int j = 0; j < N_IN; j++) memcpy(a0 + j * BLOCK, x + j * stride + p, BLOCK * BYTES);
        FORWARD(ACTIVATIONS)
        FORWARD(EVALUATE)
        Lanes *out = (Lanes *)in;
        if (OUTPUT == SOFTMAX) softmax(out, BLOCK);
        for (int v = 0; v < BLOCK; v++) {
            int at = p + v * LANES, left = n - at < LANES ? n - at : LANES;
            if (left <= 0) break;
            if (OUTPUT == SOFTMAX) {
                Lanes chosen = spread(0);
                UNROLL for (int i = 0; i < N_OUT; i++) chosen += out[i * BLOCK + v] * loaded(y + i * stride + at);
                for (int lane = 0; lane < left; lane++) sum -= log(chosen[lane]);
            } else
                UNROLL for (int i = 0; i < N_OUT; i++) {
                    Lanes difference = first_of(out[i * BLOCK + v] - loaded(y + i * stride + at), left);
                    squares += difference * difference;
                }
        }
    }
    return (sum + 0.5 * total(squares)) / n;
}

#define PHI_OF_LAST(l, n_in, n_out, phi, before, offset) last = phi;
#define TRACE(l, n_in, n_out, phi, before, offset) Lanes a##l[n_out * WIDTH], d##l[n_out * WIDTH];
#define AHEAD(l, n_in, n_out, phi, before, offset) forward(parameters + offset, in, a##l, n_in, n_out, WIDTH, phi), in = a##l, end = d##l;
#define CHAIN(l, n_in, n_out, phi, before, offset) outputs[l] = a##l, deltas[l] = d##l;
#define BACK(l, n_in, n_out, phi, before, offset)                                                             \
    if (l > 1) backward(parameters + offset, deltas[l], outputs[l - 1], deltas[l - 1], n_in, n_out, before);  \
    update(parameters + offset, deltas[l], outputs[l - 1], n_in, n_out);

/* One batch: x [n_in][points], y [n_out][points], filled up to whole vectors. */
INLINE void step(REAL *parameters, const REAL *x, const REAL *y) {
    Lanes a0[N_IN * WIDTH], *in = a0, *end = 0, *outputs[N_LAYERS + 1], *deltas[N_LAYERS + 1];
    FORWARD(TRACE)
    int last = LINEAR;
    FORWARD(PHI_OF_LAST)
    memcpy(a0, x, sizeof a0);
    FORWARD(AHEAD)
    if (OUTPUT == SOFTMAX) softmax(in, WIDTH);
    UNROLL for (int i = 0; i < N_OUT; i++) UNROLL for (int v = 0; v < WIDTH; v++) {
        Lanes delta = (in[i * WIDTH + v] - loaded(y + (i * WIDTH + v) * LANES)) * slope(last, in[i * WIDTH + v]);
        end[i * WIDTH + v] = first_of(delta, BATCH - v * LANES); /* what is behind is no point */
    }
    outputs[0] = a0, deltas[0] = 0;
    FORWARD(CHAIN)
    BACKWARD(BACK)
}

#if ONLINE
/* z = b + Σ_j x_j · (weights of input j), neurons as lanes */
INLINE void forward_one(const REAL *w, const REAL *in, REAL *out, const int n_in, const int n_out, const int activation) {
    UNROLL for (int i = 0; i < n_out; i += LANES) {
        Lanes z = loaded(w + AT(i, n_in, n_in, n_out)), more = spread(0);
        UNROLL for (int j = 0; j + 1 < n_in; j += 2) {
            z += in[j] * loaded(w + AT(i, j, n_in, n_out));
            more += in[j + 1] * loaded(w + AT(i, j + 1, n_in, n_out));
        }
        if (n_in % 2) z += in[n_in - 1] * loaded(w + AT(i, n_in - 1, n_in, n_out));
        store(out + i, applied(activation, z + more));
    }
}

INLINE void backward_one(const REAL *w, const REAL *d, const REAL *in, REAL *d_in, const int n_in, const int n_out,
                         const int activation) {
    UNROLL for (int first = 0; first < n_in; first += LANES) {
        Lanes parts[LANES];
        UNROLL for (int k = 0; k < LANES; k++) {
            parts[k] = spread(0);
            if (first + k >= n_in) continue;
            UNROLL for (int i = 0; i < n_out; i += LANES) parts[k] += loaded(w + AT(i, first + k, n_in, n_out)) * loaded(d + i);
        }
        store(d_in + first, sums(parts) * slope(activation, loaded(in + first)));
    }
}

INLINE void update_one(REAL *w, const REAL *d, const REAL *in, const int n_in, const int n_out) {
    UNROLL for (int i = 0; i < n_out; i += LANES) {
        Lanes change = (REAL)RATE * loaded(d + i);
        UNROLL for (int j = 0; j < n_in; j++) {
            REAL *at = w + AT(i, j, n_in, n_out);
            store(at, (DECAY == 1 ? loaded(at) : (REAL)DECAY * loaded(at)) - in[j] * change);
        }
        store(w + AT(i, n_in, n_in, n_out), loaded(w + AT(i, n_in, n_in, n_out)) - change);
    }
}

#define TRACE_ONE(l, n_in, n_out, phi, before, offset)                                                        \
    REAL a##l[ROUNDED(n_out)] __attribute__((aligned(BYTES))), d##l[ROUNDED(n_out)] __attribute__((aligned(BYTES)));
#define AHEAD_ONE(l, n_in, n_out, phi, before, offset) forward_one(parameters + offset, in, a##l, n_in, n_out, phi), in = a##l, end = d##l;
#define BACK_ONE(l, n_in, n_out, phi, before, offset)                                                         \
    if (l > 1) backward_one(parameters + offset, deltas[l], outputs[l - 1], deltas[l - 1], n_in, n_out, before); \
    update_one(parameters + offset, deltas[l], outputs[l - 1], n_in, n_out);

/* One point: x [n_in], y [n_out] filled up to whole vectors. */
INLINE void step_one(REAL *parameters, const REAL *x, const REAL *y) {
    const REAL *in = x;
    REAL *end = 0, *outputs[N_LAYERS + 1], *deltas[N_LAYERS + 1];
    FORWARD(TRACE_ONE)
    int last = LINEAR;
    FORWARD(PHI_OF_LAST)
    FORWARD(AHEAD_ONE)
    UNROLL for (int i = 0; i < N_OUT; i += LANES) {
        store(end + i, (loaded(in + i) - loaded(y + i)) * slope(last, loaded(in + i)));
    }
    outputs[0] = (REAL *)x, deltas[0] = 0;
    FORWARD(CHAIN)
    BACKWARD(BACK_ONE)
}
#endif

/* Trains whole epochs. Batches lie one after the other: x [n_in][points], y [n_out][points], of each filled up to
   whole vectors; what is evaluated is [neuron][stride]. Points that do not fill a batch are left out.
   `losses`: [n_epochs][2], of training and test points. */
void train(REAL *parameters, const REAL *x, const REAL *y, const REAL *train_x, const REAL *train_y, int train_stride,
           const REAL *test_x, const REAL *test_y, int test_stride, int n_epochs, double *losses) {
    for (int epoch = 0; epoch < n_epochs; epoch++) {
        for (int batch = 0; batch < N_TRAIN / BATCH; batch++) {
#if ONLINE
            step_one(parameters, x + batch * ROUNDED(N_IN), y + batch * ROUNDED(N_OUT));
#else
            step(parameters, x + batch * N_IN * WIDTH * LANES, y + batch * N_OUT * WIDTH * LANES);
#endif
        }
        losses[2 * epoch] = mean_loss(parameters, train_x, train_y, N_TRAIN, train_stride);
        losses[2 * epoch + 1] = mean_loss(parameters, test_x, test_y, N_TEST, test_stride);
    }
}
