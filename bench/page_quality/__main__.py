"""Print F1 of words and links by kind of page: python -m bench.page_quality."""

from bench.page_quality.layouts import KINDS
from bench.page_quality.pages import write_pages
from bench.page_quality.readers import READERS
from bench.page_quality.scores import Score, score_pages


def scores_by_kind() -> dict[str, dict[str, Score]]:
    """Kind → reader → score."""
    pages = write_pages()
    return {
        kind: {name: score_pages([page for page in pages if page.kind == kind], read) for name, read in READERS.items()}
        for kind in KINDS
    }


def main() -> None:
    """A line a kind; each cell words / links."""
    print(f"| kind | {' | '.join(READERS)} |\n| --- |{' --- |' * len(READERS)}")
    for kind, scores in scores_by_kind().items():
        cells = " | ".join(f"{scores[name].words:.3f} / {scores[name].links:.3f}" for name in READERS)
        print(f"| {kind} | {cells} |")


if __name__ == "__main__":
    main()
