"""What metrics say in a test."""

from prometheus_client.parser import text_string_to_metric_families


def samples_by(text: str, name: str, label: str) -> dict[str, float]:
    """The samples called `name` in the text of /metrics, by the value of one of their labels."""
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {sample.labels[label]: sample.value for sample in samples if sample.name == name}
