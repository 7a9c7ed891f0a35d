"""Planting bugs into the rules, one at a time, and asking their tests whether they notice."""
