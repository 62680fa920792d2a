"""A container may take what a service takes with all its children, as its unit may."""

import yaml
from built_services import ROOT

from suite_ops.generate.systemd import MEMORY_MAX


def test_containers_and_units_may_take_the_same() -> None:
    composed = yaml.safe_load((ROOT / "compose" / "apis.yaml").read_text(encoding="utf-8"))["services"]
    stacked = yaml.safe_load((ROOT / "compose" / "stack.yaml").read_text(encoding="utf-8"))["services"]
    limits = {entry["mem_limit"] for entry in composed.values() if "mem_limit" in entry}
    stack_limits = {
        entry["deploy"]["resources"]["limits"]["memory"]
        for name, entry in stacked.items()
        if name in composed and "mem_limit" in composed[name]
    }
    assert {limit.upper() for limit in limits} == stack_limits == {MEMORY_MAX}
