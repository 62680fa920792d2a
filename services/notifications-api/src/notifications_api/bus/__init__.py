"""Dead letters and replay, for operators."""
