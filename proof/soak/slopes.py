"""Whether a row of figures grows: the slope of the line through them, and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, linear_regression

# Of the normal distribution: there are always some dozen samples.
SURE = 1.96
LEAST_SAMPLES = 8


@dataclass(frozen=True)
class Slope:
    """Growth an hour, and half the width of its interval of 95 %; `mean` of the figures themselves."""

    per_hour: float
    margin: float
    mean: float

    def grows(self, share: float, absolute: float) -> bool:
        """Whether an hour surely adds more than a share of the mean, and more than `absolute`."""
        return self.per_hour - self.margin > max(share * self.mean, absolute)


def slope_of(moments: Sequence[float], figures: Sequence[float]) -> Slope:
    """The slope of figures at moments in seconds. ValueError for fewer than eight."""
    count = len(figures)
    if count < LEAST_SAMPLES:
        raise ValueError(f"{count} samples are too few")
    hours = [(moment - moments[0]) / 3600 for moment in moments]
    slope, intercept = linear_regression(hours, figures)
    residuals = sum((figure - intercept - slope * hour) ** 2 for hour, figure in zip(hours, figures, strict=True))
    middle = fmean(hours)
    spread = sum((hour - middle) ** 2 for hour in hours)
    return Slope(slope, SURE * sqrt(residuals / (count - 2) / spread), fmean(figures))
