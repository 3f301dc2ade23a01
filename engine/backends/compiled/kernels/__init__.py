"""What becomes machine code: the kernels of the compiled CPU, and what they are written with."""
