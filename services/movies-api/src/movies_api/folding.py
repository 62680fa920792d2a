"""Folded words of the catalogue, of which there are few: folding is a third of comparing a film."""

from functools import lru_cache

from suite.text.folding import fold

folded_word = lru_cache(maxsize=16_384)(fold)
