"""Attacks and faults on a suite of its own, with figures: scripts/proof.sh."""
