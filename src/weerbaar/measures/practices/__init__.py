"""What other countries do, with its source, and the measures by which it can be tried here."""
