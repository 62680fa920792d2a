"""All generated files of a repository: relative path → text."""

from collections.abc import Mapping

from suite_ops.generate import compose, gateway, monitoring, stack, systemd
from suite_ops.manifest import Manifest

# Nothing but generated files lives here, so what is left over from a removed service is removed with it.
OWNED_FOLDERS = ("compose", "deploy/systemd", "deploy/nginx", "deploy/caddy", "deploy/prometheus", "deploy/grafana")


def generated_files(manifest: Manifest) -> Mapping[str, str]:
    """Path relative to the root → text; raises LookupError when the settings of a service cannot be read."""
    parts = (compose, stack, systemd, gateway, monitoring)
    return {name: text for part in parts for name, text in part.files(manifest).items()}
