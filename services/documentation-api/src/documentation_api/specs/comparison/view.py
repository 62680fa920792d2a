"""What one schema demands, with everything that it joins taken together."""

from dataclasses import dataclass, field
from typing import Any

from documentation_api.specs.comparison.sides import Place


@dataclass
class View:
    """What a schema demands. `types` None allows any type, `enum` None any value (else values by their JSON text);
    `upper` and `lower` are (bound, rank): of equal bounds the exclusive one is the tighter."""

    pointer: str
    types: frozenset[str] | None = None
    nullable: bool = False
    impossible: bool = False
    formats: set[str] = field(default_factory=set)
    enum: dict[str, Any] | None = None
    extensible: set[str] = field(default_factory=set)
    upper: tuple[float, int] | None = None
    lower: tuple[float, int] | None = None
    sizes: dict[str, float] = field(default_factory=dict)
    patterns: set[str] = field(default_factory=set)
    properties: dict[str, Place] = field(default_factory=dict)
    by_pattern: dict[str, Place] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    additional: Place | None = None
    items: Place | None = None
    prefix: list[Place] = field(default_factory=list)
    choices: list[list[Place]] = field(default_factory=list)
    others: dict[str, list[Place]] = field(default_factory=dict)
    discriminator: dict[str, Any] | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    read_only: bool = False
    write_only: bool = False
