"""Random clients at once on the same items while processes are killed: what they were told against what is stored."""
