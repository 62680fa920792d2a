"""How good suggestions are, measured on films editors judged."""
