"""Single values of a head; what is not as it must be is told with its line."""

from blog_api.editing.schemas import is_link
from suite.text.front_matter import FrontMatterError, Head


def text_of(head: Head, key: str, longest: int) -> str:
    """A text of the head, empty when absent; numbers count as texts."""
    given = head.values.get(key)
    if given is None:
        return ""
    if isinstance(given, dict | list) or len(str(given)) > longest:
        raise FrontMatterError(head.line_of(key), f"{key} is not a text of at most {longest} characters")
    return str(given).strip()


def link_of(head: Head, key: str) -> str:
    """A web address or a path, empty when absent."""
    given = text_of(head, key, 2_000)
    if not is_link(given):
        raise FrontMatterError(head.line_of(key), f"{key} is not a web address or a path")
    return given


def choice_of(head: Head, key: str, choices: tuple[str, ...]) -> str:
    """One of a few words, empty when absent."""
    given = text_of(head, key, 100)
    if given and given not in choices:
        raise FrontMatterError(head.line_of(key), f"{key} is not one of {', '.join(choices)}")
    return given


def count_of(head: Head, key: str) -> int:
    """A number from 0, 0 when absent."""
    given = head.values.get(key, 0)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 2_147_483_647:
        raise FrontMatterError(head.line_of(key), f"{key} is not a number from 0")
    return given


def names_of(head: Head, key: str) -> list[str]:
    """Names given as a list, as one text, or as a list of mappings with a name."""
    given = head.values.get(key)
    entries = given if isinstance(given, list) else [] if given is None else [given]
    names = [entry.get("name") or entry.get("label") if isinstance(entry, dict) else entry for entry in entries]
    if any(name is None or isinstance(name, dict | list) or len(str(name)) > 100 for name in names):
        raise FrontMatterError(head.line_of(key), f"{key} is not a list of names of at most 100 characters")
    return list(dict.fromkeys(text for name in names if (text := str(name).strip())))
