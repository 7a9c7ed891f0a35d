"""The help texts in Chinese and English; part of the table in `ledger.cli.locales`."""

HELP: dict[str, tuple[str, str]] = {
    "help.program": (
        "正本：科研成果备案、确权与举证的账本。",
        "Zhengben 正本: a ledger of scientific achievements and who owns them.",
    ),
    "help.up": (
        "启动服务（数据库、链、日志、API），Ctrl-C 结束。",
        "Run the service with all its parts; Ctrl-C ends it.",
    ),
    "help.doctor": (
        "检查账本各部分是否健全，并说明怎么办。退出码：0 正常，1 有不行的，2 不能断定。",
        "Check every part of a ledger, and say what to do. Ends with 0 if all is well, 1 if something is bad, 2 if "
        "nothing is and something could not be judged.",
    ),
    "help.keys": ("自己的签名密钥，只存在本机。", "Your own signing keys; they never leave this machine."),
    "help.keys.new": ("新建一把加密保存的密钥。", "Make a key and keep it encrypted."),
    "help.keys.list": ("列出密钥的名称、种类和签名者。", "List keys: name, kind and signer, nothing secret."),
    "help.file": (
        "备案：计算文件摘要，核对服务器准备的内容，在本机签名后提交。文件本身不上传。",
        "File documents: digest them, check what the service prepared, sign here, hand in. The files stay here.",
    ),
    "help.status": ("服务或一份备案的进展。", "How the service, or one filing, is doing."),
    "help.show": (
        "显示成果、备案、行为、主体、节点、要约、质押、使用权或技术合同。",
        "Show an achievement, a filing, an act, a party, a node, an offer, a pledge, a right or a contract.",
    ),
    "help.sign": (
        "签署一个行为：在本机重算摘要，用平实的话说明谁把什么给谁，确认后签名。",
        "Sign an act: recompute its digest here, say in plain words who gives what to whom, ask, sign.",
    ),
    "help.submit": ("提交已签齐的行为到链上。", "Have a signed act sent to the chain."),
    "help.audit": (
        "核查整个日志：由数据库重新推算每个头与每个瓦片，并与已发布的文件比对。在服务所在的机器上运行。",
        "Audit the whole log, on the service's machine: compute every head and tile anew and compare.",
    ),
    "help.erase": (
        "销毁一份备案的数据密钥：其日志条目从此无法与任何人关联。在服务所在的机器上运行。",
        "Destroy the data key of a filing, on the service's machine: nobody can link its entry with anyone any more.",
    ),
    "help.evidence": (
        "取得证据包，或供人阅读的证明（PDF）。",
        "Get an evidence bundle, or a certificate (PDF) for people.",
    ),
    "help.verify": (
        "离线验证证据包，或证明（PDF）内附的证据包。退出码：0 有效，1 无效，2 不能断定，64 用法错误。",
        "Verify an evidence bundle, or that of a certificate (PDF), offline. "
        "Exit code: 0 VALID, 1 INVALID, 2 UNKNOWN, 64 usage.",
    ),
    "help.arg.key_name": ("密钥的名称", "Name of the key"),
    "help.arg.paths": ("要备案的文件；用 -r 时为一个文件夹", "Files to file; with -r one folder"),
    "help.arg.what": ("备案编号，或 service", "A filing, or `service`"),
    "help.arg.thing": (
        "成果、备案、行为、主体或节点的编号，或 offer:、pledge:、right:、contract: 加其编号",
        "Number of an achievement, filing, act, party or node; or offer:, pledge:, right:, contract: and its number",
    ),
    "help.arg.leaf": ("备案编号", "A filing"),
    "help.arg.act": ("行为的编号", "Number of the act"),
    "help.arg.proof": (
        "备案、清单行（`备案:行`）或成果的编号",
        "Number of a filing, of a line of a manifest (FILING:LINE), or of an achievement",
    ),
    "help.arg.bundle": (
        "证据包，或内附证据包的证明（PDF）",
        "The evidence bundle, or a certificate (PDF) that carries one",
    ),
    "help.opt.line": ("只输出一行，供监控使用", "One line of output, for monitors"),
    "help.opt.help": ("显示此说明", "Show this message and exit"),
    "help.opt.json": ("机器可读：标准输出只有一份 JSON", "Machine output: one JSON document on stdout"),
    "help.opt.lang": ("语言，默认取自 LC_ALL 或 LANG", "Language; by default that of LC_ALL or LANG"),
    "help.opt.url": ("服务的地址", "Address of the service"),
    "help.opt.key": ("密钥名称，或密钥文件的路径", "Name of a key, or path of a keystore"),
    "help.opt.keys": ("密钥文件夹，默认 ~/.zhengben/keys", "Directory of the keys, by default ~/.zhengben/keys"),
    "help.opt.password_file": (
        "密码文件（也可用 ZHENGBEN_PASSWORD）",
        "File with the password (or set ZHENGBEN_PASSWORD)",
    ),
    "help.opt.key_kind": ("`account` 以太坊账户；`p256` P-256 密钥", "account: Ethereum account; p256: P-256 key"),
    "help.opt.verifier": (
        "账本的 P-256 验证合约，默认询问服务",
        "The ledger's P-256 verifier contract; by default the service is asked",
    ),
    "help.opt.type": ("备案类型", "Type of filing"),
    "help.opt.form": ("表单（JSON 文件）", "The form, a JSON file"),
    "help.opt.title": ("标题，默认用文件名", "Title; by default the file's name"),
    "help.opt.together": ("所有文件合为一份备案", "All files as one filing"),
    "help.opt.recursive": (
        "备案整个文件夹：每许多文件合为一份摘要清单，可随时中断后继续",
        "File a whole folder, very many files at a time as one digest manifest; may be interrupted and goes on",
    ),
    "help.opt.batch": ("一份清单最多多少文件（默认 4096）", "Most files of one manifest, by default 4096"),
    "help.opt.state": (
        "备案进度与收据所在的文件夹（默认 DIR/.zhengben）",
        "Where progress and receipts of a folder are kept, by default DIR/.zhengben",
    ),
    "help.opt.manifest": (
        "自己保存的清单文件：用它补全某一行的证据",
        "A manifest that you kept: completes the evidence of one of its lines",
    ),
    "help.opt.node": ("备案节点", "Node at which to file"),
    "help.opt.party": ("自己的主体编号", "Your party number"),
    "help.opt.party_sign": ("只为这个主体签署", "Sign for this party only"),
    "help.opt.at": ("当日 24:00（北京时间）或某一时刻的状态", "State as of a day's end (Shanghai) or of an instant"),
    "help.opt.yes": ("不再询问，直接签署", "Sign without asking"),
    "help.opt.yes_erase": ("不再询问，直接销毁", "Erase without asking"),
    "help.opt.wait": ("等到结果", "Wait for the outcome"),
    "help.opt.timeout": ("最多等多少秒", "Seconds to wait at most"),
    "help.opt.trust": ("信任文件", "The trust file"),
    "help.opt.held": (
        "自己手中的附件，与备案的摘要比对（可重复）",
        "An attachment that you hold, to be compared with the filing; may be repeated",
    ),
    "help.opt.force": ("替换已有的文件", "Replace a file that is there"),
    "help.opt.version": ("显示版本", "Show the version"),
}
