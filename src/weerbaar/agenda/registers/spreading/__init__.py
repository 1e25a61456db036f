"""How what firms can do spreads from strong to weak ones, from a list of what was measured."""
