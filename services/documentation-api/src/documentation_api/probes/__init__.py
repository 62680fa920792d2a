"""Health probes of systems: asked over the network, kept as a history."""
