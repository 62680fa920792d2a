"""Traces of the suite: taken from its services over OTLP, kept for a day, shown to operators."""
