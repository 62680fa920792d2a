"""Heads of files as generators mean them."""

import pytest

from suite.text.front_matter import FrontMatterError, NoFrontMatter, split_head


def test_words_are_text_and_numbers_keep_how_they_were_written() -> None:
    head = split_head("---\ntitle: Norway\ntags: [no, on, yes, 2024, 1.10]\ncategory: no\n---\nBody")
    assert head.values["tags"] == ["no", "on", "yes", 2024, 1.1]
    assert [head.text_of("tags", place) for place in range(6)] == ["no", "on", "yes", "2024", "1.10", None]
    assert head.values["category"] == "no"
    assert head.body == "Body"


@pytest.mark.parametrize("closing", ["---", "...", "---  ", "..."])
def test_a_head_ends_with_dashes_or_dots(closing: str) -> None:
    head = split_head(f"---\ntitle: Ends\n{closing}\nBody\n")
    assert (head.values, head.body) == ({"title": "Ends"}, "Body\n")


def test_what_editors_put_before_and_between_is_no_part_of_it() -> None:
    head = split_head("\ufeff---\r\ntitle: Windows\r\n---\r\nOne\r\nTwo")
    assert (head.values, head.body) == ({"title": "Windows"}, "One\nTwo")


def test_toml_between_pluses() -> None:
    head = split_head('+++\ntitle = "T"\ntags = ["1.10"]\n+++\nBody')
    assert head.values == {"title": "T", "tags": ["1.10"]}
    assert head.line_of("tags") == 3


def test_lines_count_in_the_file() -> None:
    head = split_head("---\n# a comment: here\ntitle: T\nnested:\n  title: U\n---\n")
    assert (head.line_of("title"), head.line_of("nested"), head.line_of("absent")) == (3, 4, 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: T\n", 1),
        ("---\ntitle: T\nbad: [\n---\n", 4),
        ("---\na: &x [*x]\n---\n", 2),
        ("---\na: *x\n---\n", 2),
        ("---\na: &a [" + "x, " * 99 + "x]\nb: &b [" + "*a, " * 99 + "*a]\nc: [" + "*b, " * 99 + "*b]\n---\n", 4),
        ("---\n- a\n---\n", 2),
        ("+++\na = \n+++\n", 2),
        ("+++\na = " + "[" * 5_000 + "\n+++\n", 1),
        ("---\n" + "x: " + "[" * 40 + "]" * 40 + "\n---\n", 2),
    ],
)
def test_a_broken_head_names_its_line(text: str, line: int) -> None:
    with pytest.raises(FrontMatterError) as broken:
        split_head(text)
    assert broken.value.line == line


@pytest.mark.parametrize("text", ["", "Body", "----\na: 1\n----\n", "--- a\n---\n"])
def test_a_file_may_begin_with_its_text(text: str) -> None:
    with pytest.raises(NoFrontMatter):
        split_head(text)


def test_of_two_values_of_a_key_the_last_counts() -> None:
    assert split_head("---\npublished: true\npublished: false\n---\n").values == {"published": False}


def test_aliases_and_merges_stand_for_what_they_name() -> None:
    head = split_head("---\nbase: &b {draft: true, v: 1.10}\n<<: *b\ntags: [&n no, *n]\nver: *n\n---\n")
    assert head.values["draft"] is True
    assert (head.values["tags"], head.values["ver"], head.text_of("v")) == (["no", "no"], "no", "1.10")


def test_an_object_of_json_is_a_head() -> None:
    head = split_head('{\n  "title": "T",\n  "tags": ["a"]\n}\n\nBody')
    assert (head.values, head.body, head.line_of("tags")) == ({"title": "T", "tags": ["a"]}, "\nBody", 3)


@pytest.mark.parametrize("text", ["{% include a %}", "{{< toc >}}", "{", '{"a": 1} and more', "{" * 5_000, '{"a": NaN'])
def test_text_may_begin_with_a_brace(text: str) -> None:
    with pytest.raises(NoFrontMatter):
        split_head(text)
