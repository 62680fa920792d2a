"""What stands around content, in the words of the page's language: menus, banners, lists of other pages, forms."""

from bench.page_quality.content import HOST, Content
from bench.page_quality.prose import TOPICS


def menu(content: Content, prefix: str = "") -> str:
    """Links to sections."""
    entries = TOPICS[content.language]
    return "".join(f'<li><a href="{HOST}/{prefix}{at}">{topic}</a></li>' for at, topic in enumerate(entries))


def others(content: Content, number: int = 6) -> str:
    """Titles of other pages, each with a line of text."""
    return "".join(
        f'<div class="card"><a href="{HOST}/other/{at}"><img src="/t{at}.jpg" alt=""><h3>{content.sentence()}</h3></a>'
        f"<span>{content.random.randint(1, 28)}/03</span></div>"
        for at in range(number)
    )


def cookies(content: Content) -> str:
    """The banner everybody knows."""
    words = {
        "en": "We use cookies to improve your experience and to show you advertising. You can change this later.",
        "pt": "Usamos cookies para melhorar sua experiência e mostrar anúncios. Você pode mudar isso depois.",
    }[content.language]
    return f'<div id="cookie-consent" class="cookie-banner" role="dialog"><p>{words}</p><button>OK</button></div>'


def newsletter(content: Content) -> str:
    """An invitation."""
    words = {
        "en": "Get our best stories in your inbox every morning. No spam, unsubscribe whenever you like.",
        "pt": "Receba nossas melhores histórias toda manhã no seu e-mail. Sem spam, cancele quando quiser.",
    }[content.language]
    return f'<div class="newsletter-signup"><h4>Newsletter</h4><p>{words}</p><form><input name="mail"></form></div>'


def share(content: Content) -> str:
    """Buttons of networks."""
    return (
        '<div class="social-share"><a href="https://share.example/a">Facebook</a> '
        '<a href="https://share.example/b">WhatsApp</a></div>'
    )


def footer(content: Content) -> str:
    """The end of every page."""
    rights = {
        "en": "All rights reserved. Made with care in Lisbon.",
        "pt": "Todos os direitos reservados. Feito em Lisboa.",
    }
    return f"<footer><ul>{menu(content, 'foot/')}</ul><p>© 2025 {rights[content.language]}</p></footer>"


def document(content: Content, body: str, attributes: str = "") -> str:
    """A whole page."""
    return (
        f'<!doctype html><html lang="{content.language}"><head><meta charset="utf-8">'
        f"<title>{content.title} | Site</title><style>.a{{color:red}}</style><script>var page = 1;</script></head>"
        f"<body {attributes}>{body}</body></html>"
    )
