"""The embedded parts and the one supervisor that owns them."""
