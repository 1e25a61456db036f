"""The registers of the agenda: lists that people fill, and what follows from them."""
