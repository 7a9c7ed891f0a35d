"""Asking a service over HTTP how it is, as a stranger would, and who else may have its port."""

import socket

import httpx

from ledger.core.deployment import Deployment
from ledger.doctor.ailments import Finding, found
from ledger.settings import Settings

_PATIENCE = 5.0


def service(settings: Settings, expected: Deployment | None) -> Finding:
    """Whether the service answers where the settings say, is ready, and is this ledger's.

    :param expected: the ledger that should answer; None if that is not known.
    """
    if settings.port == 0:
        return found("service", None, "SERVICE_ANYWHERE")
    url = f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port}"
    try:
        with httpx.Client(base_url=url, timeout=_PATIENCE, trust_env=False) as client:
            return _asked(client, url, expected)
    except httpx.ConnectError:
        return _unanswered(settings, url)
    except httpx.TimeoutException:
        return found("service", False, "SERVICE_SLOW", url=url)
    except (httpx.HTTPError, ValueError) as error:
        return found("service", False, "PORT_TAKEN", url=url, cause=f"it does not answer as Zhengben ({error})")


def _asked(client: httpx.Client, url: str, expected: Deployment | None) -> Finding:
    health = client.get("/healthz")
    if health.status_code != 200 or health.json() != {"status": "ok"}:
        raise ValueError(f"/healthz: {health.status_code}")
    readiness = client.get("/readyz").json()
    parts = readiness["parts"] if isinstance(readiness, dict) and isinstance(readiness.get("parts"), list) else []
    reasons = [f"{part['name']}: {part['reason']}" for part in parts if not part["ready"]]
    if reasons or not parts:
        return found("service", False, "SERVICE_UNREADY", url=url, reasons="; ".join(reasons) or "it does not say why")
    salt = client.get("/v1/status").json()["ledger"]["salt"]
    if expected is not None and salt != "0x" + expected.salt.hex():
        return found("service", False, "PORT_OF_ANOTHER_LEDGER", url=url, salt=salt)
    return found("service", True, "SERVICE_READY", url=url)


def _unanswered(settings: Settings, url: str) -> Finding:
    """Nobody answers: could the service listen there?"""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            return found("service", False, "PORT_TAKEN", url=url, cause=error.strerror or str(error))
    return found("service", None, "SERVICE_AWAY", url=url)
