"""Settings: everything has a default and a description, nothing secret is shown, what is wrong is named."""

import pytest

from ledger import settings
from ledger.core.errors import Usage
from ledger.settings import Settings


def test_everything_has_a_default_and_a_description() -> None:
    for name, field in Settings.model_fields.items():
        assert not field.is_required(), name
        assert field.description, name


def test_the_environment_is_read_and_arguments_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGBEN_PORT", "9000")
    monkeypatch.setenv("ZHENGBEN_DATA", "/srv/zhengben")
    loaded = settings.load(port=9001)
    assert loaded.port == 9001
    assert str(loaded.keys) == "/srv/zhengben/keys"
    assert str(loaded.log) == "/srv/zhengben/log"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:geheim@db.example:5432/geheim?password=geheim",
        "https://node.example/v3/geheim",
        "https://geheim@node.example",
        "https://node.example:geheim/x",
    ],
)
def test_no_part_of_a_url_that_may_be_secret_is_shown(url: str) -> None:
    loaded = settings.load(database_url=url, rpc_url=url)
    for shown in (repr(loaded), str(loaded), str(loaded.shown())):
        assert "geheim" not in shown


def test_every_wrong_setting_is_named_but_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGBEN_PORT", "geheim")
    monkeypatch.setenv("ZHENGBEN_LOG_ORIGIN", "with space")
    with pytest.raises(Usage) as caught:
        settings.load()
    assert caught.value.code == "SETTING_WRONG"
    assert "ZHENGBEN_PORT" in caught.value.message
    assert "ZHENGBEN_LOG_ORIGIN" in caught.value.message
    assert "geheim" not in str(caught.value.to_dict())


@pytest.mark.parametrize("url", ["https://[", "https://a b", "https://x/path", "ftp://x", "https://user@x"])
def test_a_public_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ZHENGBEN_PUBLIC_URL", url)
    with pytest.raises(Usage, match="ZHENGBEN_PUBLIC_URL"):
        settings.load()
