"""Which civil needs and sectors come up short where firms switch production to Defence."""
