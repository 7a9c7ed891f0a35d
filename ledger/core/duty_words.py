"""Kinds of duties for people: what each is, and the one thing to do next; Chinese and English."""

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]

TITLES: Final[Mapping[str, Pair]] = {
    "accept": ("成果备案待受理", "Achievement filing to accept"),
    "register": ("已受理，待登记", "Accepted, to be registered"),
    "acceptContract": ("技术合同待受理", "Technology contract to accept"),
    "registerContract": ("技术合同已受理，待登记", "Contract accepted, to be registered"),
    "propose": ("已登记，待提出确权方案", "Registered, no proposal yet"),
    "renotice": ("方案已因异议作废，须重新公示", "A decision voided the proposal: a new notice is due"),
    "notice": ("公示中", "On public notice"),
    "prolong": ("公示期不足法定期间", "The notice is shorter than the rules want"),
    "confirm": ("公示期满无未决异议，待确认", "Notice over without open objections, to be confirmed"),
    "decide": ("异议待处理", "Objection to decide"),
    "freeze": ("冻结即将届满", "A freeze is about to end"),
    "order": ("命令公告中", "An order is on notice"),
    "enforce": ("命令公告期满，待执行", "An announced order may be carried out"),
    "recovery": ("签名者恢复公示中", "A recovery is on notice"),
    "settleRecovery": ("恢复公示期满，可以生效", "A recovery may take effect"),
    "vouch": ("请求入册，待您引荐", "Asks for admission: waits for you to vouch"),
    "sign": ("待您签名的文书", "An act waits for your signature"),
}
"""What waits, in a few words."""

NEXT: Final[Mapping[str, Pair]] = {
    "accept": ("查阅，受理或退回", "Read it, then accept it or send it back"),
    "register": ("登记成果", "Register the achievement"),
    "acceptContract": ("查阅，受理或退回", "Read it, then accept it or send it back"),
    "registerContract": ("登记技术合同", "Register the contract"),
    "propose": ("起草确权方案，交全体主张人签署", "Draft the proposal for all claimants to sign"),
    "renotice": ("起草变更后的方案，重新公示", "Draft the changed proposal and put it on notice"),
    "notice": ("查看公示", "See the notice"),
    "prolong": ("延长公示", "Prolong the notice"),
    "confirm": ("起草确认文书", "Draft the confirmation"),
    "decide": ("处理异议", "Decide the objection"),
    "freeze": ("查看该成果", "See the achievement"),
    "order": ("查看该成果", "See the achievement"),
    "enforce": ("会同其他节点的裁判经办人执行", "Carry it out together with the judge of another node"),
    "recovery": ("查看该主体", "See the party"),
    "settleRecovery": ("使恢复生效", "Let the recovery take effect"),
    "vouch": ("核对身份后签名引荐", "Check who it is, then sign for it"),
    "sign": ("查看并签名", "Read it and sign"),
}
"""The one next thing to do."""
