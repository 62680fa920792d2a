"""What a search text asks for, whatever its accents and case.

Words, phrases in quotes, -excluded ones, alternatives joined by `or`.
"""

import re
from dataclasses import dataclass

from documentation_api.markdown.folding import compose, fold_text, is_unspaced, restore_endings, runs_of, words_of

MOST_TERMS = 16
_EXCLUDED = re.compile(r"-(?!-)")
# An option, or parts of a name of code; `out-of-order` is prose.
_NAME = re.compile(r"^--\w|\w[._:]\w")
_PIECE = re.compile(r'(-?)"([^"]*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Term:
    """Folded words that stand side by side; a single one that is not `quoted` is also a beginning.

    `runs` are what of it was typed in scripts without spaces, whose words are pairs of letters.
    """

    words: tuple[str, ...]
    quoted: bool
    is_name: bool = False
    runs: tuple[str, ...] = ()

    @property
    def beginning(self) -> str:
        """The word that may go on; empty for what is taken as it is."""
        if self.quoted or len(self.words) != 1:
            return ""
        return self.words[0] if len(self.words[0]) > 1 or is_unspaced(self.words[0]) else ""

    @property
    def seen(self) -> tuple[str, ...]:
        """Its words as people see them: whole where they are searched by pairs."""
        return (*self.runs, *(word for word in self.words if not is_unspaced(word))) if self.runs else self.words

    @property
    def name(self) -> str:
        """`--no-cache` is also one word, which prose about no cache does not hold."""
        return "".join(self.words) if len(self.words) > 1 and self.is_name else ""

    def spell(self, *, restored: bool = False, beginnings: bool = False) -> str:
        """The term as PostgreSQL reads it: letters and digits in quotes, so nothing in it is an operator."""
        words = [restore_endings(word) if restored else word for word in self.words]
        if beginnings and self.beginning:
            return f"'{words[0]}':*"
        return "(" + " <-> ".join(f"'{word}'" for word in words) + ")"


@dataclass(frozen=True, slots=True)
class SearchText:
    """`alternatives` are lists of terms of which every one must be there; `excluded` ones may not, anywhere."""

    text: str
    alternatives: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...]

    @property
    def folded(self) -> str:
        """The whole text as titles are compared."""
        return " ".join(words_of(fold_text(self.text)))

    @property
    def words(self) -> tuple[str, ...]:
        """Every wanted word, folded."""
        return tuple(word for terms in self.alternatives for term in terms for word in term.words)

    @property
    def marked(self) -> tuple[str, ...]:
        """Every wanted word as people see it: whole where it is searched by pairs."""
        return tuple(dict.fromkeys(word for term in self.terms for word in term.seen))

    @property
    def beginnings(self) -> tuple[str, ...]:
        """The words that may go on, each once."""
        return tuple(dict.fromkeys(term.beginning for term in self.terms if term.beginning))

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every wanted term once."""
        return tuple(dict.fromkeys(term for terms in self.alternatives for term in terms))

    def some(self) -> "SearchText":
        """The same text with each of its terms as an alternative."""
        return SearchText(self.text, tuple((term,) for term in self.terms), self.excluded)

    def wanted(self, *, restored: bool = False, beginnings: bool = False) -> str:
        """The tsquery text of what is wanted; empty when nothing is."""
        return " | ".join(
            "(" + " & ".join(term.spell(restored=restored, beginnings=beginnings) for term in terms) + ")"
            for terms in self.alternatives
        )

    def unwanted(self, *, restored: bool = False) -> str:
        """The tsquery text of what is excluded; empty when nothing is."""
        return " | ".join(term.spell(restored=restored) for term in self.excluded)


def read_search(text: str) -> SearchText:
    """The parts of a search text; `cairo.max` means its two words side by side."""
    text = compose(text)
    alternatives: list[list[Term]] = [[]]
    excluded: list[Term] = []
    for found in list(_PIECE.finditer(text))[:MOST_TERMS]:
        minus, phrase, piece = found.groups()
        if piece is not None:
            if piece.lower() == "or" and alternatives[-1] and found.end() < len(text.rstrip()):
                alternatives.append([])
                continue
            # `-word` excludes; `--flag` is an option somebody looks for.
            minus, phrase = ("-" if _EXCLUDED.match(piece) else ""), piece
        folded = fold_text(phrase)
        words = tuple(words_of(folded))
        if words:
            (excluded if minus else alternatives[-1]).append(
                Term(words, quoted=piece is None, is_name=bool(_NAME.search(piece or "")), runs=tuple(runs_of(folded)))
            )
    return SearchText(text, tuple(tuple(terms) for terms in alternatives if terms), tuple(excluded))


def text_after(beginning: str) -> str:
    """The first text, by code points, after all that begin so."""
    following = ord(beginning[-1]) + 1
    return beginning[:-1] + chr(0xE000 if 0xD800 <= following < 0xE000 else following)
