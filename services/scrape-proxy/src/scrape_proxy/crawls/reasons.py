"""Why a crawl leaves out a page it found."""

OUTSIDE, EXCLUDED, DEPTH, LIMIT, BLOCKED = "outside", "excluded", "depth", "limit", "blocked"
