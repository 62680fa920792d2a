"""Public documents of movies-api: from memory with us, assembled from the same tables by Express."""

from bench.contender import ORIGIN
from bench.contenders.express import EXPRESS
from bench.contenders.movies_api import EXPRESS_NGINX, MOVIES_API, MOVIES_API_GATEWAY
from bench.datasets.movies import prepare
from bench.entry import Entry, Family

FAMILY = Family(
    name="movies",
    title="Public documents of movies-api",
    headers={"Origin": ORIGIN},
    prepare=prepare,
    entries=(
        Entry(
            name="feelings",
            title="GET /main-sentiments: twelve feelings",
            contenders=(MOVIES_API, EXPRESS),
        ),
        Entry(
            name="journey",
            title="GET /main-sentiments/<id>/journey-flow: 16 options with 96 films",
            contenders=(MOVIES_API, EXPRESS),
            targets={EXPRESS.name: 5.0},
        ),
        Entry(
            name="feelings-gateway",
            title="The feelings through the gateway",
            contenders=(MOVIES_API_GATEWAY, EXPRESS_NGINX),
        ),
        Entry(
            name="journey-gateway",
            title="The journey through the gateway",
            contenders=(MOVIES_API_GATEWAY, EXPRESS_NGINX),
            targets={EXPRESS_NGINX.name: 10.0},
        ),
    ),
)
