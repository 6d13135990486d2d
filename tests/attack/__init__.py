"""Hostile servers against the poll that the worker runs."""
