"""Kinds of content: pages, text and everything else."""

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
HTML, TEXT, JSON, PDF, OTHER = "html", "text", "json", "pdf", "other"


def media_type(content_type: str) -> str:
    """`text/html` of `Text/HTML; charset=x`."""
    return content_type.partition(";")[0].strip().lower()


def kind_of(content_type: str) -> str:
    """html, text, json, pdf or other. A page without a declared type is taken for HTML, as browsers do."""
    kind = media_type(content_type)
    if not kind or kind in HTML_TYPES:
        return HTML
    if kind == "application/json" or kind.endswith("+json"):
        return JSON
    if kind == "application/pdf":
        return PDF
    return TEXT if kind in ("text/plain", "text/markdown", "text/csv") else OTHER


def has_readable_body(content_type: str, *, pdf: bool = False) -> bool:
    """Whether the body is worth downloading; `pdf` says that somebody wants the text of such files."""
    kind = kind_of(content_type)
    return kind != OTHER and (kind != PDF or pdf)
