"""Bytes become text as browsers read them: labels of the WHATWG Encoding standard, and nothing else."""

import pytest
from scrape_client import Api
from scrape_site import Site

from scrape_proxy.pages.charsets import decode_page as decode_page_with_encoding
from scrape_proxy.pages.charsets import decode_text

HTML = "text/html"


def decode_page(body: bytes, content_type: str) -> str:
    return decode_page_with_encoding(body, content_type)[0]


def declared(label: str, text: bytes) -> bytes:
    """A page that declares its charset in a meta element."""
    return b'<html><head><meta charset="%s"><title>t</title></head><body><p>%s</p></body></html>' % (
        label.encode(),
        text,
    )


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("iso-8859-9", "cp1254", "İstanbul “Güneş”"),
        ("tis-620", "cp874", "ภาษาไทย “x”"),
        ("x-sjis", "cp932", "日本語"),
        ("windows-31j", "cp932", "日本語①"),
        ("euc-kr", "cp949", "똠방각하"),
        ("ks_c_5601-1987", "cp949", "한글 똠"),
        ("iso-8859-8-i", "iso-8859-8", "שלום"),
        ("logical", "iso-8859-8", "שלום"),
        ("big5-hkscs", "big5hkscs", "繁體中文"),
        ("x-gbk", "gbk", "中文"),
        ("gb2312", "gb18030", "镕㐀"),
        ("x-cp1251", "cp1251", "Привет"),
        ("koi8", "koi8-r", "Привет"),
        ("x-mac-roman", "mac-roman", "Größe"),
        ("x-mac-cyrillic", "mac-cyrillic", "Привет"),
        ("latin1", "cp1252", "“aspas” – €"),
        ("us-ascii", "cp1252", "“aspas”"),
        ("euc-jp", "euc_jp", "日本語"),
        ("iso-2022-jp", "iso2022_jp", "日本語"),
        ("utf-16", "utf-8", "olá"),
        (" UTF-8 ", "utf-8", "olá"),
        ("unicode-1-1-utf-8", "utf-8", "olá"),
    ],
)
def test_a_declared_charset_is_read_as_browsers_read_it(label: str, codec: str, text: str) -> None:
    assert text in decode_page(declared(label, text.encode(codec)), HTML)
    if label.strip().lower() != "utf-16":
        assert decode_page(text.encode(codec), f"text/html; charset={label}") == text


@pytest.mark.parametrize(
    "label",
    ["utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "rot13", "hex", "zlib", "mbcs",
     "base64", "utf-32", "cp037", "utf_8_sig", "uu", "bz2", "quopri", "oem", "palmos", "charmap", "nonsense", "ütf"],
)  # fmt: skip
def test_a_label_that_no_browser_knows_is_none(label: str) -> None:
    text = r"1 +ADw-b+AD4- 2 C:\new\x3cb Größe " + "a" * 70 + ".bbb"

    assert decode_page(text.encode(), f"text/html; charset={label}") == text


def test_a_page_of_punycode_is_read_at_once() -> None:
    body = b"<p>" + b"a" * 200_000 + b"-" + b"b9" * 200_000

    assert decode_page(body, "text/html; charset=punycode") == body.decode()


@pytest.mark.parametrize(
    ("label", "body", "text"),
    [
        ("gb2312", "中文".encode("gbk") + b"\x81 a\xffz", "中文\ufffd a\ufffdz"),
        ("gb18030", b"a\x810 z", "a\ufffd0 z"),
        ("shift_jis", "日本".encode("cp932") + b"\xa0a\xfdb\xfec\xffz", "日本\ufffda\ufffdb\ufffdc\ufffdz"),
        ("big5", "啲嚟".encode("big5hkscs") + b"\xa3\xe1", "啲嚟€"),
        ("big5", b"\xf9\xd6\xc6\xa1\xff z", "碁①\ufffd z"),
        ("big5", b"\xa1\x45\xa1\xe3\xa2\x44", "‧～￥"),
        ("big5", b"a\x81\x80b\x81<p>", "a\ufffdb\ufffd<p>"),
        ("gb18030", b"\xa6\xd9\xfe\x59", "\ufe10\u9fb4"),
        ("euc-kr", b"\xb0\xa1\xc9\xa1z", "가\ufffdz"),
        ("shift_jis", b"\x82\xa0\x81\xadz", "あ\ufffdz"),
        ("euc-jp", b"\x8f\xa2\xa1z\x8e\xe0z", "\ufffdz\ufffdz"),
        ("windows-1255", b"\xe5\xca\xd9", "ו\u05ba\ufffd"),
        ("euc-jp", b"10\xa1\xc120 \xa1\xdd5 \xa1\xf1", "10～20 －5 ￠"),
        ("iso-2022-jp", b"10\x1b$B!A\x1b(B20", "10～20"),
        ("koi8-u", b"\xae\xbe", "ўЎ"),
    ],
)  # fmt: skip
def test_stray_bytes_and_signs_are_those_of_the_standards_tables(label: str, body: bytes, text: str) -> None:
    assert decode_page(body, f"{HTML}; charset={label}") == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Größe São Paulo".encode() + b"\xff</p>", "<p>Größe São Paulo\ufffd</p>"),
        ("<p>日本語のページ".encode()[:-1], "<p>日本語のペー\ufffd"),
        (b"caf\xc3\xa9 \xe2\x82 x", "café \ufffd x"),
        ("é".encode() + b"\xf0\x9f\x98<b>", "é\ufffd<b>"),
        (b"\xc3\xa9\xc0\xaf", "é\ufffd\ufffd"),
    ],
)
@pytest.mark.parametrize("media", ["text/html; charset=utf-8", "text/html"])
def test_one_stray_byte_is_one_replacement_and_the_rest_stays(body: bytes, text: str, media: str) -> None:
    assert decode_page(body, media) == text


