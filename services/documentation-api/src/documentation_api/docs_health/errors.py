"""Errors of docs health."""

from suite.errors import BadRequest, NotFound


class InvalidIssueType(BadRequest):
    """Invalid issue type. Must be: frontmatter, links, duplicates, or outdated"""


class InvalidFixType(BadRequest):
    """Invalid issue_type. Must be: frontmatter, links, or duplicates"""


class InvalidAuditData(BadRequest):
    """Invalid audit data. Must include frontmatter, links, and duplicates"""


class ReportNotFound(NotFound):
    """No audit reports found"""
