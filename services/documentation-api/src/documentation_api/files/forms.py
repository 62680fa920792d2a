"""A multipart body read in pieces: every file into a spool of its own, hashed and counted on the way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from documentation_api.files.errors import MOST_BYTES, MOST_FILES, FileTooLarge, MalformedForm
from suite.text.storable import is_storable_text

PIECE = 65_536
MOST_FIELD_BYTES = 65_536
MOST_PARTS = 50
MOST_BODY_BYTES = (MOST_FILES + 1) * MOST_BYTES
MOST_NAME = 255


class Upload:
    """One file of a form. `content` holds no more than MOST_BYTES; a longer one is `too_large`."""

    def __init__(self, field_name: str, name: str, declared: str) -> None:
        self.field_name = field_name
        self.name = name
        self.declared = declared
        self.size = 0
        # Closed with the form.
        self.content: BinaryIO = SpooledTemporaryFile(max_size=PIECE)  # type: ignore[assignment]  # noqa: SIM115
        self._hash = sha256()

    @property
    def too_large(self) -> bool:
        """Whether more came than is taken."""
        return self.size > MOST_BYTES

    @property
    def checksum(self) -> str:
        """Hex SHA-256."""
        return self._hash.hexdigest()

    def add(self, piece: bytes) -> None:
        """More of the content; nothing is kept beyond the limit."""
        self.size += len(piece)
        if self.too_large:
            self.content.close()
            return
        self._hash.update(piece)
        self.content.write(piece)


@dataclass
class UploadForm:
    """Text fields by name, and files in their order."""

    fields: dict[str, str] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)

    def close(self) -> None:
        """Forget the spools."""
        for upload in self.uploads:
            upload.content.close()


def read_form(environ: dict[str, Any]) -> UploadForm:
    """The whole body; MalformedForm. A body that is no form has no fields and no files."""
    media_type, options = parse_options_header(environ.get("CONTENT_TYPE") or "")
    boundary = options.get("boundary", "")
    if media_type.lower() != "multipart/form-data":
        return UploadForm()
    form = UploadForm()
    try:
        decoder = MultipartDecoder(boundary.encode("latin-1"), 4 * PIECE, max_parts=MOST_PARTS)
        fill(form, decoder, environ)
    except (ValueError, RequestEntityTooLarge):
        form.close()
        raise MalformedForm() from None
    except BaseException:
        form.close()
        raise
    return form


def fill(form: UploadForm, decoder: MultipartDecoder, environ: dict[str, Any]) -> None:
    """Read every part."""
    upload: Upload | None = None
    name, text = "", bytearray()
    for piece in body_pieces(environ):
        decoder.receive_data(piece)
        while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
            if isinstance(event, File) and event.filename:
                declared = event.headers.get("content-type", "")
                upload = Upload(event.name or "", file_name(event.filename), declared)
                form.uploads.append(upload)
            elif isinstance(event, File):
                # A form whose file input was left empty sends a part without name and content.
                upload, name, text = None, "", bytearray()
            elif isinstance(event, Field):
                upload, name, text = None, event.name or "", bytearray()
            elif isinstance(event, Data) and upload is not None:
                upload.add(event.data)
            elif isinstance(event, Data):
                text += event.data
                if len(text) > MOST_FIELD_BYTES:
                    raise ValueError("field too long")
                if not event.more_data:
                    form.fields[name] = field_text(bytes(text))
        if isinstance(event, Epilogue):
            return


def body_pieces(environ: dict[str, Any]) -> Iterator[bytes | None]:
    """The body up to a bound, then None for its end."""
    declared = environ.get("CONTENT_LENGTH") or ""
    remaining = int(declared) if declared.isdecimal() else MOST_BODY_BYTES
    if remaining > MOST_BODY_BYTES:
        raise FileTooLarge()
    stream = environ["wsgi.input"]
    while remaining > 0 and (piece := stream.read(min(PIECE, remaining))):
        remaining -= len(piece)
        yield piece
    yield None


def field_text(content: bytes) -> str:
    """The text of a field; ValueError when it cannot be stored."""
    text = content.decode("utf-8")
    if not is_storable_text(text):
        raise ValueError("forbidden characters")
    return text


def file_name(given: str) -> str:
    """The last part of a path, without what cannot be shown; the end is kept when it is too long."""
    last = given.replace("\\", "/").rpartition("/")[2]
    shown = "".join(character for character in last if character.isprintable()).strip()
    return shown[-MOST_NAME:]
