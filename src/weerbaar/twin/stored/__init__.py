"""Ensembles on disk: runs that are kept, gone on with, and read back one at a time."""
