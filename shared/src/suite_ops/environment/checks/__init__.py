"""Checks of the environment, one module per subject; validate-env runs and prints them."""
