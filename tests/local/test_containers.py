"""What is promised of the containers, as far as it can be held without a Docker engine."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ledger.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize("name", SERVICES)
def test_every_port_is_published_on_loopback_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_keeps_its_data_on_a_declared_volume_and_is_restarted(name: str) -> None:
    named = [volume.split(":")[0] for volume in SERVICES[name]["volumes"] if not volume.startswith(".")]
    assert named
    assert set(named) <= set(COMPOSE["volumes"])
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert set(SERVICES[name]["networks"]) <= set(COMPOSE["networks"])
    for volume in SERVICES[name]["volumes"]:
        if volume.startswith("."):
            assert (ROOT / volume.split(":")[0]).is_file()


def test_every_service_tells_whether_it_is_well() -> None:
    assert "healthcheck" in SERVICES["database"]
    assert "healthcheck" in SERVICES["chain"]
    assert re.search(r"^HEALTHCHECK .*\\\n +CMD \[.*/readyz", DOCKERFILE, re.MULTILINE)
    waits = SERVICES["service"]["depends_on"].values()
    assert [wait["condition"] for wait in waits] == ["service_healthy"] * 2


def test_secrets_come_from_files_and_no_value_stands_in_the_compose_file() -> None:
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
    used = {name for service in SERVICES.values() for name in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    text = (ROOT / "compose.yaml").read_text("utf-8")
    assert not re.search(r"PASSWORD:|0x[0-9a-f]{64}", text)
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_parts_are_the_versions_that_are_embedded() -> None:
    assert SERVICES["chain"]["image"] == "trufflesuite/ganache:v7.9.2"
    assert '"ganache": "7.9.2"' in (ROOT / "package.json").read_text()
    assert re.fullmatch(r"postgres:18(-\w+)?", SERVICES["database"]["image"])


def test_the_service_runs_as_an_ordinary_user_without_capabilities() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["zhengben"]
    assert SERVICES["service"]["cap_drop"] == ["ALL"]
    assert SERVICES["service"]["read_only"] is True


def test_every_setting_named_is_a_setting() -> None:
    named = set(re.findall(r"ZHENGBEN_([A-Z_]+)", (ROOT / "compose.yaml").read_text() + DOCKERFILE))
    assert named <= {name.upper() for name in Settings.model_fields}


def test_what_the_image_copies_is_let_through_to_the_builder() -> None:
    let_through = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    for name in " ".join(copied).split():
        assert name in let_through
        assert (ROOT / name).exists()


def entry(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    script = ROOT / "scripts/containers/service.sh"
    return subprocess.run(["/bin/sh", str(script), "up"], env=environment, capture_output=True, text=True, timeout=30)


@pytest.fixture
def container(tmp_path: Path) -> dict[str, str]:
    """An environment in which `python` shows how it was called."""
    tools, secrets = tmp_path / "bin", tmp_path / "secrets"
    tools.mkdir()
    secrets.mkdir()
    (tools / "python").write_text('#!/bin/sh\necho "$@"; env\n')
    (tools / "python").chmod(0o755)
    for name in ("postgres_password", "payer_key", "core_key", "core_password"):
        (secrets / name).write_text(f"the-{name}")
    path = f"{tools}:/usr/bin:/bin"
    return {"PATH": path, "SECRETS": str(secrets), "ZHENGBEN_DATA": str(tmp_path / "data")}


def test_the_entry_hands_the_secrets_to_the_service_and_closes_its_copies(
    container: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    said = entry(container).stdout.splitlines()
    assert said[0] == "-m ledger.cli up"
    assert "ZHENGBEN_DATABASE_URL=postgresql://zhengben:the-postgres_password@database:5432/zhengben" in said
    assert "ZHENGBEN_PASSWORD=the-core_password" in said
    for name, content in (("keys/payer.key", "the-payer_key"), ("core.json", "the-core_key")):
        copy = tmp_path / "data" / name
        assert copy.read_text() == content
        assert copy.stat().st_mode & 0o777 == 0o600


def test_the_entry_says_which_secret_is_missing(container: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "secrets/postgres_password").unlink()
    result = entry(container)
    assert result.returncode == 64
    assert result.stderr.count("\n") == 1
    assert "postgres_password" in result.stderr


def test_the_entry_leaves_a_database_of_your_own_alone(container: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    url = "postgresql://me@elsewhere/mine"
    assert f"ZHENGBEN_DATABASE_URL={url}" in entry(container | {"ZHENGBEN_DATABASE_URL": url}).stdout.splitlines()
