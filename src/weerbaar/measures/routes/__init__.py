"""Heavy transport over a network of roads, bridges and railways, and what strengthening brings."""
