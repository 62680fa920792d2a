"""One comparison: every ranker answers every question about films whose judgements it does not know."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from statistics import fmean

from movies_api.evaluate.bootstrap import interval
from movies_api.evaluate.judgements import FOLDS, Judgements, Level, Question, part_of
from movies_api.evaluate.measures import coverage, diversity, ndcg, recall
from movies_api.evaluate.rankers import Contest, Ranker
from movies_api.suggestions.rules import Film

SERVED = "full, as served"


@dataclass(frozen=True, slots=True)
class ContestStanding:
    """The measures of one ranker; intervals are (low, high). `lead` is how far the served order is ahead of it."""

    name: str
    ndcg: float
    ndcg_interval: tuple[float, float]
    recall: float
    coverage: float
    diversity: float
    unread: float
    uncurated: float
    lead: float
    lead_interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ContestResult:
    """One level on one split; `films` is how many were ranked for a question, on average."""

    level: Level
    questions: int
    groups: int
    judged: int
    films: float
    standings: list[ContestStanding]


@dataclass(frozen=True, slots=True)
class _Task:
    question: Question
    films: list[Film]
    chosen: frozenset[str]
    fold: int

    @property
    def group(self) -> Hashable:
        return self.question.intention.sentiment_id, self.question.intention.id


def compare(judgements: Judgements, level: Level, split: str, trade_off: float) -> ContestResult | None:
    """The standings on a split, None when no question has a film to find."""
    tasks = _tasks(judgements, level, split)
    if not tasks:
        return None
    rankers = Contest(judgements, level, trade_off).rankers()
    gains = {
        name: [ndcg(order, task.chosen) for task, order in _answers(tasks, rank)] for name, rank in rankers.items()
    }
    return ContestResult(
        level=level,
        questions=len(tasks),
        groups=len({task.group for task in tasks}),
        judged=sum(len(task.chosen) for task in tasks),
        films=fmean(len(task.films) for task in tasks),
        standings=[_standing(name, rank, tasks, judgements, gains) for name, rank in rankers.items()],
    )


def _tasks(judgements: Judgements, level: Level, split: str) -> list[_Task]:
    tasks = []
    for fold, (ranked, known) in enumerate(FOLDS[split]):
        films = [film for film in judgements.films.values() if part_of(film.id) in ranked]
        for question in judgements.questions(level):
            chosen = frozenset(film for film in question.chosen if part_of(film) in ranked)
            if chosen:
                tasks.append(_Task(question.knowing(known), films, chosen, fold))
    return tasks


def _answers(tasks: list[_Task], rank: Ranker) -> list[tuple[_Task, list[str]]]:
    return [(task, rank(task.question, task.films)) for task in tasks]


def _standing(
    name: str, rank: Ranker, tasks: list[_Task], judgements: Judgements, gains: dict[str, list[float]]
) -> ContestStanding:
    answers = _answers(tasks, rank)
    groups = [task.group for task in tasks]
    leads = [served - own for served, own in zip(gains[SERVED], gains[name], strict=True)]
    unread = [replace(task, films=[judgements.unread[film.id] for film in task.films]) for task in tasks]
    uncurated = [replace(task, question=task.question.knowing(frozenset())) for task in tasks]
    return ContestStanding(
        name=name,
        ndcg=fmean(gains[name]),
        ndcg_interval=interval(list(zip(groups, gains[name], strict=True))),
        recall=fmean(recall(order, task.chosen) for task, order in answers),
        coverage=coverage((order for _, order in answers), len({film.id for task in tasks for film in task.films})),
        diversity=fmean(diversity(order, judgements.films) for _, order in answers),
        unread=fmean(ndcg(order, task.chosen) for task, order in _answers(unread, rank)),
        uncurated=fmean(ndcg(order, task.chosen) for task, order in _answers(uncurated, rank)),
        lead=fmean(leads),
        lead_interval=interval(list(zip(groups, leads, strict=True))),
    )
