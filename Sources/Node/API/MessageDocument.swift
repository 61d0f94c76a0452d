import CapabilityKit
import Federation
import Ledger
import Policy
import Vocabulary

/// The document of what nodes say to one another (OpenAPI 3.1), over mutual TLS and with every message signed.
enum MessageDocument {
    /// One kind of message between two nodes.
    struct Message: Sendable {
        var path: String
        var summary: String
        /// What is sent, and what is answered; `nil` where nothing is, or where it is no JSON.
        var sent: Shape?
        var reply: Shape
        var isSigned = true
        var faults: [Fault.Code] = []
    }

    static let messages: [Message] = [
        Message(
            path: FederationPath.ask,
            summary: "One question of one force to another",
            sent: question,
            reply: answer,
            faults: [.disclosureReused, .noNeighbours, .policyUnknownPurpose]
        ),
        Message(
            path: FederationPath.settle,
            summary: "What became of an answer at the force that asked for it",
            sent: settlement,
            reply: .object([]),
            faults: [.settledOtherwise]
        ),
        Message(
            path: FederationPath.recall,
            summary: "What this force received of another is recalled",
            sent: recall,
            reply: .object([
                .init("force", .text, "The force that knows of it"), .init("entry", .whole(), "Entry of its log"),
            ]),
            faults: [.notOwner, .recallUnreadable]
        ),
        Message(
            path: FederationPath.transfer,
            summary: "What a force says about an incident that is handed on",
            sent: transfer,
            reply: .object([
                .init("force", .text, "The force that has it"), .init("entry", .whole(), "Entry of its log"),
            ]),
            faults: [.transferUnreadable, .transferOutOfTurn, .noSuchTransfer]
        ),
        Message(
            path: FederationPath.versions,
            summary: "The versions of these messages that a node speaks",
            sent: nil,
            reply: .object([
                .init("force", .text, "The force of the node"),
                .init("versions", .list(.text), "Versions, the newest first: `1.0`"),
            ]),
            isSigned: false
        ),
    ]

    /// The whole document.
    static let document: JSONTree = [
        "openapi": "3.1.1",
        "info": [
            "title": "Reeve, between nodes",
            "version": .text(ProtocolVersion.spoken.map(\.description).joined(separator: ", ")),
            "description": """
            Each message is signed as RFC 9421 has it, with the digest of RFC 9530, and goes over TLS 1.3 in which both \
            sides show a certificate. A newer release of the same major version only adds values, which an older \
            one leaves unread.
            """,
        ],
        "paths": .object(Dictionary(messages.map { ($0.path, item($0)) }, uniquingKeysWith: { $1 })),
        "security": [["certificate": []]],
        "components": [
            "securitySchemes": [
                "certificate": [
                    "type": "mutualTLS", "description": "A certificate of a force, from the federation's authority",
                ]
            ],
            "schemas": ["Problem": OpenAPIDocument.problemShape.schema(isClosed: false)],
        ],
    ]

    private static let everyFault: [Fault.Code] = [
        .messageMalformed, .noCommonVersion, .messageUnproved, .messageUntimely, .certificateMissing,
        .certificateRevoked, .certificateExpired, .forceMismatch, .peerUnknown, .messageReplayed, .messageTooLarge,
        .tooManyRequests, .messageMemoryFull, .federationBusy, .ledgerStopped,
    ]

    private static func item(_ message: Message) -> JSONTree {
        var answers = OpenAPIDocument.responses(to: everyFault + message.faults)
        answers["200"] = [
            "description": "Logged before it was sent",
            "content": ["application/json": ["schema": message.reply.schema(isClosed: false)]],
        ]
        var operation: [String: JSONTree] = ["summary": .text(message.summary), "responses": .object(answers)]
        if message.isSigned { operation["parameters"] = .list(fields.map(field)) }
        if let sent = message.sent {
            operation["requestBody"] = [
                "required": true, "content": ["application/json": ["schema": sent.schema(isClosed: false)]],
            ]
        }
        return .object([message.sent == nil ? "get" : "post": .object(operation)])
    }

    private static func field(_ name: String, _ words: String) -> JSONTree {
        [
            "name": .text(name), "in": "header", "required": .flag(name != "reeve-purpose"),
            "description": .text(words), "schema": ["type": "string"],
        ]
    }

