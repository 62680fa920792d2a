"""The suite itself as first systems of a new installation."""
