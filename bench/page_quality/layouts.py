"""Pages after real layouts: blogs and newspapers, manuals, shops, forums, tables, code. Each returns its markup."""

from bench.page_quality.content import HOST, Content
from bench.page_quality.furniture import cookies, document, footer, menu, newsletter, others, share


def weblog(c: Content) -> str:
    """A blog engine's theme: sharing and related posts inside the article, widgets, a form for comments."""
    return document(
        c,
        f"""<div id="page" class="site"><header class="site-header"><p class="site-title">Site</p>
<nav class="main-navigation"><ul>{menu(c)}</ul></nav></header><div id="primary" class="content-area"><main id="main">
<article class="post hentry"><header class="entry-header"><h1 class="entry-title">{c.title}</h1></header>
<div class="entry-content">{c.paragraphs(3)}{c.heading()}{c.paragraphs(2)}<blockquote><p>{c.text(2)}</p></blockquote>
{c.listed()}{c.paragraphs(1)}<div class="sharedaddy sd-sharing">{share(c)}</div>
<div class="jp-relatedposts related-posts"><h3>Related</h3>{others(c)}</div></div></article>
<div id="respond" class="comment-respond"><h3>Reply</h3><form><textarea></textarea></form></div></main></div>
<aside id="secondary" class="widget-area"><section class="widget">{others(c, 4)}</section></aside></div>{footer(c)}""",
    )


def newspaper(c: Content) -> str:
    """A newspaper: a picture with its caption, boxes between paragraphs, tags, a wall."""
    return document(
        c,
        f"""{cookies(c)}<header class="masthead"><nav><ul>{menu(c)}</ul></nav></header><main>
<article><h1>{c.title}</h1><figure><img src="/p.jpg" alt=""><figcaption>{c.say(c.sentence())}</figcaption></figure>
{c.paragraphs(2)}<div class="related-inline"><h4>More</h4><ul><li><a href="{HOST}/x">{c.sentence()}</a></li></ul></div>
{c.paragraphs(2)}{newsletter(c)}{c.heading()}{c.paragraphs(3)}<ul class="tags-list related"><li><a href="{HOST}/tag/a">tram</a></li>
<li><a href="{HOST}/tag/b">city</a></li></ul></article><section class="recommended"><h2>Most read</h2>{others(c, 8)}</section>
</main>{footer(c)}""",
    )


def plain_divs(c: Content) -> str:
    """Nothing but divs, text broken by <br>."""
    body = "<br><br>".join(c.text(4) for _ in range(6))
    return document(
        c,
        f"""<div id="top"><a href="{HOST}/">Home</a> | <a href="{HOST}/a">A</a> | <a href="{HOST}/b">B</a></div>
<div id="leftcol"><ul>{menu(c)}</ul></div><div id="middle"><h1>{c.title}</h1><div class="txt">{body}</div>
<div class="pager"><a href="{HOST}/prev">Previous</a> <a href="{HOST}/next">Next</a></div></div>
<div id="rightcol">{others(c, 5)}</div><div id="bottom"><ul>{menu(c, "low/")}</ul></div>""",
    )


def magazine(c: Content) -> str:
    """Sections inside an article without a main element, an author's box, a gallery of other stories."""
    return document(
        c,
        f"""<div class="c-header"><ul class="c-nav">{menu(c)}</ul></div><div class="l-wrapper">
<div class="c-article"><h1>{c.title}</h1><div class="c-article__body"><section>{c.paragraphs(2)}</section><section>
{c.heading(3)}{c.paragraphs(2)}{c.listed(3, "ol")}</section><section>{c.heading(3)}{c.paragraphs(2)}</section></div></div>
<div class="c-rail promo">{others(c, 6)}</div></div>{newsletter(c)}{cookies(c)}{footer(c)}""",
    )


