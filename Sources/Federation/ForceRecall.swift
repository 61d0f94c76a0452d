import Ledger
import Vocabulary

/// That records which another force received are wrong, restricted or erased, or no longer so.
///
/// The owning force tells every force that received one of them, again and again until it says that it knows.
package struct ForceRecall: Hashable, Sendable, Codable {
    /// The force whose records they are; the signature of the message must be its own.
    package var owner: ForceCode
    /// The entry of the owner's log that records it; with ``owner`` its name.
    package var entry: UInt64
    package var at: Timestamp
    /// `wrong`, `restricted` or `erased`; `nil` where an earlier recall is lifted.
    package var kind: String?
    /// What they say that is wrong.
    package var attribute: String?
    /// The records with their versions: `14/niche/person/7@2`.
    package var records: [String]
    package var reason: String
    package var power: String
    /// The entry of the recall that this one lifts.
    package var lifts: UInt64?

    package init(
        owner: ForceCode,
        entry: UInt64,
        at: Timestamp,
        kind: String?,
        attribute: String?,
        records: [String],
        reason: String,
        power: String,
        lifts: UInt64? = nil
    ) {
        self.owner = owner
        self.entry = entry
        self.at = at
        self.kind = kind
        self.attribute = attribute
        self.records = records
        self.reason = reason
        self.power = power
        self.lifts = lifts
    }
}

extension ForceRecall {
    /// The id under which it travels, the same each time it is said: 32 hexadecimal digits.
    package var name: String { String(Digest.sha256("recall \(owner) \(entry)").description.prefix(32)) }
}

/// A force says that it knows of a recall, and has told its own people.
package struct RecallKnown: Hashable, Sendable, Codable {
    package var force: ForceCode
    /// The entry of its own log that says so.
    package var entry: UInt64

    package init(force: ForceCode, entry: UInt64) {
        self.force = force
        self.entry = entry
    }
}
