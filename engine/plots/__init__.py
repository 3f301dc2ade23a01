"""Pictures of a run with matplotlib, the extra [plot], for notebooks."""
