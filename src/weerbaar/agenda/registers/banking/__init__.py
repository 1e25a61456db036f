"""What banks say of payments and of their own staff, and what the model makes of it."""
