"""What people may do in a blog: author < editor < admin < owner."""

from dataclasses import dataclass

from blog_api.editing import queries
from blog_api.settings import BlogCall
from blog_api.tenants.tenant import enter_blog, open_tenant
from suite.errors import Forbidden
from suite.http import ADMIN as PLATFORM_ADMIN

AUTHOR, EDITOR, ADMIN, OWNER = "author", "editor", "admin", "owner"
ROLES = (AUTHOR, EDITOR, ADMIN, OWNER)


@dataclass(frozen=True, slots=True)
class Editor:
    """A caller with a role in the blog of the request."""

    user_id: str
    blog_id: int
    role: str

    def may(self, needed: str) -> bool:
        """True when the role is at least `needed`."""
        return ROLES.index(self.role) >= ROLES.index(needed)


def open_editing(call: BlogCall, needed: str) -> Editor:
    """The caller as somebody of this blog; Forbidden without the needed role in it.

    An administrator of the platform counts as the owner of every blog.
    """
    return require_role(call, open_tenant(call).id, needed)


def open_managing(call: BlogCall, blog_id: int, needed: str) -> Editor:
    """The caller as somebody of any blog, active or not; Forbidden without the needed role in it."""
    enter_blog(call, blog_id)
    return require_role(call, blog_id, needed)


def require_role(call: BlogCall, blog_id: int, needed: str) -> Editor:
    """The caller with a role of the blog the call has opened."""
    user_id = call.identity.user_id
    if is_platform_admin(call):
        return Editor(user_id, blog_id, OWNER)
    with call.read() as connection:
        role = queries.select_role(connection, blog_id, user_id)
    if role is None or not (editor := Editor(user_id, blog_id, role)).may(needed):
        raise Forbidden()
    return editor


def is_platform_admin(call: BlogCall) -> bool:
    """Whether the token says so."""
    return call.identity.role == PLATFORM_ADMIN
