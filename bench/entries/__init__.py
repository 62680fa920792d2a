"""Entry families, one module each: a module here that defines FAMILY needs no other mention."""

import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib import import_module

from bench.entry import Entry, Family
from bench.failures import BenchError


@cache
def find_families() -> dict[str, Family]:
    """All families by name."""
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    families: list[Family] = [module.FAMILY for module in modules]
    return {family.name: family for family in families}


def select_entries(names: Sequence[str]) -> list[tuple[Family, tuple[Entry, ...]]]:
    """Families with the entries asked for; raises BenchError for a name nobody has.

    A family name stands for all of its entries, `family/entry` or a bare entry name for one, no name for all.
    """
    families = find_families()
    chosen: dict[str, dict[str, Entry]] = {}
    for name in names or tuple(families):
        for family, entry in _resolve(name, families):
            chosen.setdefault(family.name, {})[entry.name] = entry
    return [(families[name], tuple(entries.values())) for name, entries in chosen.items()]


def _resolve(name: str, families: dict[str, Family]) -> list[tuple[Family, Entry]]:
    if name in families:
        return [(families[name], entry) for entry in families[name].entries]
    found = [
        (family, entry)
        for family in families.values()
        for entry in family.entries
        if name in (entry.name, f"{family.name}/{entry.name}")
    ]
    if not found:
        known = ", ".join(f"{family.name}/{entry.name}" for family in families.values() for entry in family.entries)
        raise BenchError(f"nothing to measure is called '{name}'; there are {known}")
    return found
