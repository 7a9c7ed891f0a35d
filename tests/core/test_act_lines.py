"""What a page says of an act says everything that the digest covers, in both languages, for every kind."""

import json
import re
from typing import Any

import pytest

from api.punctuation import full_width
from ledger.core import act_words, acts
from ledger.core.act_lines import Speech, lines
from ledger.core.act_sentences import sentences
from ledger.core.shares import WHOLE
from tests.cli.test_words import MESSAGES, TERMS, changed

UNSPOKEN: dict[str, str] = {}
"""Members that are not said, and why: so far every one is."""
LANGUAGES: Any = pytest.mark.parametrize("language", ["zh", "en"])
MOVED = MESSAGES["convey"]["movements"]
KINDS = pytest.mark.parametrize("kind", sorted(MESSAGES))


def leaves(value: Any, path: str = "") -> list[str]:
    """The paths of a message down to lists, whose rows are said together."""
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in leaves(inner, f"{path}.{name}" if path else name)]
    return [path]


@LANGUAGES
@KINDS
def test_every_member_of_every_kind_is_said_under_its_label(kind: str, language: Any) -> None:
    found = lines(kind, MESSAGES[kind], Speech(language))
    said = {line.member.partition("[")[0] for line in found}
    assert set(leaves(MESSAGES[kind])) - said - set(UNSPOKEN) == set()
    own = {line.label for line in found} & {leaf.rpartition(".")[2] for leaf in leaves(MESSAGES[kind])}
    assert not own, "a raw member name is no label"
    if language == "zh":
        assert not [line for line in found if line.label.isascii()]


@LANGUAGES
@KINDS
def test_no_member_can_change_without_the_lines_changing(kind: str, language: Any) -> None:
    said = lines(kind, MESSAGES[kind], Speech(language))
    for other in changed(MESSAGES[kind]):
        assert lines(kind, other, Speech(language)) != said, json.dumps(other)


@LANGUAGES
@KINDS
def test_every_kind_has_sentences_that_name_no_raw_member(kind: str, language: Any) -> None:
    said = sentences(kind, MESSAGES[kind], Speech(language))
    assert len(said) >= 2, said
    for sentence in said:
        assert sentence.endswith("。" if language == "zh" else ".")
        assert not re.search(r"[{}]|\b[a-z]+[A-Z][A-Za-z]+\b", sentence), sentence
        if language == "zh":
            assert not re.search(r"\b(party|node|until|none)\b", sentence), sentence
        else:
            assert sentence.isascii() or "≈" in sentence, sentence
            assert sentence[0] == sentence[0].upper()


def test_the_last_sentence_says_until_when_in_the_readers_zone() -> None:
    assert sentences("confirm", MESSAGES["confirm"], Speech("zh"))[-1].startswith("最晚在北京时间 2026-11-24")
    assert "Beijing time (UTC+8)" in sentences("confirm", MESSAGES["confirm"], Speech("en"))[-1]


def test_a_conveyance_says_who_gives_what_to_whom_by_the_names_that_the_reader_knows() -> None:
    english = sentences("convey", MESSAGES["convey"], Speech("en", named={6: "you", 8: "Lin"}.get))
    assert english[0] == "You (party 6) gives ≈ 33.3333 % (1/3) to Lin (party 8)."
    chinese = sentences("convey", MESSAGES["convey"], Speech("zh", named={6: "您"}.get))
    assert chinese[0] == "您（主体 6）向主体 8 转让 ≈ 33.3333 %（1/3）的份额。"


def test_what_is_absent_is_said_to_be_none() -> None:
    quiet = {**MESSAGES["convey"], "price": "0x" + "00" * 32, "offers": [], "openings": []}
    chinese = {line.member: line.words for line in lines("convey", quiet, Speech("zh"))}
    assert [chinese[name] for name in ("price", "offers", "openings")] == ["无", "无", "无"]
    english = {line.member: line.words for line in lines("convey", quiet, Speech("en"))}
    assert [english[name] for name in ("price", "offers", "openings")] == ["none", "none", "none"]


