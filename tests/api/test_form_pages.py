"""The pages on which something is filed, as they are served: every type's form, in both languages, without a script."""

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest

from api import forms
from api.punctuation import full_width, printed
from api.routes.pages.filing import FILEABLE
from ledger.core import filing_types
from tests.api.test_pages import Elements
from tests.api.world import World, key

TYPES = filing_types.list()
LANGUAGES = ("zh", "en")


def page(world: World, path: str, lang: str = "zh", status: int = 200, **more: Any) -> str:
    """A page as a browser asks for it, by somebody who is not signed in unless `headers` say otherwise."""
    world.client.cookies.clear()
    headers = {"Accept": "text/html", **more.pop("headers", {})}
    answer = world.client.get(path, params={"lang": lang, **more}, headers=headers)
    assert answer.status_code == status, answer.text[:500]
    world.client.cookies.clear()
    return answer.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_type_can_be_chosen_and_says_what_it_is_for(world: World, lang: str) -> None:
    text = page(world, "/file", lang)
    links = [attributes.get("href") for _, attributes in Elements(text).found]
    for type in TYPES:
        assert links.count(f"/file/{type}") == 1
        assert printed(filing_types.schema(type)["x-label"])[lang] in text.replace("&#39;", "'")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("type", TYPES)
def test_every_field_of_a_type_stands_on_its_page_and_none_is_hidden_without_a_script(
    world: World, type: str, lang: str
) -> None:
    text = page(world, f"/file/{type}", lang)
    elements = Elements(text).found
    shown = {attributes["data-pointer"]: attributes for _, attributes in elements if "data-pointer" in attributes}
    for control in forms.every(forms.controls(type)):
        first = control.pointer.replace("*", "0")
        assert first in shown, first
        assert "hidden" not in shown[first]
        assert shown[first]["data-label"] == control.label[lang]
    assert printed(filing_types.schema(type)["x-help"])[lang] in text.replace("&#39;", "'")
    names = {attributes.get("name") for tag, attributes in elements if tag in ("input", "select", "textarea")}
    leaves = [c for c in forms.every(forms.controls(type)) if c.kind not in ("group", "list")]
    assert {control.pointer.replace("*", "0") for control in leaves} <= names


def texts(html: str) -> list[str]:
    """What stands to be read between the tags of a page's own part."""
    [main] = re.findall(r"<main.*?</main>", html, re.DOTALL)
    return [unescape(text).strip() for text in re.findall(r">([^<]+)<", main) if text.strip()]


HAN = re.compile(r"[\u3400-\u9fff]")
NAME_OF_CODE = re.compile(r"\b[a-z]+_[a-z_]+\b")


@pytest.mark.parametrize("type", TYPES)
def test_in_english_nothing_on_a_form_is_said_in_chinese_alone(world: World, type: str) -> None:
    said = texts(page(world, f"/file/{type}", "en"))
    assert [text for text in said if HAN.search(text) and not re.search("[A-Za-z]{2}", text)] == []
    offered = {text for text in said if HAN.search(text)}
    for control in forms.every(forms.controls(type)):
        for value, words in control.options("en"):
            assert not HAN.search(value) or words in offered, value
            assert words.endswith(full_width(value)) or not HAN.search(value)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("type", TYPES)
def test_no_form_speaks_in_names_of_code(world: World, type: str, lang: str) -> None:
    said = texts(page(world, f"/file/{type}", lang)) + texts(page(world, "/file", lang))
    assert [text for text in said if NAME_OF_CODE.search(text)] == []


@pytest.mark.parametrize("type", TYPES)
def test_every_input_has_its_label_its_help_and_a_place_for_its_error(world: World, type: str) -> None:
    elements = Elements(page(world, f"/file/{type}")).found
    ids = Counter(attributes["id"] for _, attributes in elements if "id" in attributes)
    assert not [name for name, count in ids.items() if count > 1]
    labelled = {attributes.get("for") for tag, attributes in elements if tag == "label"}
    for tag, attributes in elements:
        for name in (attributes.get("aria-describedby") or "").split():
            assert name in ids, name
        wanted = tag in ("select", "textarea") or (
            tag == "input" and attributes.get("type") not in ("radio", "checkbox", "file")
        )
        if wanted:
            assert attributes["id"] in labelled, attributes
        assert "style" not in attributes


