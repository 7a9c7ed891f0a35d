"""Facts: bytes in, answers out. No database, no node, no clock, no network."""
