"""`zhengben verify certificate.pdf`: the bundle inside is judged, the print is not believed, and a PDF without one is
refused by name."""

import json
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from ledger import certifying
from tests.cli.conftest import Run
from tests.cli.test_program import BLOCKED

FORGERIES = Path(__file__).parents[1] / "forgeries"
TRUST = FORGERIES / "trust.json"


@cache
def certificate(name: str) -> bytes:
    return certifying.draw((FORGERIES / name).read_bytes(), TRUST.read_bytes(), "en", now=1_796_500_000)


def with_another_bundle(pdf: bytes, bundle: bytes) -> bytes:
    """The certificate as printed, with another bundle in the place of its own."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    for reference in writer.root_object["/AF"]:
        stream = StreamObject()
        stream.set_data(bundle)
        reference.get_object()["/EF"][NameObject("/F")] = writer._add_object(stream)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def genuine(tmp_path: Path) -> Path:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(certificate("title.json"))
    return path


def test_the_bundle_inside_is_judged_and_its_facts_are_told_to_compare(run: Run, genuine: Path) -> None:
    told = run("verify", genuine, "--trust", TRUST, "--json")
    answer = json.loads(told.out)
    assert (told.code, answer["verdict"]) == (0, "VALID")
    assert answer["attached"]["size"] == len((FORGERIES / "title.json").read_bytes())
    assert answer["certificate"]["facts"][0]["number"] == 1
    for language, words in (("en", "are no evidence"), ("zh", "不是证据")):
        shown = run("verify", genuine, "--trust", TRUST, "--lang", language)
        assert shown.code == 0
        assert words in shown.out
        assert "3/10" in shown.out


@pytest.mark.parametrize(("forgery", "check"), [("32-anchor-backdated.json", 32), ("11-disclosure-altered.json", 11)])
def test_a_certificate_with_a_forged_bundle_is_invalid_by_the_check_that_refuses_it(
    run: Run, genuine: Path, forgery: str, check: int
) -> None:
    genuine.write_bytes(with_another_bundle(genuine.read_bytes(), (FORGERIES / forgery).read_bytes()))
    told = run("verify", genuine, "--trust", TRUST, "--json")
    answer = json.loads(told.out)
    assert (told.code, answer["verdict"]) == (1, "INVALID")
    assert [c["number"] for c in answer["checks"] if c["status"] == "INVALID"] == [check]
    assert "certificate" not in answer
    assert "rely on none" in run("verify", genuine, "--trust", TRUST, "--lang", "en").out


def test_an_attachment_that_is_no_bundle_is_invalid_by_check_1(run: Run, genuine: Path) -> None:
    genuine.write_bytes(with_another_bundle(genuine.read_bytes(), b"{}"))
    answer = json.loads(run("verify", genuine, "--trust", TRUST, "--json").out)
    assert [c["number"] for c in answer["checks"] if c["status"] == "INVALID"] == [1]


def test_a_pdf_without_a_bundle_is_a_wrong_call_and_no_verdict(run: Run, tmp_path: Path) -> None:
    writer, path = PdfWriter(), tmp_path / "empty.pdf"
    writer.add_blank_page(100, 100)
    writer.write(path)
    told = run("verify", path, "--trust", TRUST, "--json")
    assert (told.code, json.loads(told.out)["code"]) == (64, "CERTIFICATE_WITHOUT_BUNDLE")
    assert "Traceback" not in told.all


@pytest.mark.parametrize("content", [b"%PDF-", b"%PDF-1.7\n" + b"\xff" * 5000, b"%PDF-1.7\n1 0 obj<</A 1 0 R>>endobj"])
def test_a_pdf_in_ruins_is_refused_in_one_line(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    told = run("verify", path, "--trust", TRUST)
    assert told.code == 64
    assert told.err.startswith("CERTIFICATE_")
    assert len(told.err.splitlines()) == 1
    assert told.out == ""


def test_a_certificate_verifies_without_service_packages_and_network(tmp_path: Path, genuine: Path) -> None:
    command = [sys.executable, "-c", BLOCKED, "verify", str(genuine), "--trust", str(TRUST), "--json"]
    done = subprocess.run(
        command, capture_output=True, cwd=tmp_path, timeout=60, check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "VALID"
    assert done.stderr == b""


def test_evidence_asks_where_to_write_and_gives_no_certificate_of_a_line(run: Run) -> None:
    leaf = "ab" * 32
    assert json.loads(run("evidence", leaf, "--json").out)["code"] == "OUT_NEEDED"
    assert json.loads(run("evidence", f"{leaf}:3", "--pdf", "c.pdf", "--json").out)["code"] == "PDF_OF_LINE"
