"""The embedded parts and the one supervisor that owns them."""

from ledger.local.stack import LocalStack

__all__ = ["LocalStack"]
