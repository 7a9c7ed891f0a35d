// What the verifier says about the chain and titles, checks 30 to 48: key → [Chinese, English].

export const TITLE_WORDS = {
  BLOCK_GOOD: ["区块 {block}（{time}）已列入信任文件", "block {block} of {time} is in the trust file"],
  BLOCK_UNLISTED: [
    "区块 {block}（哈希 {hash}）不在信任文件所列的 {count} 个区块中",
    "block {block} with hash {hash} is not among the {count} blocks of the trust file",
  ],
  BLOCK_FOREIGN: [
    "区块头的哈希为 {hash}，而信任文件中区块 {block} 为 {known}",
    "the header hashes to {hash}, but block {block} of the trust file is {known}",
  ],
  HEADER_MALFORMED: ["区块头格式有误", "the block header is not of its form"],
  HEADER_FORK_UNKNOWN: [
    "区块头有 {count} 个字段，不属于任何已知分叉",
    "a block header of {count} fields belongs to no known fork",
  ],
  STATE_ROOT_WRONG: [
    "有账户证明始于 {found}，而区块 {block} 的状态根是 {root}",
    "an account proof starts from {found}, but the state root of block {block} is {root}",
  ],
  CONTRACT_GOOD: ["{contract} 位于 {address}，代码可信", "{contract} stands at {address} with the trusted code"],
  CODE_FOREIGN: [
    "{address} 处的代码哈希为 {found}，而 {contract} 的应为 {trusted}",
    "the code at {address} has the hash {found}; that of {contract} is {trusted}",
  ],
  STORAGE_ROOT_WRONG: [
    "有存储证明始于 {found}，而 {contract} 的存储根是 {root}",
    "a slot's proof starts from {found}, but the storage root of {contract} is {root}",
  ],
  ACCOUNT_MALFORMED: ["账户的叶子格式有误", "the account's leaf is not of its form"],
  SLOT_MALFORMED: ["存储位 {what} 的值不是规范的数", "the value of slot {what} is no canonical number"],
  SLOT_WRONG: [
    "证据包称{what}为 {stated}，链上却是 {proved}",
    "the bundle states {stated} as the {what}, the chain holds {proved}",
  ],
  PROOF_EMPTY: ["证明为空", "the proof has no nodes"],
  PROOF_TOO_LARGE: ["{what} 的证明大于任何路径", "the proof of {what} is larger than any path of a trie"],
  PROOF_NOT_RLP: ["{what} 路径上的节点不是 RLP", "a node on the path of {what} is not RLP"],
  PROOF_LEADS_NOWHERE: [
    "证明通不到 {what}，或表明它不存在",
    "the proof does not lead to {what}, or shows that it is not there",
  ],
  PROOF_NEEDLESS_NODES: ["{what} 的证明含有路径之外的节点", "the proof of {what} holds nodes that are not on its path"],
  ANCHOR_GOOD: [
    "链上确有大小为 {size} 的树头，锚定于 {time}",
    "the chain holds the head of size {size}, anchored {time}",
  ],
  ANCHOR_WRONG: [
    "链上大小为 {size} 的锚定并非根 {root}、时间 {time}",
    "the chain's anchor of size {size} is not of root {root} and time {time}",
  ],
  ANCHOR_TIME_GOOD: ["锚定于 {time}，不晚于区块时间 {block}", "anchored {time}, not later than its block, {block}"],
  ANCHOR_LATER_THAN_BLOCK: [
    "锚定时间 {time} 晚于区块时间 {block}",
    "the anchor's time {time} lies after its block's, {block}",
  ],
  NO_TOKENS: ["没有 RFC 3161 时间戳令牌", "the bundle carries no RFC 3161 tokens"],
  TOKENS_NOT_JUDGED: [
    "有 {count} 个 RFC 3161 令牌，本版本不作判断",
    "the bundle carries {count} RFC 3161 tokens, which this version does not judge",
  ],

  // ---- the title in storage
  HEAD_GOOD: [
    "{status}，第 {version} 版，{entries} 个持有人，节点 {node}",
    "{status}, version {version}, {entries} holders, node {node}",
  ],
  HEAD_WRONG: [
    "不存在这样的权属：状态 {status}，第 {version} 版，{entries} 个持有人，节点 {node}",
    "a title of status {status}, version {version}, with {entries} holders at node {node} does not exist",
  ],
  HOLDINGS_GOOD: ["{table}", "{table}"],
  WORDS_SHORT: ["{words} 个存储字装不下 {entries} 个持有人", "{words} words cannot hold {entries} holders"],
  WORDS_UNCLEAN: ["{entries} 个持有人之后还有内容", "something stands behind the {entries} holders"],
  WORDS_WRONG: ["{entries} 个持有人却给出 {words} 个存储字", "{words} words are given for {entries} holders"],
  TOO_MANY_HOLDERS: ["有 {count} 个持有人，最多 16 个", "{count} holders; an achievement has at most 16"],
  PARTY_TWICE: ["有主体在份额表中出现两次", "a party stands twice in the table"],
  SHARE_EMPTY: ["主体 {party} 的份额为 {units}，不成其为持有人", "party {party} with {units} units is no holder"],
  SHARES_NOT_WHOLE: ["份额合计 {sum}，应为 {whole}", "the shares sum to {sum} units, the whole is {whole}"],
  MOVEMENT_EMPTY: ["转让没有移动任何份额", "a conveyance moves nothing"],
  NOT_ENOUGH: [
    "主体 {party} 持有 {has} 单位，转不出 {needs} 单位",
    "party {party} holds {has} units and cannot give {needs}",
  ],
  TRAIL_GOOD: [
    "{count} 份文书就是到第 {version} 版为止的完整沿革",
    "{count} instruments are the complete history up to version {version}",
  ],
  TRAIL_OF_ANOTHER: [
    "第 {number} 份文书属于成果 {achievement}，所依版本为 {version}",
    "instrument {number} is of achievement {achievement} and relies on version {version}",
  ],
  TRAIL_DISORDERED: [
    "第 {number} 份文书的时间早于前一份",
    "instrument {number} is dated before the one that it follows",
  ],
  TRAIL_WRONG: [
    "{count} 份文书折叠为 {folded}，而链上为第 {version} 版、沿革 {trail}",
    "{count} instruments fold to {folded}; the chain has version {version} and the trail {trail}",
  ],
  MESSAGE_MALFORMED: [
    "文书的 {member} 不合其类型：{given}",
    "the member {member} of a message has not its type: {given}",
  ],
  CONTRACT_NOT_TRUSTED: [
    "有文书是为合约 {contract} 签署的，而信任文件没有列出该合约",
    "an instrument was signed for the contract {contract}, which the trust file does not name",
  ],
  REGISTRATION_FILING_GOOD: ["该成果所依备案为 {leaf}", "the achievement rests on the filing {leaf}"],
  FILING_OF_ANOTHER: [
    "备案 {leaf} 在节点 {node} 对应成果 {number}，所主张的却是 {claimed}",
    "the filing {leaf} at node {node} gives achievement {number}, but the claim is about {claimed}",
  ],
  FILING_NOT_NAMED: ["登记文书所写的备案不是 {leaf}", "the registration names another filing than {leaf}"],
  NO_REGISTRATION_FIRST: ["沿革并非始于登记", "the title's history does not begin with a registration"],
  REGISTRATION_WITHOUT_NODE: ["登记文书没有节点", "the registration has no node"],

  // ---- replay
  REPLAY_GOOD: ["{count} 份文书推演的结果与链上份额完全一致", "{count} instruments lead to exactly these holdings"],
  REPLAY_GOOD_PLEDGED: [
    "{count} 份文书推演的结果与链上份额完全一致；持有质押份额的主体：{parties}",
    "{count} instruments lead to exactly these holdings; pledged units are held by parties {parties}",
  ],
  REPLAY_OTHER_HOLDINGS: [
    "文书推演出的份额与链上不同：{table}",
    "the instruments lead to other holdings than the chain's: {table}",
  ],
  REPLAY_OTHER_STATUS: [
    "文书推演为{status}、节点 {node}，链上却是状态 {head}、节点 {at}",
    "the instruments lead to {status} at node {node}, the chain says status {head} at node {at}",
  ],
  REPLAY_OTHER_RULE: [
    "文书推演出的决策机制为 {rule}，链上却是 {head}",
    "the instruments lead to rule {rule}, the chain says {head}",
  ],
  MARK_FROM_NOWHERE: [
    "主体 {party} 的份额标为质押，却没有任何质押文书",
    "units of party {party} are marked as pledged by no instrument",
  ],
  NO_INSTRUMENTS: ["没有任何文书", "the title carries no instruments"],
  INSTRUMENT_WRONG: ["第 {number} 份文书（{kind}）：{found}", "instrument {number} ({kind}): {found}"],
  ORDER_WRONG: [
    "权属始于且仅始于一次登记，此处不能接续",
    "it cannot follow here: a title begins with its one registration",
  ],
  AFTER_CLOSING: ["权属已关闭，其后不应再有文书", "it stands after the title was closed"],
  BEFORE_CONFIRMATION: ["尚未确认，不能先行处分", "it stands before any confirmation"],
  CANCELLED_AFTER_CONFIRMATION: ["确认之后不能注销登记", "a registration is struck off after the confirmation"],
  CONFIRMS_NO_TABLE: ["首次确认没有份额表", "the first confirmation confirms no table"],
  DECISION_WITHOUT_EFFECT: [
    "没有效果的处理决定不提升版本",
    "a decision without effect is no instrument: it raises no version",
  ],
  PLEDGE_PARTS_WRONG: [
    "质押应由不同持有人的非零份额组成",
    "a pledge has parts of different holders, none of them empty",
  ],
  PLEDGES_MORE_THAN_HELD: ["持有人质押的超过其持有的", "a holder pledges more than he holds"],
  KIND_RAISES_NOTHING: ["「{kind}」不提升版本，不是沿革中的文书", "{kind} is no instrument: it raises no version"],
  KIND_UNKNOWN: ["本版本不认识文书 {kind}", "this version does not know instruments of the kind {kind}"],
  HISTORY_ELSEWHERE: [
    "该权属来自更早的登记簿，证据包不含其中的文书",
    "the title came from an earlier registry, whose instruments this bundle does not carry",
  ],
  NOT_REPLAYED_SO_FAR: ["文书无法推演到所询时点", "the instruments could not be replayed up to that time"],

  // ---- the day that is asked
  AS_OF_HELD: ["{time}，{status}，由以下主体持有：{table}", "at {time} {status}, held by {table}"],
  AS_OF_CLAIMED: ["{time}，{status}，由以下主体主张：{table}", "at {time} {status}, claimed by {table}"],
  AS_OF_CLOSED: ["{time}，已因「{kind}」关闭，无人持有", "at {time} closed by “{kind}”, held by nobody"],
  AS_OF_BEFORE: ["{time}，该成果尚未登记", "at {time} the achievement was not yet registered"],
  AS_OF_TOO_LATE: [
    "所询时点为 {at}，而证据包只证明到 {block} 的状态",
    "the claim asks for {at}, but the bundle proves the state of {block} only",
  ],

  // ---- seals
  NO_SIGNERS: ["证据包没有证明签名者", "the bundle proves no signers"],
  NO_AUTHORITY: ["没有 Authority 合约的账户证明", "the bundle carries no account proof of the Authority"],
  SIGNERS_NOT_PROVED: ["所列签名者未经证明", "the signers that the bundle names are not proved"],
  SIGNERS_GOOD: [
    "{parties} 个主体的签名者与 {appointments} 项任命均已证明",
    "the signers of {parties} parties and {appointments} appointments are proved",
  ],
  WALLET_WRONG: ["主体 {party} 的签名者不是合约钱包", "the signer of party {party} is no contract wallet"],
  SEALS_GOOD: [
    "{count} 份文书上的 {all} 个签章全部证实，应签者均已签",
    "all {all} seals on {count} instruments are proved, and all who had to sign did",
  ],
  SEALS_IN_PART: ["{all} 个签章中证实 {proved} 个；{found}", "{proved} of {all} seals are proved; {found}"],
  SEATS_UNKNOWN: ["无法推演的文书，其席位不得而知", "the seats are known only of instruments that can be replayed"],
  SEALS_CUT: ["签章在半途截断", "the seals end in the middle of a seal"],
  TOO_MANY_SEALS: ["签章超过 {most} 个席位", "no act has more than {most} seats"],
  SEALS_COUNT_WRONG: ["「{kind}」有 {count} 个签章，席位最多 {most} 个", "“{kind}” has {count} seals for {most} seats"],
  OFFICER_DID_NOT_SIGN: [
    "「{kind}」应由任命 {appointment} 签署而未签",
    "appointment {appointment} had to sign “{kind}” and did not",
  ],
  PARTY_DID_NOT_SIGN: ["「{kind}」应由主体 {party} 签署而未签", "party {party} had to sign “{kind}” and did not"],
  PLEDGEE_DID_NOT_SIGN: ["「{kind}」应由质权人签署而未签", "a pledgee had to sign “{kind}” and did not"],
  CONSENT_MISSING: [
    "「{kind}」获得 {consenting} 单位同意，需要 {quorum} 单位",
    "{consenting} units consent to “{kind}”, {quorum} have to",
  ],
  NOT_COMPETENT: ["任命 {appointment} 在 {time} 不在有效期内", "appointment {appointment} was not in force at {time}"],
  SEAL_WRONG: [
    "主体 {party} 的签章不是它对这份文书的签名",
    "the seal of party {party} is not its signature on this instrument",
  ],
  SEAL_KEY_WRONG: ["主体 {party} 签章中的公钥不是它的签名者", "the key in the seal of party {party} is not its signer"],
  APPOINTMENT_NOT_PROVED: [
    "所依的任命 {appointment} 未经证明",
    "appointment {appointment}, under which it was signed, is not proved",
  ],
  PLEDGEE_UNTOLD: [
    "当时哪些质押已解除、因而这是谁的签章，文书无从得知",
    "which pledges had been released by then, and so whose seal this is, stands in no instrument",
  ],
  PLEDGEE_PERHAPS: [
    "主体 {party} 是否须以质权人身份签署，取决于是否已解除质押，而解除不成文书",
    "whether party {party} had to sign as pledgee depends on a release, which is no instrument",
  ],
  SIGNER_NOT_IN_BUNDLE: ["证据包中没有主体 {party} 的签名者", "the signer of party {party} is not in the bundle"],
  SIGNER_CHANGED: [
    "主体 {party} 此后更换过签名者，或撤回过未生效的签名",
    "party {party} changed its signer since, or took back what had not taken effect",
  ],
  SIGNER_IS_WALLET: [
    "主体 {party} 用合约钱包签署，只有链能验证",
    "party {party} signs with a contract wallet, which only the chain can ask",
  ],
  VERIFIER_NOT_TRUSTED: [
    "主体 {party} 的密钥所属验证合约未列入信任文件",
    "party {party} signs with a key whose verifier the trust file does not name",
  ],
};
