"""The Django app of the room `region`: facts of places, and who changed them when."""