    private static let fields = [
        ("content-digest", "SHA-256 of the body (RFC 9530)"),
        ("signature-input", "What is signed, when, until when, with which key and nonce (RFC 9421)"),
        ("signature", "The signature (Ed25519)"),
        ("reeve-disclosure", "The id that the logs of both forces carry: 32 hexadecimal digits"),
        ("reeve-version", "Version of the message: `1.0`"),
        ("reeve-purpose", "Code of the purpose"),
    ]

    private static let officer: Shape = .object([
        .init("number", .text, "Number of the officer"), .init("name", .text, "Their name"),
        .init("force", .text, "Their force"), .init("roles", .list(.text), "Their roles"),
        .perhaps("rank", .text, "Their rank"), .init("training", .list(.text), "Training held"),
    ])

    private static let authority: Shape = .object([
        .init("purpose", .text, "Code of the purpose"), .init("reference", .text, "Incident or operation"),
        .perhaps("power", .text, "Legal power relied on"), .perhaps("onBehalfOf", .text, "For whom"),
    ])

    static let question: Shape = .object([
        .init("disclosure", .text, "The id that the logs of both forces carry"),
        .init("asker", .text, "Code of the force that asks; the signature must be its own"),
        .init(
            "officer",
            officer,
            "Who asks, as the asking force vouches for them"
        ),
        .init(
            "authority",
            authority,
            "Why"
        ),
        .init("action", .text, "The permission that is used: `search.find`"),
        .init("asked", .text, "The question in words, kept in both logs"),
        .init("body", .text, "What the room that asks says: JSON as text"),
        .init("at", .moment, "When it was asked"),
        .init("deadline", .moment, "After this nobody waits; a later answer is added late"),
    ])

    static let answer: Shape = .object([
        .init("disclosure", .text, "The id of the question"),
        .init("force", .text, "The force that answers; the signature must be its own"),
        .init("state", state, "What it answers: one of these"),
        .init("entry", .whole(), "Entry of its log, durable before the answer was sent"),
        .init("body", .text, "What is disclosed: JSON as text; empty unless something is held"),
        .init("at", .moment, "When it was answered"),
    ])

    private static let state: Shape = .object([
        .perhaps("answered", .object([.init("held", .whole(), "How many records")]), "Something is held"),
        .perhaps("nothingHeld", .object([]), "Nothing that matches is held"),
        .perhaps("notPermitted", .object([.init("reason", .text, "Why")]), "Its rules forbid it"),
        .perhaps("askOwner", .object([.init("contact", .text, "Whom")]), "A person there must decide"),
    ])

    static let settlement: Shape = .object([
        .init("disclosure", .text, "The id of the question"),
        .init("asker", .text, "The force that asked"),
        .init("outcome", .choice(["shown", "not_shown"]), "Whether it was shown"),
        .init("entry", .whole(), "Entry of the asking force's log that says so"),
    ])

    static let recall: Shape = .object([
        .init("owner", .text, "The force whose records they are; the signature must be its own"),
        .init("entry", .whole(), "Entry of its log that records it"),
        .init("at", .moment, "When"),
        .perhaps("kind", .choice(RecallKind.allCases.map(\.rawValue)), "What was found; left out where it is lifted"),
        .perhaps("attribute", .text, "The one thing that is wrong"),
        .init("records", .list(.text), "The records with their versions: `14/niche/person/7@2`"),
        .init("reason", .text, "Why"),
        .init("power", .text, "By what power"),
        .perhaps("lifts", .whole(), "Entry of the recall that this one lifts"),
    ])

    static let transfer: Shape = .object([
        .init("sender", .text, "The force that says it; the signature must be its own"),
        .init("origin", .text, "The force whose incident it is"),
        .init("transfer", .text, "The transfer's name at its origin: `WYP-20261123-0001/1`"),
        .init("number", .whole(), "Place among the sender's messages about it, from 1 without gaps"),
        .init("officer", officer, "Who says it, as their force vouches for them"),
        .init("authority", authority, "Why"),
        .init("at", .moment, "When"),
        .init("kind", .text, "`create`, `update`, `acknowledge`, `reject` or `close`"),
        .init("body", .text, "What it says: JSON as text"),
    ])
}
