"""What is added to a page of a job once it is read: what a model reads out of it, and how it has changed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from scrape_proxy.changes.queries import PageCopy
from scrape_proxy.changes.verdicts import ChangeTracking
from scrape_proxy.crawls.lease_queries import CRAWLER
from scrape_proxy.errors import ExtractionFailed
from scrape_proxy.scrapes.extraction import Extraction
from scrape_proxy.scrapes.schemas import PageOptions
from suite.http.replies import encode
from suite.text.storable import storable_json


class PageAdditions:
    """The additions of one job, by the fields that show its pages."""

    def __init__(
        self,
        extraction: Extraction,
        changes: ChangeTracking,
        fields: Mapping[str, Any],
        page: PageOptions,
        user_id: UUID,
    ) -> None:
        self._extraction, self._changes = extraction, changes
        self._fields, self._page, self._user_id = dict(fields), page, user_id

    def added(self, result: str, url: str) -> tuple[str, PageCopy | None]:
        """The page as JSON text, and the copy that is to be stored with it."""
        wish, tracks = self._page.wish, "tracking" in self._fields
        if wish is None and not tracks:
            return result, None
        made: dict[str, Any] = orjson.loads(result)
        copy: PageCopy | None = None
        if wish is not None:
            try:
                made |= self._extraction.members(str(made.get("markdown", "")), wish)
            except ExtractionFailed as error:
                # The page itself was read, and leads on; what it says of itself is not what was wanted.
                made.pop(wish.name, None)
                made["warning"] = "; ".join(filter(None, (made.get("warning"), error.message)))
        if tracks:
            made, copy = self._changes.judge_in_job(made, {**self._fields, "url": url}, self._user_id, CRAWLER)
        if "markdown" not in self._page.formats:
            made.pop("markdown", None)
        return encode(storable_json(made)).decode(), copy
