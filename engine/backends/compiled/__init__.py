"""The compiled CPU: kernels made by Numba in another process."""
