"""Ideas and the board they move over."""
