"""What kernels are written with: numbers side by side, rows of them, and formulas."""
