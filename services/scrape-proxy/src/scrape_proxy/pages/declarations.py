"""The charset a page declares for itself: the prescan of the HTML standard, linear in the bytes looked at."""

import re
from collections.abc import Iterator

LOOKED_AT_BYTES = 4_096
_XML = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})["']""")
_TAG = re.compile(rb"<(?:(!--)|(/?[A-Za-z][^\s/>]{0,64})|([!/?]))")
_ATTRIBUTE = re.compile(
    rb"""[\s/]*([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?""",
)
_CONTENT = re.compile(rb"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"']+))""", re.IGNORECASE)


def declared_labels(body: bytes) -> Iterator[str]:
    """The labels that meta elements declare and that of the XML declaration, in the order in which they count."""
    head = body[:LOOKED_AT_BYTES]
    for attributes in meta_elements(head):
        label = label_of(attributes)
        if label:
            yield label.decode("ascii", "replace").strip()
    declaration = _XML.match(head)
    if declaration:
        yield declaration[1].decode("ascii")


def meta_elements(head: bytes) -> Iterator[dict[bytes, bytes]]:
    """Attributes of the meta elements outside of comments; the first of a name counts."""
    at = 0
    while found := _TAG.search(head, at):
        comment, name, other = found.groups()
        if comment:
            # `<!-->` is a whole comment.
            end = head.find(b"-->", found.start() + 2)
            at = len(head) if end < 0 else end + 3
        elif other:
            end = head.find(b">", found.end())
            at = len(head) if end < 0 else end + 1
        else:
            attributes, at = read_attributes(head, found.end())
            if name.lower() == b"meta":
                yield attributes


def read_attributes(head: bytes, at: int) -> tuple[dict[bytes, bytes], int]:
    """Attributes from a place in a tag, and where the tag ends."""
    attributes: dict[bytes, bytes] = {}
    while found := _ATTRIBUTE.match(head, at):
        name, *values = found.groups()
        attributes.setdefault(name.lower(), next((value for value in values if value is not None), b""))
        at = found.end()
    end = head.find(b">", at)
    return attributes, len(head) if end < 0 else end + 1


def label_of(attributes: dict[bytes, bytes]) -> bytes | None:
    """`charset`, or the charset in the content of a `http-equiv=content-type`."""
    if attributes.get(b"charset"):
        return attributes[b"charset"]
    if attributes.get(b"http-equiv", b"").strip().lower() != b"content-type":
        return None
    found = _CONTENT.search(attributes.get(b"content", b""))
    return next((value for value in found.groups() if value is not None), None) if found else None
