"""PDF files as text, on the routes that read them."""

from io import BytesIO

import pytest
from pypdf import PdfWriter
from scrape_client import Api
from scrape_site import Site

from scrape_proxy.crawls.crawler import Crawler


def pdf(*texts: str, title: str = "Report") -> bytes:
    """A file with a text a page."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(texts)))
    objects += [
        f"<< /Type /Pages /Kids [{kids}] /Count {len(texts)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, text in enumerate(texts):
        drawing = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * at} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing))
    objects.append(f"<< /Title ({title}) >>".encode())
    body, places = b"%PDF-1.4\n", []
    for at, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (at, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer << /Root 1 0 R /Info %d 0 R /Size %d >>\n" % (len(objects), len(objects) + 1)
    return body + head + table + trailer + b"startxref\n%d\n%%%%EOF" % len(body)


def encrypted() -> bytes:
    """A file nobody can read without its password."""
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_text_of_a_pdf_is_its_markdown(api: Api, site: Site, version: str) -> None:
    url = site.file("/r.pdf", pdf("First words", "Second words"), "application/pdf")
    data = api.post(f"/{version}/scrape", {"url": url, "formats": ["markdown", "links"]}).get_json()["data"]

    assert data["markdown"] == "First words\n\nSecond words"
    assert data["metadata"]["numPages"] == 2 and data["metadata"]["title"] == "Report"
    assert "warning" not in data


@pytest.mark.parametrize("fields", [{"parsers": []}, {"parsePDF": False}])
def test_who_does_not_want_it_gets_metadata(api: Api, site: Site, fields: dict[str, object]) -> None:
    url = site.file("/r.pdf", pdf("words"), "application/pdf")
    data = api.post("/v2/scrape", {"url": url, **fields}).get_json()["data"]

    assert set(data) == {"metadata", "warning"}


@pytest.mark.parametrize(
    "body", [b"", b"%PDF", b"%PDF-1.4\n" + b"<<" * 100_000, pdf("x")[:-60] + b"x" * 50, b"nonsense", encrypted()]
)
def test_a_file_that_cannot_be_read_is_answered(api: Api, site: Site, body: bytes) -> None:
    reply = api.post("/v2/scrape", {"url": site.file("/r.pdf", body, "application/pdf")})

    assert reply.status_code in (200, 408, 500)
    assert reply.status_code == 200 or reply.get_json()["error"]


def test_a_crawl_reads_them_too(api: Api, site: Site) -> None:
    site.file("/r.pdf", pdf("Words of the report"), "application/pdf")
    begun = api.post("/v2/crawl", {"url": site.page("/", links=["/r.pdf"]), "sitemap": "skip"}).get_json()
    Crawler(api.service.gateway, api.service.database).run_once()

    pages = api.get(f"/v2/crawl/{begun['id']}").get_json()["data"]
    assert "Words of the report" in [page.get("markdown") for page in pages]
