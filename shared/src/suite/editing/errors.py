"""Why a write of an editor is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from suite.database import ConstraintViolated
from suite.errors import AppError, Conflict, NotFound, PreconditionFailed, Unprocessable
from suite.http.etags import strong


class RowNotFound(NotFound):
    """Not found"""


class PreconditionRequired(AppError):
    """If-Match is required: send the ETag of the version you changed"""

    status = 428
    code = "PRECONDITION_REQUIRED"


class RowModified(PreconditionFailed):
    """Another editor changed this meanwhile; read it again"""

    def __init__(self, version: int) -> None:
        super().__init__(headers={"ETag": strong(version)})


class AlreadyExists(Conflict):
    """Something with these values exists already"""


class StillReferred(Conflict):
    """Other rows refer to this, or it refers to rows that do not exist"""


class BrokenRule(Unprocessable):
    """A value breaks a rule of the catalogue"""


@contextmanager
def judged_by_database() -> Iterator[None]:
    """Turn a violated constraint into the refusal its kind stands for; the prefix of a name tells the kind."""
    try:
        yield
    except ConstraintViolated as violation:
        if violation.constraint.startswith(("uq_", "pk_")):
            raise AlreadyExists() from violation
        if violation.constraint.startswith("fk_"):
            raise StillReferred() from violation
        raise BrokenRule() from violation
