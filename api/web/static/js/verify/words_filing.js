// What the verifier says about filings and the log, checks 10 to 23: key → [Chinese, English].

export const FILING_WORDS = {
  ENTRY_GOOD: [
    "{type}，节点 {node}，{count} 个字段和一个签名",
    "{type} at node {node}, {count} fields and a signature",
  ],
  ENTRY_MALFORMED: ["不是备案的日志条目", "this is no entry of a filing"],
  ENTRY_TOO_LARGE: [
    "条目有 {size} 字节，最多 {most} 字节",
    "an entry of {size} bytes; at most {most} fit into the log",
  ],
  ENTRY_UNSIGNED: ["条目没有签名", "the entry carries no signature"],
  DISCLOSURES_GOOD: [
    "披露了 {all} 个字段中的 {opened} 个，条目中确有每一个的摘要",
    "{opened} of {all} fields are disclosed, and the entry commits to each of them",
  ],
  DISCLOSURES_TOO_MANY: ["披露项超过 {most} 个", "a filing has at most {most} disclosures"],
  DISCLOSURE_MALFORMED: ["披露项应为盐、名称、值三项", "a disclosure is [salt, name, value]"],
  DISCLOSURE_FOREIGN: ["{name} 的披露不属于这个条目", "the disclosure of {name} does not belong to the entry"],
  DISCLOSURE_TWICE: ["{name} 披露了两次", "{name} is disclosed twice"],
  NOT_DISCLOSED: ["未披露 {names}", "the bundle does not disclose {names}"],
  FILER_SIGNED: ["由 {signer} 签名，自述时间为 {time}", "signed by {signer}, who dates it {time}"],
  SIGNATURE_LENGTH_WRONG: [
    "签名有 {size} 字节，长度或末字节不对",
    "a signature of {size} bytes has a wrong length or last byte",
  ],
  SCALARS_OUT_OF_RANGE: [
    "签名的 r 或 s 超出范围（s 须在低半区）",
    "r or s is out of range; s must be in the lower half of the order",
  ],
  SIGNATURE_OF_NOBODY: ["由该签名推不出任何公钥", "no key can be recovered from the signature"],
  SIGNED_BY_ANOTHER: ["实为 {found} 所签，而非 {expected}", "account {found} signed, not {expected}"],
  SIGNER_UNKNOWN: [
    "签名者有 {size} 字节；账户为 20，P-256 公钥为 84",
    "a signer of {size} bytes; an account has 20, verifier and P-256 key 84",
  ],
  KEY_MALFORMED: ["公钥不是 P-256 曲线上的点", "the key is no point of P-256"],
  KEY_DID_NOT_SIGN: ["公钥 {key} 没有签过它", "the key {key} did not sign this"],
  ASSERTION_WRONG: [
    "通行密钥的断言不算数：须为本摘要，且持有人在场并经过验证",
    "the passkey's assertion does not count: it is over another digest, or its user was not present and verified",
  ],
  FORM_GOOD: ["全部表单均已披露，符合「{type}」", "the whole form is disclosed and fits {type}"],
  FIELDS_GOOD: [
    "{fields} 个字段、{records} 个附件记录符合「{type}」",
    "{fields} fields and {records} attachment records fit {type}",
  ],
  FORM_WRONG: ["整份表单不符合「{type}」", "the whole form does not fit {type}"],
  FORM_DISAGREES: [
    "「{type}」的字段 {place} 与其他字段不一致",
    "the field {place} of {type} does not agree with the others",
  ],
  FORM_UNKNOWN: ["本版本不认识表单 {type}", "this version does not know the form {type}"],
  FIELD_UNKNOWN: ["备案没有字段 {field}", "a filing has no field {field}"],
  FIELD_WRONG: ["「{type}」的字段 {field} 不能是所披露的值", "the field {field} of {type} cannot be what is disclosed"],
  NO_FIELD_DISCLOSED: ["没有披露任何表单字段", "the bundle discloses no field of the form"],
  ATTACHMENTS_GOOD: ["{count} 个文件与所备案的完全一致", "{count} files are exactly those that were filed"],
  ATTACHMENT_MALFORMED: ["{where} 的附件记录有误", "{where} is no record of an attached file"],
  ATTACHMENT_UNKNOWN: ["披露的附件中没有 {name}", "no disclosed attachment is called {name}"],
  ATTACHMENT_ALTERED: [
    "{name}（{size} 字节）不是所备案的文件（{stated} 字节）",
    "{name} with {size} bytes is not the file that was filed, of {stated} bytes",
  ],
  NO_FILE_GIVEN: ["没有给出附件原件", "no file is given"],
  LEAF_GOOD: ["条目的叶子哈希为 {leaf}", "the entry has the leaf {leaf}"],
  LEAF_WRONG: [
    "条目的叶子哈希为 {leaf}，所主张的却是 {claimed}",
    "the entry has the leaf {leaf}, but the claim is about {claimed}",
  ],
  NO_LINE: ["所主张的是备案本身，而非清单中的一行", "the bundle is about the filing, not about a line of a manifest"],
  LINE_GOOD: [
    "{count} 行中的第 {index} 行（自 0 起）说的是 {name}，清单确已承诺",
    "line {index} of {count} tells of {name}, and the manifest commits to it",
  ],
  LINE_MALFORMED: ["不是清单行的唯一写法", "this is no line of a manifest in its one spelling"],
  LINE_WITHOUT_MANIFEST: ["「{type}」类备案没有清单行", "a filing of type {type} has no lines"],
  MANIFEST_NOT_DISCLOSED: ["未披露清单的行数与根", "the bundle does not disclose the manifest's count and root"],

  // ---- the log
  CHECKPOINT_GOOD: ["{origin} 签署了大小为 {size} 的树头", "{origin} signed its head of size {size}"],
  CHECKPOINT_MALFORMED: ["检查点格式有误", "the checkpoint is not of its form"],
  TLOG_PROOF_MALFORMED: [
    "收录证明格式有误，或含有无人签名的内容",
    "the inclusion proof is not of its form, or carries lines that nobody signs",
  ],
  NOTE_MALFORMED: ["检查点的签名格式有误", "the checkpoint is no signed note"],
  NOTE_SIGNATURE_INVALID: [
    "{name}（{id}）的签名与检查点不符",
    "the signature of {name} ({id}) does not fit the checkpoint",
  ],
  ORIGIN_WRONG: [
    "检查点属于 {origin}，证据包却说是 {named}",
    "the checkpoint is of the log {origin}, the bundle of {named}; both are trusted",
  ],
  LOG_SIGNATURE_MISSING: [
    "信任文件中没有任何日志密钥签过 {origin} 的这个检查点",
    "no log key of the trust file signed this checkpoint of {origin}",
  ],
  NO_WITNESSES_ASKED: [
    "信任文件不要求见证人；所列见证人中有 {count} 个联署",
    "the trust file asks for no witnesses; {count} of those it names cosigned",
  ],
  WITNESSES_GOOD: ["已达法定见证 {quorum}：{names}", "the quorum {quorum} is met by {names}"],
  QUORUM_MISSED: [
    "未达法定见证 {quorum}；已联署者：{names}",
    "the quorum {quorum} did not cosign; of its witnesses did: {names}",
  ],
  INCLUSION_GOOD: ["条目是 {size} 条中的第 {index} 条（自 0 起）", "the entry stands at index {index} of {size}"],
  NO_SUCH_LEAF: ["{size} 个叶子的树没有第 {index} 个", "a tree of {size} leaves has no leaf {index}"],
  PATH_LENGTH_WRONG: ["路径有 {length} 个哈希，过长或过短", "a path of {length} hashes is too long or too short"],
  INCLUSION_INVALID: [
    "第 {index} 个叶子的路径通向 {found}，而大小 {size} 的根是 {root}",
    "the path of leaf {index} leads to {found}, not to the root {root} of size {size}",
  ],
  HASH_SIZE_WRONG: ["哈希应为 32 字节，实为 {given} 字节", "a hash of {given} bytes stands where 32 are asked for"],
  SIZES_DISORDERED: ["大小 {first} 与 {second} 之间无从证明", "nothing is proved from size {first} to size {second}"],
  TWO_ROOTS: ["大小 {size} 有两个根：{one} 与 {other}", "size {size} has two roots: {one} and {other}"],
  CONSISTENCY_INVALID: [
    "路径在大小 {size} 处通向 {found}，而根是 {root}",
    "the path leads to {found} at size {size}, where the root is {root}",
  ],
  HEAD_IS_ANCHORED: [
    "检查点就是大小 {anchored} 的已锚定树头",
    "the checkpoint is the anchored head of size {anchored}",
  ],
  HEAD_IS_CONTINUED: [
    "大小 {anchored} 的已锚定树头延续自大小 {size} 的检查点",
    "the anchored head of size {anchored} continues the checkpoint of size {size}",
  ],
};
