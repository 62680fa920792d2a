"""What nginx keeps for everybody: every route at the paths that the manifest names, and nothing for one client."""

from collections.abc import Callable

import pytest

from suite.http import Service
from suite_testing.documents import documents_of, rules_of_documents

# Route → an address of it.
DOCUMENTS = {
    "/api/emotional-intentions/<sentiment_id>": "/api/emotional-intentions/14",
    "/api/personalized-journey/<sentiment_id>/<intention_id>": "/api/personalized-journey/14/7",
    "/api/public/platforms": "/api/public/platforms",
    "/api/streaming-platforms": "/api/streaming-platforms",
    "/emotional-intentions": "/emotional-intentions",
    "/main-sentiments": "/main-sentiments",
    "/main-sentiments/summary": "/main-sentiments/summary",
    "/main-sentiments/<sentiment_id>": "/main-sentiments/14",
    "/main-sentiments/<sentiment_id>/journey-flow": "/main-sentiments/14/journey-flow",
    "/movies/suggestions": "/movies/suggestions?sentimentId=14&intentionId=7",
    "/personalized-journey": "/personalized-journey?sentimentId=14&intentionId=7",
    "/personalized-journey/<sentiment_id>/<intention_id>": "/personalized-journey/14/7",
}


def test_the_manifest_names_no_other_route(keeping: Service) -> None:
    assert rules_of_documents(keeping, documents_of("movies-api")) == set(DOCUMENTS)


@pytest.mark.parametrize("address", DOCUMENTS.values())
def test_a_document_may_be_kept_by_a_gateway(keeping: Service, address: str) -> None:
    for _ in range(2):
        reply = keeping.test_client().get(address)
        assert (reply.status_code, reply.headers.get("X-Accel-Expires")) == (200, "1")


@pytest.mark.parametrize(
    "address",
    ["/movies/suggestions?sentimentId=14&intentionId=7&visitor=ana", "/movies", "/health"],
)
def test_what_is_made_for_each_client_is_not(keeping: Service, address: str) -> None:
    assert "X-Accel-Expires" not in keeping.test_client().get(address).headers


def test_none_is_while_logos_depend_on_who_asks(start: Callable[..., Service]) -> None:
    reviewed = start(apple_review_mode=True, cache_ttl_seconds=60)
    assert "X-Accel-Expires" not in reviewed.test_client().get("/main-sentiments").headers
