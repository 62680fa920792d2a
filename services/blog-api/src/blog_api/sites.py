"""Addresses of a blog's pages."""

import re
from html import escape
from urllib.parse import quote

from blog_api.settings import BlogCall
from blog_api.tenants.tenant import tenant_of

# What XML 1.0 cannot hold, also not escaped.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_KINDS = {"lista": "lista"}


def site_of(call: BlogCall) -> str:
    """The site of the request's blog, without a slash at the end."""
    return site_root(tenant_of(call).domain, call.service.settings.site_url)


def site_root(domain: str | None, site_url: str) -> str:
    """The site of a blog with this domain, or `site_url` without one; no slash at the end."""
    return f"https://{domain}" if domain else site_url.rstrip("/")


def article_path(kind: str, slug: str) -> str:
    """Path of an article's page."""
    return f"/{_KINDS.get(kind, 'analise')}/{quote(slug)}"


def without_controls(text: str) -> str:
    """`text` without the characters XML cannot hold."""
    return _NO_XML.sub("", text)


def xml_text(text: str) -> str:
    """`text` as XML content or attribute value."""
    return escape(without_controls(text), quote=True)
