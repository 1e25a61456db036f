"""The Django app of the room `measures`: the catalogue, own figures and variants."""
