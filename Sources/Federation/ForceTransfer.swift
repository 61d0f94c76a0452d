import Ledger
import Vocabulary

/// One message about an incident that one force hands on to another.
///
/// The messages of one sender about one transfer are numbered from 1 and told in that order, again and again until the
/// other force says that it has each of them.
package struct ForceTransfer: Hashable, Sendable, Codable {
    /// The force that says it; the signature of the message must be its own.
    package var sender: ForceCode
    /// The force whose incident it is; with ``transfer`` the name of the transfer.
    package var origin: ForceCode
    /// The transfer's name at its origin: `WYP-20261123-0001/1`.
    package var transfer: String
    /// The place among the sender's messages about this transfer, from 1 without gaps.
    package var number: Int
    /// Who says it, as the sender vouches for them.
    package var officer: Officer
    package var authority: Authority
    package var at: Timestamp
    /// What kind of message it is, in a word; the room in which it is read knows which there are.
    package var kind: String
    /// What it says, as the room has it.
    package var body: String

    package init(
        sender: ForceCode,
        origin: ForceCode,
        transfer: String,
        number: Int,
        officer: Officer,
        authority: Authority,
        at: Timestamp,
        kind: String,
        body: String
    ) {
        self.sender = sender
        self.origin = origin
        self.transfer = transfer
        self.number = number
        self.officer = officer
        self.authority = authority
        self.at = at
        self.kind = kind
        self.body = body
    }
}

extension ForceTransfer {
    /// The id under which it travels, the same each time it is said: 32 hexadecimal digits.
    package var name: String {
        String(Digest.sha256("transfer \(sender) \(origin) \(transfer) \(number)").description.prefix(32))
    }

    /// By what both logs name what it says, without its words.
    package static func digest(of kind: String, _ body: String) -> String {
        Digest.sha256("\(kind)\n\(body)").description
    }
}

/// A force says that it has a message about a transfer in its own log; no person there need have seen it.
package struct TransferKnown: Hashable, Sendable, Codable {
    package var force: ForceCode
    /// The entry of its own log that says so.
    package var entry: UInt64

    package init(force: ForceCode, entry: UInt64) {
        self.force = force
        self.entry = entry
    }
}
