"""Posts to files, so that an import gives the same blog again."""
