"""Two texts of a page, line by line, as `git diff` and parse-diff show it. Computed in a child process."""

from difflib import SequenceMatcher
from typing import Any

CONTEXT = 3
# Lines of each side that are compared: the matcher's time grows with their product.
MOST_LINES = 4_000
Change = dict[str, Any]


def compare_texts(before: str, after: str) -> dict[str, Any]:
    """`text`, a unified diff, and `json`, the same by file, chunk and line."""
    old, new = before.split("\n")[:MOST_LINES], after.split("\n")[:MOST_LINES]
    chunks = [
        chunk_of(group, old, new) for group in SequenceMatcher(None, old, new, False).get_grouped_opcodes(CONTEXT)
    ]
    changes = [change for chunk in chunks for change in chunk["changes"]]
    lines = ["--- previous", "+++ current"]
    for chunk in chunks:
        lines += [chunk["content"], *(change["content"] for change in chunk["changes"])]
    of_type = [change["type"] for change in changes]
    file = {"from": None, "to": None, "additions": of_type.count("add"), "deletions": of_type.count("del")}
    return {"text": "\n".join(lines), "json": {"files": [{**file, "chunks": chunks}]}}


def chunk_of(group: list[tuple[str, int, int, int, int]], old: list[str], new: list[str]) -> dict[str, Any]:
    """Neighbouring changes with the lines around them; lines are counted from 1."""
    changes: list[Change] = []
    for tag, old_from, old_to, new_from, new_to in group:
        if tag == "equal":
            pairs = zip(range(old_from, old_to), range(new_from, new_to), strict=True)
            changes += [
                {"type": "normal", "normal": True, "ln1": one + 1, "ln2": two + 1, "content": f" {old[one]}"}
                for one, two in pairs
            ]
            continue
        changes += [
            {"type": "del", "del": True, "ln": one + 1, "content": f"-{old[one]}"} for one in range(old_from, old_to)
        ]
        changes += [
            {"type": "add", "add": True, "ln": two + 1, "content": f"+{new[two]}"} for two in range(new_from, new_to)
        ]
    first, last = group[0], group[-1]
    place = {
        "oldStart": first[1] + 1,
        "oldLines": last[2] - first[1],
        "newStart": first[3] + 1,
        "newLines": last[4] - first[3],
    }
    content = f"@@ -{place['oldStart']},{place['oldLines']} +{place['newStart']},{place['newLines']} @@"
    return {"content": content, "changes": changes, **place}
