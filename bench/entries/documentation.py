"""Searching a portal of 200 000 documents: two words, their facets, one frequent word, and titles while typing."""

from bench.contender import ORIGIN
from bench.contenders.documentation_api import DOCUMENTATION_API
from bench.datasets.documentation import prepare
from bench.entry import Entry, Family

FAMILY = Family(
    name="documentation",
    title="A portal of 200 000 documents",
    headers={"Origin": ORIGIN},
    prepare=prepare,
    entries=(
        Entry(
            name="docs-search",
            title="GET /api/v1/docs/search?q=: two words with highlights, other words each time",
            contenders=(DOCUMENTATION_API,),
        ),
        Entry(
            name="docs-search-few",
            title="The same searches from 4 connections: what one reader waits",
            contenders=(DOCUMENTATION_API,),
            connections=4,
        ),
        Entry(
            name="docs-broad",
            title="GET /api/v1/docs/search?q=: one word of thousands of documents, others each time",
            contenders=(DOCUMENTATION_API,),
            connections=4,
        ),
        Entry(
            name="docs-facets",
            title="GET /api/v1/docs/facets?q=: counts for the same two words",
            contenders=(DOCUMENTATION_API,),
        ),
        Entry(
            name="docs-suggest",
            title="GET /api/v1/docs/suggest?q=: titles for four typed letters",
            contenders=(DOCUMENTATION_API,),
        ),
    ),
)
