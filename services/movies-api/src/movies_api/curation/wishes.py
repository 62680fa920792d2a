"""What a command line wants done with films."""

from dataclasses import dataclass

from movies_api.curation.vocabulary import EndOption


@dataclass(frozen=True)
class Wishes:
    """What the command line asks. `curates` off stops after the feelings, `judges` off starts from the stored ones."""

    option: EndOption | None = None
    lens: int | None = None
    approves_new: bool = False
    refresh: bool = False
    curates: bool = True
    judges: bool = True
    dry_run: bool = False

    @property
    def effective_lens(self) -> int | None:
        """The lens, corrected to the option's sentiment."""
        return self.option.sentiment_id if self.option else self.lens

    @property
    def orchestrates(self) -> bool:
        """Whether all steps are wanted."""
        return self.curates and self.judges
