"""Settings of the measured application; the names begin with BENCH_."""

from dataclasses import dataclass
from typing import ClassVar

from suite.settings import ServiceSettings


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """Nothing beyond what every service has."""

    SERVICE: ClassVar[str] = "BENCH"
    ID: ClassVar[str] = "bench-hello"
    SCHEMA: ClassVar[str] = "workspace"
    ROLE: ClassVar[str] = "app_workspace"
