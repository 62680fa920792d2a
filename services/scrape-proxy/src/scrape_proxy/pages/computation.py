"""What is computed on the bytes of strangers: in a child process, see scrape_proxy.pages.lanes."""

from collections.abc import Callable
from typing import Any

from scrape_proxy.changes.comparison import compare_texts
from scrape_proxy.crawls.discovery import read_visited
from scrape_proxy.maps.entries import list_entries, list_links
from scrape_proxy.pages.formats import encode_page, needs_scripts
from scrape_proxy.pages.schema_verdict import judge_answer

TASKS: dict[str, Callable[..., Any]] = {
    task.__name__: task
    for task in (compare_texts, encode_page, judge_answer, list_entries, list_links, needs_scripts, read_visited)
}


def compute(task: str, *arguments: Any) -> Any:
    """The result of one of the tasks."""
    return TASKS[task](*arguments)
