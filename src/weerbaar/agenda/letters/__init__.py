"""What a letter says from records: to the council, for a decision, on one sheet, on progress."""
