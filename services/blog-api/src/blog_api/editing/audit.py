"""Who changed what, sealed in the transaction of the change."""

from dataclasses import dataclass
from typing import Any

from blog_api.cached_replies import content_changes
from blog_api.settings import BlogCall
from suite.audit import AuditEntry, AuditLog, Sealer, canonical_ip
from suite.audit.verification import LogVerdict, verify_headed_log
from suite.database import Connection, Database

CREATED, UPDATED, DELETED, RESTORED = "created", "updated", "deleted", "restored"


@dataclass(frozen=True, slots=True)
class RecordChange(AuditEntry):
    """One change of something of a blog, in a request of a user."""

    blog_id: int
    noun: str
    noun_id: int
    user_id: str

    @property
    def subject(self) -> str:
        """What the chain is about."""
        return f"{self.noun} {self.noun_id}"


AUDIT_LOG = AuditLog(
    RecordChange,
    table="audit_log",
    view="audit_log",
    heads="audit_heads",
    key=("noun", "noun_id"),
    subject="noun || '/' || noun_id",
)


def record_change(
    connection: Connection,
    call: BlogCall,
    blog_id: int,
    noun: str,
    noun_id: int,
    action: str,
    *,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    """One entry of the audit log; what is cached of the blog's public replies ends with the change."""
    content_changes(connection, blog_id)
    AUDIT_LOG.record(
        connection,
        (noun, str(noun_id)),
        Sealer.of_key(call.service.settings.audit_key),
        action,
        old=old,
        new=new,
        request_id=call.request_id,
        ip=canonical_ip(call.client),
        blog_id=blog_id,
        noun=noun,
        noun_id=noun_id,
        user_id=call.identity.user_id,
    )


def verify_changes(database: Database, sealer: Sealer, record: str | None = None) -> LogVerdict:
    """Whether the history of every record is whole, or that of one (`article/12`)."""
    return verify_headed_log(database, AUDIT_LOG, sealer, record)
