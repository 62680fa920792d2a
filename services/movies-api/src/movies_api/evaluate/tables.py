"""Results as a Markdown table or as JSON."""

from dataclasses import asdict
from typing import Any

from movies_api.evaluate.contest import SERVED, ContestResult

HEAD = """| order | nDCG@10 | 95 % | recall@20 | coverage | diversity | new films | new lists | ahead by | 95 % |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


def write_table(result: ContestResult, split: str) -> str:
    """A heading and a row an order; `ahead by` is how far the served order is ahead of the row's."""
    title = (
        f"{split}, by {result.level}: {result.questions} questions of {result.groups} groups,"
        f" {result.judged} judgements, {result.films:.0f} films to rank"
    )
    rows = [
        f"| {one.name} | {one.ndcg:.3f} | {_range(one.ndcg_interval)} | {one.recall:.3f} | {one.coverage:.2f} |"
        f" {one.diversity:.2f} | {one.unread:.3f} | {one.uncurated:.3f} |"
        + (" | |" if one.name == SERVED else f" {one.lead:.3f} | {_range(one.lead_interval)} |")
        for one in result.standings
    ]
    return "\n".join([title, "", HEAD, *rows, ""])


def as_json(results: list[ContestResult], split: str) -> dict[str, Any]:
    """The same as one object."""
    return {"split": split, "results": [asdict(result) for result in results]}


def _range(bounds: tuple[float, float]) -> str:
    return f"{bounds[0]:.3f} to {bounds[1]:.3f}"
