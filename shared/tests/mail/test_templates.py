"""Templates."""

import pytest

from suite.mail import Templates, Wording
from suite.mail.templates import RenderingFailed

TEMPLATES = Templates(
    {
        "welcome": {
            "en": Wording("Hi {{ name }}", "<p>{{ name }}</p><p>{{ text | lines }}</p>", "{{ name }}: {{ text }}"),
            "pt-BR": Wording("Olá, {{ name }}", "<p>{{ name }}</p>", "{{ name }}"),
        }
    }
)


def test_html_in_variables_is_escaped_in_html_only() -> None:
    data = {"name": "<script>alert('x')</script> & O'Brien", "text": "1 < 2"}

    rendered = TEMPLATES.render("welcome", "en", data)

    assert rendered.html == ("<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; O&#39;Brien</p><p>1 &lt; 2</p>")
    assert rendered.text == "<script>alert('x')</script> & O'Brien: 1 < 2"
    assert rendered.subject == "Hi <script>alert('x')</script> & O'Brien"


def test_line_breaks_become_br_and_nothing_else_does() -> None:
    rendered = TEMPLATES.render("welcome", "en", {"name": "Ana", "text": "a\nb\r\nc<br>\rd"})

    assert rendered.html == "<p>Ana</p><p>a<br>b<br>c&lt;br&gt;<br>d</p>"


def test_a_subject_is_one_line() -> None:
    assert TEMPLATES.render("welcome", "pt-BR", {"name": "Ana\r\nBcc: x"}).subject == "Olá, Ana Bcc: x"


def test_an_unknown_locale_is_english() -> None:
    assert TEMPLATES.render("welcome", "fr", {"name": "Ana", "text": ""}).subject == "Hi Ana"


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(RenderingFailed, match="UndefinedError"):
        TEMPLATES.render("welcome", "en", {"name": "Ana"})


def test_a_variable_is_never_a_template() -> None:
    rendered = TEMPLATES.render("welcome", "en", {"name": "{{ 7 * 7 }}", "text": "{% raw %}"})

    assert rendered.text == "{{ 7 * 7 }}: {% raw %}"
