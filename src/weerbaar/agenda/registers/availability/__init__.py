"""When reservists can come, as employers agreed, and what work then stands empty."""
