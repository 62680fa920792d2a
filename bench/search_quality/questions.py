"""The judged questions, and the pages they are asked of."""

import re
import shutil
from dataclasses import dataclass
from math import log2
from pathlib import Path

from bench.contender import ROOT

QUESTIONS = Path(__file__).with_name("questions.tsv")
SHOWN = 5
_TAG = re.compile(r"<[^>]+>")
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}-")


@dataclass(frozen=True, slots=True)
class Question:
    """`answers` are grades 1 to 3 by page; a kept one is asked once, when ranking is done."""

    text: str
    answers: dict[str, int]
    is_kept: bool


def read_questions() -> list[Question]:
    """All questions in the order of the file."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [question_of(line) for line in lines if line and not line.startswith("#")]


def question_of(line: str) -> Question:
    """A question from its line: set, text, answers."""
    kept, text, answers = line.split("\t")
    graded = (answer.rpartition(":") for answer in answers.split(" "))
    return Question(text, {page: int(grade) for page, _, grade in graded}, kept == "kept")


def ndcg(question: Question, found: list[str]) -> float:
    """Normalised discounted cumulative gain of the first SHOWN pages, 0 to 1."""
    gained = gain([question.answers.get(page, 0) for page in found[:SHOWN]])
    return gained / gain(sorted(question.answers.values(), reverse=True)[:SHOWN])


def gain(grades: list[int]) -> float:
    """Discounted gain of grades in their order."""
    return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def write_pages(folder: Path, site: Path) -> None:
    """`en/` holds the pages of a site, `pt/` the articles of the suite's own seeds as Markdown."""
    shutil.copytree(site, folder / "en")
    (folder / "pt").mkdir()
    for place in sorted(ROOT.glob("services/blog-api/seeds/*/*.html")):
        head, _, body = place.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
        name = _DATED.sub("", place.stem)
        kept = "\n".join(line for line in head.split("\n") if not line.startswith(("date:", "publish", "draft")))
        (folder / "pt" / f"{name}.md").write_text(f"---\n{kept}\n---\n{_TAG.sub('', body)}", encoding="utf-8")
