"""The science of the playground: small neural networks on two-dimensional problems, in plain NumPy.

Read in this order: `experiment` (what decides a run), `datasets` and `features` (what the network is fed),
`network` (the maths), `trainer` (the run), `snapshot` (what is seen of it). It knows no web library.
"""
