"""The health score: 40 % complete front matter, 30 % good links, 30 % no duplicates."""

from typing import Any

GRADES = ((90, "A", "Excellent"), (80, "B", "Good"), (70, "C", "Fair"), (60, "D", "Poor"))
FAILED = ("F", "Critical")


def score_of(data: dict[str, Any]) -> float:
    """0 to 100, one decimal."""
    frontmatter, duplicates = data.get("frontmatter", {}), data.get("duplicates", {})
    files = number(frontmatter, "total_files")
    complete = min(100 * number(frontmatter, "complete") / files, 100) if files else 0.0
    unique = 100 - min(2 * number(duplicates, "exact_duplicates"), 50)
    return round(0.4 * complete + 0.3 * good_links(data.get("links", {})) + 0.3 * unique, 1)


def good_links(links: dict[str, Any]) -> float:
    """Share of links that are not broken, 0 to 100; 100 without links."""
    total = number(links, "total_links") or number(links, "internal_links") + number(links, "external_links")
    return max(0.0, 100 * (total - number(links, "broken_links")) / total) if total else 100.0


def grade_of(score: float) -> tuple[str, str]:
    """Grade and status in words."""
    return next(((grade, status) for least, grade, status in GRADES if score >= least), FAILED)


def number(part: dict[str, Any], name: str) -> float:
    """A number of a snapshot, 0 when it was not given."""
    value = part.get(name)
    return value if isinstance(value, int | float) else 0
