"""The pages of the room `platform` and what they store."""
