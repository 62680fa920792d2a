"""A site of varied pages, the same for the same seed: two sections that a crawl reads whole, in six layouts."""

from random import Random

SECTIONS = ("a", "b")
WORDS = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "is",
    "that",
    "for",
    "it",
    "with",
    "as",
    "was",
    "on",
    "be",
    "by",
    "this",
    "are",
    "or",
    "from",
    "at",
    "which",
    "have",
    "an",
    "had",
    "not",
    "but",
    "what",
    "all",
    "were",
    "when",
    "we",
    "there",
    "can",
    "said",
    "out",
    "up",
    "use",
    "word",
    "how",
    "each",
    "she",
    "their",
    "time",
    "will",
    "way",
    "about",
    "many",
    "then",
    "them",
    "write",
    "would",
    "like",
    "so",
    "these",
    "her",
    "long",
    "make",
    "thing",
    "see",
    "him",
    "two",
    "has",
    "look",
    "more",
    "day",
    "could",
    "go",
    "come",
    "did",
    "number",
    "sound",
    "no",
    "most",
    "people",
    "my",
    "over",
    "know",
    "water",
    "than",
    "call",
    "first",
    "who",
    "may",
    "down",
    "side",
    "been",
    "now",
    "find",
    "caminho",
    "janela",
    "cidade",
    "trabalho",
    "manhã",
    "tempo",
    "coração",
    "livro",
    "história",
    "música",
]
FANOUT = 4


def write_site(count: int, seed: int = 7) -> dict[str, bytes]:
    """Pages by path: `count` of them in equal sections, each a tree of FANOUT with links across; and robots.txt."""
    random = Random(seed)
    each = count // len(SECTIONS)
    site = {path_of(section, at): page(random, section, at, each) for section in SECTIONS for at in range(each)}
    return {**site, "/robots.txt": b"User-agent: *\nAllow: /\n"}


def path_of(section: str, at: int) -> str:
    """The address of a page; the first one is that of the section."""
    return f"/{section}/" if at == 0 else f"/{section}/page-{at}.html"


def page(random: Random, section: str, at: int, each: int) -> bytes:
    """One page with what sites have around it: 4 to 40 KB."""
    links = [path_of(section, child) for child in range(FANOUT * at + 1, FANOUT * at + FANOUT + 1) if child < each]
    links += [path_of(section, random.randrange(each)) for _ in range(12)]
    menu = "".join(f'<li><a href="{path_of(section, entry)}">{words(random, 2)}</a></li>' for entry in range(10))
    aside = "".join(f'<li><a href="{link}">{words(random, 4)}</a></li>' for link in links)
    title = words(random, 6).capitalize()
    body = LAYOUTS[at % len(LAYOUTS)](random)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="description" content="{words(random, 15)}"><style>.x{{margin:0}}</style></head><body>'
        f"<header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1>{body}</article></main>"
        f"<aside><h2>Related</h2><ul>{aside}</ul></aside><footer><p>{words(random, 12)}</p></footer>"
        f"<script>window.page = {at};</script></body></html>"
    ).encode()


def words(random: Random, count: int) -> str:
    """So many words."""
    return " ".join(random.choices(WORDS, k=count))


def paragraphs(random: Random, least: int, most: int) -> str:
    """Running text."""
    number = random.randint(least, most)
    return "".join(f"<p>{words(random, random.randint(30, 110)).capitalize()}.</p>" for _ in range(number))


def news(random: Random) -> str:
    return f'<p class="by">By {words(random, 2).title()}</p>{paragraphs(random, 8, 25)}'


def manual(random: Random) -> str:
    parts = [f"<h2>{words(random, 3)}</h2>{paragraphs(random, 1, 3)}{code(random)}" for _ in range(6)]
    return "".join(parts)


def code(random: Random) -> str:
    lines = "\n".join(f"{words(random, 1)} = call({random.randint(0, 99)})" for _ in range(8))
    return f'<pre><code class="language-python">{lines}</code></pre>'


def shop(random: Random) -> str:
    rows = "".join(f"<tr><th>{words(random, 1)}</th><td>{words(random, 3)}</td></tr>" for _ in range(15))
    return f"{paragraphs(random, 2, 4)}<table>{rows}</table><ul>{items(random, 8)}</ul>"


def forum(random: Random) -> str:
    posts = [f'<div class="post"><b>{words(random, 1)}</b>{paragraphs(random, 1, 3)}</div>' for _ in range(12)]
    return "".join(posts)


def table(random: Random) -> str:
    rows = [f"<tr>{''.join(f'<td>{random.randint(0, 9_999)}</td>' for _ in range(8))}</tr>" for _ in range(60)]
    return f"{paragraphs(random, 1, 2)}<table>{''.join(rows)}</table>"


def listing(random: Random) -> str:
    return f"{paragraphs(random, 1, 2)}<ul>{items(random, 40)}</ul>{paragraphs(random, 1, 2)}"


def items(random: Random, count: int) -> str:
    return "".join(f"<li>{words(random, 9)}</li>" for _ in range(count))


LAYOUTS = (news, manual, shop, forum, table, listing)
