"""A real network of validators on this machine: build the client, start it, break it, and see what the ledger keeps."""
