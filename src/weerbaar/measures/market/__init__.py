"""Early and light action in a market of one scarce product, and what it disturbs."""
