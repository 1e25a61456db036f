"""A second implementation of the model: plain Python, slow and obvious.

Written from `docs/explanation/model.md`. It imports nothing of the twin: of Weerbaar only the
Region and its tables. One module for each mechanism; `run.py` puts them in order.
"""
