"""A table of somebody's own: bytes of a file, or text that was pasted, to columns, and those to a `Table`."""
