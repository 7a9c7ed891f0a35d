"""What the program says, in Chinese and English: one table, `key: (中文, English)`.

Keys are `area.name`. Refusals that the program finds itself have two lines, `error.CODE` (what is wrong) and
`next.CODE` (what to do); refusals of the service and of the core come with their own English words, and in
Chinese with those of `ledger.core.chinese`.
"""

import os
from typing import Any, Literal, cast

from ledger.cli.locale_acts import ACTS
from ledger.cli.locale_beside import BESIDE
from ledger.cli.locale_certificates import CERTIFICATES
from ledger.cli.locale_checking import CHECKING
from ledger.cli.locale_desk import DESK
from ledger.cli.locale_doctor import DOCTOR
from ledger.cli.locale_fields import FIELDS
from ledger.cli.locale_finding import FINDING
from ledger.cli.locale_folders import FOLDERS
from ledger.cli.locale_forms import FORMS
from ledger.cli.locale_help import HELP
from ledger.cli.locale_keeping import KEEPING
from ledger.cli.locale_replay import REPLAY
from ledger.cli.locale_rules import RULES
from ledger.core.errors import Refused, Unavailable, Usage

Language = Literal["zh", "en"]

TEXT: dict[str, tuple[str, str]] = {
    **HELP,
    **ACTS,
    **FIELDS,
    **BESIDE,
    **CERTIFICATES,
    **CHECKING,
    **DESK,
    **DOCTOR,
    **FINDING,
    **FOLDERS,
    **FORMS,
    **KEEPING,
    **REPLAY,
    **RULES,
    # Refusals of the program itself
    "error.FILE_MISSING": ("找不到文件 {path}", "there is no file {path}"),
    "next.FILE_MISSING": ("检查路径", "check the path"),
    "error.FILE_IS_DIRECTORY": ("{path} 是文件夹", "{path} is a directory"),
    "next.FILE_IS_DIRECTORY": ("给出文件", "name a file"),
    "error.FOLDER_NOT_MEANT": ("{path} 是文件夹", "{path} is a directory"),
    "next.FOLDER_NOT_MEANT": (
        "用 -r 备案整个文件夹，或列出其中的文件",
        "file all of it with -r, or name the files in it",
    ),
    "error.FOLDER_NOT_EMPTY": ("{path} 不是空文件夹", "{path} is not an empty folder"),
    "next.FOLDER_NOT_EMPTY": ("换一个新文件夹", "name a new folder"),
    "error.FILE_NOT_REGULAR": ("{path} 不是普通文件", "{path} is no regular file"),
    "next.FILE_NOT_REGULAR": ("请先存为文件", "save it to a file first"),
    "error.FILE_NOT_READABLE": ("无法读取 {path}：{zh}", "{path} cannot be read: {cause}"),
    "next.FILE_NOT_READABLE": ("检查路径与权限", "check the path and its permissions"),
    "error.FILE_NOT_WRITABLE": ("无法写入 {path}：{zh}", "{path} cannot be written: {cause}"),
    "next.FILE_NOT_WRITABLE": ("换一个位置", "choose another place"),
    "error.FILE_EXISTS": ("{path} 已存在", "{path} is there already"),
    "next.FILE_EXISTS": ("换一个名称，或用 --force 替换", "choose another name, or replace it with --force"),
    "error.FILE_TOO_LARGE": ("{path} 超过 {limit} 字节", "{path} has more than {limit} bytes"),
    "next.FILE_TOO_LARGE": ("检查是否选错了文件", "check that it is the file you mean"),
    "error.FORM_NOT_JSON": ("{path} 不是 JSON 对象：{zh}", "{path} holds no JSON object: {cause}"),
    "next.FORM_NOT_JSON": (
        "用 `zhengben forms TYPE --template` 得到该类型的空表单",
        "`zhengben forms TYPE --template` prints an empty form of the type",
    ),
    "error.FIELDS_NOT_JSON": ("{path} 不是 JSON 对象：{zh}", "{path} holds no JSON object: {cause}"),
    "next.FIELDS_NOT_JSON": (
        "写成 JSON 对象，每个字段一项；`zhengben act kinds KIND` 列出字段",
        "write one JSON object, a member for each field; `zhengben act kinds KIND` lists them",
    ),
    "error.FILE_CHANGED": ("{path} 在计算摘要时被改动", "{path} was written to while it was digested"),
    "next.FILE_CHANGED": ("待写入结束后重试", "try again once nobody writes to it"),
    "error.SM3_MISSING": ("本机的 OpenSSL 没有 SM3", "the OpenSSL of this Python has no SM3"),
    "next.SM3_MISSING": ("使用带 OpenSSL 3 的 Python", "use a Python with OpenSSL 3"),
    "error.FORM_NEEDED": ("{type} 需要表单", "{type} needs a form"),
    "next.FORM_NEEDED": ("用 --form 给出 JSON 文件", "give it as a JSON file with --form"),
    "error.TITLE_FOR_MANY": ("一个标题不能用于 {count} 份备案", "one title cannot stand for {count} filings"),
    "next.TITLE_FOR_MANY": (
        "逐份提交，或用 --together 合为一份",
        "file them one by one, or as one filing with --together",
    ),
    "error.TITLE_AND_FORM": ("--title 与 --form 不能同时使用", "--title and --form exclude each other"),
    "next.TITLE_AND_FORM": ("把标题写进表单", "put the title into the form"),
    "error.KEY_NAME_WRONG": ("{name} 不能作为密钥名", "{name} is no name for a key"),
    "next.KEY_NAME_WRONG": (
        "用字母、数字、点、横线，最多 64 个",
        "use letters, digits, dots, hyphens and underscores, at most 64",
    ),
    "error.KEY_EXISTS": ("已有名为 {name} 的密钥", "there is a key named {name} already"),
    "next.KEY_EXISTS": ("换一个名称；密钥从不被覆盖", "choose another name; a key is never overwritten"),
    "error.KEY_MISSING": ("{keys} 中没有密钥 {name}", "there is no key {name} in {keys}"),
    "next.KEY_MISSING": (
        "用 `zhengben keys list` 查看，或 `zhengben keys new` 新建",
        "see `zhengben keys list`, or make one with `zhengben keys new`",
    ),
    "error.KEY_NEEDED": ("没有指定密钥", "no key is named"),
    "next.KEY_NEEDED": ("用 --key 指定", "name one with --key"),
    "error.KEY_MALFORMED": ("{path} 不是密钥文件", "{path} is no keystore"),
    "next.KEY_MALFORMED": ("指定 keys new 所写的文件", "name a file that `zhengben keys new` wrote"),
    "error.PASSWORD_WRONG": ("密码打不开这把密钥", "the key does not open with this password"),
    "next.PASSWORD_WRONG": ("重新输入", "try again"),
    "error.VERIFIER_UNKNOWN": (
        "{url} 没有说明由哪个合约验证 P-256 签名",
        "{url} does not say which contract verifies P-256 signatures",
    ),
    "next.VERIFIER_UNKNOWN": ("用 --verifier 给出合约地址", "give the contract's address with --verifier"),
    "error.ADDRESS_WRONG": ("{address} 不是合约地址", "{address} is no address"),
    "next.ADDRESS_WRONG": ("写作 0x 加 40 位十六进制", "write 0x and 40 hex digits"),
    "error.PASSWORD_NEEDED": ("没有密码，也没有终端可问", "no password, and no terminal to ask for it"),
    "next.PASSWORD_NEEDED": (
        "用 --password-file 或环境变量 ZHENGBEN_PASSWORD",
        "give --password-file or set ZHENGBEN_PASSWORD",
    ),
    "error.PASSWORD_EMPTY": ("密码为空", "the password is empty"),
    "next.PASSWORD_EMPTY": ("设置一个密码", "choose one"),
    "error.PASSWORDS_DIFFER": ("两次输入的密码不同", "the two passwords differ"),
    "next.PASSWORDS_DIFFER": ("重新输入", "try again"),
    "error.DATE_WRONG": ("{at} 不是日期或时刻", "{at} is neither a day nor an instant"),
    "next.DATE_WRONG": (
        "写作 2026-11-23 或 2026-11-23T12:00:00+08:00",
        "write 2026-11-23 or 2026-11-23T12:00:00+08:00",
    ),
    "error.AT_NOT_HERE": ("{id} 没有按日期的状态", "{id} has no state as of a date"),
    "next.AT_NOT_HERE": ("去掉 --at", "leave out --at"),
    "error.ID_WRONG": ("看不懂编号 {id}", "{id} is no number that the ledger gives"),
    "next.ID_WRONG": (
        "成果：0x 加 64 位十六进制；备案：64 位十六进制；清单行：`备案:行`；行为：UUID；主体：数字",
        "achievement: 0x and 64 hex digits; filing: 64 hex digits; line of a manifest: filing:line; act: a UUID; "
        "party: a number",
    ),
    "error.PARTY_NOT_SEATED": ("主体 {party} 不在签署席位中", "party {party} has no seat in this act"),
    "next.PARTY_NOT_SEATED": ("席位：{seats}", "the seats are {seats}"),
    "error.KEY_NOT_SEATED": (
        "密钥 {key} 不是任何席位的当前签名者",
        "the key {key} is the current signer of no seat in this act",
    ),
    "next.KEY_NOT_SEATED": ("席位：{seats}；换一把密钥", "the seats are {seats}; use another key"),
    "error.NOBODY_CONFIRMED": ("未得到确认，什么也没有做", "nobody confirmed; nothing was done"),
    "next.NOBODY_CONFIRMED": ("读完后用 --yes 重试", "read it, then run again with --yes"),
    "error.PREPARED_DIFFERS": (
        "服务器准备的内容与你所交的不同：{what}",
        "what the service prepared is not what it was given: {what}",
    ),
    "next.PREPARED_DIFFERS": (
        "没有签名；不要使用这个服务器，并告知其运营者",
        "nothing was signed; do not use this service, and tell who runs it",
    ),
    "error.SALTS_WEAK": ("服务器给的盐不合格：{what}", "the service's salts are not fit: {what}"),
    "next.SALTS_WEAK": ("没有签名；告知运营者", "nothing was signed; tell who runs the service"),
    "error.TIME_DISAGREES": (
        "服务器的备案时间 {filedAt} 与本机相差超过一天",
        "the service's filing time {filedAt} is more than a day away from this machine's clock",
    ),
    "next.TIME_DISAGREES": ("校准本机时钟，或查问服务器", "set this machine's clock, or ask who runs the service"),
    "error.LOG_UNCLEAR": ("信任文件列有 {count} 个日志", "the trust file names {count} logs"),
    "next.LOG_UNCLEAR": ("用只列一个日志的信任文件", "use a trust file that names the one to file with"),
    "error.DIGEST_DIFFERS": (
        "按文本算得 {ours}，服务器却给出 {theirs}",
        "the text gives the digest {ours}, the service says {theirs}",
    ),
    "next.DIGEST_DIFFERS": (
        "没有签名；核对信任文件，告知运营者",
        "nothing was signed; check the trust file, and tell who runs the service",
    ),
    "error.LEAF_DIFFERS": (
        "收据写的是 {theirs}，签的是 {ours}",
        "the receipt names {theirs}, what was signed is {ours}",
    ),
    "next.LEAF_DIFFERS": ("保留两者，告知运营者", "keep both, and tell who runs the service"),
    "error.EVIDENCE_OF_ANOTHER": (
        "所得证据包说的是 {told}，而非 {asked}",
        "the bundle that came speaks of {told}, not of {asked}",
    ),
    "next.EVIDENCE_OF_ANOTHER": ("没有写入；告知运营者", "nothing was written; tell who runs the service"),
    "error.STILL_WAITING": ("{seconds} 秒后仍未结束：{state}", "still {state} after {seconds} seconds"),
    "next.STILL_WAITING": ("稍后用 `zhengben show {id}` 查看", "look later with `zhengben show {id}`"),
    "error.ACT_FAILED": ("行为未生效：{state}", "the act did not take effect: {state}"),
    "next.ACT_FAILED": ("用 `zhengben show {id}` 查看原因", "see why with `zhengben show {id}`"),
    "error.PART_MISSING": ("缺少 {name}", "{name} is not installed"),
    "next.PART_MISSING": (
        "pip install '.[service]';verify 只需 '.[verify]'",
        "pip install '.[service]'; only verify is content with '.[verify]'",
    ),
    "error.COMMAND_NEEDED": ("`{command}` 之后没有命令", "no command follows `{command}`"),
    "next.COMMAND_NEEDED": ("可用：{known}", "use one of {known}"),
    "error.COMMAND_UNKNOWN": ("没有命令 {given}", "there is no command {given}"),
    "next.COMMAND_UNKNOWN": ("可用：{known}", "use one of {known}"),
    "error.OPTION_UNKNOWN": ("没有选项 {given}", "there is no option {given}"),
    "next.OPTION_UNKNOWN": ("可用：{known}", "use some of {known}"),
    "error.OPTION_EMPTY": ("选项 {given} 之后没有值", "nothing follows the option {given}"),
    "next.OPTION_EMPTY": ("给出值，见 `{command} --help`", "give it a value; see `{command} --help`"),
    "error.OPTION_FULL": ("选项 {given} 不带值", "the option {given} takes no value"),
    "next.OPTION_FULL": ("去掉值", "leave the value out"),
    "error.ARGUMENT_MISSING": ("没有给出 {name}", "{name} is missing"),
    "next.ARGUMENT_MISSING": ("给出它，见 `{command} --help`", "give it; see `{command} --help`"),
    "error.ARGUMENT_TOO_MUCH": ("多出 {given}", "{given} is too much"),
    "next.ARGUMENT_TOO_MUCH": ("去掉它，见 `{command} --help`", "leave it out; see `{command} --help`"),
    "error.VALUE_WRONG": ("{name} 不能是 {given}", "{name} cannot be {given}"),
    "next.VALUE_WRONG": ("应为{zh}", "give {wanted}"),
    "error.LANG_WRONG": ("没有语言 {given}", "there is no language {given}"),
    "next.LANG_WRONG": ("用 --lang zh 或 --lang en", "use --lang zh or --lang en"),
    "error.COMMAND_WRONG": ("看不懂这样的命令行", "the command line is not understood: {what}"),
    "next.COMMAND_WRONG": ("见 `{command} --help`", "see `{command} --help`"),
    "error.UNEXPECTED": ("没有预料到的错误 {what}", "an error that nobody foresaw: {what}"),
    "next.UNEXPECTED": (
        "设 ZHENGBEN_DEBUG=1 重试并报告",
        "run again with ZHENGBEN_DEBUG=1 and report what it prints",
    ),
    # Refusals of the client
    "error.URL_MALFORMED": ("{url} 不是 http(s) 地址", "{url} is no http(s) address"),
    "next.URL_MALFORMED": ("写作 --url http(s)://主机", "give --url http(s)://host"),
    "error.SERVICE_UNREACHABLE": ("{url} 没有应答：{zh}", "{url} does not answer: {cause}"),
    "next.SERVICE_UNREACHABLE": (
        "用 `zhengben up` 启动，或用 --url 给出地址",
        "start it with `zhengben up`, or give its address with --url",
    ),
    "error.SERVICE_SLOW": ("{url} 没有及时应答", "{url} did not answer in time"),
    "next.SERVICE_SLOW": ("稍后重试", "try again in a moment"),
    "error.ANSWER_NOT_UNDERSTOOD": ("看不懂应答：{what}", "the answer is not understood: {what}"),
    "next.ANSWER_NOT_UNDERSTOOD": (
        "确认 --url 指向本版本的正本服务",
        "check that --url names a Zhengben service of this version",
    ),
    "error.ANSWER_TOO_LARGE": ("应答超过 {limit} 字节", "the answer is larger than {limit} bytes"),
    "next.ANSWER_TOO_LARGE": ("确认 --url 指向正本服务", "check that --url names a Zhengben service"),
    "error.CHALLENGE_FOREIGN": ("{service} 要求登录的却是 {asked}", "{service} asks to sign in to {asked}"),
    "next.CHALLENGE_FOREIGN": (
        "使用服务自知的地址，或询问运营者",
        "use the address under which the service knows itself, or ask who runs it",
    ),
    # Asking
    "ask.password": ("密钥 {name} 的密码", "Password of the key {name}"),
    "ask.new_password": ("新密钥 {name} 的密码", "Password for the new key {name}"),
    "ask.repeat": ("再输入一次", "Repeat it"),
    "ask.sign": ("签署吗？", "Sign this?"),
    "ask.erase": (
        "销毁备案 {leaf} 的数据密钥？此后它披露的内容再也无法恢复。",
        "Destroy the data key of filing {leaf}? What it discloses cannot be brought back.",
    ),
    "erase.done": ("备案 {leaf} 的内容已删除", "what filing {leaf} disclosed is erased"),
    "erase.before": ("备案 {leaf} 的内容先前已删除", "what filing {leaf} disclosed was erased before"),
    # Serving
    "up.ready": ("正本已就绪：{url}", "Zhengben is ready: {url}"),
    "up.trust": ("信任文件", "Trust file"),
    "up.data": ("数据", "Data"),
    "up.chain": ("链", "Chain"),
    "up.log": ("日志", "Log"),
    "up.demo": (
        "演示账本：身份与时间皆为虚设，无法律意义。",
        "A demonstration ledger: identities and time are invented, nothing has legal meaning.",
    ),
    "up.identities": (
        "在页面上以经办人登录：密钥文件 {file}，密码 {password}；用通行密钥请从 {url} 打开",
        "Sign in on its pages as the officer: key file {file}, password {password}; for passkeys open {url}",
    ),
    "up.end": ("Ctrl-C 结束。", "Ctrl-C ends it."),
    # Filing
    "file.digesting": ("计算摘要", "Digesting"),
    "file.received": ("已备案（存入账本，待入日志）", "Filed (stored; it enters the log next)"),
    "file.again": ("同一份备案早已收到", "The very same filing had been received before"),
    "file.demo_time": (
        "演示账本的时间是 {filedAt}",
        "this is a demonstration ledger; its time is {filedAt}",
    ),
    "file.proves": (
        "备案证明存在与署名，不证明所有权。",
        "A filing proves existence and authorship, never ownership.",
    ),
    # Keys
    "keys.made": ("密钥 {name} 已写入 {path}", "The key {name} is in {path}"),
    "keys.keep": (
        "没有密码谁也打不开它；请另存一份。",
        "Nobody can open it without the password; keep a copy elsewhere.",
    ),
    "keys.exposed": (
        "注意：其他用户可以读取 {path}；请 chmod 600",
        "mind that others can read {path}; chmod 600 it",
    ),
    "keys.none": ("{keys} 中还没有密钥", "there are no keys in {keys} yet"),
    # Signing
    "sign.trust_from_service": (
        "链与合约取自服务器本身；用 --trust 给出自己的信任文件更稳妥",
        "chain and contracts are those the service names; --trust with a trust file of your own is safer",
    ),
    "sign.signed": ("主体 {party} 已签署行为 {id}", "Party {party} has signed the act {id}"),
    "sign.past_deadline": ("此行为已过截止时间", "this act is past its deadline"),
    "submit.sent": ("已提交：{state}", "Submitted: {state}"),
    "submit.settled": ("已生效：{state}", "Settled: {state}"),
    # Evidence
    "evidence.written": ("证据包已写入 {path}（{size} 字节）", "The evidence bundle is in {path} ({size} bytes)"),
    "evidence.private": (
        "其中披露了备案内容，注意保管。",
        "It discloses what was filed; mind whom you give it to.",
    ),
    "evidence.anonymous": (
        "没有登录，其中不披露任何内容；用 --key 登录可得全部披露。",
        "Nobody signed in, so it discloses nothing; --key brings the full disclosures.",
    ),
    "verify.verdict": ("结论", "Verdict"),
    "verify.demo": ("演示账本，无法律意义", "demonstration ledger, without legal meaning"),
    "verify.VALID": ("有效", "VALID"),
    "verify.INVALID": ("无效", "INVALID"),
    "verify.UNKNOWN": ("不能断定", "UNKNOWN"),
    "verify.NOT_CHECKED": ("未检查", "NOT_CHECKED"),
    "verify.says": ("证据所示", "What it shows"),
    # Table heads and labels
    "label.number": ("序号", "No."),
    "label.check": ("检查", "Check"),
    "label.status": ("状态", "Status"),
    "label.reason": ("所见", "Found"),
    "label.next": ("下一步", "Next"),
    "label.name": ("名称", "Name"),
    "label.kind": ("种类", "Kind"),
    "label.signer": ("签名者", "Signer"),
    "label.file": ("文件", "File"),
    "label.leaf": ("备案编号", "Filing"),
    "label.type": ("类型", "Type"),
    "label.node": ("节点", "Node"),
    "label.filedAt": ("备案时间", "Filed at"),
    "label.receivedAt": ("收到时间", "Received at"),
    "label.digest": ("摘要", "Digest"),
    "label.act": ("行为", "Act"),
    "label.seats": ("签署席位", "Seats"),
    "label.sign_for": ("代表主体签署", "You sign for party"),
    "label.signed": ("已签", "Signed"),
    "label.must": ("必须签", "Must sign"),
    "value.yes": ("是", "yes"),
    "value.no": ("否", "no"),
    "label.path": ("位置", "Path"),
}


