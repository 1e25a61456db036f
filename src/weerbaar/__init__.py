"""Weerbaar: measure a community's resilience, decide what to do, practise it, keep running."""

__version__ = "0.1.0"
