"""What the drill of a lost machine accepts as restored."""

import pytest

from suite_ops.backup.failures import BackupError
from suite_ops.backup.fingerprints import Fingerprint
from suite_ops.backup.log_drill import require_equal

BEFORE = {
    "blog.articles": Fingerprint(3, "17"),
    "sync.heartbeats": Fingerprint(1, "5"),
    "blog.articles_id_seq": Fingerprint(3, "1", sequence=True),
}
AFTER = {**BEFORE, "sync.heartbeats": Fingerprint(1, "6")}


def test_what_changed_meanwhile_is_not_compared() -> None:
    assert require_equal(BEFORE, AFTER, {**BEFORE, "sync.heartbeats": Fingerprint(1, "5.5")}) == 2


def test_a_sequence_may_be_ahead() -> None:
    assert require_equal(BEFORE, AFTER, {**BEFORE, "blog.articles_id_seq": Fingerprint(35, "1", sequence=True)}) == 2


@pytest.mark.parametrize(
    ("name", "found", "reason"),
    [
        (
            "blog.articles",
            Fingerprint(3, "18"),
            "3 rows, checksum 17 expected, 3 rows, checksum 18 found",
        ),
        ("blog.articles", None, "blog.articles: 3 rows, checksum 17 expected, nothing found"),
        ("blog.articles_id_seq", Fingerprint(2, "1", sequence=True), "blog.articles_id_seq is behind"),
        ("sync.heartbeats", None, "sync.heartbeats is missing"),
    ],
)
def test_what_differs_is_named(name: str, found: Fingerprint | None, reason: str) -> None:
    restored = {key: entry for key, entry in {**BEFORE, name: found}.items() if entry}
    with pytest.raises(BackupError, match=reason):
        require_equal(BEFORE, AFTER, restored)
