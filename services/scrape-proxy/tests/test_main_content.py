"""What of a page is its main part, and what Markdown makes of it."""

import pytest
from scrape_client import Api
from scrape_site import Site

from scrape_proxy.pages.document import body_of, clean, parse_document
from scrape_proxy.pages.main_content import main_content
from scrape_proxy.pages.markdown import convert

PROSE = "A sentence of several words that says something, as people write it in articles. " * 3


def markdown(body: str) -> str:
    """The whole of a page."""
    return convert(body_of(clean(parse_document(body))))


def main_markdown(body: str) -> str:
    """The main part of a page."""
    return convert(body_of(main_content(clean(parse_document(body)))))


@pytest.mark.parametrize(
    ("attributes", "language"),
    [
        ('<pre><code class="language-python">', "python"),
        ('<pre><code class="hljs lang-c++">', "c++"),
        ('<pre class="sourceCode haskell"><code>', "haskell"),
        ('<div class="highlight highlight-source-shell"><pre>', "shell"),
        ('<div class="highlight-rust notranslate"><div class="highlight"><pre>', ""),
        ('<pre lang="js"><code>', "js"),
        ('<pre data-lang="go"><code>', "go"),
        ('<pre class="brush: php">', "php"),
        ('<pre class="language-none">', ""),
        ("<pre>", ""),
    ],
)
def test_a_code_block_keeps_its_lines_and_language(attributes: str, language: str) -> None:
    page = f"<main><p>{PROSE}</p>{attributes}<span>if</span> a &lt; b:\n\n    x  =  1\n</pre></main>"

    assert f"```{language}\nif a < b:\n\n    x  =  1\n```" in main_markdown(page)


def test_numbers_beside_the_lines_are_no_code() -> None:
    table = (
        '<table class="highlighttable"><tr><td class="linenos"><pre>1\n2</pre></td>'
        '<td class="code"><pre>a\n<b>b</b></pre></td></tr></table>'
    )
    assert markdown(table) == "```\na\nb\n```"
    assert markdown('<pre><span class="lineno">1</span>a<br><span class="lineno">2</span>b</pre>') == "```\na\nb\n```"


def test_a_fence_is_longer_than_those_in_the_code() -> None:
    assert markdown("<pre>```\nx\n```</pre>") == "````\n```\nx\n```\n````"
    assert markdown("<p>say <code>a`b</code></p>") == "say ``a`b``"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a <b> bold </b>c <i>it</i></p>", "a **bold** c *it*"),
        ("<p>x<br>y</p>", "x  \ny"),
        ("<p>1. not a list</p><p># no heading</p><p>- none</p>", "1\\. not a list\n\n\\# no heading\n\n\\- none"),
        ("<p>use &lt;div&gt; here, a &lt; b</p>", "use \\<div> here, a < b"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol start=3><li><p>a</p><p>b</p></li><li>c</li></ol>", "3. a\n\n   b\n4. c"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<dl><dt>T</dt><dd>D</dd></dl>", "**T**\n\nD"),
        ("<table><tr><th>A<th>B</tr><tr><td>1<td>2|3</tr></table>", "| A | B |\n| --- | --- |\n| 1 | 2\\|3 |"),
        (
            "<table><tr><td colspan=2>a<td>b</tr><tr><td>c</tr></table>",
            "| a |  | b |\n| --- | --- | --- |\n| c |  |  |",
        ),
        ("<table><tr><td>only</td></tr></table>", "only"),
        ('<a href="http://e.com/(x) y">l</a>', "[l](http://e.com/%28x%29%20y)"),
        ('<a href="http://e.com/"><h3>Card</h3></a>', "### [Card](http://e.com/)"),
        ('<figure><img src="/f.png" alt="a]b"><figcaption>Cap</figcaption></figure>', "![a\\]b](/f.png)\n\nCap"),
        ('<img src="data:image/png;base64,AA">', ""),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ("<p><del>x</del> <q>y</q></p>", '~~x~~ "y"'),
        ("<h2>  Two\n lines </h2>", "## Two lines"),
        ("one<p>two</p>three", "one\n\ntwo\n\nthree"),
        ("<p>keep \\u0000 and C:\\new</p>", "keep \\u0000 and C:\\new"),
    ],
)
def test_markdown_of_each_element(html: str, text: str) -> None:
    assert markdown(html) == text


LAYOUTS = {
    "semantic": "<header><a href=/>Home</a></header><nav><a href=/a>Menu</a></nav><main>{}</main><footer>Foot</footer>",
    "classes": '<div class="top-nav"><a href=/a>Menu</a></div><div id=content>{}</div><p class="siteFooter">Foot</p>',
    "columns": "<div><ul><li><a href=/a>Menu</a><li><a href=/b>Home</a><li><a href=/c>Foot</a></ul></div><div>{}</div>",
    "tables": "<table><tr><td><a href=/a>Menu</a><a href=/b>Home</a><a href=/c>Foot</a><td>{}</tr></table>",
    "roles": "<div role=navigation>Menu</div><div role=main>{}</div><div role=contentinfo>Foot</div>",
    "form": "<form action=/><div class=menu>Menu</div><div>{}</div><div id=footer>Foot</div></form>",
    "inside": "<main><nav>Menu</nav>{}<aside>Home</aside><footer>Foot</footer></main>",
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_furniture_is_left_out_of_the_main_part(layout: str) -> None:
    content = f'<h1>Title</h1><p>{PROSE}</p><p><img src="/p.png" alt="pic"></p><p>{PROSE}</p>'
    text = main_markdown(layout.format(content))

    assert text.startswith("# Title\n\nA sentence") and "![pic](/p.png)" in text
    assert not any(word in text for word in ("Menu", "Home", "Foot"))


def test_a_list_of_links_is_the_content_of_a_page_without_prose() -> None:
    links = "".join(f'<li><a href="/{n}">Thread number {n}</a></li>' for n in range(30))

    assert main_markdown(f"<body><ul>{links}</ul></body>").count("](/") == 30


def test_a_marked_main_part_keeps_its_links() -> None:
    links = "".join(f'<a href="/{n}">link {n}</a> ' for n in range(9))

    assert main_markdown(f"<main><p>Some words: {links}</p></main>").count("](/") == 9


def test_navigation_is_stripped_in_html_when_the_main_part_is_asked_for_and_only_then(api: Api, site: Site) -> None:
    body = f"<nav>menu</nav><main><nav>inner</nav><p>{PROSE}</p></main><footer>foot</footer>"
    url = site.file("/", body.encode(), "text/html")

    for fields in ({}, {"onlyMainContent": False}):
        html = api.scraped(url, formats=["html"], **fields)["html"]
        assert all(word in html for word in ("menu", "inner", "foot"))
    html = api.scraped(url, formats=["html"], onlyMainContent=True)["html"]
    assert "A sentence" in html and not any(word in html for word in ("menu", "inner", "foot"))


def test_compound_selectors_choose_elements(api: Api, site: Site) -> None:
    url = site.file("/", b'<p class="a b">um</p><div class="a">dois</div><p class=a>tres</p>', "text/html")

    assert api.scraped(url, includeTags=["p.a"])["markdown"] == "um\n\ntres"
    assert api.scraped(url, excludeTags=["p.a.b", "div.a"])["markdown"] == "tres"