def test_an_empty_table_is_said_to_leave_the_holders_as_they_are() -> None:
    message = {**MESSAGES["propose"], "terms": {**TERMS, "table": []}}
    assert "stay as they are" in " ".join(sentences("propose", message, Speech("en")))


def test_shares_are_said_as_percent_and_fraction() -> None:
    say = Speech("en")
    shares = WHOLE, WHOLE // 2, WHOLE // 16, 1
    assert [say.share(units) for units in shares] == [
        "100 %",
        "50 % (1/2)",
        "6.25 % (1/16)",
        "≈ 0.0000 % (1/720720000)",
    ]


def test_every_choice_and_title_has_words_in_both_languages() -> None:
    assert set(act_words.TITLES) == set(act_words.SIGNERS) == set(acts.kinds())


def test_lines_come_in_the_order_of_the_type_however_the_message_was_kept() -> None:
    for kind, message in MESSAGES.items():
        kept = json.loads(json.dumps(message, sort_keys=True))
        assert lines(kind, kept, Speech("zh")) == lines(kind, message, Speech("zh")), kind


def test_figures_stand_apart_from_the_chinese_behind_them() -> None:
    for kind, message in MESSAGES.items():
        for sentence in sentences(kind, message, Speech("zh")):
            assert not re.search(r"[0-9%][\u4e00-\u9fff]", sentence), sentence


@pytest.mark.parametrize(
    ("kind", "change", "zh", "en"),
    [
        (
            "convey",
            {"basis": 1},
            "主体 6 向主体 8 转让 ≈ 33.3333 %（1/3）的份额",
            "party 6 gives ≈ 33.3333 % (1/3) to party 8",
        ),
        ("convey", {"basis": 2}, "主体 6 以 ≈ 33.3333 %（1/3）的份额向主体 8 作价入股", ""),
        ("convey", {"basis": 3}, "主体 6 将 ≈ 33.3333 %（1/3）的份额赠与主体 8", ""),
        (
            "announce",
            {"terms": {**MESSAGES["announce"]["terms"], "movements": MOVED}},
            "主体 6 的 ≈ 33.3333 %（1/3）份额转归主体 8",
            "≈ 33.3333 % (1/3) passes from party 6 to party 8",
        ),
    ],
)
def test_what_moves_is_said_by_its_ground_the_same_in_line_and_sentence(
    kind: str, change: dict[str, Any], zh: str, en: str
) -> None:
    message = {**MESSAGES[kind], **change}
    for say, words in ((Speech("zh"), zh), (Speech("en"), en)):
        assert words in [line.words for line in lines(kind, message, say)] or not words
        assert words.lower() in " ".join(sentences(kind, message, say)).lower()


@KINDS
def test_no_two_numbers_of_an_act_stand_side_by_side(kind: str) -> None:
    """As in “party 9 1 % (1/100)”, which nobody reads right."""
    speeches = [Speech("zh"), Speech("zh", exact=True), Speech("en"), Speech("en", exact=True)]
    for say in speeches:
        for line in lines(kind, MESSAGES[kind], say):
            if line.label not in ("份额变动", "Movement", "Holder", "权利人", "Claims", "主张"):
                continue
            assert not re.search(r"(主体|party) [0-9]+ (≈ )?[0-9]", line.words), line.words
        for sentence in sentences(kind, MESSAGES[kind], say):
            assert not re.search(r"(主体|party) [0-9]+ (≈ )?[0-9]", sentence), sentence


@pytest.mark.parametrize("exact", [False, True])
@KINDS
def test_chinese_is_told_with_full_width_punctuation(kind: str, exact: bool) -> None:
    say = Speech("zh", exact=exact, named=lambda number: "您" if number % 2 else None)
    said = [act_words.TITLES[kind][0], act_words.SIGNERS[kind][0], *sentences(kind, MESSAGES[kind], say)]
    said += [text for line in lines(kind, MESSAGES[kind], say) for text in (line.label, line.words)]
    assert [text for text in said if full_width(text) != text] == []
