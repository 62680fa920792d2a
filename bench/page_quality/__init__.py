"""How well pages are read: 40 of them after real layouts, ours beside trafilatura and readability."""