def manual_generator(c: Content) -> str:
    """A generator of documentation: side menu, breadcrumbs, contents on the right, pages before and after."""
    return document(
        c,
        f"""<nav class="navbar"><a href="{HOST}/">Docs</a><ul>{menu(c)}</ul></nav><div class="main-wrapper">
<aside class="theme-doc-sidebar-container"><ul class="menu__list">{menu(c, "docs/")}</ul></aside><main class="docMainContainer">
<div class="container"><div class="row"><div class="col"><nav class="breadcrumbs"><ul><li><a href="{HOST}/d">Docs</a></li></ul></nav>
<article><div class="theme-doc-markdown markdown"><h1>{c.title}</h1>{c.paragraphs(1)}{c.heading()}{c.paragraphs(1, 3)}
<div class="language-python codeBlockContainer">{c.code()}<div class="buttonGroup"><button>Copy</button></div></div>
<div class="admonition admonition-tip"><p>{c.text(1)}</p></div>{c.heading()}{c.listed(4)}{c.table(4)}</div>
<footer class="theme-doc-footer"><a href="{HOST}/edit">Edit this page</a></footer></article>
<nav class="pagination-nav"><a href="{HOST}/p1">Previous</a><a href="{HOST}/p2">Next</a></nav></div>
<div class="col col--3"><div class="table-of-contents"><ul>{menu(c, "toc/")}</ul></div></div></div></div></main></div>{footer(c)}""",
    )


def manual_sphinx(c: Content) -> str:
    """Another generator: headings with anchors, definitions, a side of links."""
    anchor = '<a class="headerlink" href="#x">¶</a>'
    definitions = "".join(f"<dt>{c.author()}</dt><dd><p>{c.text(1)}</p></dd>" for _ in range(3))
    return document(
        c,
        f"""<div class="wy-grid-for-nav"><nav class="wy-nav-side"><div class="wy-menu"><ul>{menu(c)}</ul></div></nav>
<section class="wy-nav-content-wrap"><div class="wy-nav-content"><div class="rst-content"><div role="navigation"><ul>
<li><a href="{HOST}/i">index</a></li></ul><hr></div><div role="main" class="document"><div itemprop="articleBody"><section>
<h1>{c.title}{anchor}</h1>{c.paragraphs(2)}<section>{c.heading(2, anchor)}{c.code("<div class='highlight'><pre>", "</pre></div>")}
{c.paragraphs(1)}</section><section>{c.heading(2, anchor)}<dl>{definitions}</dl></section></section></div></div>
<footer><div role="contentinfo"><p>© 2025, the authors.</p></div></footer></div></div></section></div>""",
    )


def manual_material(c: Content) -> str:
    """A third one: tabs and a search above, a question below."""
    return document(
        c,
        f"""<header class="md-header"><nav class="md-header__inner"><form role="search"><input></form></nav></header>
<div class="md-container"><nav class="md-tabs"><ul>{menu(c)}</ul></nav><main class="md-main"><div class="md-main__inner">
<div class="md-sidebar md-sidebar--primary"><nav class="md-nav"><ul>{menu(c, "n/")}</ul></nav></div>
<div class="md-content"><article class="md-content__inner md-typeset"><h1>{c.title}</h1>{c.paragraphs(2)}{c.heading()}
{c.listed(5, "ol")}{c.code()}{c.paragraphs(2)}<form class="md-feedback"><p>Was this page helpful?</p></form></article></div></div>
</main></div>{footer(c)}""",
    )


def shop_product(c: Content) -> str:
    """A product: its text, what it is made of, what customers say; other products below."""
    reviews = "".join(f'<div class="review"><strong>{c.author()}</strong><p>{c.text(2)}</p></div>' for _ in range(3))
    return document(
        c,
        f"""<header><nav><ul>{menu(c)}</ul></nav></header><main id="MainContent"><section class="product">
<div class="product__media"><img src="/m.jpg" alt=""></div><div class="product__info"><h1>{c.title}</h1>
<form class="product-form"><select><option>S</option><option>M</option></select><button>Buy</button></form>
<div class="product__description">{c.paragraphs(3)}{c.listed(5)}</div></div></section>
<section><h2>{c.say("Details")}</h2>{c.table(6, 2)}</section><section class="reviews">{reviews}</section>
<section class="product-recommendations"><h2>You may also like</h2>{others(c, 4)}</section></main>{cookies(c)}{footer(c)}""",
    )


