"""Dividing what is scarce by explicit rules, with reasons."""
