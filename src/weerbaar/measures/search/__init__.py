"""Searching which measures do most for a sum of money."""
