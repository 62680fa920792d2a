"""Documents read and checked, within bounds."""
