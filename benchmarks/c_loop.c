/* How fast a network of the playground could be trained on one core: whole epochs in C, vectors over the points
   of a batch. It is the limit that `playground bench` compares the engine with, and no part of the engine.

   Compiled twice, with REAL as double and as float:
       cc -O3 -march=native -ffp-contract=fast -shared -fPIC -DREAL=double -DDOUBLE=1 -DBYTES=64 c_loop.c -o double.so -lm

   All layers are fully connected: hidden ones with one activation, the output tanh or linear with half the
   squared error, or softmax with cross-entropy. Plain SGD with L2. Parameters: of each layer W [n_out][n_in],
   then b [n_out]. Points lie as [neuron][point], so that a vector is some points of one neuron. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LANES (BYTES / (int)sizeof(REAL))
typedef REAL Lanes __attribute__((vector_size(BYTES)));
#if DOUBLE
typedef int64_t Whole;
#define MANTISSA 52
#define BIAS 1023
#define LOWEST -708.0
#else
typedef int32_t Whole;
#define MANTISSA 23
#define BIAS 127
#define LOWEST -87.0f
#endif
typedef Whole Wholes __attribute__((vector_size(BYTES)));

enum { LINEAR, TANH, RELU };
enum { SQUARE_TANH, SQUARE_LINEAR, SOFTMAX };

typedef struct {
    int n_layers, batch_size, activation, output, n_train, n_test;
    const int *sizes; /* inputs, hidden layers, outputs */
    REAL rate, l2;
} Plan;

static Lanes spread(REAL value) { return value - (Lanes){0}; }

static Lanes choose(Wholes mask, Lanes yes, Lanes no) {
    return (Lanes)((mask & (Wholes)yes) | (~mask & (Wholes)no));
}

/* 1 / n! */
static const REAL SHARES[] = {
    1.0, 1.0, 0.5, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800,
    1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800.0,
};
#define TERMS (sizeof(REAL) == 8 ? 12 : 6)

/* exp by 2^k times a polynomial on [-ln 2 / 2, ln 2 / 2] (Taylor, enough terms for the last bits) */
static Lanes exponential(Lanes x) {
    x = choose(x < (REAL)LOWEST, spread(LOWEST), x);
    x = choose(x > -(REAL)LOWEST, spread(-(REAL)LOWEST), x);
    Lanes scaled = x * (REAL)1.4426950408889634;
    Wholes k = __builtin_convertvector(scaled + choose(x < 0, spread((REAL)-0.5), spread((REAL)0.5)), Wholes);
    Lanes r = x - __builtin_convertvector(k, Lanes) * (REAL)0.693359375;
    r -= __builtin_convertvector(k, Lanes) * (REAL)-2.121944400546905827679e-4;
    Lanes sum = spread(SHARES[TERMS]);
    for (int n = TERMS - 1; n >= 0; n--) sum = sum * r + SHARES[n];
    return sum * (Lanes)((k + BIAS) << MANTISSA);
}

static Lanes hyperbolic_tangent(Lanes x) {
    Lanes e = exponential(2 * x);
    return (e - 1) / (e + 1);
}

static Lanes applied(int activation, Lanes z) {
    if (activation == TANH) return hyperbolic_tangent(z);
    return activation == RELU ? choose(z > 0, z, spread(0)) : z;
}

static Lanes slope(int activation, Lanes a) {
    if (activation == TANH) return 1 - a * a;
    return activation == RELU ? choose(a > 0, spread(1), spread(0)) : spread(1);
}

static REAL total(Lanes lanes) {
    typedef REAL Half __attribute__((vector_size(BYTES / 2)));
    union { Lanes whole; Half half[2]; } both = {lanes};
    Half folded = both.half[0] + both.half[1];
    REAL sum = 0;
    for (int lane = 0; lane < LANES / 2; lane++) sum += folded[lane];
    return sum;
}

/* sums[0..BLOCK) = start[..] + Σ_j w[k * across + j * down] · x[j * width], one vector of points at a time: several
   neurons together, so that their sums do not wait for each other */
#define BLOCK 4
static inline void products(Lanes *sums, int n, const REAL *w, int across, int down, const Lanes *x, int width, int n_x) {
    if (n == BLOCK) {
        Lanes s0 = sums[0], s1 = sums[1], s2 = sums[2], s3 = sums[3];
        for (int j = 0; j < n_x; j++, w += down, x += width) {
            s0 += w[0] * *x, s1 += w[across] * *x, s2 += w[2 * across] * *x, s3 += w[3 * across] * *x;
        }
        sums[0] = s0, sums[1] = s1, sums[2] = s2, sums[3] = s3;
        return;
    }
    for (int k = 0; k < n; k++)
        for (int j = 0; j < n_x; j++) sums[k] += w[k * across + j * down] * x[j * width];
}

/* a[l] is what layer l says, [neuron][block]; `width` is the block's number of vectors */
static void forward(const Plan *plan, const REAL *parameters, Lanes **a, int width) {
    for (int l = 1; l <= plan->n_layers; l++) {
        int n_in = plan->sizes[l - 1], n_out = plan->sizes[l], last = l == plan->n_layers;
        const REAL *w = parameters, *b = parameters + n_in * n_out;
        int activation = !last ? plan->activation : plan->output == SQUARE_TANH ? TANH : LINEAR;
        for (int i = 0; i < n_out; i += BLOCK)
            for (int v = 0; v < width; v++) {
                int n = n_out - i < BLOCK ? n_out - i : BLOCK;
                Lanes z[BLOCK];
                for (int k = 0; k < n; k++) z[k] = spread(b[i + k]);
                products(z, n, w + i * n_in, n_in, 1, a[l - 1] + v, width, n_in);
                for (int k = 0; k < n; k++) a[l][(i + k) * width + v] = applied(activation, z[k]);
            }
        parameters = b + n_out;
    }
    if (plan->output != SOFTMAX) return;
    int n = plan->sizes[plan->n_layers];
    Lanes *out = a[plan->n_layers];
    for (int v = 0; v < width; v++) {
        Lanes most = out[v], total = spread(0);
        for (int i = 1; i < n; i++) most = choose(out[i * width + v] > most, out[i * width + v], most);
        for (int i = 0; i < n; i++) total += out[i * width + v] = exponential(out[i * width + v] - most);
        for (int i = 0; i < n; i++) out[i * width + v] /= total;
    }
}

