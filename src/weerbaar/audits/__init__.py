"""How well organisations can stand a crisis: for now the light audit of small firms."""
