"""Items: the cards of the board."""
