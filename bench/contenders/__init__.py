"""How each contender is installed and started."""
