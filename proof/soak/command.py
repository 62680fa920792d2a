"""`proof.sh soak`: all services at half of what they can do, then a restart of everything; nothing may grow or fail."""

import argparse
from collections.abc import Sequence
from statistics import fmean
from time import monotonic, sleep

from proof.assurance import judge, machine, put_table, table
from proof.probes import Readers
from proof.soak.samples import Sample, take_sample
from proof.soak.slopes import Slope, slope_of
from proof.suite import Suite, running_suite
from suite_ops.terminal import inform

MINUTES = 30.0
CALIBRATION_SECONDS = 10
SAMPLES = 60
# What is done at first (caches, pools, compiled templates) is no growth.
WARM_UP_SHARE = 0.25
# Growth of an hour: as a share of the mean, and in its own unit, that is none.
SHARE = 0.1
ABSOLUTE = {"rss_mb": 30.0, "descriptors": 30.0, "connections": 5.0, "metric_files": 5.0, "log_free_disk_mb": 30.0}


def main(arguments: list[str]) -> int:
    """Exit status 0 when nothing grew and no read failed."""
    parser = argparse.ArgumentParser(prog="proof.sh soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help=f"how long; {MINUTES:.0f} unless it is given")
    parser.add_argument("--write", action="store_true", help="put the table into docs/assurance.md")
    options = parser.parse_args(arguments)
    with running_suite({}) as suite:
        pause = calibrate(suite)
        inform(f"{options.minutes:g} minutes, a pause of {pause * 1000:.0f} ms after each read")
        with Readers(suite, pause=pause) as readers:
            samples = _watch(suite, options.minutes * 60)
            restarted = suite.run("rolling-restart.sh", check=False).returncode
            sleep(CALIBRATION_SECONDS)
    slopes = slopes_of(samples)
    reads = sum(len(reader.asked) for reader in readers.readers)
    failed = [
        f"{reader.name}: {count} reads failed: {kind}"
        for reader in readers.readers
        for kind, count in reader.problems(0).items()
    ]
    told = f"{options.minutes:g} minutes, {reads} reads, {len(failed)} kinds of failures, one restart of everything."
    shown = f"{told}\n\n{slope_table(slopes)}"
    print(shown)
    if options.write:
        put_table("soak", f"{machine()}\n\n{shown}")
    problems = failed + growing(slopes) + (["the rolling restart failed"] if restarted else [])
    return judge(problems, "nothing grew, nothing failed")


def calibrate(suite: Suite) -> float:
    """Seconds to wait after each read so that half as many are sent as can be answered one after the other."""
    with Readers(suite, pause=0) as readers:
        sleep(CALIBRATION_SECONDS)
    return fmean(one.done - one.sent for reader in readers.readers for one in reader.asked)


def slopes_of(samples: Sequence[Sample]) -> dict[str, Slope]:
    """By the name of the figure, without the warm-up."""
    warm = samples[int(len(samples) * WARM_UP_SHARE) :]
    moments = [sample.moment for sample in warm]
    return {name: slope_of(moments, [getattr(sample, name) for sample in warm]) for name in Sample.figures()}


def growing(slopes: dict[str, Slope]) -> list[str]:
    """What surely grows."""
    return [
        f"{name} grows by {slope.per_hour:.1f} an hour (± {slope.margin:.1f})"
        for name, slope in slopes.items()
        if slope.grows(SHARE, ABSOLUTE[name])
    ]


def slope_table(slopes: dict[str, Slope]) -> str:
    """Markdown."""
    rows = [
        [name.replace("_", " "), f"{slope.mean:.1f}", f"{slope.per_hour:+.1f} ± {slope.margin:.1f}"]
        for name, slope in slopes.items()
    ]
    return table(["figure", "mean", "an hour adds (95 %)"], rows)


def _watch(suite: Suite, seconds: float) -> list[Sample]:
    begin, samples = monotonic(), []
    for number in range(SAMPLES):
        sleep(max(0.0, begin + seconds * number / SAMPLES - monotonic()))
        samples.append(take_sample(suite))
    return samples
