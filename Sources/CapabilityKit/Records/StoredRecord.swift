import Ledger
import Vocabulary

/// A record as this node holds it: what the source said, in which version, and when it came in.
package struct StoredRecord: Hashable, Sendable {
    package var record: Record
    /// 1 for the first the node was given; each change at the source makes the next.
    package var version: Int
    /// Whether this is the newest version.
    package var isCurrent: Bool
    /// When it was collected into this node.
    package var collectedAt: Timestamp
    /// The number by which the node's tables know the record.
    package var handle: RecordHandle
    /// Whether it was restricted after it was collected: only who puts it right reads it.
    package var isRestricted = false
    /// What of this version was found wrong and taken out of ``record``.
    package var foundWrong: [Attribute] = []
}

/// A record's number in the tables: the first 63 bits of SHA-256 of its ``RecordID`` text.
///
/// It follows from the id alone, so that a row can refer to another that has not been read yet.
package struct RecordHandle: Hashable, Sendable, Comparable {
    package var number: Int64

    package init(number: Int64) { self.number = number }

    /// The number that follows from a record's name.
    package init(of id: RecordID) {
        number = Int64(truncatingIfNeeded: Digest.sha256Prefix128(Array(id.description.utf8)) >> 65)
    }

    package static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// A joined person: the records that software or a person holds to be of one human being.
///
/// The text form is 16 hexadecimal digits.
package struct PersonID: Hashable, Sendable, CustomStringConvertible {
    package var number: Int64

    package init(number: Int64) { self.number = number }

    /// Reads the text form; `nil` for anything else.
    package init?(_ text: String) {
        guard text.utf8.count == 16, let number = Int64(text, radix: 16), number >= 0 else { return nil }
        self.number = number
    }

    package var description: String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits
    }
}
