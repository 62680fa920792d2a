"""What models say, before anything of it is believed."""

import pytest

from suite.ai import answers
from suite.ai.answers import DEEPEST_ANSWER, LONGEST_ANSWER, InvalidAnswer, read_object


@pytest.mark.parametrize(
    "said",
    [
        '{"matches":' * (DEEPEST_ANSWER + 1) + "1" + "}" * (DEEPEST_ANSWER + 1),
        '{"a": "' + "x" * LONGEST_ANSWER + '"}',
        '{"' * LONGEST_ANSWER + "}",
        "{" + "[" * 20_000 + "]" * 20_000 + "}",
    ],
    ids=["deep", "long", "long and broken", "both"],
)
def test_an_answer_is_measured_before_it_is_parsed(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "json", None)
    monkeypatch.setattr(answers, "json_repair", None)
    with pytest.raises(InvalidAnswer, match="too"):
        read_object(said)


@pytest.mark.parametrize("said", ['{"a": 1}', "```json\n{'a': 1,}\n```", 'Here: {"a": 1}.'])
def test_form_is_forgiven(said: str) -> None:
    assert read_object(said) == {"a": 1}


@pytest.mark.parametrize("said", ["", "[1]", "}{", '{"a": [1}', '{"a": {"b": 1}'])
def test_what_is_no_object_or_cut_off_is_refused(said: str) -> None:
    with pytest.raises(InvalidAnswer):
        read_object(said)
