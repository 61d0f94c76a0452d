import CapabilityKit

extension Review {
    /// What the page of one question shows: permitted and recorded already.
    struct PairView: Sendable {
        var pair: RecordPair
        var isCluster: Bool
        /// The records of each side, the one in question first.
        var left: [SourceLine]
        var right: [SourceLine]
        var leftName: String
        var rightName: String
        var fields: [ComparedField]
        /// Facts of the group that cannot all be true of one person.
        var dissent: [FactLine.Conflict]
        /// What the software makes of it; `nil` when it is judged blind, and then nothing of the page depends on it.
        var opinion: Opinion?
        var earlier: [EarlierLine]
        /// Whether somebody else's judgement stands, so that another one needs a reason.
        var needsReason: Bool
        var remaining: Int
        var judgedToday: Int
        var last: LastLine?
        var work: Work
        var token: String
        var stamp: LedgerStamp

        /// What the software thinks, for those who asked to see it.
        struct Opinion: Sendable {
            var words: String
            var confidence: Confidence
            var waterfall: Waterfall
            /// That facts counted which the reader may not see.
            var caution: String?
        }

        /// An earlier judgement.
        struct EarlierLine: Sendable {
            var words: String
            var isThisPair: Bool
            var who: String
            var when: String
            var how: String?
            var reason: String
            var isTakenBack: Bool
        }

        /// The officer's last judgement, to be taken back.
        struct LastLine: Sendable {
            var words: String
            var time: String
            var entry: UInt64
        }
    }

    /// Which part of the queue is worked on; it stands in the address bar.
    struct Work: Sendable, Hashable {
        var filter = ReviewFilter()
        /// Whether only this pair is looked at, and not the queue.
        var single: RecordPair?

        /// Reads the filter of an address or a form.
        init(_ values: [String: String]) throws {
            if let text = values["force"], !text.isEmpty {
                guard let force = ForceCode(text) else {
                    throw Fault(.valueOutOfRange, "`force` is `\(text)`", help: "give a force's code, such as 13")
                }
                filter.force = force
            }
            if let text = values["kind"], !text.isEmpty {
                guard let kind = ReviewKind(rawValue: text) else {
                    throw Fault(.valueOutOfRange, "`kind` is `\(text)`", help: "give pair or cluster")
                }
                filter.kind = kind
            }
        }

        init(filter: ReviewFilter = ReviewFilter(), single: RecordPair? = nil) {
            self.filter = filter
            self.single = single
        }

        var queue: Address { filtered(Address("review")) }
        var next: Address { filtered(Address("review", "next")) }

        /// The hidden fields by which a form comes back to the same work.
        var hidden: HTML {
            let force = filter.force.map { FormField.hidden("force", $0.description) }
            let kind = filter.kind.map { FormField.hidden("kind", $0.rawValue) }
            return "\(force)\(kind)"
        }

        private func filtered(_ address: Address) -> Address {
            address.with("force", filter.force?.description).with("kind", filter.kind?.rawValue)
        }
    }

    /// Whether somebody judges blind, which they do until they choose otherwise for the session.
    ///
    /// A reviewer who sees the score first mostly agrees with it, and then the judgement measures nothing: so the score
    /// is what must be asked for, not what must be hidden.
    static func isBlind(_ visit: Visit) -> Bool { visit.choices["review.blind"] != "off" }

    /// A verdict in words, as a person's finding.
    static func words(for verdict: PairVerdict?) -> String {
        switch verdict {
        case .same: "Same person"
        case .different: "Different people"
        case .unsure: "Not sure"
        case nil: "Taken back"
        }
    }
}
