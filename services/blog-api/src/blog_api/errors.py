"""Errors of blog-api."""

from suite.errors import BadRequest, Conflict, NotFound, PreconditionFailed, Problem
from suite.http.etags import strong


class BlogNotFound(NotFound):
    """Blog not found"""

    code = "BLOG_NOT_FOUND"


class ArticleNotFound(NotFound):
    """Article not found"""

    code = "ARTICLE_NOT_FOUND"


class InvalidArticleId(BadRequest):
    """Invalid article id"""

    code = "INVALID_ARTICLE_ID"


class InvalidBlogId(BadRequest):
    """Invalid blog id"""

    code = "INVALID_BLOG_ID"


class DraftsNotPublic(BadRequest):
    """Drafts are not public"""

    code = "DRAFTS_NOT_PUBLIC"


class RecordNotFound(NotFound):
    """Record not found"""


class RecordModified(PreconditionFailed):
    """Modified by another request"""

    def __init__(self, version: int) -> None:
        super().__init__(headers={"ETag": strong(version)})


class SlugTaken(Conflict):
    """The slug is taken"""

    code = "SLUG_TAKEN"


class DomainTaken(Conflict):
    """Another blog has this domain"""

    code = "DOMAIN_TAKEN"


class RoleGiven(Conflict):
    """This identity has a role in the blog already"""

    code = "ROLE_GIVEN"


class LastOwner(Conflict):
    """A blog keeps at least one owner"""

    code = "LAST_OWNER"


class EmailTaken(Conflict):
    """Another author of this blog has this address"""

    code = "EMAIL_TAKEN"


class StillInUse(Conflict):
    """Other records refer to it"""

    code = "IN_USE"


class InvalidTransition(Conflict):
    """An article cannot go from this state to that one"""

    code = "INVALID_TRANSITION"

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"An article cannot go from {old} to {new}")


class UnknownReference(BadRequest):
    """Unknown reference"""

    code = "VALIDATION"

    def __init__(self, field: str) -> None:
        super().__init__(problems=[Problem(field, f"{field} names nothing in this blog", "unknown_reference")])
