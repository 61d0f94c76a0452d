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
}
