"""Variables and secrets of an installation."""
