// Written by scripts/verifier_definitions.py from the Python side; do not edit.
// Every object is frozen and has no prototype: no name out of a bundle finds anything here but what is written here.

const bare = (value) => {
  if (Array.isArray(value)) return Object.freeze(value.map(bare));
  if (value === null || typeof value !== "object") return value;
  const copy = Object.create(null);
  for (const name of Object.keys(value)) copy[name] = bare(value[name]);
  return Object.freeze(copy);
};

export const DEFINITIONS = bare(
{
 "formats": {
  "bundle": "zhengben-evidence/1",
  "trust": "zhengben-trust/1"
 },
 "contracts": {
  "required": [
   "Authority",
   "TitleRegistry",
   "AnchorLog"
  ],
  "optional": [
   "P256Verifier",
   "Proceedings",
   "Pledges",
   "TitleRolls",
   "UseRights",
   "TechContracts",
   "Lens",
   "WebAuthnVerifier"
  ]
 },
 "checks": [
  {
   "number": 1,
   "name": "bundle-form",
   "zh": "证据包格式",
   "en": "Form of the bundle",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 2,
   "name": "trust-matches",
   "zh": "与信任文件相符",
   "en": "Ledger of the trust file",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 10,
   "name": "entry-form",
   "zh": "日志条目格式",
   "en": "Form of the log entry",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 11,
   "name": "disclosures",
   "zh": "披露项",
   "en": "Disclosures belong to the entry",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 12,
   "name": "filer-signature",
   "zh": "备案人签名",
   "en": "Signature of the filer",
   "claims": [
    "filing",
    "title"
   ],
   "required": false
  },
  {
   "number": 13,
   "name": "form",
   "zh": "表单内容",
   "en": "Content of the form",
   "claims": [
    "filing",
    "title"
   ],
   "required": false
  },
  {
   "number": 14,
   "name": "attachments",
   "zh": "附件",
   "en": "Attachments",
   "claims": [
    "filing",
    "title"
   ],
   "required": false
  },
  {
   "number": 15,
   "name": "claimed-leaf",
   "zh": "所主张的备案",
   "en": "The filing that is claimed",
   "claims": [
    "filing"
   ],
   "required": true
  },
  {
   "number": 16,
   "name": "line",
   "zh": "清单行",
   "en": "Line of the manifest",
   "claims": [
    "filing"
   ],
   "required": false
  },
  {
   "number": 20,
   "name": "checkpoint",
   "zh": "检查点",
   "en": "Signed checkpoint of the log",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 21,
   "name": "witnesses",
   "zh": "见证人",
   "en": "Witnesses of the checkpoint",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 22,
   "name": "inclusion",
   "zh": "收录证明",
   "en": "Entry is in the log",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 23,
   "name": "anchored-head",
   "zh": "已锚定的树头",
   "en": "Checkpoint is covered by the anchor",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 30,
   "name": "block-header",
   "zh": "区块头",
   "en": "Block that the reader trusts",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 31,
   "name": "anchor-contract",
   "zh": "锚定合约",
   "en": "Contract that holds the anchors",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 32,
   "name": "anchor-slot",
   "zh": "锚定记录",
   "en": "Anchor as the chain stores it",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 33,
   "name": "anchor-time",
   "zh": "锚定时间",
   "en": "Time of the anchor",
   "claims": [
    "filing",
    "title"
   ],
   "required": true
  },
  {
   "number": 34,
   "name": "timestamps",
   "zh": "时间戳令牌",
   "en": "RFC 3161 time-stamp tokens",
   "claims": [
    "filing",
    "title"
   ],
   "required": false
  },
  {
   "number": 40,
   "name": "title-contract",
   "zh": "权属合约",
   "en": "Contract that holds the titles",
   "claims": [
    "title"
   ],
   "required": true
  },
  {
   "number": 41,
   "name": "title-head",
   "zh": "权属状态",
   "en": "Status and version of the title",
   "claims": [
    "title"
   ],
   "required": true
  },
  {
   "number": 42,
   "name": "holdings",
   "zh": "份额",
   "en": "Holdings as the chain stores them",
   "claims": [
    "title"
   ],
   "required": true
  },
  {
   "number": 43,
   "name": "trail",
   "zh": "沿革",
   "en": "Complete, ordered, dated history",
   "claims": [
    "title"
   ],
   "required": true
  },
  {
   "number": 44,
   "name": "registration-filing",
   "zh": "登记所依备案",
   "en": "Filing that the title rests on",
   "claims": [
    "title"
   ],
   "required": true
  },
  {
   "number": 45,
   "name": "instruments",
   "zh": "文书推演",
   "en": "Instruments lead to the holdings",
   "claims": [
    "title"
   ],
   "required": true
  },
  {
   "number": 46,
   "name": "signers",
   "zh": "签名者",
   "en": "Signers as the chain stores them",
   "claims": [
    "title"
   ],
   "required": false
  },
  {
   "number": 47,
   "name": "seals",
   "zh": "签章",
   "en": "Seals of the instruments",
   "claims": [
    "title"
   ],
   "required": false
  },
  {
   "number": 48,
   "name": "as-of",
   "zh": "所询时点",
   "en": "Answer for the day that is asked",
   "claims": [
    "title"
   ],
   "required": true
  }
 ],
 "worksOn": {
  "11": [
   10,
   15,
   44
  ],
  "12": [
   10,
   11,
   15,
   44
  ],
  "13": [
   10,
   11,
   15,
   44
  ],
  "14": [
   11,
   16
  ],
  "15": [
   10
  ],
  "16": [
   10,
   11,
   13,
   15
  ],
  "21": [
   20
  ],
  "22": [
   10,
   15,
   20,
   44
  ],
  "23": [
   20,
   32
  ],
  "31": [
   30
  ],
  "32": [
   31
  ],
  "33": [
   30,
   32
  ],
  "40": [
   30
  ],
  "41": [
   40
  ],
  "42": [
   40,
   41
  ],
  "43": [
   40,
   41
  ],
  "44": [
   10,
   43
  ],
  "45": [
   41,
   42,
   43
  ],
  "46": [
   30
  ],
  "47": [
   43,
   45,
   46
  ],
  "48": [
   30,
   43,
   45
  ]
 },
 "titleStatuses": [
  "none",
  "registered",
  "notice",
  "contested",
  "confirmed",
  "closed"
 ],
 "titleStatusWords": {
  "none": [
   "无",
   "none"
  ],
  "registered": [
   "已登记",
   "registered"
  ],
  "notice": [
   "公示中",
   "on notice"
  ],
  "contested": [
   "有异议待重新公示",
   "contested"
  ],
  "confirmed": [
   "已确认",
   "confirmed"
  ],
  "closed": [
   "已关闭",
   "closed"
  ]
 },
 "typedData": {
  "domains": {
   "contract": [
    {
     "name": "name",
     "type": "string"
    },
    {
     "name": "version",
     "type": "string"
    },
    {
     "name": "chainId",
     "type": "uint256"
    },
    {
     "name": "verifyingContract",
     "type": "address"
    },
    {
     "name": "salt",
     "type": "bytes32"
    }
   ],
   "log": [
    {
     "name": "name",
     "type": "string"
    },
    {
     "name": "version",
     "type": "string"
    },
    {
     "name": "salt",
     "type": "bytes32"
    }
   ]
  },
  "name": "Zhengben",
  "version": "1",
  "acts": {
   "enrol": {
    "contract": "Authority",
    "primaryType": "Enrolment"
   },
   "rotate": {
    "contract": "Authority",
    "primaryType": "Rotation"
   },
   "withdraw": {
    "contract": "Authority",
    "primaryType": "Withdrawal"
   },
   "entrust": {
    "contract": "Authority",
    "primaryType": "Guardianship"
   },
   "recover": {
    "contract": "Authority",
    "primaryType": "Recovery"
   },
   "cancelRecovery": {
    "contract": "Authority",
    "primaryType": "RecoveryCancellation"
   },
   "admit": {
    "contract": "Authority",
    "primaryType": "Admission"
   },
   "handOver": {
    "contract": "Authority",
    "primaryType": "HandOver"
   },
   "closeNode": {
    "contract": "Authority",
    "primaryType": "NodeClosing"
   },
   "appoint": {
    "contract": "Authority",
    "primaryType": "Appointment"
   },
   "endAppointment": {
    "contract": "Authority",
    "primaryType": "AppointmentEnd"
   },
   "register": {
    "contract": "TitleRegistry",
    "primaryType": "Registration"
   },
   "cancel": {
    "contract": "TitleRegistry",
    "primaryType": "Cancellation"
   },
   "propose": {
    "contract": "TitleRegistry",
    "primaryType": "Proposal"
   },
   "confirm": {
    "contract": "TitleRegistry",
    "primaryType": "Confirmation"
   },
   "convey": {
    "contract": "TitleRegistry",
    "primaryType": "Conveyance"
   },
   "settle": {
    "contract": "TitleRegistry",
    "primaryType": "Settlement"
   },
   "amendRule": {
    "contract": "TitleRegistry",
    "primaryType": "Amendment"
   },
   "enforce": {
    "contract": "TitleRegistry",
    "primaryType": "Order"
   },
   "migrate": {
    "contract": "TitleRegistry",
    "primaryType": "Migration"
   },
   "prolong": {
    "contract": "Proceedings",
    "primaryType": "Prolongation"
   },
   "object": {
    "contract": "Proceedings",
    "primaryType": "Objection"
   },
   "retract": {
    "contract": "Proceedings",
    "primaryType": "Retraction"
   },
   "decide": {
    "contract": "Proceedings",
    "primaryType": "Decision"
   },
   "freeze": {
    "contract": "Proceedings",
    "primaryType": "Freeze"
   },
   "lift": {
    "contract": "Proceedings",
    "primaryType": "Lift"
   },
   "offer": {
    "contract": "Proceedings",
    "primaryType": "Offer"
   },
   "take": {
    "contract": "Proceedings",
    "primaryType": "Taking"
   },
   "waive": {
    "contract": "Proceedings",
    "primaryType": "Waiver"
   },
   "withdrawOffer": {
    "contract": "Proceedings",
    "primaryType": "Withdrawing"
   },
   "announce": {
    "contract": "Proceedings",
    "primaryType": "Announcement"
   },
   "recordEffect": {
    "contract": "Proceedings",
    "primaryType": "Effect"
   },
   "pledge": {
    "contract": "Pledges",
    "primaryType": "Pledging"
   },
   "release": {
    "contract": "Pledges",
    "primaryType": "Release"
   },
   "grant": {
    "contract": "UseRights",
    "primaryType": "Grant"
   },
   "sublicense": {
    "contract": "UseRights",
    "primaryType": "Sublicence"
   },
   "extend": {
    "contract": "UseRights",
    "primaryType": "Extension"
   },
   "end": {
    "contract": "UseRights",
    "primaryType": "Ending"
   },
   "registerContract": {
    "contract": "TechContracts",
    "primaryType": "ContractRegistration"
   },
   "stateContract": {
    "contract": "TechContracts",
    "primaryType": "Statement"
   },
   "changeContract": {
    "contract": "TechContracts",
    "primaryType": "ContractChange"
   },
   "cancelContract": {
    "contract": "TechContracts",
    "primaryType": "ContractCancellation"
   }
  },
  "types": {
   "Filing": [
    {
     "name": "filingType",
     "type": "string"
    },
    {
     "name": "node",
     "type": "uint32"
    },
    {
     "name": "filedAt",
     "type": "uint64"
    },
    {
     "name": "content",
     "type": "bytes32"
    }
   ],
   "Anchor": [
    {
     "name": "size",
     "type": "uint64"
    },
    {
     "name": "root",
     "type": "bytes32"
    },
    {
     "name": "previousSize",
     "type": "uint64"
    },
    {
     "name": "previousRoot",
     "type": "bytes32"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    }
   ],
   "Enrolment": [
    {
     "name": "party",
     "type": "uint32"
    },
    {
     "name": "signer",
     "type": "bytes"
    },
    {
     "name": "identity",
     "type": "bytes32"
    },
    {
     "name": "kind",
     "type": "uint8"
    },
    {
     "name": "guardian",
     "type": "uint32"
    },
    {
     "name": "recoveryDays",
     "type": "uint16"
    },
    {
     "name": "voucher",
     "type": "uint32"
    },
    {
     "name": "appointment",
     "type": "uint32"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    }
   ],
   "Rotation": [
    {
     "name": "party",
     "type": "uint32"
    },
    {
     "name": "signer",
     "type": "bytes"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    }
   ],
   "Withdrawal": [
    {
     "name": "party",
     "type": "uint32"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    }
   ],
   "Guardianship": [
    {
     "name": "party",
     "type": "uint32"
    },
    {
     "name": "guardian",
     "type": "uint32"
    },
    {
     "name": "recoveryDays",
     "type": "uint16"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    }
   ],
   "Recovery": [
    {
     "name": "party",
     "type": "uint32"
    },
    {
     "name": "signer",
     "type": "bytes"
    },
    {
     "name": "appointment",
     "type": "uint32"
    },
    {
     "name": "ground",
     "type": "uint8"
    },
    {
     "name": "evidence",
     "type": "bytes32"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    }
   ],
   "RecoveryCancellation": [
    {
     "name": "party",
     "type": "uint32"
    },
    {
     "name": "dueAt",
     "type": "uint40"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    }
   ],
   "Admission": [
    {
     "name": "node",
     "type": "uint32"
    },
    {
     "name": "parent",
     "type": "uint32"
    },
    {
     "name": "operator",
     "type": "uint32"
    },
    {
     "name": "kind",
     "type": "uint8"
    },
    {
     "name": "under",
     "type": "uint32"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    }
   ],
   "HandOver": [
    {
     "name": "node",
     "type": "uint32"
    },
    {
     "name": "operator",
     "type": "uint32"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    }
   ],
   "NodeClosing": [
    {
     "name": "node",
     "type": "uint32"
    },
    {
     "name": "by",
     "type": "uint32"
    },
    {
     "name": "under",
     "type": "uint32"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    }
   ],
   "Appointment": [
    {
     "name": "appointment",
     "type": "uint32"
    },
    {
     "name": "node",
     "type": "uint32"
    },
    {
     "name": "officer",
     "type": "uint32"
    },
    {
     "name": "powers",
     "type": "uint32"
    },
    {
     "name": "from",
     "type": "uint40"
    },
    {
     "name": "until",
     "type": "uint40"
    },
    {
     "name": "under",
     "type": "uint32"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    }
   ],
   "AppointmentEnd": [
    {
     "name": "appointment",
     "type": "uint32"
    },
    {
     "name": "by",
     "type": "uint32"
    },
    {
     "name": "under",
     "type": "uint32"
    },
    {
     "name": "until",
     "type": "uint40"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    }
   ],
   "Registration": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "node",
     "type": "uint32"
    },
    {
     "name": "filer",
     "type": "uint32"
    },
    {
     "name": "claimed",
     "type": "Share[]"
    }
   ],
   "Cancellation": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "ground",
     "type": "uint8"
    }
   ],
   "Proposal": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "terms",
     "type": "Terms"
    },
    {
     "name": "round",
     "type": "uint16"
    },
    {
     "name": "noticeUntil",
     "type": "uint40"
    }
   ],
   "Confirmation": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "terms",
     "type": "Terms"
    }
   ],
   "Conveyance": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "basis",
     "type": "uint8"
    },
    {
     "name": "price",
     "type": "bytes32"
    },
    {
     "name": "movements",
     "type": "Movement[]"
    },
    {
     "name": "offers",
     "type": "bytes32[]"
    },
    {
     "name": "openings",
     "type": "bytes32[]"
    },
    {
     "name": "pledgeAfter",
     "type": "uint8"
    }
   ],
   "Settlement": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "offer",
     "type": "bytes32"
    },
    {
     "name": "movements",
     "type": "Movement[]"
    },
    {
     "name": "pledgeAfter",
     "type": "uint8"
    }
   ],
   "Amendment": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "rule",
     "type": "uint8"
    },
    {
     "name": "delegate",
     "type": "uint32"
    }
   ],
   "Order": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "judge",
     "type": "uint32"
    },
    {
     "name": "terms",
     "type": "OrderTerms"
    }
   ],
   "Migration": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "successor",
     "type": "address"
    }
   ],
   "Prolongation": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "round",
     "type": "uint16"
    },
    {
     "name": "noticeUntil",
     "type": "uint40"
    }
   ],
   "Objection": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "party",
     "type": "uint32"
    },
    {
     "name": "round",
     "type": "uint16"
    },
    {
     "name": "ground",
     "type": "uint8"
    }
   ],
   "Retraction": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "party",
     "type": "uint32"
    },
    {
     "name": "objection",
     "type": "bytes32"
    }
   ],
   "Decision": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "party",
     "type": "uint32"
    },
    {
     "name": "objection",
     "type": "bytes32"
    },
    {
     "name": "outcome",
     "type": "uint8"
    },
    {
     "name": "effect",
     "type": "uint8"
    }
   ],
   "Freeze": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "judge",
     "type": "uint32"
    },
    {
     "name": "until",
     "type": "uint40"
    },
    {
     "name": "ground",
     "type": "uint8"
    }
   ],
   "Lift": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "number",
     "type": "uint16"
    }
   ],
   "Offer": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "seller",
     "type": "uint32"
    },
    {
     "name": "units",
     "type": "uint32"
    },
    {
     "name": "commitment",
     "type": "bytes32"
    },
    {
     "name": "entitled",
     "type": "uint32[]"
    },
    {
     "name": "windowEnd",
     "type": "uint40"
    }
   ],
   "Taking": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "offer",
     "type": "bytes32"
    },
    {
     "name": "party",
     "type": "uint32"
    }
   ],
   "Waiver": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "offer",
     "type": "bytes32"
    },
    {
     "name": "party",
     "type": "uint32"
    }
   ],
   "Withdrawing": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "offer",
     "type": "bytes32"
    }
   ],
   "Announcement": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "judge",
     "type": "uint32"
    },
    {
     "name": "terms",
     "type": "OrderTerms"
    }
   ],
   "Effect": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "version",
     "type": "uint32"
    },
    {
     "name": "since",
     "type": "uint40"
    }
   ],
   "Pledging": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "pledgee",
     "type": "uint32"
    },
    {
     "name": "parts",
     "type": "Share[]"
    }
   ],
   "Release": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "pledge",
     "type": "bytes32"
    }
   ],
   "Grant": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "terms",
     "type": "GrantTerms"
    },
    {
     "name": "freezeNotice",
     "type": "bytes32"
    }
   ],
   "Sublicence": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "parent",
     "type": "bytes32"
    },
    {
     "name": "licensor",
     "type": "uint32"
    },
    {
     "name": "licensees",
     "type": "uint32[]"
    },
    {
     "name": "from",
     "type": "uint40"
    },
    {
     "name": "until",
     "type": "uint40"
    },
    {
     "name": "fields",
     "type": "uint256"
    },
    {
     "name": "territories",
     "type": "uint256"
    }
   ],
   "Extension": [
    {
     "name": "act",
     "type": "Act"
    },
    {
     "name": "right",
     "type": "bytes32"
    },
    {
     "name": "until",
     "type": "uint40"
    }
   ],
   "Ending": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "right",
     "type": "bytes32"
    },
    {
     "name": "by",
     "type": "uint32"
    },
    {
     "name": "ground",
     "type": "uint8"
    }
   ],
   "ContractRegistration": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "node",
     "type": "uint32"
    },
    {
     "name": "kind",
     "type": "uint8"
    },
    {
     "name": "subKind",
     "type": "uint8"
    },
    {
     "name": "basis",
     "type": "uint8"
    },
    {
     "name": "source",
     "type": "bytes32"
    },
    {
     "name": "applicant",
     "type": "uint32"
    },
    {
     "name": "sellers",
     "type": "uint32[]"
    },
    {
     "name": "buyers",
     "type": "uint32[]"
    },
    {
     "name": "terms",
     "type": "bytes32"
    }
   ],
   "Statement": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "contractNumber",
     "type": "bytes32"
    },
    {
     "name": "party",
     "type": "uint32"
    },
    {
     "name": "number",
     "type": "uint32"
    },
    {
     "name": "kind",
     "type": "uint8"
    },
    {
     "name": "commitment",
     "type": "bytes32"
    }
   ],
   "ContractChange": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "contractNumber",
     "type": "bytes32"
    },
    {
     "name": "change",
     "type": "uint16"
    },
    {
     "name": "subKind",
     "type": "uint8"
    },
    {
     "name": "terms",
     "type": "bytes32"
    }
   ],
   "ContractCancellation": [
    {
     "name": "matter",
     "type": "Matter"
    },
    {
     "name": "contractNumber",
     "type": "bytes32"
    },
    {
     "name": "ground",
     "type": "uint8"
    }
   ],
   "Act": [
    {
     "name": "achievement",
     "type": "bytes32"
    },
    {
     "name": "version",
     "type": "uint32"
    },
    {
     "name": "appointment",
     "type": "uint32"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    },
    {
     "name": "filing",
     "type": "bytes32"
    }
   ],
   "Share": [
    {
     "name": "party",
     "type": "uint32"
    },
    {
     "name": "units",
     "type": "uint32"
    }
   ],
   "Terms": [
    {
     "name": "rule",
     "type": "uint8"
    },
    {
     "name": "delegate",
     "type": "uint32"
    },
    {
     "name": "table",
     "type": "Share[]"
    },
    {
     "name": "useGrant",
     "type": "bytes32"
    }
   ],
   "Movement": [
    {
     "name": "from",
     "type": "uint32"
    },
    {
     "name": "to",
     "type": "uint32"
    },
    {
     "name": "units",
     "type": "uint32"
    }
   ],
   "OrderTerms": [
    {
     "name": "ground",
     "type": "uint8"
    },
    {
     "name": "movements",
     "type": "Movement[]"
    }
   ],
   "Matter": [
    {
     "name": "achievement",
     "type": "bytes32"
    },
    {
     "name": "appointment",
     "type": "uint32"
    },
    {
     "name": "draftedAt",
     "type": "uint40"
    },
    {
     "name": "deadline",
     "type": "uint40"
    },
    {
     "name": "filing",
     "type": "bytes32"
    }
   ],
   "GrantTerms": [
    {
     "name": "kind",
     "type": "uint8"
    },
    {
     "name": "exclusivity",
     "type": "uint8"
    },
    {
     "name": "flags",
     "type": "uint8"
    },
    {
     "name": "licensors",
     "type": "uint32[]"
    },
    {
     "name": "licensees",
     "type": "uint32[]"
    },
    {
     "name": "from",
     "type": "uint40"
    },
    {
     "name": "until",
     "type": "uint40"
    },
    {
     "name": "fields",
     "type": "uint256"
    },
    {
     "name": "territories",
     "type": "uint256"
    }
   ]
  }
 },
 "kindWords": {
  "enrol": [
   "注册主体",
   "Enrol a party"
  ],
  "rotate": [
   "更换签名者",
   "Change a party's signer"
  ],
  "withdraw": [
   "撤回未生效的签名",
   "Withdraw all signatures that have not taken effect"
  ],
  "entrust": [
   "指定监护主体",
   "Choose a guardian"
  ],
  "recover": [
   "公示恢复签名者",
   "Put the recovery of a signer on notice"
  ],
  "cancelRecovery": [
   "取消恢复",
   "Cancel a recovery"
  ],
  "admit": [
   "接纳节点",
   "Admit a node"
  ],
  "handOver": [
   "移交节点",
   "Hand a node over"
  ],
  "closeNode": [
   "关闭节点",
   "Close a node"
  ],
  "appoint": [
   "任命经办人",
   "Appoint an officer"
  ],
  "endAppointment": [
   "提前终止任命",
   "End an appointment"
  ],
  "register": [
   "登记成果",
   "Register an achievement"
  ],
  "cancel": [
   "注销未确认的登记",
   "Strike off a registration"
  ],
  "propose": [
   "提出确权方案并公示",
   "Propose the title and open its public notice"
  ],
  "confirm": [
   "确认权属",
   "Confirm the title"
  ],
  "convey": [
   "转让份额",
   "Convey shares"
  ],
  "settle": [
   "了结优先受让",
   "Settle a priority offer with its takers"
  ],
  "amendRule": [
   "变更决策机制",
   "Change the rule of decision"
  ],
  "enforce": [
   "执行已公告的命令",
   "Carry out an announced order"
  ],
  "migrate": [
   "将权属迁往新登记簿",
   "Take the title to a later registry"
  ],
  "prolong": [
   "延长公示",
   "Prolong a notice"
  ],
  "object": [
   "提出异议",
   "Object"
  ],
  "retract": [
   "撤回异议",
   "Retract an objection"
  ],
  "decide": [
   "处理异议",
   "Decide an objection"
  ],
  "freeze": [
   "冻结",
   "Freeze a title"
  ],
  "lift": [
   "解除冻结",
   "Lift a freeze"
  ],
  "offer": [
   "通知优先受让",
   "Offer shares to those with priority"
  ],
  "take": [
   "承购",
   "Take a priority offer"
  ],
  "waive": [
   "放弃优先受让",
   "Waive a priority offer"
  ],
  "withdrawOffer": [
   "撤回要约",
   "Withdraw a priority offer"
  ],
  "announce": [
   "公告命令",
   "Announce an order"
  ],
  "recordEffect": [
   "记载外部登记的法律效力",
   "Record the effect of an outside register"
  ],
  "pledge": [
   "质押份额",
   "Pledge shares"
  ],
  "release": [
   "解除质押",
   "Release a pledge"
  ],
  "grant": [
   "授予使用权",
   "Grant a right to use"
  ],
  "sublicense": [
   "再许可",
   "Sublicense"
  ],
  "extend": [
   "延长使用权",
   "Extend a right"
  ],
  "end": [
   "终止使用权",
   "End a right"
  ],
  "registerContract": [
   "登记技术合同",
   "Register a technology contract"
  ],
  "stateContract": [
   "申报销售或收益",
   "State sales or proceeds under a contract"
  ],
  "changeContract": [
   "变更技术合同",
   "Change a technology contract"
  ],
  "cancelContract": [
   "注销技术合同",
   "Close a technology contract"
  ]
 },
 "folded": [
  "register",
  "cancel",
  "confirm",
  "convey",
  "settle",
  "amendRule",
  "enforce",
  "migrate",
  "decide",
  "pledge"
 ],
 "adoption": "adopt",
 "forms": {
  "achievement_filing/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "title",
    "category",
    "attribute",
    "stage",
    "form",
    "keywords",
    "security_level",
    "completing_units",
    "completers",
    "start_month",
    "end_month",
    "acceptance_date",
    "acceptance_kind",
    "funding_source",
    "park",
    "claimed"
   ],
   "anyOf": [
    {
     "properties": {
      "completing_units": {
       "minItems": 1
      }
     }
    },
    {
     "properties": {
      "completers": {
       "minItems": 1
      }
     }
    }
   ],
   "properties": {
    "title": {
     "type": "string",
     "minLength": 1,
     "maxLength": 200
    },
    "category": {
     "enum": [
      "应用技术",
      "基础理论",
      "软科学"
     ]
    },
    "attribute": {
     "enum": [
      "原始性创新",
      "国外引进消化吸收创新",
      "国内技术二次开发"
     ]
    },
    "stage": {
     "enum": [
      "初期",
      "中期",
      "成熟应用"
     ]
    },
    "form": {
     "type": "array",
     "minItems": 1,
     "maxItems": 8,
     "uniqueItems": true,
     "items": {
      "enum": [
       "新技术",
       "新工艺",
       "新产品",
       "新材料",
       "新装备",
       "农业生物新品种",
       "矿产新品种",
       "其他应用技术"
      ]
     }
    },
    "keywords": {
     "type": "array",
     "minItems": 1,
     "maxItems": 3,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "minLength": 1,
      "maxLength": 50
     }
    },
    "security_level": {
     "const": "公开"
    },
    "completing_units": {
     "type": "array",
     "maxItems": 16,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "format": "uscc"
     }
    },
    "completers": {
     "type": "array",
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "name"
      ],
      "properties": {
       "name": {
        "type": "string",
        "minLength": 1,
        "maxLength": 100
       },
       "orcid": {
        "type": "string",
        "format": "orcid"
       }
      }
     }
    },
    "start_month": {
     "type": "string",
     "format": "month"
    },
    "end_month": {
     "type": "string",
     "format": "month"
    },
    "acceptance_date": {
     "type": "string",
     "format": "day"
    },
    "acceptance_kind": {
     "enum": [
      "验收",
      "鉴定",
      "评价",
      "行业准入",
      "新产品证书"
     ]
    },
    "funding_source": {
     "enum": [
      "国家",
      "省",
      "市",
      "新区",
      "自选"
     ]
    },
    "project_no": {
     "type": "string",
     "minLength": 1,
     "maxLength": 100
    },
    "ip_list": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "kind",
       "number"
      ],
      "properties": {
       "kind": {
        "enum": [
         "发明专利",
         "实用新型",
         "外观设计",
         "软件著作权",
         "集成电路布图设计",
         "植物新品种",
         "技术秘密",
         "其他"
        ]
       },
       "number": {
        "type": "string",
        "minLength": 1,
        "maxLength": 60
       }
      }
     }
    },
    "park": {
     "enum": [
      "中川",
      "秦川",
      "西岔",
      "直属"
     ]
    },
    "achievement_reg_no": {
     "type": "string",
     "format": "achievement-reg-no"
    },
    "claimed": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "holder",
       "share"
      ],
      "properties": {
       "holder": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "share": {
        "type": "string",
        "format": "share"
       }
      }
     }
    }
   }
  },
  "achievement_filing/2": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "title",
    "category",
    "attribute",
    "stage",
    "form",
    "keywords",
    "security_level",
    "completing_units",
    "completers",
    "start_month",
    "end_month",
    "acceptance_date",
    "acceptance_kind",
    "funding_source",
    "park",
    "claimed"
   ],
   "properties": {
    "title": {
     "type": "string",
     "minLength": 1,
     "maxLength": 200
    },
    "category": {
     "enum": [
      "应用技术",
      "基础理论",
      "软科学"
     ]
    },
    "attribute": {
     "enum": [
      "原始性创新",
      "国外引进消化吸收创新",
      "国内技术二次开发"
     ]
    },
    "stage": {
     "enum": [
      "初期",
      "中期",
      "成熟应用"
     ]
    },
    "form": {
     "type": "array",
     "minItems": 1,
     "maxItems": 8,
     "uniqueItems": true,
     "items": {
      "enum": [
       "新技术",
       "新工艺",
       "新产品",
       "新材料",
       "新装备",
       "农业生物新品种",
       "矿产新品种",
       "其他应用技术"
      ]
     }
    },
    "keywords": {
     "type": "array",
     "minItems": 1,
     "maxItems": 3,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "minLength": 1,
      "maxLength": 50
     }
    },
    "security_level": {
     "const": "公开"
    },
    "completing_units": {
     "type": "array",
     "maxItems": 16,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "format": "uscc"
     }
    },
    "completers": {
     "type": "array",
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "name"
      ],
      "properties": {
       "name": {
        "type": "string",
        "minLength": 1,
        "maxLength": 100
       },
       "orcid": {
        "type": "string",
        "format": "orcid"
       }
      }
     },
     "minItems": 1
    },
    "start_month": {
     "type": "string",
     "format": "month"
    },
    "end_month": {
     "type": "string",
     "format": "month"
    },
    "acceptance_date": {
     "type": "string",
     "format": "day"
    },
    "acceptance_kind": {
     "enum": [
      "验收",
      "鉴定",
      "评价",
      "行业准入",
      "新产品证书"
     ]
    },
    "funding_source": {
     "enum": [
      "国家",
      "省",
      "市",
      "新区",
      "自选"
     ]
    },
    "project_no": {
     "type": "string",
     "minLength": 1,
     "maxLength": 100
    },
    "ip_list": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "kind",
       "number"
      ],
      "properties": {
       "kind": {
        "enum": [
         "发明专利",
         "实用新型",
         "外观设计",
         "软件著作权",
         "集成电路布图设计",
         "植物新品种",
         "技术秘密",
         "其他"
        ]
       },
       "number": {
        "type": "string",
        "minLength": 1,
        "maxLength": 60
       },
       "ipc": {
        "type": "string",
        "format": "ipc"
       }
      }
     }
    },
    "park": {
     "enum": [
      "中川",
      "秦川",
      "西岔",
      "直属"
     ]
    },
    "achievement_reg_no": {
     "type": "string",
     "format": "achievement-reg-no"
    },
    "claimed": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "holder",
       "share"
      ],
      "properties": {
       "holder": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "share": {
        "type": "string",
        "format": "share"
       }
      }
     }
    },
    "identifiers": {
     "type": "array",
     "minItems": 1,
     "maxItems": 20,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "scheme",
       "id"
      ],
      "properties": {
       "scheme": {
        "enum": [
         "DOI",
         "CSTR"
        ]
       },
       "id": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       }
      }
     }
    }
   }
  },
  "digest_manifest/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "title",
    "count",
    "root"
   ],
   "properties": {
    "title": {
     "type": "string",
     "minLength": 1,
     "maxLength": 200
    },
    "description": {
     "type": "string",
     "minLength": 1,
     "maxLength": 2000
    },
    "count": {
     "type": "integer",
     "minimum": 1,
     "maximum": 65536
    },
    "root": {
     "type": "string",
     "pattern": "^[0-9a-f]{64}$(?!\\n)"
    }
   }
  },
  "docket_event/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "seq",
    "kind",
    "at",
    "payload",
    "signed_by"
   ],
   "properties": {
    "seq": {
     "type": "integer",
     "minimum": 1,
     "maximum": 9007199254740991
    },
    "kind": {
     "enum": [
      "party_registered",
      "key_rotated",
      "recovery_started",
      "recovery_cancelled",
      "recovery_completed",
      "node_admitted",
      "node_revoked",
      "officer_granted",
      "officer_revoked",
      "achievement_filed",
      "filing_cancelled",
      "title_applied",
      "ownership_grant_applied",
      "use_grant_applied",
      "notice_opened",
      "objection_raised",
      "objection_withdrawn",
      "objection_decided",
      "confirmed",
      "share_conveyed",
      "priority_offered",
      "priority_exercised",
      "priority_waived",
      "offer_withdrawn",
      "priority_settled",
      "succession_registered",
      "freeze_registered",
      "freeze_lifted",
      "ip_granted",
      "legal_effect_registered",
      "award_paid",
      "licence_granted",
      "sublicence_granted",
      "licence_terminated",
      "use_right_extended",
      "pledge_registered",
      "pledge_released",
      "contract_registered",
      "contract_changed",
      "contract_cancelled",
      "evaluation_filed",
      "sales_reported",
      "relation_declared",
      "relation_ended",
      "proceeds_received",
      "proceeds_distributed",
      "reward_claimed",
      "subsidy_claimed",
      "voucher_issued",
      "voucher_redeemed"
     ]
    },
    "at": {
     "type": "string",
     "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\+08:00$(?!\\n)"
    },
    "payload": {
     "type": "object",
     "additionalProperties": true
    },
    "signed_by": {
     "type": "array",
     "maxItems": 64,
     "items": {
      "type": "string",
      "minLength": 1,
      "maxLength": 160
     }
    }
   }
  },
  "document/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "title"
   ],
   "properties": {
    "title": {
     "type": "string",
     "minLength": 1,
     "maxLength": 200
    },
    "description": {
     "type": "string",
     "minLength": 1,
     "maxLength": 2000
    },
    "language": {
     "type": "string",
     "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$(?!\\n)"
    }
   }
  },
  "endorsement/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "filing",
    "signer"
   ],
   "properties": {
    "filing": {
     "type": "string",
     "pattern": "^[0-9a-f]{64}$(?!\\n)"
    },
    "signer": {
     "type": "string",
     "minLength": 1,
     "maxLength": 160
    }
   }
  },
  "innovation_voucher/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "voucher_no",
    "holder",
    "service",
    "face_fen",
    "rate_bp",
    "issued_on",
    "valid_to",
    "status"
   ],
   "allOf": [
    {
     "if": {
      "required": [
       "status"
      ],
      "properties": {
       "status": {
        "const": "已锁定"
       }
      }
     },
     "then": {
      "required": [
       "provider",
       "contract"
      ]
     }
    },
    {
     "if": {
      "required": [
       "status"
      ],
      "properties": {
       "status": {
        "const": "已兑付"
       }
      }
     },
     "then": {
      "required": [
       "provider",
       "used_on",
       "contract",
       "invoice",
       "deliverable",
       "contract_fen",
       "redeemed_fen"
      ]
     }
    }
   ],
   "properties": {
    "voucher_no": {
     "type": "string",
     "pattern": "^[A-Za-z0-9-]{1,60}$(?!\\n)"
    },
    "holder": {
     "type": "string",
     "format": "uscc"
    },
    "provider": {
     "type": "string",
     "format": "uscc"
    },
    "service": {
     "enum": [
      "检测认证",
      "科技咨询",
      "设计研发",
      "专利代理",
      "技术转移",
      "科技评估"
     ]
    },
    "face_fen": {
     "type": "integer",
     "minimum": 1,
     "maximum": 9007199254740991
    },
    "rate_bp": {
     "type": "integer",
     "minimum": 1,
     "maximum": 10000
    },
    "cap_fen": {
     "type": "integer",
     "minimum": 0,
     "maximum": 9007199254740991
    },
    "issued_on": {
     "type": "string",
     "format": "day"
    },
    "valid_to": {
     "type": "string",
     "format": "day"
    },
    "used_on": {
     "type": "string",
     "format": "day"
    },
    "contract": {
     "type": "string",
     "format": "sha256"
    },
    "invoice": {
     "type": "string",
     "format": "sha256"
    },
    "deliverable": {
     "type": "string",
     "format": "sha256"
    },
    "contract_fen": {
     "type": "integer",
     "minimum": 1,
     "maximum": 9007199254740991
    },
    "redeemed_fen": {
     "type": "integer",
     "minimum": 1,
     "maximum": 9007199254740991
    },
    "status": {
     "enum": [
      "已发放",
      "已锁定",
      "已兑付",
      "已过期",
      "已撤销"
     ]
    }
   }
  },
  "innovation_voucher/2": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "voucher_no",
    "holder",
    "service",
    "face_fen",
    "rate_bp",
    "issued_on",
    "valid_to",
    "status"
   ],
   "allOf": [
    {
     "if": {
      "required": [
       "status"
      ],
      "properties": {
       "status": {
        "enum": [
         "已锁定",
         "已兑付",
         "已过期",
         "已撤销"
        ]
       }
      }
     },
     "then": {
      "required": [
       "follows"
      ]
     }
    },
    {
     "if": {
      "required": [
       "status"
      ],
      "properties": {
       "status": {
        "const": "已锁定"
       }
      }
     },
     "then": {
      "required": [
       "locked_on"
      ]
     }
    },
    {
     "if": {
      "required": [
       "status"
      ],
      "properties": {
       "status": {
        "const": "已兑付"
       }
      }
     },
     "then": {
      "required": [
       "locked_on",
       "used_on",
       "invoice",
       "deliverable",
       "contract_fen",
       "redeemed_fen"
      ]
     }
    },
    {
     "if": {
      "required": [
       "status"
      ],
      "properties": {
       "status": {
        "const": "已撤销"
       }
      }
     },
     "then": {
      "required": [
       "revoked_on",
       "reasons"
      ]
     }
    },
    {
     "if": {
      "required": [
       "locked_on"
      ]
     },
     "then": {
      "required": [
       "provider",
       "contract"
      ]
     }
    }
   ],
   "properties": {
    "voucher_no": {
     "type": "string",
     "pattern": "^[A-Za-z0-9-]{1,60}$(?!\\n)"
    },
    "follows": {
     "type": "string",
     "pattern": "^[0-9a-f]{64}$(?!\\n)"
    },
    "holder": {
     "type": "string",
     "format": "uscc"
    },
    "provider": {
     "type": "string",
     "format": "uscc"
    },
    "service": {
     "enum": [
      "检测认证",
      "科技咨询",
      "设计研发",
      "专利代理",
      "技术转移",
      "科技评估"
     ]
    },
    "face_fen": {
     "type": "integer",
     "minimum": 1,
     "maximum": 9007199254740991
    },
    "rate_bp": {
     "type": "integer",
     "minimum": 1,
     "maximum": 10000
    },
    "cap_fen": {
     "type": "integer",
     "minimum": 0,
     "maximum": 9007199254740991
    },
    "issued_on": {
     "type": "string",
     "format": "day"
    },
    "valid_to": {
     "type": "string",
     "format": "day"
    },
    "locked_on": {
     "type": "string",
     "format": "day"
    },
    "used_on": {
     "type": "string",
     "format": "day"
    },
    "revoked_on": {
     "type": "string",
     "format": "day"
    },
    "contract": {
     "type": "string",
     "format": "sha256"
    },
    "invoice": {
     "type": "string",
     "format": "sha256"
    },
    "deliverable": {
     "type": "string",
     "format": "sha256"
    },
    "reasons": {
     "type": "string",
     "format": "sha256"
    },
    "contract_fen": {
     "type": "integer",
     "minimum": 1,
     "maximum": 9007199254740991
    },
    "redeemed_fen": {
     "type": "integer",
     "minimum": 1,
     "maximum": 9007199254740991
    },
    "status": {
     "enum": [
      "已发放",
      "已锁定",
      "已兑付",
      "已过期",
      "已撤销"
     ]
    }
   }
  },
  "long_term_use_grant/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "achievement_id",
    "ip_refs",
    "unit_uscc",
    "holder",
    "term_start",
    "term_end",
    "term_mode",
    "exclusivity",
    "transferable",
    "sublicensable",
    "implementation_plan",
    "revenue_terms",
    "publicity"
   ],
   "allOf": [
    {
     "if": {
      "required": [
       "term_mode"
      ],
      "properties": {
       "term_mode": {
        "const": "累计"
       }
      }
     },
     "then": {
      "required": [
       "extension_years"
      ]
     }
    }
   ],
   "properties": {
    "achievement_id": {
     "type": "string",
     "format": "achievement"
    },
    "ip_refs": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "kind",
       "number"
      ],
      "properties": {
       "kind": {
        "enum": [
         "发明专利",
         "实用新型",
         "外观设计",
         "软件著作权",
         "集成电路布图设计",
         "植物新品种",
         "技术秘密",
         "其他"
        ]
       },
       "number": {
        "type": "string",
        "minLength": 1,
        "maxLength": 60
       }
      }
     }
    },
    "unit_uscc": {
     "type": "string",
     "format": "uscc"
    },
    "holder": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "minLength": 1,
      "maxLength": 200
     }
    },
    "term_start": {
     "type": "string",
     "format": "day"
    },
    "term_end": {
     "type": "string",
     "format": "day"
    },
    "term_mode": {
     "enum": [
      "单次",
      "累计"
     ]
    },
    "extension_years": {
     "type": "integer",
     "minimum": 1,
     "maximum": 99
    },
    "exclusivity": {
     "enum": [
      "独占",
      "排他",
      "普通"
     ]
    },
    "transferable": {
     "type": "boolean"
    },
    "sublicensable": {
     "type": "boolean"
    },
    "implementation_plan": {
     "type": "string",
     "format": "sha256"
    },
    "partners": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "format": "uscc"
     }
    },
    "revenue_terms": {
     "type": "object",
     "additionalProperties": false,
     "required": [
      "mode"
     ],
     "properties": {
      "mode": {
       "enum": [
        "按比例",
        "固定费用"
       ]
      },
      "ratios": {
       "type": "array",
       "minItems": 1,
       "maxItems": 50,
       "items": {
        "type": "object",
        "additionalProperties": false,
        "required": [
         "party",
         "ratio"
        ],
        "properties": {
         "party": {
          "type": "string",
          "minLength": 1,
          "maxLength": 200
         },
         "ratio": {
          "type": "string",
          "format": "ratio"
         }
        }
       }
      },
      "fee_fen": {
       "type": "integer",
       "minimum": 1,
       "maximum": 9007199254740991
      }
     }
    },
    "publicity": {
     "type": "object",
     "additionalProperties": false,
     "required": [
      "start"
     ],
     "properties": {
      "start": {
       "type": "string",
       "format": "day"
      },
      "place": {
       "type": "string",
       "minLength": 1,
       "maxLength": 200
      }
     }
    },
    "progress_reports": {
     "type": "array",
     "minItems": 1,
     "maxItems": 60,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "date",
       "report",
       "income_fen"
      ],
      "properties": {
       "date": {
        "type": "string",
        "format": "day"
       },
       "report": {
        "type": "string",
        "format": "sha256"
       },
       "income_fen": {
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
       }
      }
     }
    },
    "extensions": {
     "type": "array",
     "minItems": 1,
     "maxItems": 20,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "from",
       "to",
       "agreement"
      ],
      "properties": {
       "from": {
        "type": "string",
        "format": "day"
       },
       "to": {
        "type": "string",
        "format": "day"
       },
       "agreement": {
        "type": "string",
        "format": "sha256"
       }
      }
     }
    }
   }
  },
  "objection/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "target_kind",
    "target",
    "anonymous",
    "raised_at",
    "ground",
    "statement"
   ],
   "allOf": [
    {
     "if": {
      "required": [
       "anonymous"
      ],
      "properties": {
       "anonymous": {
        "const": false
       }
      }
     },
     "then": {
      "required": [
       "raised_by"
      ]
     }
    }
   ],
   "properties": {
    "target_kind": {
     "enum": [
      "备案",
      "赋权",
      "使用权",
      "价格",
      "奖励",
      "认定"
     ]
    },
    "target": {
     "type": "string",
     "format": "reference"
    },
    "anonymous": {
     "type": "boolean"
    },
    "raised_by": {
     "type": "string",
     "minLength": 1,
     "maxLength": 200
    },
    "raised_at": {
     "type": "string",
     "format": "instant"
    },
    "ground": {
     "enum": [
      "权属",
      "完成人",
      "份额",
      "价格",
      "真实性",
      "密级",
      "其他"
     ]
    },
    "statement": {
     "type": "string",
     "minLength": 1,
     "maxLength": 2000
    },
    "external_case": {
     "type": "string",
     "minLength": 1,
     "maxLength": 100
    }
   }
  },
  "ownership_grant_agreement/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "achievement_id",
    "unit_uscc",
    "unit_type",
    "team_rep",
    "power_of_attorney",
    "owners",
    "full_grant",
    "internal_split",
    "revenue_ratio",
    "decision_rule",
    "shares_free",
    "cost_rule",
    "ip_fee_rule",
    "incentive_mode",
    "conditions",
    "negative_list",
    "taker_related",
    "approval_doc",
    "approved_on",
    "publicity_start",
    "signatures"
   ],
   "allOf": [
    {
     "if": {
      "required": [
       "unit_type"
      ],
      "properties": {
       "unit_type": {
        "const": "新区国有企业"
       }
      }
     },
     "then": {
      "required": [
       "state_asset_basis"
      ]
     }
    },
    {
     "if": {
      "required": [
       "taker_related"
      ],
      "properties": {
       "taker_related": {
        "const": true
       }
      }
     },
     "then": {
      "required": [
       "related_party_disclosure"
      ]
     }
    }
   ],
   "properties": {
    "achievement_id": {
     "type": "string",
     "format": "achievement"
    },
    "unit_uscc": {
     "type": "string",
     "format": "uscc"
    },
    "unit_type": {
     "enum": [
      "新区国有企业",
      "职业院校",
      "医院",
      "高校",
      "科研院所"
     ]
    },
    "state_asset_basis": {
     "type": "string",
     "minLength": 1,
     "maxLength": 200
    },
    "team_rep": {
     "type": "string",
     "minLength": 1,
     "maxLength": 200
    },
    "power_of_attorney": {
     "type": "string",
     "format": "sha256"
    },
    "owners": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "owner",
       "share"
      ],
      "properties": {
       "owner": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "share": {
        "type": "string",
        "format": "share"
       }
      }
     }
    },
    "full_grant": {
     "type": "boolean"
    },
    "internal_split": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "party",
       "ratio"
      ],
      "properties": {
       "party": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "ratio": {
        "type": "string",
        "format": "ratio"
       }
      }
     }
    },
    "revenue_ratio": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "party",
       "ratio"
      ],
      "properties": {
       "party": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "ratio": {
        "type": "string",
        "format": "ratio"
       }
      }
     }
    },
    "decision_rule": {
     "enum": [
      "全体一致",
      "三分之二以上份额",
      "授权团队代表",
      "授权单位"
     ]
    },
    "decision_text": {
     "type": "string",
     "minLength": 1,
     "maxLength": 2000
    },
    "shares_free": {
     "type": "boolean"
    },
    "cost_rule": {
     "enum": [
      "按份额",
      "单位承担",
      "团队承担",
      "先从收益中列支"
     ]
    },
    "ip_fee_rule": {
     "enum": [
      "按份额",
      "单位承担",
      "团队承担",
      "先从收益中列支"
     ]
    },
    "incentive_mode": {
     "enum": [
      "先赋权后转化",
      "先转化后奖励"
     ]
    },
    "conditions": {
     "type": "object",
     "additionalProperties": false,
     "required": [
      "clear_title",
      "prospects",
      "taker_identified",
      "willingness"
     ],
     "properties": {
      "clear_title": {
       "const": true
      },
      "prospects": {
       "const": true
      },
      "taker_identified": {
       "const": true
      },
      "willingness": {
       "const": true
      }
     }
    },
    "negative_list": {
     "type": "object",
     "additionalProperties": false,
     "required": [
      "security_or_secret",
      "public_interest",
      "ethics_missing",
      "conditions_missing",
      "team_disagreed",
      "undisclosed_related_party",
      "other_harm"
     ],
     "properties": {
      "security_or_secret": {
       "const": false
      },
      "public_interest": {
       "const": false
      },
      "ethics_missing": {
       "const": false
      },
      "conditions_missing": {
       "const": false
      },
      "team_disagreed": {
       "const": false
      },
      "undisclosed_related_party": {
       "const": false
      },
      "other_harm": {
       "const": false
      }
     }
    },
    "taker_related": {
     "type": "boolean"
    },
    "related_party_disclosure": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "completer",
       "taker",
       "relation"
      ],
      "properties": {
       "completer": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "taker": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "relation": {
        "type": "string",
        "minLength": 1,
        "maxLength": 500
       }
      }
     }
    },
    "approval_doc": {
     "type": "string",
     "format": "sha256"
    },
    "approved_on": {
     "type": "string",
     "format": "day"
    },
    "publicity_start": {
     "type": "string",
     "format": "day"
    },
    "signatures": {
     "type": "array",
     "minItems": 2,
     "maxItems": 52,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "signer",
       "method",
       "signature"
      ],
      "properties": {
       "signer": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "method": {
        "enum": [
         "SM2证书",
         "账本密钥",
         "纸质签字"
        ]
       },
       "signature": {
        "type": "string",
        "format": "sha256"
       },
       "certificate": {
        "type": "string",
        "format": "sha256"
       }
      }
     }
    },
    "registry_change": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "registry",
       "number",
       "changed_on"
      ],
      "properties": {
       "registry": {
        "enum": [
         "国家知识产权局",
         "中国版权保护中心",
         "植物新品种保护办公室"
        ]
       },
       "number": {
        "type": "string",
        "minLength": 1,
        "maxLength": 60
       },
       "changed_on": {
        "type": "string",
        "format": "day"
       }
      }
     }
    }
   }
  },
  "platform_recognition/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "platform_kind",
    "level",
    "host",
    "recognised_on",
    "valid_to",
    "doc_no"
   ],
   "allOf": [
    {
     "if": {
      "required": [
       "award_fen"
      ]
     },
     "then": {
      "required": [
       "award_rule"
      ]
     }
    }
   ],
   "properties": {
    "platform_kind": {
     "enum": [
      "工程(技术)研究中心",
      "重点实验室",
      "工程实验室",
      "农业科技园区",
      "国际科技合作基地",
      "企业技术中心",
      "制造业创新中心",
      "新型研发机构",
      "众创空间",
      "孵化器"
     ]
    },
    "level": {
     "enum": [
      "国家",
      "省",
      "市",
      "新区"
     ]
    },
    "host": {
     "type": "string",
     "format": "uscc"
    },
    "members": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "format": "uscc"
     }
    },
    "recognised_on": {
     "type": "string",
     "format": "day"
    },
    "valid_to": {
     "type": "string",
     "format": "day"
    },
    "doc_no": {
     "type": "string",
     "minLength": 1,
     "maxLength": 100
    },
    "award_fen": {
     "type": "integer",
     "minimum": 1,
     "maximum": 9007199254740991
    },
    "award_rule": {
     "type": "string",
     "minLength": 1,
     "maxLength": 500
    },
    "reviews": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "year",
       "result"
      ],
      "properties": {
       "year": {
        "type": "integer",
        "minimum": 1990,
        "maximum": 2199
       },
       "result": {
        "enum": [
         "优秀",
         "良好",
         "合格",
         "不合格"
        ]
       }
      }
     }
    }
   }
  },
  "pledge/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "achievement_id",
    "ip_refs",
    "pledgors",
    "pledgee",
    "secured_fen",
    "debt_from",
    "debt_to",
    "contract_digest",
    "registered_on",
    "registry_no",
    "proceeds_rule"
   ],
   "properties": {
    "achievement_id": {
     "type": "string",
     "format": "achievement"
    },
    "ip_refs": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "kind",
       "number"
      ],
      "properties": {
       "kind": {
        "enum": [
         "发明专利",
         "实用新型",
         "外观设计",
         "软件著作权",
         "集成电路布图设计",
         "植物新品种",
         "技术秘密",
         "其他"
        ]
       },
       "number": {
        "type": "string",
        "minLength": 1,
        "maxLength": 60
       }
      }
     }
    },
    "pledgors": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "owner",
       "share"
      ],
      "properties": {
       "owner": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "share": {
        "type": "string",
        "format": "share"
       }
      }
     }
    },
    "owner_consents": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "owner",
       "document"
      ],
      "properties": {
       "owner": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "document": {
        "type": "string",
        "format": "sha256"
       }
      }
     }
    },
    "pledgee": {
     "type": "string",
     "format": "uscc"
    },
    "secured_fen": {
     "type": "integer",
     "minimum": 1,
     "maximum": 9007199254740991
    },
    "debt_from": {
     "type": "string",
     "format": "day"
    },
    "debt_to": {
     "type": "string",
     "format": "day"
    },
    "contract_digest": {
     "type": "string",
     "format": "sha256"
    },
    "registered_on": {
     "type": "string",
     "format": "day"
    },
    "registry_no": {
     "type": "string",
     "minLength": 1,
     "maxLength": 60
    },
    "consents": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "action",
       "scope",
       "document"
      ],
      "properties": {
       "action": {
        "enum": [
         "转让",
         "许可"
        ]
       },
       "scope": {
        "type": "string",
        "minLength": 1,
        "maxLength": 500
       },
       "document": {
        "type": "string",
        "format": "sha256"
       }
      }
     }
    },
    "released_on": {
     "type": "string",
     "format": "day"
    },
    "proceeds_rule": {
     "enum": [
      "提前清偿",
      "提存"
     ]
    }
   }
  },
  "revenue_statement/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "achievement_id",
    "mode",
    "received_on",
    "receiver",
    "gross_fen",
    "deductions",
    "net_fen",
    "min_reward_bp",
    "basis",
    "lines"
   ],
   "allOf": [
    {
     "if": {
      "required": [
       "mode"
      ],
      "properties": {
       "mode": {
        "enum": [
         "转让",
         "许可"
        ]
       }
      }
     },
     "then": {
      "required": [
       "contract_reg_no"
      ]
     }
    },
    {
     "if": {
      "required": [
       "paid_on"
      ]
     },
     "then": {
      "required": [
       "receipt"
      ]
     }
    }
   ],
   "properties": {
    "achievement_id": {
     "type": "string",
     "format": "achievement"
    },
    "contract_reg_no": {
     "type": "string",
     "format": "contract-reg-no"
    },
    "mode": {
     "enum": [
      "转让",
      "许可",
      "作价投资",
      "自行实施",
      "合作实施"
     ]
    },
    "received_on": {
     "type": "string",
     "format": "day"
    },
    "receiver": {
     "type": "string",
     "minLength": 1,
     "maxLength": 200
    },
    "gross_fen": {
     "type": "integer",
     "minimum": 1,
     "maximum": 9007199254740991
    },
    "deductions": {
     "type": "object",
     "additionalProperties": false,
     "required": [],
     "properties": {
      "taxes_fen": {
       "type": "integer",
       "minimum": 0,
       "maximum": 9007199254740991
      },
      "evaluation_fen": {
       "type": "integer",
       "minimum": 0,
       "maximum": 9007199254740991
      },
      "maintenance_fen": {
       "type": "integer",
       "minimum": 0,
       "maximum": 9007199254740991
      },
      "negotiation_fen": {
       "type": "integer",
       "minimum": 0,
       "maximum": 9007199254740991
      },
      "other_direct_fen": {
       "type": "integer",
       "minimum": 0,
       "maximum": 9007199254740991
      }
     }
    },
    "net_fen": {
     "type": "integer",
     "minimum": 0,
     "maximum": 9007199254740991
    },
    "debts": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "pledge",
       "fen"
      ],
      "properties": {
       "pledge": {
        "type": "string",
        "format": "achievement"
       },
       "fen": {
        "type": "integer",
        "minimum": 1,
        "maximum": 9007199254740991
       }
      }
     }
    },
    "region": {
     "type": "string",
     "format": "region"
    },
    "min_reward_bp": {
     "type": "integer",
     "minimum": 0,
     "maximum": 10000
    },
    "basis": {
     "enum": [
      "协议",
      "单位规定",
      "份额",
      "法定"
     ]
    },
    "lines": {
     "type": "array",
     "minItems": 1,
     "maxItems": 51,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "party",
       "fen"
      ],
      "properties": {
       "party": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "ratio": {
        "type": "string",
        "format": "ratio"
       },
       "fen": {
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
       }
      }
     }
    },
    "stage2": {
     "type": "array",
     "minItems": 1,
     "maxItems": 51,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "party",
       "fen"
      ],
      "properties": {
       "party": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
       },
       "ratio": {
        "type": "string",
        "format": "ratio"
       },
       "fen": {
        "type": "integer",
        "minimum": 0,
        "maximum": 9007199254740991
       }
      }
     }
    },
    "publicity": {
     "type": "object",
     "additionalProperties": false,
     "required": [
      "start"
     ],
     "properties": {
      "start": {
       "type": "string",
       "format": "day"
      },
      "place": {
       "type": "string",
       "minLength": 1,
       "maxLength": 200
      }
     }
    },
    "paid_on": {
     "type": "string",
     "format": "day"
    },
    "receipt": {
     "type": "string",
     "format": "sha256"
    }
   }
  },
  "technology_contract/1": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "project_name",
    "kind",
    "sub_kind",
    "seller",
    "buyer",
    "applicant",
    "import",
    "party_nature",
    "region_codes",
    "signed_on",
    "effective_on",
    "valid_from",
    "valid_to",
    "amount_fen",
    "tech_amount_fen",
    "payment_mode",
    "ip_kind",
    "tech_field",
    "plan_source",
    "socio_goal",
    "industry",
    "relation_declared"
   ],
   "allOf": [
    {
     "if": {
      "required": [
       "kind"
      ],
      "properties": {
       "kind": {
        "const": "技术转让"
       }
      }
     },
     "then": {
      "required": [
       "expected_new_input",
       "expected_new_output"
      ]
     }
    },
    {
     "if": {
      "required": [
       "authorised_by"
      ]
     },
     "then": {
      "required": [
       "authority"
      ]
     }
    },
    {
     "if": {
      "required": [
       "result"
      ]
     },
     "then": {
      "required": [
       "accepted_on",
       "decided_on"
      ]
     }
    },
    {
     "if": {
      "required": [
       "result"
      ],
      "properties": {
       "result": {
        "enum": [
         "予以登记",
         "变更",
         "注销"
        ]
       }
      }
     },
     "then": {
      "required": [
       "contract_reg_no",
       "certificate"
      ]
     }
    }
   ],
   "properties": {
    "contract_reg_no": {
     "type": "string",
     "format": "contract-reg-no"
    },
    "project_name": {
     "type": "string",
     "minLength": 1,
     "maxLength": 200
    },
    "kind": {
     "enum": [
      "技术开发",
      "技术转让",
      "技术许可",
      "技术咨询",
      "技术服务"
     ]
    },
    "sub_kind": {
     "enum": [
      "委托开发",
      "合作开发",
      "专利权转让",
      "专利申请权转让",
      "技术秘密转让",
      "软著布图品种权转让",
      "专利实施许可",
      "技术秘密使用许可",
      "技术咨询",
      "技术服务",
      "技术培训",
      "技术中介"
     ]
    },
    "seller": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "minLength": 1,
      "maxLength": 200
     }
    },
    "buyer": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "minLength": 1,
      "maxLength": 200
     }
    },
    "applicant": {
     "type": "string",
     "minLength": 1,
     "maxLength": 200
    },
    "import": {
     "type": "boolean"
    },
    "authorised_by": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "minLength": 1,
      "maxLength": 200
     }
    },
    "authority": {
     "type": "string",
     "format": "sha256"
    },
    "party_nature": {
     "type": "object",
     "additionalProperties": false,
     "required": [
      "seller",
      "buyer"
     ],
     "properties": {
      "seller": {
       "type": "string",
       "format": "party-nature"
      },
      "buyer": {
       "type": "string",
       "format": "party-nature"
      }
     }
    },
    "region_codes": {
     "type": "object",
     "additionalProperties": false,
     "required": [
      "seller",
      "buyer"
     ],
     "properties": {
      "seller": {
       "type": "string",
       "format": "region-or-country"
      },
      "buyer": {
       "type": "string",
       "format": "region-or-country"
      }
     }
    },
    "foreign_leis": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "format": "lei"
     }
    },
    "signed_on": {
     "type": "string",
     "format": "day"
    },
    "effective_on": {
     "type": "string",
     "format": "day"
    },
    "valid_from": {
     "type": "string",
     "format": "day"
    },
    "valid_to": {
     "type": "string",
     "format": "day"
    },
    "amount_fen": {
     "type": "integer",
     "minimum": 0,
     "maximum": 9007199254740991
    },
    "tech_amount_fen": {
     "type": "integer",
     "minimum": 0,
     "maximum": 9007199254740991
    },
    "payment_mode": {
     "enum": [
      "一次总付",
      "分期支付",
      "提成支付",
      "入门费加提成"
     ]
    },
    "ip_kind": {
     "type": "array",
     "minItems": 1,
     "maxItems": 9,
     "uniqueItems": true,
     "items": {
      "enum": [
       "发明专利",
       "实用新型",
       "外观设计",
       "软件著作权",
       "集成电路布图设计",
       "植物新品种",
       "技术秘密",
       "其他",
       "未涉及知识产权"
      ]
     }
    },
    "ip_refs": {
     "type": "array",
     "minItems": 1,
     "maxItems": 50,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "kind",
       "number"
      ],
      "properties": {
       "kind": {
        "enum": [
         "发明专利",
         "实用新型",
         "外观设计",
         "软件著作权",
         "集成电路布图设计",
         "植物新品种",
         "技术秘密",
         "其他"
        ]
       },
       "number": {
        "type": "string",
        "minLength": 1,
        "maxLength": 60
       }
      }
     }
    },
    "achievement_ids": {
     "type": "array",
     "minItems": 1,
     "maxItems": 16,
     "uniqueItems": true,
     "items": {
      "type": "string",
      "format": "achievement"
     }
    },
    "licence": {
     "type": "string",
     "format": "achievement"
    },
    "tech_field": {
     "type": "string",
     "minLength": 1,
     "maxLength": 60
    },
    "plan_source": {
     "type": "string",
     "minLength": 1,
     "maxLength": 60
    },
    "socio_goal": {
     "type": "string",
     "minLength": 1,
     "maxLength": 60
    },
    "industry": {
     "type": "string",
     "minLength": 1,
     "maxLength": 60
    },
    "expected_new_input": {
     "type": "integer",
     "minimum": 0,
     "maximum": 9007199254740991
    },
    "expected_new_output": {
     "type": "integer",
     "minimum": 0,
     "maximum": 9007199254740991
    },
    "relation_declared": {
     "type": "array",
     "minItems": 0,
     "maxItems": 16,
     "items": {
      "type": "object",
      "additionalProperties": false,
      "required": [
       "type",
       "detail"
      ],
      "properties": {
       "type": {
        "enum": [
         "隶属",
         "共建",
         "产权纽带",
         "其他"
        ]
       },
       "detail": {
        "type": "string",
        "minLength": 1,
        "maxLength": 500
       }
      }
     }
    },
    "accepted_on": {
     "type": "string",
     "format": "day"
    },
    "decided_on": {
     "type": "string",
     "format": "day"
    },
    "result": {
     "enum": [
      "予以登记",
      "不予登记",
      "变更",
      "注销"
     ]
    },
    "certificate": {
     "type": "string",
     "format": "sha256"
    }
   }
  }
 },
 "formWords": {
  "achievement_filing/1": [
   "科技成果备案",
   "Achievement filing"
  ],
  "achievement_filing/2": [
   "科技成果备案",
   "Achievement filing"
  ],
  "digest_manifest/1": [
   "摘要清单",
   "Digest manifest"
  ],
  "docket_event/1": [
   "案卷事项",
   "Docket event"
  ],
  "document/1": [
   "文件存证",
   "Document"
  ],
  "endorsement/1": [
   "背书",
   "Endorsement"
  ],
  "innovation_voucher/1": [
   "科技创新券",
   "Innovation voucher"
  ],
  "innovation_voucher/2": [
   "科技创新券",
   "Innovation voucher"
  ],
  "long_term_use_grant/1": [
   "长期使用权赋予",
   "Long-term use grant"
  ],
  "objection/1": [
   "异议",
   "Objection"
  ],
  "ownership_grant_agreement/1": [
   "赋权协议(所有权)",
   "Ownership grant agreement"
  ],
  "platform_recognition/1": [
   "平台认定与奖励",
   "Platform recognition"
  ],
  "pledge/1": [
   "质押",
   "Pledge"
  ],
  "revenue_statement/1": [
   "收益分配单",
   "Revenue statement"
  ],
  "technology_contract/1": [
   "技术合同认定登记",
   "Technology contract registration"
  ]
 },
 "ipKinds": {
  "发明专利": "invention_patent",
  "实用新型": "utility_model",
  "外观设计": "design",
  "软件著作权": "software_copyright",
  "集成电路布图设计": "layout_design",
  "植物新品种": "plant_variety",
  "技术秘密": "technical_secret"
 },
 "contractKinds": {
  "技术开发": [
   "委托开发",
   "合作开发"
  ],
  "技术转让": [
   "专利权转让",
   "专利申请权转让",
   "技术秘密转让",
   "软著布图品种权转让"
  ],
  "技术许可": [
   "专利实施许可",
   "技术秘密使用许可"
  ],
  "技术咨询": [
   "技术咨询"
  ],
  "技术服务": [
   "技术服务",
   "技术培训",
   "技术中介"
  ]
 }
},
);
