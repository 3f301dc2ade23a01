"""What is asked of a room over HTTP: points, tables, saved runs, networks as files."""