def text(key: str, language: Language, /, **values: Any) -> str:
    """The sentence of a key.

    :raises KeyError: if the table has no such key, or the sentence needs a value that was not given.
    """
    return TEXT[key][0 if language == "zh" else 1].format(**values)


def language_of(given: str | None, environment: dict[str, str] | None = None) -> Language:
    """The language asked for, else that of LC_ALL, LC_MESSAGES or LANG; English if nobody says Chinese."""
    if given in ("zh", "en"):
        return cast(Language, given)
    env = os.environ if environment is None else environment
    wished = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "zh" if wished.lower().startswith("zh") else "en"


def usage(code: str, /, **values: Any) -> Usage:
    """A refusal of the command line itself, in the words of the table."""
    return Usage(code, text(f"error.{code}", "en", **values), next=text(f"next.{code}", "en", **values), **values)


def refused(code: str, /, **values: Any) -> Refused:
    """A refusal to go on, in the words of the table."""
    return Refused(code, text(f"error.{code}", "en", **values), next=text(f"next.{code}", "en", **values), **values)


def unavailable(code: str, /, **values: Any) -> Unavailable:
    """Something that cannot be told now, in the words of the table."""
    return Unavailable(code, text(f"error.{code}", "en", **values), next=text(f"next.{code}", "en", **values), **values)
