import Vocabulary

/// One recall: what was said of which records after they had been disclosed, by whom, why and by what power.
package struct RecallNotice: Hashable, Sendable {
    /// The ledger entry that records it, and its name.
    package var entry: UInt64
    package var at: Timestamp
    package var kind: RecallKind
    /// What was found wrong, where one thing was.
    package var attribute: Attribute?
    /// The records with their versions: `13/niche/person/100@2`.
    package var records: [String]
    package var reason: String
    /// The legal power or duty it was done under.
    package var power: String
    package var madeBy: RecallParty
    /// The entry that lifted it again.
    package var liftedBy: UInt64?
}

/// An officer of a force, as recalls and the log know them.
package struct RecallParty: Hashable, Sendable {
    package var force: ForceCode
    package var officer: String

    package init(force: ForceCode, officer: String) {
        self.force = force
        self.officer = officer
    }
}

/// That one recipient of what was recalled is to know of it.
package struct RecallReceipt: Hashable, Sendable {
    /// The recall, with no other records than those this recipient received.
    package var notice: RecallNotice
    package var recipient: RecallParty
    /// In how many answers the recipient received it, and the newest of them.
    package var times: Int
    package var lastEntry: UInt64
    package var lastAt: Timestamp
    /// What the newest was for.
    package var purpose: String
    package var reference: String
    /// When the recipient said that they know; `nil` while it is outstanding.
    package var acknowledgedAt: Timestamp?
    /// What the recipient did about it, in their words.
    package var did: String

    /// Whole days since the recall, at a moment.
    package func ageDays(at moment: Timestamp) -> Int {
        Int(max(0, (acknowledgedAt ?? moment).milliseconds - notice.at.milliseconds) / 86_400_000)
    }
}

/// What a recall brought about.
package struct RecallMade: Hashable, Sendable {
    package var notice: RecallNotice
    /// Who has to be told: everybody who received one of the records.
    package var recipients: [RecallParty]
}
