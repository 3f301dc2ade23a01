"""Sweeps: many networks trained for one question, on this machine's cores or on others."""

from server.sweeps.running import sweep as sweep
