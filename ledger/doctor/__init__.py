"""The doctor: looks at every part of a ledger from outside, reads everything, changes nothing."""
