"""Headers that tell browsers what a reply may do."""

HeaderList = list[tuple[str, str]]

API_POLICY = "default-src 'none'; frame-ancestors 'none'"
_ALWAYS: HeaderList = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("X-Permitted-Cross-Domain-Policies", "none"),
    ("X-XSS-Protection", "0"),
]
_FRAME_DENY = ("X-Frame-Options", "DENY")
_POLICY = ("Content-Security-Policy", API_POLICY)
_HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def security_headers(*, https: bool) -> HeaderList:
    """Headers of every reply that does not bring its own policy."""
    headers = [_POLICY, _FRAME_DENY, *_ALWAYS]
    return [*headers, _HTTPS_ONLY] if https else headers


def page_headers(frame_ancestors: tuple[str, ...], *, scripts: bool = False) -> HeaderList:
    """Headers of an HTML page with inline style; listed hosts may frame it.

    With `scripts`, those of the page's own origin run and may ask it; none within the page.
    """
    ancestors = " ".join(frame_ancestors) or "'none'"
    own = (
        "script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; "
        if scripts
        else "style-src 'unsafe-inline'; "
    )
    policy = f"default-src 'none'; {own}img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    headers = [("Content-Security-Policy", policy)]
    return headers if frame_ancestors else [*headers, _FRAME_DENY]
