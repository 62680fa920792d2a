"""Environment files: syntax, layers, references."""

from pathlib import Path

import pytest

from suite.environment import (
    EnvironmentFileError,
    find_root,
    load_environment,
    parse,
    read_environment,
)


def values(text: str) -> dict[str, str]:
    return {name: variable.value for name, variable in parse(text, ".env").items()}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=plain", "plain"),
        ("  export A = spaced  ", "spaced"),
        ("A=a b # comment", "a b"),
        ("A=a#b", "a#b"),
        ("A=", ""),
        ("A= # nothing", ""),
        ("A='single ${B} \\n'", "single ${B} \\n"),
        ("A=`back ${B}`", "back ${B}"),
        (r'A="tab\tquote\"slash\\end\n"', 'tab\tquote"slash\\end\n'),
        (r'A="kept \d"', r"kept \d"),
        ("A='two\nlines' # comment", "two\nlines"),
        ("A=$(touch x)", "$(touch x)"),
        ("A=first\nA=last", "last"),
        ("A=x\r\n", "x"),
    ],
)
def test_a_line_gives_its_value(line: str, value: str) -> None:
    assert values(line) == {"A": value}


def test_every_wrong_line_is_reported_with_its_place() -> None:
    with pytest.raises(EnvironmentFileError) as error:
        parse("A=1\nno assignment\n2B=x\nC='open\nD=1 \n", ".env")
    assert error.value.problems == [
        ".env:2: not a NAME=value line",
        ".env:3: not a NAME=value line",
        ".env:4: the quote ' is never closed",
    ]


def test_text_after_a_quote_is_refused() -> None:
    with pytest.raises(EnvironmentFileError, match=r"^\.env:1: text after the closing quote$"):
        parse("A='x' y", ".env")


def write_layers(root: Path) -> None:
    (root / "config").mkdir()
    for number, layer in enumerate(("config/container-images.env", "config/.env.defaults", ".env", ".env.local"), 1):
        names = "".join(f"L{wins}={number}\n" for wins in range(number, 6))
        (root / layer).write_text(names, encoding="utf-8")


def test_later_layers_win_and_the_process_wins_over_all(tmp_path: Path) -> None:
    write_layers(tmp_path)
    environment = load_environment(tmp_path, {"L5": "process"})
    assert [environment[f"L{number}"] for number in range(1, 6)] == ["1", "2", "3", "4", "process"]
    assert environment.origin("L4") == ".env.local:1"
    assert environment.origin("L5") == "process environment"


def test_an_empty_value_hides_lower_layers_and_reads_as_absent(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=x\nB=x\n")
    (tmp_path / ".env.local").write_text("A=\n")
    environment = load_environment(tmp_path, {"B": ""})
    assert "A" not in environment
    assert "B" not in environment
    assert list(environment) == []


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("\ufeffA=x\n", encoding="utf-8")
    assert dict(load_environment(tmp_path, {})) == {"A": "x"}


def test_private_files_of_a_root_under_test_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / ".env.defaults").write_text("A=tracked")
    (tmp_path / ".env.local").write_text("A=private\nB=secret")
    monkeypatch.setenv("SUITE_TRACKED_ENV_OF", str(tmp_path))
    assert dict(load_environment(tmp_path, {})) == {"A": "tracked"}
    monkeypatch.setenv("SUITE_TRACKED_ENV_OF", str(tmp_path / "elsewhere"))
    assert dict(load_environment(tmp_path, {})) == {"A": "private", "B": "secret"}


def test_no_test_reads_the_private_files_of_its_own_checkout() -> None:
    assert {load_environment().origin(name).split(":")[0] for name in load_environment()}.isdisjoint(
        {".env", ".env.local"}
    )


def test_references_expand_over_layers_but_not_in_literals_or_the_process(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("URL=http://${HOST}:${PORT:-80}/\nQ=\"${URL}x\"\nL='${HOST}'\nE=${EMPTY}\nEMPTY=\n")
    (tmp_path / ".env.local").write_text("HOST=a\n")
    environment = load_environment(tmp_path, {"RAW": "${HOST}"})
    assert dict(environment) == {
        "URL": "http://a:80/",
        "Q": "http://a:80/x",
        "L": "${HOST}",
        "HOST": "a",
        "RAW": "${HOST}",
    }


def test_cycles_and_unknown_references_are_all_reported(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=${B}\nB=${A}\nC=${NOWHERE}\nD=${C}ok\nwrong\n")
    with pytest.raises(EnvironmentFileError) as error:
        load_environment(tmp_path, {})
    assert error.value.problems == [
        ".env:5: not a NAME=value line",
        ".env:1: A -> B -> A refers to itself",
        ".env:3: C refers to NOWHERE, which is not set",
    ]
    assert read_environment(tmp_path, {})[0]["D"] == "ok"


def test_an_unreadable_layer_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A=\xff\n")
    with pytest.raises(EnvironmentFileError, match=r"^\.env: cannot be read \(UnicodeDecodeError\)$"):
        load_environment(tmp_path, {})


def test_a_service_folder_with_settings_of_its_own_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "services" / "workspace-api"
    folder.mkdir(parents=True)
    (folder / ".env.example").touch()
    assert dict(load_environment(tmp_path, {})) == {}
    (folder / ".env").touch()
    with pytest.raises(EnvironmentFileError, match=r"^services/workspace-api/\.env: settings live in"):
        load_environment(tmp_path, {})


def test_the_root_is_the_nearest_parent_with_a_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUITE_ROOT", raising=False)
    deep = tmp_path / "services" / "x"
    deep.mkdir(parents=True)
    (tmp_path / "services-manifest.json").touch()
    assert find_root(deep) == tmp_path.resolve()
    monkeypatch.setenv("SUITE_ROOT", str(deep))
    assert find_root(tmp_path) == deep.resolve()