@pytest.mark.parametrize(
    ("label", "body", "text"),
    [
        ("windows-1252", b"a\x81\x8db", "a\x81\x8db"),
        ("windows-1253", b"\xaa", "\ufffd"),
        ("gbk", b"\x80", "€"),
        ("euc-jp", b"\xad\xa1", "①"),
        ("shift_jis", b"\x82<p>", "\ufffd<p>"),
        ("euc-kr", b"\xa1<p>", "\ufffd<p>"),
        ("big5", b"\xa4<p>", "\ufffd<p>"),
        ("euc-jp", b"\xa4<p>", "\ufffd<p>"),
        ("iso-2022-kr", b"secret", "\ufffd"),
        ("hz-gb-2312", b"~{secret~}", "\ufffd"),
        ("x-user-defined", b"a\x80\xff", "a\uf780\uf7ff"),
        ("iso-8859-6", b"\xa1", "\ufffd"),
    ],
)
def test_what_an_encoding_does_not_know_is_what_the_standard_says(label: str, body: bytes, text: str) -> None:
    assert decode_page(body, f"text/html; charset={label}") == text


@pytest.mark.parametrize(
    ("media", "body", "text"),
    [
        ("text/html; charset=", declared("utf-8", "Größe".encode()), "Größe"),
        ("text/html; charset=utf-8; charset=iso-8859-1", "Größe".encode(), "Größe"),
        ('text/html; charset="utf-8"', "Größe".encode(), "Größe"),
        ("text/html; charset=latin-9-ish", declared("koi8-r", "Привет".encode("koi8-r")), "Привет"),
        ("text/html; charset=koi8-r", declared("utf-8", "Привет".encode("koi8-r")), "Привет"),
        ("text/html; charset=koi8-r", b"\xef\xbb\xbf" + "Привет".encode(), "Привет"),
        ("text/html", b"\xff\xfe" + "Привет".encode("utf-16-le"), "Привет"),
        ("text/html", b"\xfe\xff" + "Привет".encode("utf-16-be"), "Привет"),
        ("", "Olá ção".encode("cp1252"), "Olá ção"),
        ("text/html\r\nX: y", "é".encode(), "é"),
    ],
)
def test_mark_header_and_declaration_count_in_this_order(media: str, body: bytes, text: str) -> None:
    assert text in decode_page(body, media)


@pytest.mark.parametrize(
    "head",
    [
        b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">',
        b"<META CONTENT='text/html;CHARSET = \"koi8-r\"' HTTP-EQUIV=content-type>",
        b"<!-- <meta charset=utf-8> --><meta charset=koi8-r>",
        b"<!--><meta charset=koi8-r>",
        b'<meta name="charset" content="utf-8"><meta charset=koi8-r>',
        b'<a title="<meta charset=utf-8>"></a><meta charset=koi8-r>',
        b"<!doctype html><meta charset=nonsense><meta charset='koi8-r'/>"[:0]
        + b"<!doctype html><meta charset='koi8-r'/>",
        b'<?xml version="1.0" encoding="koi8-r"?>',
        b"<meta/charset=koi8-r>",
    ],
)
def test_the_declaration_is_found_as_the_prescan_finds_it(head: bytes) -> None:
    assert "Привет" in decode_page(head + "Привет".encode("koi8-r"), HTML)


def test_a_page_whose_letters_come_late_is_judged_by_them() -> None:
    body = b"<p>" + b"x" * 200_000 + "Olá, já é amanhã".encode("cp1252")

    assert decode_page(body, HTML).endswith("Olá, já é amanhã")


def test_files_without_a_meta_element_are_read_by_the_same_rules() -> None:
    assert decode_text("Größe".encode() + b"\xff") == "Größe\ufffd"
    assert decode_text("Größe".encode("cp1252"), "text/plain; charset=latin1") == "Größe"
    assert decode_text(b"\xff\xfe" + "Größe".encode("utf-16-le"), "text/plain; charset=punycode") == "Größe"


def test_raw_html_and_markdown_show_the_text(api: Api, site: Site) -> None:
    url = site.file("/", declared("windows-31j", "日本語①".encode("cp932")), HTML)
    data = api.scraped(url, formats=["rawHtml", "markdown"])

    assert "<p>日本語①</p>" in data["rawHtml"]
    assert data["markdown"] == "日本語①"


@pytest.mark.parametrize("label", ["punycode", "undefined", "unicode_escape", "idna"])
def test_a_label_of_python_costs_nothing_and_breaks_nothing(api: Api, site: Site, label: str) -> None:
    url = site.file("/", b"<p>hello-world \\x3cb\\x3e</p>", f"text/html; charset={label}")

    assert api.scraped(url)["markdown"] == "hello-world \\x3cb\\x3e"
