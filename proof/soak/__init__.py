"""Half of what the suite can do, for a long time: nothing may grow, and a restart of everything may cost nothing."""
