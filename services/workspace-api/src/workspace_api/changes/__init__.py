"""Change feed: what happened, in commit order."""
