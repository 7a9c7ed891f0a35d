"""What an operator does beside a running ledger to keep it: back it up, restore it, build its index anew."""
