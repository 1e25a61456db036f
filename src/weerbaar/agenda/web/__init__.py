"""The Django app of the room `agenda`: the board, its registers and letters."""
