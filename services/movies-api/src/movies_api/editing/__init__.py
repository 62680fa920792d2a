"""What editors write, below /api/admin: one version a row, one audit entry a change, journeys that stay sound."""
