// What the verifier says about the form of files, and what to do next: key → [Chinese, English].

export const FORM_WORDS = {
  // ---- vocabulary that stands inside sentences
  claim_filing: ["一项备案", "a filing"],
  claim_title: ["一项权属", "a title"],
  demonstration: ["演示账本", "a demonstration"],
  legal_meaning: ["正式账本", "a ledger of legal meaning"],
  ledger_chain: ["链", "chain"],
  ledger_salt: ["账本", "ledger"],
  ledger_log: ["日志", "log"],
  ledger_kind: ["性质", "kind"],
  part_filing: ["备案条目（filing）", "entry of the filing (`filing`)"],
  part_log: ["收录证明（log）", "inclusion proof (`log`)"],
  part_anchor: ["锚定（anchor）", "anchor (`anchor`)"],
  part_chain: ["区块头与账户证明（chain）", "block header and account proofs (`chain`)"],
  part_title: ["权属的存储证明与文书（title）", "storage proofs and instruments of the title (`title`)"],
  part_title_registry: ["权属合约的账户证明", "account proof of the TitleRegistry"],
  slot_head: ["权属状态", "head of the title"],
  slot_trail: ["沿革", "trail of the title"],
  slot_holders: ["份额表", "words of holders"],
  slot_signer: ["主体的签名者", "signer of a party"],
  slot_appointment: ["任命", "appointment"],
  a_kind_of_claim: ["filing 或 title", "`filing` or `title`"],
  a_leaf: ["64 位小写十六进制的叶子哈希", "a leaf hash of 64 lower-case hex digits"],
  a_list: ["长度不超限的列表", "a list that is not too long"],
  a_message_value: ["数字、0x 十六进制、列表或对象", "a number, 0x-hex, a list or an object"],
  a_shorter_text: ["不超过 64 KiB 的文字", "a text of at most 64 KiB"],
  a_string: ["文字", "a string"],
  a_whole_number: ["范围内的非负整数", "a whole number within its range"],
  an_object: ["对象", "an object"],
  true_or_false: ["true 或 false", "true or false"],

  // ---- the form of files
  BUNDLE_GOOD: ["格式正确，所主张的是{kind}", "its form is right; it claims {kind}"],
  BUNDLE_UNREAD: ["证据包无法读取，故未查", "the bundle could not be read"],
  BUNDLE_TOO_LARGE: [
    "附件之外有 {size} 字节，最多读 {most} 字节",
    "{size} bytes beside the files; at most {most} are read",
  ],
  FORMAT_UNKNOWN: [
    "证据包格式为 {given}，本版本不认识",
    "the bundle's format is {given}, which this version does not read",
  ],
  TRUST_FORMAT_UNKNOWN: [
    "信任文件格式为 {given}，本版本不认识",
    "the trust file's format is {given}, which this version does not read",
  ],
  PART_WITHOUT_PURPOSE: [
    "含有与所主张事项无关的部分，没有任何检查会看它",
    "it carries a part that no check of this claim would look at",
  ],
  SIGNER_TWICE: ["{where} 中同一主体或任命出现两次", "{where} proves the same party or appointment twice"],
  JSON_TOO_LARGE: ["JSON 有 {size} 字节，最多读 {most} 字节", "{size} bytes of JSON; at most {most} are read"],
  JSON_TOO_MANY_MARKS: [
    "JSON 的引号、逗号与括号超过 {most} 个",
    "JSON of more than {most} quotes, commas and brackets",
  ],
  JSON_NOT_UTF8: ["不是 UTF-8 文本", "it is not UTF-8"],
  JSON_MALFORMED: ["不是合法的 JSON（第 {at} 个字符处）", "it is no JSON (at character {at})"],
  JSON_TOO_DEEP: ["JSON 嵌套超过 {most} 层", "JSON nested deeper than {most} levels"],
  MEMBER_TWICE: ["成员 {member} 在同一对象中出现两次", "the member {member} stands twice in one object"],
  MEMBER_MISSING: ["{where} 缺少 {member}", "{where} lacks {member}"],
  MEMBER_UNKNOWN: [
    "{where} 含有本版本不认识的成员 {member}",
    "{where} has a member {member} that this version does not know",
  ],
  HALF_SURROGATE: ["文字含有半个代理对", "a string holds half of a surrogate pair"],
  NOT_NFC: ["文字 {given} 未按 Unicode NFC 规范化", "the string {given} is not in Unicode normal form C"],
  NUMBER_NOT_COMMITTABLE: ["数字 {given} 不是 2^53 以内的整数", "the number {given} is no integer below 2^53"],
  NUMBER_MALFORMED: ["{what} 应为十进制整数，而不是 {given}", "{what} is a decimal without leading zeros, not {given}"],
  NOT_CANONICAL: ["JSON 不是 RFC 8785 的写法", "the JSON is not in the spelling of RFC 8785"],
  SHAPE_WRONG: ["{where} 应为{expected}，而不是 {given}", "{where} is {expected}, not {given}"],
  HEX_MALFORMED: ["{what} 不是 0x 加小写十六进制：{given}", "{what} is not lower-case 0x-hex: {given}"],
  BASE64_MALFORMED: ["{what} 不是规范写法的 base64：{given}", "{what} is not base64 in its one spelling: {given}"],
  LENGTH_WRONG: ["{what} 应为 {expected} 字节，实为 {given} 字节", "{what} is {expected} bytes, not {given}"],
  PART_ABSENT: ["证据包中没有{part}", "the bundle carries no {part}"],
  OWNER_COULD_NOT_READ: [
    "第 {number} 项（{check}）未能读出本项所需的内容",
    "check {number} ({check}) could not read what this check needs",
  ],
  WORKS_ON_REFUSED: [
    "本项所依据的内容已被第 {number} 项（{check}）否定；就此看到：{found}",
    "it works on what check {number} ({check}) refuses, and finds there: {found}",
  ],
  VERIFIER_FAILED: ["核验程序自身出错：{error}", "this verifier failed over the bundle: {error}"],

  // ---- the trust file
  TRUST_GOOD: ["信任文件「{name}」说的正是这个账本", "the trust file {name} is about this ledger"],
  LEDGER_FOREIGN: [
    "证据包的{what}为 {stated}，而信任文件「{name}」的为 {trusted}",
    "the bundle is of {what} {stated}, the trust file {name} of {trusted}",
  ],
  BLOCK_TWICE: ["区块 {number} 在信任文件中出现两次", "the trust file names block {number} twice"],
  CHECK_UNKNOWN: ["require 中的 {name} 不是本版本的检查项", "require names {name}, which is no check of this version"],
  REQUIRE_EMPTY: [
    "require 应列出至少一项且不重复；或干脆不写",
    "require names each check once and at least one; or leave it out",
  ],
  POLICY_MALFORMED: [
    "日志与见证人策略（log.policy）有误，第 {line} 行",
    "the policy of log and witnesses (log.policy) is wrong, line {line}",
  ],
  VKEY_MALFORMED: ["不是合法的验证公钥：{given}", "this is no verifier key: {given}"],
  KEY_TYPE_UNKNOWN: ["{name} 的密钥类型 {type} 本版本不认识", "the key of {name} has the unknown type {type}"],

  // ---- what to do next
  next_see: ["请看「{check}」一项", "see {check}"],
  next_ask_again: [
    "请勿依据此证据包；请向提供者另要一份由账本直接出具的",
    "do not rely on this bundle; ask its giver for another, made by the ledger itself",
  ],
  next_complete: [
    "请索取锚定完成之后导出的完整证据包",
    "ask for the complete bundle, exported after the anchor was settled",
  ],
  next_logged: ["请在条目收入日志之后重新索取证据包", "ask for the bundle again once the entry is in the log"],
  next_anchored: ["请在日志树头锚定之后重新索取证据包", "ask for the bundle again once the log's head is anchored"],
  next_newer_verifier: ["请使用与证据包同样新的核验程序", "use a verifier as new as the bundle"],
  next_other_trust: [
    "若您信任证据包所说的账本，请改用该账本的信任文件",
    "take the trust file of the ledger that the bundle names, if you trust that one",
  ],
  next_report: ["请把此证据包告知核验程序的作者", "report the bundle to the verifier's makers"],
  next_disclose_more: [
    "请备案人或看过原件的人提供披露更多内容的证据包",
    "ask the filer, or someone to whom he showed it, for a bundle that discloses more",
  ],
  next_give_files: ["如持有附件原件，请在上方一并选取", "give the attachments that you hold"],
  next_line: ["如需核验其中一个文件，请索取该行的证据", "ask for a line's evidence"],
  next_witnesses: ["请索取有更多见证人联署的检查点", "take a checkpoint that more witnesses have cosigned"],
  next_trusted_log: ["请索取信任文件所列日志出具的证据", "take evidence of a log that the trust file names"],
  next_block_hash: [
    "请向您信任的节点或机构查询区块 {block} 的哈希；若确为 {hash}，把它写入信任文件",
    "ask a node or a party that you trust for the hash of block {block} and, if it is {hash}, put it into the trust file",
  ],
  next_no_tokens: ["不需要；以锚定时间为准", "none are needed; the anchor's time counts"],
  next_openssl: [
    "可用 `openssl ts -verify -attime` 对检查点另行核验",
    "verify them over the checkpoint with `openssl ts -verify -attime`",
  ],
  next_fuller_trust: ["请索取列全账本各合约的信任文件", "get a trust file that names all contracts of the ledger"],
  next_earlier_registry: [
    "请索取该权属在原登记簿中的证据，原登记簿已因迁入本簿而关闭",
    "ask for the title's evidence in the earlier registry, where it is closed in favour of this one",
  ],
  next_history: [
    "有文书缺失、移位或改动；请索取完整沿革",
    "an instrument is missing, moved or altered: ask for the complete history",
  ],
  next_later_bundle: ["请索取该日之后出具的证据包", "ask for a bundle made after that day"],
  next_signers: [
    "权属本身不需要它，因为链已接受各文书；如有需要，请索取附有签名者证明的证据包",
    "none needed for the title, whose acts the chain took; ask for a bundle that proves the signers, if you want it",
  ],
};