def shop_tabs(c: Content) -> str:
    """A product in tabs, without a main element."""
    return document(
        c,
        f"""<div class="page-header"><ul class="navigation">{menu(c)}</ul></div><div class="breadcrumbs">
<a href="{HOST}/">Home</a> / <a href="{HOST}/bags">Bags</a></div><div class="columns"><div class="column product-view">
<h1>{c.title}</h1><div class="tab description"><p>{c.text(3)}</p><p>{c.text(4)}</p></div><div class="tab additional">{c.table(7, 2)}</div>
<div class="tab care">{c.listed(4)}</div></div></div><div class="block related"><h3>Related</h3>{others(c, 5)}</div>{footer(c)}""",
    )


def forum_threads(c: Content) -> str:
    """A thread: posts with their authors."""
    posts = "".join(
        f'<div class="topic-body crawler-post"><div class="crawler-post-meta"><span class="creator">{c.author()}</span></div>'
        f'<div class="post">{c.paragraphs(2, 3)}</div></div>'
        for _ in range(5)
    )
    return document(
        c,
        f"""<header><a href="{HOST}/">Forum</a></header><div id="main-outlet" class="wrap" role="main">
<div id="topic-title"><h1>{c.title}</h1></div>{posts}
<div class="suggested-topics related"><table>{"".join(f"<tr><td><a href='{HOST}/t/{at}'>{c.sentence()}</a></td></tr>" for at in range(5))}</table>
</div></div><footer><ul>{menu(c)}</ul></footer>""",
    )


def forum_board(c: Content) -> str:
    """An older board: profiles beside posts, signatures, rules of the board."""
    posts = "".join(
        f'<div class="post"><div class="inner"><dl class="postprofile"><dt><a href="{HOST}/u/{at}">member{at}</a></dt>'
        f'<dd>Posts: {at * 7}</dd></dl><div class="postbody"><div class="content">{c.text(3)}<br><br>{c.text(2)}</div>'
        f'<div class="signature">Nothing is as practical as a good theory</div></div></div></div>'
        for at in range(5)
    )
    return document(
        c,
        f"""<div id="wrap"><div id="page-header"><div class="navbar"><ul>{menu(c)}</ul></div></div>
<div id="page-body"><h2 class="topic-title">{c.title}</h2>{posts}<div class="pagination">1 2 3</div></div>
<div id="page-footer" class="footer"><ul>{menu(c, "f/")}</ul></div></div>""",
    )


def forum_answers(c: Content) -> str:
    """A question and its answers, votes and related questions around them."""
    answers = "".join(
        f'<div class="answer"><div class="votecell"><button>up</button></div><div class="answercell"><div class="s-prose">'
        f"{c.paragraphs(2, 2)}{c.code()}</div></div></div>"
        for _ in range(3)
    )
    return document(
        c,
        f"""<header class="topbar"><ol>{menu(c)}</ol></header><div class="container"><div id="left-sidebar"><ul>
{menu(c, "l/")}</ul></div><div id="content"><div id="question-header"><h1>{c.title}</h1></div><div id="mainbar" role="main">
<div class="question"><div class="s-prose">{c.paragraphs(2, 3)}{c.code()}</div></div><div id="answers">{answers}</div></div>
<div id="sidebar"><div class="module sidebar-related">{others(c, 6)}</div></div></div></div>{footer(c)}""",
    )


