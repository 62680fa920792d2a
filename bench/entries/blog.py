"""Reading a blog of 200 000 articles: one by its slug, and a search of two words with highlights."""

from bench.contender import ORIGIN
from bench.contenders.blog_api import BLOG_API
from bench.contenders.express import EXPRESS
from bench.datasets.blog import prepare
from bench.entry import Entry, Family

FAMILY = Family(
    name="blog",
    title="A blog of 200 000 articles",
    headers={"Origin": ORIGIN},
    prepare=prepare,
    entries=(
        Entry(
            name="article",
            title="GET /api/blog/posts/<slug>: one article by its slug, another one each time",
            contenders=(BLOG_API, EXPRESS),
            # Readers are counted meanwhile.
            opaque=frozenset({"viewCount"}),
        ),
        Entry(
            name="search",
            title="GET /blog/search?q=: two words with highlights, other words each time",
            contenders=(BLOG_API,),
        ),
    ),
)
