"""The Django app of the room `twin`: scenarios, runs and knobs."""
