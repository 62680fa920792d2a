"""SQL of single documents."""

from dataclasses import dataclass

from suite.database import Connection

SELECT_CONTENT = """
SELECT rel_path, content, size_bytes, sha256 FROM documentation_docs
 WHERE rel_path IN (%(path)s, %(path)s || '.md', %(path)s || '.mdx') ORDER BY length(rel_path) LIMIT 1
"""
SELECT_VALUES = """
SELECT 'domain', domain FROM documentation_docs GROUP BY domain
UNION ALL SELECT 'type', type FROM documentation_docs GROUP BY type
UNION ALL SELECT 'status', status FROM documentation_docs GROUP BY status
UNION ALL (SELECT 'tags', tag FROM documentation_docs, unnest(tags) AS tag GROUP BY tag ORDER BY count(*) DESC, tag
           LIMIT 50)
"""


@dataclass(frozen=True, slots=True)
class StoredMarkdown:
    """A file as it was indexed; `size` in bytes."""

    rel_path: str
    content: str
    size: int
    sha256: str


def select_content(connection: Connection, path: str) -> StoredMarkdown | None:
    """The document of a relative path with or without extension."""
    row = connection.row(SELECT_CONTENT, {"path": path})
    return StoredMarkdown(*row) if row else None


def select_values(connection: Connection) -> frozenset[tuple[str, str]]:
    """Domains, types, statuses and the 50 most frequent tags, each beside the name of its filter."""
    return frozenset((name, value) for name, value in connection.rows(SELECT_VALUES))
