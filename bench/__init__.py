"""Side-by-side measurements: our services and what a competent developer would write with other stacks."""
