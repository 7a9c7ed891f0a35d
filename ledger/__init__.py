"""Zhengben 正本: the ledger of achievements, their owners and their evidence."""
