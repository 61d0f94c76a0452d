import Vocabulary

extension AuthorityRules {
    /// How old reads of plates may be that are asked about, for what, and who must authorise it.
    package struct ReadRule: DatedRule, Hashable, Codable {
        /// The stable code, which every entry names: `older`.
        package var code: String
        package var title: String
        /// The oldest day asked about lies at most so many days back.
        package var daysMax: Int
        /// Codes of purposes.
        package var purposes: [String]
        /// The kind of authority that must be in force; none where the role is enough.
        package var authority: String?
        package var from: String?
        package var until: String?
        package var source: String
        package var confidence: RuleConfidence
    }

    /// What the table says to a question of reads.
    package enum ReadDecision: Hashable, Sendable {
        case permitted(ReadRule)
        /// Refused, with the reason, and what would make it lawful.
        case refused(reason: String, help: String)
    }

    /// Whether reads of an age may be asked about: the first row of the table that covers age and purpose and whose
    /// authority is in force.
    ///
    /// An item that its own grading suspects to be false (E) starts no question.
    package func reads(
        daysOld: Int,
        purpose: String,
        grading: Grading,
        authorities: Set<String>,
        on day: CalendarDate
    ) -> ReadDecision {
        guard grading.intelligence != .suspectedFalse else {
            return .refused(
                reason: "the item is graded \(grading): it is suspected to be false",
                help: "start from an item that is not"
            )
        }
        let rows = (reads ?? []).filter { $0.isEffective(on: day) && $0.purposes.contains(purpose) }
        let covering = rows.filter { daysOld <= $0.daysMax }
        if let row = covering.first(where: { row in row.authority.map(authorities.contains) ?? true }) {
            return .permitted(row)
        }
        guard let row = covering.first, let kind = row.authority else {
            let most = rows.map(\.daysMax).max()
            return .refused(
                reason: most.map { "reads older than \($0) days are not asked about for this purpose" }
                    ?? "no reads are asked about for this purpose",
                help: most == nil ? "choose the purpose of an enquiry" : "ask about fewer days"
            )
        }
        let title = self.kind(kind, on: day)?.title ?? kind
        return .refused(
            reason: "reads that are \(daysOld) days old need an authority: \(title)",
            help: "ask for it on the page Authority, for this purpose and reference (\(row.source))"
        )
    }
}
