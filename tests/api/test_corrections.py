"""A filing that goes on from another one: told to those who may read that one, if it is the same filer's."""

import re
from typing import Any

import pytest

from ledger.core import filing_types
from ledger.core.filing_types import describing
from ledger.keyring import AccountSigner
from tests.api.test_own_filings import filer, page, send
from tests.api.world import World, key
from tests.core.good_forms import good

__all__ = ["filer"]
_LATER = ("provider", "locked_on", "used_on", "contract", "invoice", "deliverable", "contract_fen", "redeemed_fen")


def voucher(world: World, signer: AccountSigner, before: str | None = None, party: int | None = None) -> str:
    """The leaf of a voucher that was issued; of one that lapsed, if it goes on from another filing of it."""
    status = "已发放" if before is None else "已过期"
    form = good("innovation_voucher/2", status=status, follows=before, **dict.fromkeys(_LATER))
    return send(world, signer, party, type="innovation_voucher/2", form=form)


def later(shown: str) -> list[str]:
    """The leaves to which a filing's page leads as those that go on from it."""
    [part] = re.findall(r'aria-labelledby="later-title">.*?</section>', shown, re.DOTALL)
    return re.findall(r'href="/filings/([0-9a-f]{64})"', part)


def test_the_filer_is_told_what_goes_on_from_a_filing_and_from_there_led_back(
    world: World, filer: AccountSigner
) -> None:
    first = voucher(world, filer)
    assert later(page(world, f"/filings/{first}", filer)) == []
    second = voucher(world, filer, first)
    third = voucher(world, filer, first)
    shown = page(world, f"/filings/{first}", filer)
    assert later(shown) == [second, third]
    assert "备案人已就此另有备案" in shown
    back = page(world, f"/filings/{second}?contents=1", filer)
    assert f'<a class="mono" href="/filings/{first}">' in back
    assert later(back) == []


def test_an_officer_who_reads_a_filing_is_told_and_a_stranger_is_not(world: World, filer: AccountSigner) -> None:
    first = voucher(world, filer)
    second = voucher(world, filer, first)
    number, officer = world.enrol("who reads vouchers", "officer")
    until = world.service.chain.head().time + 90 * 86_400
    act = world.draft(world.core, "appoint", node=1, officer=number, powers=["read"], until=until)
    world.submit(world.sign(act, p1=world.core, **{f"p{number}": officer}))
    assert "later-title" not in page(world, f"/filings/{first}", officer)
    assert later(page(world, f"/filings/{first}?contents=1", officer)) == [second]
    for other in (None, key("a stranger who is curious")):
        assert second not in page(world, f"/filings/{first}?contents=1", other)


def test_what_somebody_else_says_to_go_on_from_a_filing_is_not_told(world: World, filer: AccountSigner) -> None:
    first = voucher(world, filer)
    voucher(world, key("a stranger who pretends"), first)
    assert later(page(world, f"/filings/{first}", filer)) == []


def test_another_key_of_the_party_goes_on_for_it(world: World) -> None:
    party, old = world.enrol("whose vouchers are many")
    first = voucher(world, old, party=party)
    new = key("the second key of whose vouchers are many")
    act = world.draft(old, "rotate", party=party, signer="0x" + new.signer_bytes.hex())
    for signer in (old, new):
        act = world.sign(act, **{f"p{party}": signer})
    world.submit(act)
    second = voucher(world, new, first, party)
    stranger = voucher(world, key("a stranger who pretends"), first, party)
    found = later(page(world, f"/filings/{first}", new))
    assert second in found
    assert stranger not in found


CORRECTS = re.compile(r'href="/file/([a-z_]+/\d+)\?from=([0-9a-f]{64})"')


@pytest.mark.parametrize(
    ("type", "form", "language", "said"),
    [
        ("innovation_voucher/2", None, "zh", "由此看得到后一份"),
        ("innovation_voucher/2", None, "en", "sees the later one"),
        ("document/1", {"title": "x"}, "zh", "没有“前一份备案”一栏"),
        ("document/1", {"title": "x"}, "en", "nothing links the two"),
    ],
)
def test_a_correction_begins_on_the_filers_own_page_which_says_whether_it_will_be_linked(
    world: World, filer: AccountSigner, type: str, form: dict[str, Any] | None, language: str, said: str
) -> None:
    leaf = voucher(world, filer) if form is None else send(world, filer, type=type, form=form)
    early = page(world, f"/filings/{leaf}", filer, language)
    assert CORRECTS.findall(early) == []  # its contents are read from its evidence
    world.settle()
    shown = page(world, f"/filings/{leaf}", filer, language)
    assert CORRECTS.findall(shown) == [(type, leaf)]
    assert said in shown.replace("&#39;", "'").replace("&#34;", '"')
    assert CORRECTS.findall(page(world, f"/filings/{leaf}", key("a stranger who is curious"), language)) == []


def test_only_vouchers_name_the_filing_before() -> None:
    """Where another type learns to, the pages link it by itself; that nothing else does is what they say now."""
    newest = {describing.newest(one.rpartition("/")[0]) for one in filing_types.list()}
    having = {one for one in newest if filing_types.FOLLOWS in filing_types.schema(one)["properties"]}
    assert having == {"innovation_voucher/2"}
