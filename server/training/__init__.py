"""The rooms' runs, trained in short fair slices by one worker thread."""
