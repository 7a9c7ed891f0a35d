"""The verifier as one file: the same modules, the same answers, in a browser without any network."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from api import offline_verifier
from tests.web.in_node import ask, by_javascript, by_python, verifying
from tests.web.test_verifier import bundles


def test_the_one_script_says_of_every_bundle_what_python_says(tmp_path: Path) -> None:
    script = tmp_path / "script.js"
    script.write_text(offline_verifier.script_text(), "utf-8")
    cases = list(bundles())
    answers = ask((verifying(bundle, trust) for _, bundle, trust in cases), script)
    for (name, bundle, trust), answer in zip(cases, answers, strict=True):
        assert by_javascript(answer) == by_python(bundle, trust), name


def test_the_file_loads_nothing_and_its_policy_names_its_own_script_and_style() -> None:
    page = offline_verifier.offline_html().decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    said = policy[1].replace("&#39;", "'")
    assert said.startswith("default-src 'none'")
    for tag in ("script", "style"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert f"'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'" in said
    assert not re.search(r"<[^>]*\s(?:src|href|action|formaction|style|on\w+)\s*=", page.split("<script>")[0])
    assert 'lang="zh-CN"' in page
    assert 'lang="en"' in page


def test_the_file_is_the_same_each_time_and_small_enough_to_send() -> None:
    offline_verifier.offline_html.cache_clear()
    first = offline_verifier.offline_html()
    offline_verifier.offline_html.cache_clear()
    assert offline_verifier.offline_html() == first
    assert len(first) < 2 << 20
    assert offline_verifier.sha256_hex() == sha256(first).hexdigest()
