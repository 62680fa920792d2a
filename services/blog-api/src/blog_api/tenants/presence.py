"""Whether a blog a command line names is there: an unknown one is no empty one."""

from blog_api.tenants.queries import select_tenant
from suite.database import Database


class UnknownBlog(Exception):
    """No blog has this id"""

    def __init__(self, blog_id: int) -> None:
        super().__init__(f"there is no blog {blog_id}")


def require_blog(database: Database, blog_id: int) -> None:
    """Raise UnknownBlog unless there is one, in whatever status."""
    with database.transaction() as connection:
        if select_tenant(connection, blog_id) is None:
            raise UnknownBlog(blog_id)
