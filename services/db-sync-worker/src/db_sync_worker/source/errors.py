"""What can go wrong with the source."""


class SourceError(Exception):
    """The source did not give what was asked for"""


class SourceUnavailable(SourceError):
    """The source cannot be reached, is overloaded, or broke off: worth another try"""


class AnswerBroken(SourceUnavailable):
    """The answer is cut, garbled or incomplete"""


class QueryRefused(SourceError):
    """The source understood the query and refuses it: trying again changes nothing"""
