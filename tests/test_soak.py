"""Growth is told from noise."""

import random

import pytest
from proof.soak.command import growing, slopes_of
from proof.soak.samples import Sample
from proof.soak.slopes import slope_of

MINUTES = [60.0 * minute for minute in range(45)]
CHANCE = random.Random(23)


def noisy(per_hour: float) -> list[float]:
    return [500 + per_hour * moment / 3600 + CHANCE.gauss(0, 5) for moment in MINUTES]


def test_a_slope_is_found_within_its_margin() -> None:
    slope = slope_of(MINUTES, noisy(200))
    assert abs(slope.per_hour - 200) <= 2 * slope.margin
    assert slope.grows(0.1, 30)


def test_noise_is_no_growth() -> None:
    assert not slope_of(MINUTES, noisy(0)).grows(0.1, 30)


def test_a_slow_growth_is_no_growth_of_its_share() -> None:
    assert not slope_of(MINUTES, noisy(20)).grows(0.1, 30)


def test_too_few_samples_say_nothing() -> None:
    with pytest.raises(ValueError, match="too few"):
        slope_of(MINUTES[:7], [1.0] * 7)


def test_what_is_done_at_first_is_no_growth_and_what_goes_on_is_named() -> None:
    samples = [
        Sample(moment, 300 if moment < 600 else 600, 100 + moment / 10, 20, 10, 80 + moment / 100_000)
        for moment in MINUTES
    ]
    assert [line.partition(" grows")[0] for line in growing(slopes_of(samples))] == ["descriptors"]
