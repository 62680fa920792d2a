"""Why a film is not curated; each class has its word for programs and its exit status."""

from typing import ClassVar

from movies_api.curation.judgement import NewName

DONE, FAILED, USAGE, REJECTED, APPROVAL_NEEDED = range(5)


class CurationFailed(Exception):
    """The curation failed"""

    code: ClassVar[str] = "FAILED"
    status: ClassVar[int] = FAILED

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class FilmUnknown(CurationFailed):
    """No such film"""

    code = "MOVIE_NOT_FOUND"


class OptionUnknown(CurationFailed):
    """No such end option"""

    code = "OPTION_NOT_FOUND"


class AlreadyRunning(CurationFailed):
    """Another process is curating this film at this moment"""

    code = "ALREADY_RUNNING"


class RunUnknown(CurationFailed):
    """No such run"""

    code = "RUN_NOT_FOUND"


class NoVocabulary(CurationFailed):
    """The catalogue has no sub-sentiments yet: seed or import it first"""

    code = "NO_VOCABULARY"


class NotAnalysed(CurationFailed):
    """The film has no sub-sentiments yet: analyze it first"""

    code = "NOT_ANALYZED"


class NothingFound(CurationFailed):
    """No sub-sentiment fits the film"""

    code = "NO_SENTIMENTS"


class UpstreamFailed(CurationFailed):
    """A film catalogue did not answer as expected"""

    code = "UPSTREAM_FAILED"


class ProvidersFailed(CurationFailed):
    """No provider answered as expected"""

    code = "PROVIDERS_FAILED"


class ProviderNotConfigured(CurationFailed):
    """No key for this"""

    code = "NOT_CONFIGURED"
    status = USAGE


class WrongUsage(CurationFailed):
    """Wrong usage"""

    code = "USAGE"
    status = USAGE


class RejectedByRule(CurationFailed):
    """A rule of the catalogue keeps the film out"""

    code = "REJECTED"
    status = REJECTED


class ApprovalNeeded(CurationFailed):
    """New sub-sentiments need the approval of an editor"""

    code = "APPROVAL_NEEDED"
    status = APPROVAL_NEEDED

    def __init__(self, names: tuple[NewName, ...]) -> None:
        super().__init__()
        self.names = names
