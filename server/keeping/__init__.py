"""Rooms kept on disk."""
