"""SQL over the view of tenants and the blog of a session."""

from suite.database import Connection, Prepared

ACTIVE = "active"

SELECT_BY_ID = Prepared("tenant_by_id", "SELECT id, domain, status FROM tenants WHERE id = %(id)s", id="integer")
SELECT_BY_DOMAIN = Prepared(
    "tenant_by_domain",
    # Both in one question: the blog of the host, else the default one.
    "SELECT id, domain, status FROM tenants WHERE domain = %(domain)s OR id = %(id)s"
    " ORDER BY (domain IS NOT DISTINCT FROM %(domain)s) DESC LIMIT 1",
    domain="text",
    id="integer",
)


def select_tenant(connection: Connection, blog_id: int) -> tuple[int, str | None, str] | None:
    """Id, domain and status of a blog."""
    return connection.row(SELECT_BY_ID, {"id": blog_id})


def select_tenant_of_host(connection: Connection, host: str, default_id: int) -> tuple[int, str | None, str] | None:
    """Id, domain and status of the blog of a host name, or of the default blog."""
    return connection.row(SELECT_BY_DOMAIN, {"domain": host, "id": default_id})


def select_tenant_ids(connection: Connection) -> list[int]:
    """Every active blog."""
    rows = connection.rows("SELECT id FROM tenants WHERE status = %(status)s ORDER BY id", {"status": ACTIVE})
    return [row[0] for row in rows]


def select_blog_titles(connection: Connection) -> tuple[str, str]:
    """Name and description of the session's blog."""
    row = connection.row("SELECT name, coalesce(meta_description, '') FROM blogs")
    return (row[0], row[1]) if row else ("", "")
