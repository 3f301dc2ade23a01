"""The science of the playground: small neural networks on two-dimensional problems, in plain NumPy.

Read in this order: `experiment` (what decides a run), `datasets` and `features` (what the network is fed),
`network` (the maths), `learner` and `trainer` (the run), `snapshot` (what is seen of it). The tables of
options (`activations`, `losses`, `optimizers`, …) and `deep` (what may lie between the layers) come when they
are wanted. It knows no web library.
"""
