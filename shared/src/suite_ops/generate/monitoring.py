"""Prometheus: what to ask, when to call somebody, and the proof that the rules fire. Grafana: what to look at."""

import json
from collections.abc import Mapping
from typing import Any

from suite_ops.generate.alerts import RULES, rule_tests
from suite_ops.generate.dashboards import dashboards
from suite_ops.generate.gateway import Address, by_name, loopback
from suite_ops.generate.text import render, to_yaml
from suite_ops.manifest import Manifest, ManifestService, worker_port
from suite_ops.processes.launch import WORKER_SUFFIX

FOLDER = "deploy/prometheus"
Mapped = dict[str, Any]


def files(manifest: Manifest) -> Mapping[str, str]:
    """Prometheus for a host and for compose, rules with their tests, Grafana's provisioning and dashboards."""
    return {
        f"{FOLDER}/prometheus.yml": to_yaml(configuration(manifest, loopback, "127.0.0.1:9100")),
        f"{FOLDER}/container.yml": to_yaml(configuration(manifest, by_name, "node-exporter:9100")),
        f"{FOLDER}/rules.yml": to_yaml({"groups": [{"name": "colmeia", "rules": RULES}]}),
        f"{FOLDER}/rules-test.yml": to_yaml(rule_tests()),
        "deploy/grafana/provisioning/datasources/prometheus.yaml": render("grafana-datasource.yaml.j2"),
        "deploy/grafana/provisioning/dashboards/colmeia.yaml": render("grafana-dashboards.yaml.j2"),
        **{
            f"deploy/grafana/dashboards/{name}.json": json.dumps(document, indent=2) + "\n"
            for name, document in dashboards(manifest).items()
        },
    }


def configuration(manifest: Manifest, address: Address, node: str) -> Mapped:
    """prometheus.yml; every target carries the manifest's id as `instance`, also where addresses change."""
    services = [_target(service, address(service), service.id) for service in manifest.built() if service.metrics]
    workers = [_target(service, *place) for service in manifest.built() for place in _worker_places(service, address)]
    return {
        "global": {"scrape_interval": "15s", "scrape_timeout": "10s", "evaluation_interval": "15s"},
        "rule_files": ["rules.yml"],
        "scrape_configs": [
            {"job_name": "colmeia", "metrics_path": "/metrics", "static_configs": services + workers},
            # Disks, and the files that backup, drill and health checks write into var/metrics.
            {"job_name": "node", "honor_labels": True, "static_configs": [{"targets": [node]}]},
        ],
    }


def _target(service: ManifestService, place: str, name: str) -> Mapped:
    return {"targets": [place], "labels": {"instance": name, "id": service.id}}


def _worker_places(service: ManifestService, address: Address) -> list[tuple[str, str]]:
    """Where the worker's own metrics are, and its name."""
    if not service.worker or not service.worker_listens:
        return []
    host = address(service).rsplit(":", 1)[0]
    name = service.id + WORKER_SUFFIX
    return [(f"{name if host == service.id else host}:{worker_port(service)}", name)]
