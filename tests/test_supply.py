"""What the suite takes from others is pinned, may be taken, and runs shut in."""

import shutil
from email.message import Message
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from built_services import ROOT
from proof.supply.packages import (
    Locked,
    licence_in,
    licence_of,
    open_images,
    open_pins,
    read_lock,
    refused_licences,
)
from proof.supply.units import MOST_EXPOSED, exposures


def test_every_lock_pins_version_and_hash_of_all_it_was_asked_for() -> None:
    assert list(open_pins(ROOT)) == []


def test_an_open_pin_is_named(tmp_path: Path) -> None:
    (tmp_path / "requirements.in").write_text("# what\na-b>=1\nmissing\n")
    (tmp_path / "requirements.lock").write_text("a_b==1 \\\n    --hash=sha256:0\nc==2\nd\n")
    assert list(open_pins(tmp_path)) == [
        "requirements.lock: c has no hash",
        "requirements.lock: d has no version",
        "requirements.lock: missing is missing",
    ]
    assert read_lock(tmp_path / "requirements.lock")[0] == Locked("a-b", "1", 1)


def test_every_image_has_a_version(tmp_path: Path) -> None:
    assert list(open_images(ROOT / "config" / "container-images.env")) == []
    images = tmp_path / "images.env"
    images.write_text("A_IMAGE=a\nB_IMAGE=registry:5000/b\nC_IMAGE=c:latest\nD_IMAGE=d:1\nSUITE_IMAGE=s\n")
    assert [line.partition(":")[0] for line in open_images(images)] == ["A_IMAGE", "B_IMAGE", "C_IMAGE"]


def test_every_package_at_run_time_may_be_taken() -> None:
    licences = [(one.name, licence_of(one.name)) for one in read_lock(ROOT / "requirements-run.lock")]
    assert refused_licences(licences) == []


@pytest.mark.parametrize(
    "licence", ["agpl-3.0-only", "unknown", "gnu affero general public license v3", "mit and sspl"]
)
def test_a_licence_we_may_not_take_or_do_not_know_is_refused(licence: str) -> None:
    assert refused_licences([("x", licence), ("y", "mit")]) == [f"x: {licence}"]


@pytest.mark.parametrize(
    ("about", "licence"),
    [
        ({"License-Expression": "MIT", "License": "other"}, "mit"),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, "bsd license"),
        ({"License": "Apache 2.0\nwith its text"}, "apache 2.0"),
        ({}, "unknown"),
    ],
)
def test_a_licence_is_read_where_the_package_tells_it(about: dict[str, str], licence: str) -> None:
    class Told(Distribution):
        @property
        def metadata(self) -> Message:  # type: ignore[override]
            message = Message()
            for name, value in about.items():
                message[name] = value
            return message

        def read_text(self, filename: str) -> None: ...

        def locate_file(self, path: object) -> Path:  # type: ignore[override]
            return Path()

    assert licence_in(Told()) == licence


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_every_unit_is_shut_in() -> None:
    scores = exposures(ROOT / "deploy" / "systemd")
    assert len(scores) == len(list((ROOT / "deploy" / "systemd").glob("*.service")))
    assert {name: score for name, score in scores.items() if score > MOST_EXPOSED} == {}
