"""Which files are taken: extension, canonical media type, what browsers call it, what its content looks like."""

from collections.abc import Mapping
from dataclasses import dataclass

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
ANY_TYPE = frozenset({"", "application/octet-stream"})
ZIP, TEXT, JSON, YAML, XML, SVG = "zip", "text", "json", "yaml", "xml", "svg"


@dataclass(frozen=True)
class Kind:
    """`starts` are signatures, `part` the folder an office archive has, `reading` how text is judged."""

    mime_type: str
    aliases: frozenset[str] = frozenset()
    starts: tuple[bytes, ...] = ()
    part: str | None = None
    reading: str | None = None

    def declared_as(self, mime_type: str) -> bool:
        """Whether a declared media type fits."""
        return mime_type in ANY_TYPE or mime_type == self.mime_type or mime_type in self.aliases


_OFFICE = "application/vnd.openxmlformats-officedocument"
_PLAIN = frozenset({"text/plain"})
_ARCHIVE = frozenset({"application/zip", "application/x-zip-compressed"})
_MARKDOWN = Kind("text/markdown", _PLAIN | {"text/x-markdown"}, reading=TEXT)
_YAML = Kind("application/yaml", _PLAIN | {"application/x-yaml", "text/yaml", "text/x-yaml"}, reading=YAML)
_JPEG = Kind("image/jpeg", frozenset({"image/jpg", "image/pjpeg"}), (b"\xff\xd8\xff",))

KINDS: Mapping[str, Kind] = {
    "pdf": Kind("application/pdf", frozenset({"application/x-pdf"}), (b"%PDF-",)),
    "doc": Kind("application/msword", starts=(OLE2,)),
    "docx": Kind(f"{_OFFICE}.wordprocessingml.document", _ARCHIVE, ZIP_STARTS, "word/", ZIP),
    "xls": Kind("application/vnd.ms-excel", starts=(OLE2,)),
    "xlsx": Kind(f"{_OFFICE}.spreadsheetml.sheet", _ARCHIVE, ZIP_STARTS, "xl/", ZIP),
    "ppt": Kind("application/vnd.ms-powerpoint", starts=(OLE2,)),
    "pptx": Kind(f"{_OFFICE}.presentationml.presentation", _ARCHIVE, ZIP_STARTS, "ppt/", ZIP),
    "txt": Kind("text/plain", reading=TEXT),
    "md": _MARKDOWN,
    "markdown": _MARKDOWN,
    # Windows declares tables as what opens them.
    "csv": Kind("text/csv", _PLAIN | {"application/csv", "application/vnd.ms-excel"}, reading=TEXT),
    "json": Kind("application/json", _PLAIN | {"text/json"}, reading=JSON),
    "xml": Kind("application/xml", _PLAIN | {"text/xml"}, reading=XML),
    "yaml": _YAML,
    "yml": _YAML,
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": Kind("image/png", frozenset({"image/x-png"}), (b"\x89PNG\r\n\x1a\n",)),
    "gif": Kind("image/gif", starts=(b"GIF87a", b"GIF89a")),
    "svg": Kind("image/svg+xml", reading=SVG),
    "webp": Kind("image/webp", starts=(b"RIFF",)),
    "zip": Kind("application/zip", _ARCHIVE | {"application/x-zip"}, ZIP_STARTS, None, ZIP),
}
MIME_TYPES = tuple(dict.fromkeys(kind.mime_type for kind in KINDS.values()))
KNOWN_TYPES = ANY_TYPE | {name for kind in KINDS.values() for name in (kind.mime_type, *kind.aliases)}


def extension_of(name: str) -> str:
    """The extension in lower case, empty without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""
