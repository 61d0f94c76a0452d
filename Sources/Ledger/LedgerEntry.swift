import Vocabulary

/// What an entry of the log records.
///
/// The six operations of DPA 2018 s.62(1), refusals, and what the node itself did. Raw values are stored and
/// published; never rename one. A reader meets kinds it does not know as they are.
package struct LedgerKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// `nil` unless the name has 1 to 24 characters of `a-z` and `_`.
    package init?(rawValue: String) {
        guard (1...24).contains(rawValue.utf8.count),
            rawValue.utf8.allSatisfy({ (97...122).contains($0) || $0 == 95 })
        else { return nil }
        self.rawValue = rawValue
    }

    private init(known: String) { rawValue = known }

    /// Data came in.
    package static let collection = Self(known: "collection")
    /// A record was changed, restricted or corrected.
    package static let alteration = Self(known: "alteration")
    /// Somebody looked.
    package static let consultation = Self(known: "consultation")
    /// Something was shown or sent to somebody.
    package static let disclosure = Self(known: "disclosure")
    /// Records were joined.
    package static let combination = Self(known: "combination")
    /// Something was erased.
    package static let erasure = Self(known: "erasure")
    /// Somebody asked and was refused.
    package static let refusal = Self(known: "refusal")
    /// Emergency access was invoked, justified, or not justified in time.
    package static let emergency = Self(known: "emergency")
    /// An authority was asked for, given, confirmed or declined; strict necessity was stated.
    package static let authority = Self(known: "authority")
    /// The node started, stopped, changed its rules, took a backup.
    package static let system = Self(known: "system")

    /// The kinds this version writes.
    package static let all: [Self] = [
        .collection, .alteration, .consultation, .disclosure, .combination, .erasure, .refusal, .emergency,
        .authority, .system,
    ]

    package var description: String { rawValue }
}

/// What an append returns once the entry is durable.
package struct LedgerReceipt: Hashable, Sendable {
    /// The entry's number, from 0.
    package let index: UInt64
    /// The hash of its leaf in the tree.
    package let leafHash: Digest
    /// When it was recorded.
    package let at: Timestamp
}

/// One entry as it is read back.
package struct LedgerEntry: Hashable, Sendable {
    /// The entry's number, from 0.
    package let index: UInt64
    /// What is published of it.
    package let leaf: LedgerLeaf
    /// What is kept beside the log.
    package let body: Body

    /// The private part of an entry.
    package enum Body: Hashable, Sendable {
        /// As it was recorded.
        case kept([UInt8])
        /// Lawfully erased; an entry of kind erasure says when.
        case erased
    }

    /// What the entry records.
    package var kind: LedgerKind { leaf.kind }
    /// When it was recorded.
    package var at: Timestamp { leaf.at }
}

/// The public part of an entry: what it is, when, and a commitment to the rest.
///
/// It is one line of JSON with its keys in this order and without spaces, and holds nothing about anybody:
/// `{"v":1,"kind":"disclosure","at":1763880000000,"commitment":"…"}`, with `"erases":N` after `at` in an entry that
/// records the erasure of entry N. The commitment is SHA-256(salt ‖ body) in base 64 with a salt of 32 random bytes,
/// so that nobody can guess at a body and check the guess, and an erased body is gone.
package struct LedgerLeaf: Hashable, Sendable {
    package var kind: LedgerKind
    /// When, on the node's own clock, to the millisecond.
    ///
    /// The offset is not kept.
    package var at: Timestamp
    /// The entry whose body this one records the erasure of.
    package var erases: UInt64?
    /// SHA-256(salt ‖ body).
    package var commitment: Digest

    init(kind: LedgerKind, at: Timestamp, erases: UInt64? = nil, commitment: Digest) {
        self.kind = kind
        self.at = Timestamp(milliseconds: at.milliseconds)
        self.erases = erases
        self.commitment = commitment
    }

    /// The bytes that are hashed into the tree and published.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(160)
        bytes += "{\"v\":1,\"kind\":\"".utf8
        bytes += kind.rawValue.utf8
        bytes += "\",\"at\":".utf8
        bytes += String(at.milliseconds).utf8
        if let erases {
            bytes += ",\"erases\":".utf8
            bytes += String(erases).utf8
        }
        bytes += ",\"commitment\":\"".utf8
        bytes += Base64.encodedBytes(commitment.bytes)
        bytes += "\"}".utf8
        return bytes
    }

    /// Reads a leaf; `nil` unless it is exactly what ``encoded`` writes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count <= Journal.leafBytesMax else { return nil }
        var rest = bytes[...]
        func take(_ prefix: StaticString) -> Bool {
            let wanted = UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
            guard rest.starts(with: wanted) else { return false }
            rest = rest.dropFirst(wanted.count)
            return true
        }
        func until(_ end: UInt8) -> ArraySlice<UInt8> {
            let part = rest.prefix { $0 != end }
            rest = rest.dropFirst(part.count)
            return part
        }
        func text(until end: UInt8) -> String { String(decoding: until(end), as: UTF8.self) }
        let quote = UInt8(ascii: "\"")
        let comma = UInt8(ascii: ",")
        guard take("{\"v\":1,\"kind\":\""), let kind = LedgerKind(rawValue: text(until: quote)), take("\",\"at\":"),
            let milliseconds = Int64(text(until: comma))
        else { return nil }
        var erases: UInt64?
        if take(",\"erases\":") {
            guard let index = UInt64(text(until: comma)) else { return nil }
            erases = index
        }
        guard take(",\"commitment\":\""), let commitment = Base64.decode(Array(until(quote))).flatMap({ Digest($0) })
        else { return nil }
        self.init(
            kind: kind,
            at: Timestamp(milliseconds: milliseconds),
            erases: erases,
            commitment: commitment
        )
        // Numbers have several spellings; only ours is a leaf.
        guard encoded == bytes else { return nil }
    }
}