@pytest.mark.parametrize("type", TYPES)
def test_a_page_asks_for_a_script_only_where_the_type_can_be_handed_in(world: World, type: str) -> None:
    scripts = [attributes["src"] for tag, attributes in Elements(page(world, f"/file/{type}")).found if tag == "script"]
    assert ("/static/js/filing_form.js" in "".join(map(str, scripts))) == (type in FILEABLE)


def test_conditions_are_told_in_words_and_to_the_script(world: World) -> None:
    text = page(world, "/file/innovation_voucher/2", "en")
    assert "required where the status is redeemed" in text
    asked = {a["data-pointer"]: a["data-conditions"] for _, a in Elements(text).found if "data-conditions" in a}
    assert asked["/contract"] == '[{"pointer": "/locked_on", "values": []}]'
    assert asked["/revoked_on"] == '[{"pointer": "/status", "values": ["\\u5df2\\u64a4\\u9500"]}]'


def test_an_address_without_a_version_leads_to_the_newest_and_an_unknown_type_to_a_page_that_says_so(
    world: World,
) -> None:
    answer = world.client.get("/file/achievement_filing", follow_redirects=False)
    assert answer.headers["location"] == "/file/achievement_filing/2"
    for path in ("/file/poem/1", "/file/poem", "/file/pledge/99"):
        assert "FILING_TYPE_UNKNOWN" in page(world, path, status=404)


def test_who_is_signed_in_may_choose_one_of_his_parties(world: World) -> None:
    number, signer = world.enrol("somebody who fills in forms")
    text = page(world, "/file/document/1", headers=world.token(signer))
    assert f'<option value="{number}">' in text
    assert f'data-signer="0x{signer.signer_bytes.hex()}"' in text
    assert f'<option value="{number}">' not in page(world, "/file/document/1")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_receipt_is_followed_from_received_to_anchored(world: World, lang: str) -> None:
    received = world.client.post("/v1/filings", json=world.signed_filing(key("follower"), b"follow " + lang.encode()))
    leaf = received.json()["leaf"]
    before = page(world, f"/filings/{leaf}", lang)
    assert leaf in before
    assert f"/filings/{leaf}/progress?known=received" in before
    assert "/evidence" not in before
    same = world.client.get(f"/filings/{leaf}/progress", params={"known": "received"})
    assert (same.status_code, same.text) == (204, "")
    world.settle()
    after = page(world, f"/filings/{leaf}/progress", lang, known="received")
    assert "hx-get" not in after
    assert f"/v1/filings/{leaf}/evidence" in after
    assert f"/v1/filings/{leaf}/certificate?lang={lang}" in after
    kept = world.client.get(f"/filings/{leaf}/receipt")
    assert kept.headers["content-disposition"].startswith("attachment")
    assert kept.json()["leaf"] == leaf
    assert kept.json()["anchored"]["final"] is True


def test_what_a_filing_says_is_shown_to_its_filer_alone_and_the_reading_is_recorded(world: World) -> None:
    filer, secret = key("one with secrets"), "<i>甲&乙</i> \u202egnp.exe"
    draft = world.draft_filing(filer, form={"title": secret})
    prepared = world.client.post("/v1/filings/prepare", json=draft).json()
    assert prepared["entry"]
    leaf = world.file(filer, b"a quiet document")
    assert "a quiet document" not in page(world, f"/filings/{leaf}")
    own = page(world, f"/filings/{leaf}", headers=world.token(filer), contents="1")
    assert "On a quiet document" in own
    assert "document.pdf" in own
    stranger = page(world, f"/filings/{leaf}", headers=world.token(key("a stranger")), contents="1")
    assert "a quiet document" not in stranger


def test_a_leaf_that_is_unknown_or_misspelt_is_answered_by_a_page(world: World) -> None:
    assert "FILING_UNKNOWN" in page(world, f"/filings/{'0' * 64}", status=404)
    assert "aria-invalid" in page(world, "/filings", status=422, leaf="x<script>")
    found = world.client.get("/filings", params={"leaf": "0x" + "AB" * 32}, follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, f"/filings/{'ab' * 32}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_speak_one_language_at_a_time(world: World, lang: str) -> None:
    for path in ("/file", "/file/pledge/1", "/filings"):
        text = page(world, path, lang)
        assert "{{" not in text
        assert not re.search(r"\{[a-z_]+\}(?![^<]*data-word)", re.sub(r'data-word-[^=]+="[^"]*"', "", text))
