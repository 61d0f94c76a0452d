import Ledger
import Policy
import Vocabulary

extension Desk {
    /// What was recalled of all that this officer received, newest first; what is not acknowledged stands before the rest.
    package func recallInbox(for requester: Requester) async throws -> Disclosure<[RecallReceipt]> {
        try await keepUp()
        return try await disclose(.readRecalls, asked: "my recalls", for: requester) { _ in
            let party = RecallParty(force: requester.officer.force, officer: requester.officer.number)
            return Retrieved(content: try await audit.receipts(of: party), released: [])
        }
    }

    /// How many recalls wait for an officer; it tells nothing of anybody.
    package func recallsWaiting(for officer: Officer) async throws -> Int {
        try await audit.waiting(for: RecallParty(force: officer.force, officer: officer.number))
    }

    /// Says that this officer knows of a recall, and what they did about it.
    ///
    /// - Throws: ``Fault`` `recall.no_such_recall` when no such recall is outstanding for them.
    package func acknowledgeRecall(
        _ recall: UInt64,
        did: String,
        for requester: Requester
    ) async throws -> RecallReceipt {
        let asked = "acknowledge recall \(recall)"
        let rules = try await permit(.acknowledgeRecall, asked: asked, for: requester)
        guard did.utf8.count <= Self.recallWordsMax else {
            throw Fault(
                .recallWordsNeeded,
                "what you did is longer than \(Self.recallWordsMax) bytes",
                help: "shorten it"
            )
        }
        try await keepUp()
        let party = RecallParty(force: requester.officer.force, officer: requester.officer.number)
        let mine = try await audit.receipts(of: party).first { $0.notice.entry == recall }
        guard let mine, mine.acknowledgedAt == nil else {
            throw Fault(.noSuchRecall, "no recall `\(recall)` waits for you", help: "look at the list of your recalls")
        }
        let entry = LedgerEntryBody(
            operation: .consultation,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: requester,
            action: Permission.acknowledgeRecall.description,
            asked: asked,
            rules: rules,
            rulesVersion: rulebook.version,
            details: ["recall": "\(recall)", "did": did]
        )
        _ = try await ledger.append(kind: .consultation, body: entry.encoded())
        try await keepUp()
        return try await audit.receipts(of: party).first { $0.notice.entry == recall } ?? mine
    }

    /// Every recall that somebody has not acknowledged, the oldest first, with who it is waiting for.
    package func recallsOutstanding(for requester: Requester) async throws -> Disclosure<[RecallReceipt]> {
        try await keepUp()
        return try await disclose(.readOutstandingRecalls, asked: "outstanding recalls", for: requester) { _ in
            Retrieved(content: try await audit.outstanding(), released: [])
        }
    }
}

extension Permission {
    /// See what was recalled of what one received.
    package static let readRecalls = Permission("recall.inbox", "See what was recalled of what one received")
    /// Acknowledge a recall.
    package static let acknowledgeRecall = Permission("recall.acknowledge", "Acknowledge a recall")
    /// See which recalls are outstanding, and for whom.
    package static let readOutstandingRecalls = Permission(
        "recall.outstanding",
        "See which recalls are not acknowledged, and by whom"
    )
}
