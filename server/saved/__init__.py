"""Saved states: whole runs that outlive their rooms, in a database, in files and in links."""
