"""Planting bugs into the contracts, one at a time, and asking the tests whether they notice."""