def encyclopedia(c: Content) -> str:
    """An encyclopedia: a box of facts, contents, tables, links to edit."""
    edit = '<span class="mw-editsection">[<a href="https://site.example/edit">edit</a>]</span>'
    return document(
        c,
        f"""<div id="mw-navigation"><ul>{menu(c)}</ul></div><div id="content" class="mw-body" role="main">
<h1 id="firstHeading">{c.title}</h1><div id="bodyContent"><div id="mw-content-text"><div class="mw-parser-output">
{c.table(5, 2, 'class="infobox"')}{c.paragraphs(2)}<div id="toc" class="toc"><ul>{menu(c, "toc/")}</ul></div>
<h2>{c.say(" ".join(c.sentence().split()[:3]))}{edit}</h2>{c.paragraphs(1)}{c.table(12, 5, 'class="wikitable"')}{c.paragraphs(1)}</div>
</div></div></div><div id="footer"><ul>{menu(c, "f/")}</ul></div>""",
    )


def statistics(c: Content) -> str:
    """A page of figures with a few sentences."""
    return document(
        c,
        f"""<header><nav><ul>{menu(c)}</ul></nav></header><main><h1>{c.title}</h1><p>{c.text(2)}</p>
{c.table(30, 6)}{c.heading()}<p>{c.text(2)}</p>{c.table(15, 4)}<p class="note">{c.text(1)}</p></main>{newsletter(c)}{footer(c)}""",
    )


def table_layout(c: Content) -> str:
    """A page of the nineties: tables for everything, also for its figures."""
    return document(
        c,
        f"""<table width="100%"><tr><td colspan="2"><a href="{HOST}/">Home</a> <a href="{HOST}/map">Map</a></td></tr>
<tr><td width="150" class="menu"><ul>{menu(c)}</ul></td><td><h1>{c.title}</h1>{c.paragraphs(3)}{c.table(8, 4, 'border="1"')}
{c.paragraphs(2)}</td></tr><tr><td colspan="2"><font size="1">© 1998</font></td></tr></table>""",
    )


def readme(c: Content) -> str:
    """A repository's front page."""
    highlighted = c.code('<div class="highlight highlight-source-python"><pre>', "</pre></div>")
    return document(
        c,
        f"""<header class="Header"><nav><ul>{menu(c)}</ul></nav></header><div class="application-main"><main>
<div class="Layout"><div class="Layout-main"><div class="file-navigation"><a href="{HOST}/b">main</a></div><article class="markdown-body">
<h1>{c.title}</h1>{c.paragraphs(1)}{highlighted}{c.heading()}{c.listed(4)}{c.code()}{c.heading()}{c.paragraphs(1)}{c.code()}</article></div>
<div class="Layout-sidebar"><h2>About</h2>{others(c, 2)}</div></div></main></div>{footer(c)}""",
    )


def code_weblog(c: Content) -> str:
    """A programmer's blog: listings with line numbers in a table."""
    before = '<table class="highlighttable"><tr><td class="linenos"><pre>1\n2\n3\n4\n5</pre></td><td class="code"><pre>'
    return document(
        c,
        f"""<div class="navbar"><ul>{menu(c)}</ul></div><div class="content"><div class="post"><h1>{c.title}</h1>
{c.paragraphs(2)}{c.code(before, "</pre></td></tr></table>")}{c.paragraphs(1)}{c.heading()}
{c.code(before, "</pre></td></tr></table>")}{c.paragraphs(2)}</div></div><div class="sidebar">{others(c, 5)}</div>{footer(c)}""",
    )


def tutorial(c: Content) -> str:
    """Steps with commands in between, and inline code."""
    steps = "".join(f"<section>{c.heading(3)}<p>{c.text(2)}</p>{c.code()}</section>" for _ in range(4))
    return document(
        c,
        f"""<header role="banner"><ul>{menu(c)}</ul></header><main><h1>{c.title}</h1><p>{c.text(3)}</p>{steps}
<p>{c.say("Run")} <code>{c.say("make all")}</code>.</p></main><aside>{others(c, 4)}</aside>{cookies(c)}{footer(c)}""",
    )


KINDS = {
    "news": (weblog, newspaper, plain_divs, magazine),
    "docs": (manual_generator, manual_sphinx, manual_material),
    "shop": (shop_product, shop_tabs),
    "forum": (forum_threads, forum_board, forum_answers),
    "tables": (encyclopedia, statistics, table_layout),
    "code": (readme, code_weblog, tutorial),
}
