"""What a person wants of a page: blocks with their text, their links and their markup."""

from dataclasses import dataclass, field
from html import escape
from random import Random

from bench.page_quality.prose import ENGLISH, NAMES, PORTUGUESE

HOST = "https://site.example"


@dataclass
class Content:
    """Blocks of markup in their order, and all that they say and lead to."""

    random: Random
    language: str
    name: str
    title: str = ""
    said: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.title = self.say(" ".join(self.sentence().split()[:7]).strip(",.;"))

    def say(self, text: str) -> str:
        """Text that is wanted, escaped."""
        self.said.append(text)
        return escape(text)

    def sentence(self) -> str:
        """One of the pool."""
        return self.random.choice(ENGLISH if self.language == "en" else PORTUGUESE)

    def heading(self, level: int = 2, extra: str = "") -> str:
        """A few words."""
        return f"<h{level}>{self.say(' '.join(self.sentence().split()[:4]).strip(',.;'))}{extra}</h{level}>"

    def text(self, sentences: int = 4) -> str:
        """Running text with a link in it, without an element around."""
        link = f"{HOST}/{self.name}/source-{len(self.links)}"
        self.links.append(link)
        sentences_said = [self.say(self.sentence()) for _ in range(sentences)]
        words = self.say(" ".join(self.sentence().split()[:3]))
        return f'{" ".join(sentences_said)} <a href="{link}">{words}</a>.'

    def paragraphs(self, number: int, sentences: int = 4) -> str:
        """Several of them."""
        return "\n".join(f"<p>{self.text(sentences)}</p>" for _ in range(number))

    def listed(self, number: int = 4, tag: str = "ul") -> str:
        """A list of sentences."""
        items = "".join(f"<li>{self.say(self.sentence())}</li>" for _ in range(number))
        return f"<{tag}>{items}</{tag}>"

    def table(self, rows: int, columns: int = 4, attributes: str = "") -> str:
        """Figures below headings."""
        head = "".join(f"<th>{self.say(word)}</th>" for word in self.sentence().split()[:columns])
        lines = []
        for _ in range(rows):
            cells = [self.say(str(self.random.randint(10, 99_999))) for _ in range(columns)]
            lines.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
        return f"<table {attributes}><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"

    def code(self, before: str = "<pre><code>", after: str = "</code></pre>") -> str:
        """A function."""
        word = self.random.choice(("largest", "total", "first", "merged"))
        lines = [f"def {word}(values):", f"    {word}_value = None", "    for value in values:"]
        lines += [f"        {word}_value = combine({word}_value, value, step={self.random.randint(1, 9)})"]
        lines += [f"    return {word}_value"]
        return before + self.say("\n".join(lines)) + after

    def author(self) -> str:
        """Who says something."""
        return self.say(self.random.choice(NAMES))
