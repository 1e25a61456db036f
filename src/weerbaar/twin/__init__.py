"""The twin (rekenmodel): if this happens, who lacks what, where, when, for how long, and why."""
