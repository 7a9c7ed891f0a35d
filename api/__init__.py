"""The HTTP face of the ledger."""
