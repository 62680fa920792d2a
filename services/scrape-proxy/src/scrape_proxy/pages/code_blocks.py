"""Blocks of code: their text as it is written, and the language their page names."""

import re
from typing import Any

from lxml import etree

BACKTICKS = re.compile("`{3,}")
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|highlight-text-|brush:\s?|prism-|code-)([A-Za-z0-9+#._-]{1,30})"
)
_SOURCE_CODE = re.compile(
    r"(?:^|\s)(?:sourceCode|highlight|hljs|prettyprint|src)\s+(?:src-)?([A-Za-z0-9+#._-]{1,30})(?=\s|$)"
)
_PLAIN_WORD = re.compile(r"[A-Za-z0-9+#._-]{1,30}\Z")
# Classes of highlighters that stand where a language might.
_NO_LANGUAGE = """
    none text plaintext plain highlight notranslate hljs nohighlight numberlines linenums source code
"""
NO_LANGUAGE = frozenset(_NO_LANGUAGE.split())
_GUTTERS = """
    gutter rouge-gutter linenos lineno linenodiv line-numbers hljs-ln-numbers
"""
GUTTERS = frozenset(_GUTTERS.split())
LINE_BREAKING = frozenset({"div", "p", "li", "tr"})
NEAR = 3


def fenced(pre: Any) -> list[str]:
    """A fence around the text, longer than any in it; none when there is no text."""
    code = code_of(pre)
    if not code.strip():
        return []
    fence = "`" * max((len(run) + 1 for run in BACKTICKS.findall(code)), default=3)
    return [f"{fence}{language_of(pre)}\n{code}\n{fence}"]


def code_of(pre: Any) -> str:
    """The text of a block, its lines as they are shown, without numbers beside them."""
    pieces: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(pre, events=("start", "end")):
        shown = isinstance(element.tag, str) and not is_line_numbers(element)
        if event == "start":
            hidden += not shown
            breaks = element.tag == "br" or (element.tag in LINE_BREAKING and pieces and not pieces[-1].endswith("\n"))
            text = ("\n" if breaks else "") + (element.text or "")
        else:
            hidden -= not shown
            text = "" if element is pre else element.tail or ""
        if text and not hidden:
            pieces.append(text)
    return trimmed("".join(pieces))


def trimmed(code: str) -> str:
    """Without the line break the standard ignores at the beginning, and blanks at the end."""
    return code.replace("\r\n", "\n").removeprefix("\n").rstrip()


def language_of(pre: Any) -> str:
    """The language the block, what is in it or what is around it names; empty when none does."""
    near = [pre, *(child for child in pre.iterchildren("code")), *around(pre)]
    for element in near:
        classes = (element.get("class") or "")[:500]
        found = _LANGUAGE.search(classes) or _SOURCE_CODE.search(classes)
        named = found[1] if found else element.get("data-lang") or element.get("data-language")
        named = named or (element.get("lang") if element.tag in ("pre", "code") else None)
        if named and _PLAIN_WORD.match(named) and named.lower() not in NO_LANGUAGE:
            return named.lower()
    return ""


def around(pre: Any) -> list[Any]:
    """The elements a highlighter wraps a block in."""
    found = []
    for _ in range(NEAR):
        pre = pre.getparent()
        if pre is None or pre.tag not in ("div", "figure", "td", "tr", "tbody", "table", "span"):
            break
        found.append(pre)
    return found


def is_line_numbers(element: Any) -> bool:
    """Whether an element holds the numbers beside the lines."""
    return not GUTTERS.isdisjoint((element.get("class") or "").lower().split())
