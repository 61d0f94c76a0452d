import Federation
import Vocabulary

/// Something that left the Desk: the content, and the proof that it was logged before.
///
/// Only the Desk can make one, and it does so after the ledger entry is durable: a room that holds a disclosure holds
/// the number of the entry that records it.
package struct Disclosure<Content: Sendable>: Sendable {
    package let content: Content
    /// The index of the ledger entry that records this disclosure.
    package let entry: UInt64
    package let at: Timestamp
    package let requester: Requester
    /// What each force of the roster said.
    package let answers: [ForceAnswer]
    /// Records that matched and were kept back, with the reason, never with their content.
    package let withheld: [Withheld]

    init(
        content: Content,
        entry: UInt64,
        at: Timestamp,
        requester: Requester,
        answers: [ForceAnswer],
        withheld: [Withheld]
    ) {
        self.content = content
        self.entry = entry
        self.at = at
        self.requester = requester
        self.answers = answers
        self.withheld = withheld
    }
}

/// Records of one force kept back for one reason.
package struct Withheld: Hashable, Sendable {
    package var force: ForceCode
    package var reason: String
    package var count: Int
    /// Whether another force is not to learn even that there is something (DPA 2018 s.45(4), restricted records).
    package var isSecret = false
    /// Whether a person of the owning force may release them.
    package var isForOwner = false
}

extension [Withheld] {
    /// Adds to the count of what is kept back for the same reason.
    mutating func count(_ kept: Withheld) {
        if let place = firstIndex(where: {
            $0.force == kept.force && $0.reason == kept.reason && $0.isSecret == kept.isSecret
                && $0.isForOwner == kept.isForOwner
        }) {
            self[place].count += kept.count
        } else {
            append(kept)
        }
    }
}
