"""How all services are, asked by one process for everybody who looks."""