/* The loss of n points, summed; `a` of the output is at hand. */
static double loss_of(const Plan *plan, Lanes *out, const REAL *y, int stride, int n, int width) {
    const REAL *said = (const REAL *)out;
    double sum = 0;
    for (int i = 0; i < plan->sizes[plan->n_layers]; i++)
        for (int p = 0; p < n; p++) {
            double a = said[i * width * LANES + p], target = y[i * stride + p];
            sum += plan->output == SOFTMAX ? (target > 0 ? -log(a) : 0) : 0.5 * (a - target) * (a - target);
        }
    return sum;
}

static void load(Lanes *into, const REAL *x, int stride, int n_neurons, int n, int width) {
    for (int j = 0; j < n_neurons; j++) {
        REAL *row = (REAL *)(into + j * width);
        memcpy(row, x + j * stride, n * sizeof(REAL));
        memset(row + n, 0, (width * LANES - n) * sizeof(REAL));
    }
}

static double mean_loss(const Plan *plan, const REAL *parameters, Lanes **a, const REAL *x, const REAL *y, int n) {
    double sum = 0;
    int block = 4 * LANES;
    for (int p = 0; p < n; p += block) {
        int here = n - p < block ? n - p : block;
        load(a[0], x + p, n, plan->sizes[0], here, 4);
        forward(plan, parameters, a, 4);
        sum += loss_of(plan, a[plan->n_layers], y + p, n, here, 4);
    }
    return sum / n;
}

/* Trains whole epochs. x and y: [neuron][point]. `scratch`: room for the activations and deltas of all layers,
   64-byte aligned; `losses`: [n_epochs][2]. Points that do not fill a batch are left out. */
void train(const Plan *plan, REAL *parameters, const REAL *train_x, const REAL *train_y, const REAL *test_x,
           const REAL *test_y, int n_epochs, double *losses, REAL *scratch) {
    int size = plan->batch_size, width = (size + LANES - 1) / LANES, room = width > 4 ? width : 4, depth = plan->n_layers;
    Lanes *a[16], *d[16], *free = (Lanes *)scratch;
    for (int l = 0; l <= depth; l++) {
        a[l] = free, d[l] = free + plan->sizes[l] * room;
        free = d[l] + plan->sizes[l] * room;
    }
    for (int epoch = 0; epoch < n_epochs; epoch++) {
        for (int start = 0; start + size <= plan->n_train; start += size) {
            load(a[0], train_x + start, plan->n_train, plan->sizes[0], size, width);
            forward(plan, parameters, a, width);
            int n_out = plan->sizes[depth];
            load(d[depth], train_y + start, plan->n_train, n_out, size, width);
            for (int k = 0; k < n_out * width; k++) {
                d[depth][k] = a[depth][k] - d[depth][k];
                if (plan->output == SQUARE_TANH) d[depth][k] *= slope(TANH, a[depth][k]);
            }
            for (int i = 0; i < n_out; i++) /* what is no point has no part in it */
                for (int p = size; p < width * LANES; p++) ((REAL *)(d[depth] + i * width))[p] = 0;
            REAL *end = parameters;
            for (int l = 1; l <= depth; l++) end += (plan->sizes[l - 1] + 1) * plan->sizes[l];
            REAL step = plan->rate / size, decay = 1 - plan->rate * plan->l2;
            for (int l = depth; l >= 1; l--) {
                int n_in = plan->sizes[l - 1], n_here = plan->sizes[l];
                REAL *w = end -= (n_in + 1) * n_here, *b = w + n_in * n_here;
                if (l > 1)
                    for (int j = 0; j < n_in; j += BLOCK)
                        for (int v = 0; v < width; v++) {
                            int n = n_in - j < BLOCK ? n_in - j : BLOCK;
                            Lanes sum[BLOCK] = {0};
                            products(sum, n, w + j, 1, n_in, d[l] + v, width, n_here);
                            for (int k = 0; k < n; k++) {
                                int at = (j + k) * width + v;
                                d[l - 1][at] = sum[k] * slope(plan->activation, a[l - 1][at]);
                            }
                        }
                for (int i = 0; i < n_here; i++) {
                    for (int j = 0; j < n_in; j++) {
                        Lanes sum = spread(0);
                        for (int v = 0; v < width; v++) sum += d[l][i * width + v] * a[l - 1][j * width + v];
                        w[i * n_in + j] = decay * w[i * n_in + j] - step * total(sum);
                    }
                    Lanes sum = spread(0);
                    for (int v = 0; v < width; v++) sum += d[l][i * width + v];
                    b[i] -= step * total(sum);
                }
            }
        }
        losses[2 * epoch] = mean_loss(plan, parameters, a, train_x, train_y, plan->n_train);
        losses[2 * epoch + 1] = mean_loss(plan, parameters, a, test_x, test_y, plan->n_test);
    }
}
