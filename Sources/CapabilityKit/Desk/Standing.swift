import Policy
import Vocabulary

/// What an officer has been given leave for, beyond their role, for one purpose and reference, now.
package struct Standing: Hashable, Sendable {
    /// The entry that began emergency access, while it lasts.
    package var emergency: UInt64?
    /// Kinds of authority in force, with the entry of each.
    package var authorities: [String: UInt64]
    /// Sensitive categories stated to be strictly necessary, with what each rests on.
    package var sensitive: [String: SensitiveGround]

    package init(
        emergency: UInt64? = nil,
        authorities: [String: UInt64] = [:],
        sensitive: [String: SensitiveGround] = [:]
    ) {
        self.emergency = emergency
        self.authorities = authorities
        self.sensitive = sensitive
    }

    /// Nothing beyond the role.
    package static let none = Standing()

    /// What every entry made under it says of it.
    var details: [String: String] {
        var details: [String: String] = [:]
        details["emergency"] = emergency.map(String.init)
        func list(_ given: [String: String]) -> String? {
            given.isEmpty ? nil : given.sorted { $0.key < $1.key }.map { "\($0) \($1)" }.joined(separator: ", ")
        }
        details["authorities"] = list(authorities.mapValues(String.init))
        details["sensitive"] = list(sensitive.mapValues(\.words))
        return details
    }
}

/// What the opening of a sensitive category rests on (DPA 2018 s.35(5) and Schedule 8).
package struct SensitiveGround: Hashable, Sendable {
    /// The entry in which strict necessity was stated or an emergency begun; `nil` where none is named.
    package var entry: UInt64?
    /// The condition of Schedule 8, by its code; `nil` where none is named that the tables know.
    package var condition: String?
    /// The force whose node says so, in whose log the entry is; `nil` where it is this one's.
    package var statedBy: ForceCode?

    /// What a category rests on.
    package init(entry: UInt64?, condition: String?, statedBy: ForceCode? = nil) {
        (self.entry, self.condition, self.statedBy) = (entry, condition, statedBy)
    }

    /// As an entry of the log says it, after the category: `stated by force 13, entry 512, condition safeguarding`.
    var words: String {
        let entry = entry.map(String.init)
        guard let statedBy else { return entry ?? "" }
        return "stated by force \(statedBy), \(entry.map { "entry \($0)" } ?? "no entry"), "
            + (condition.map { "condition \($0)" } ?? "no condition")
    }
}

/// Leave that was asked for, given or taken in an emergency; its number is that of the entry that records it.
package struct AuthorityGrant: Hashable, Sendable {
    package var id: UInt64
    package var kind: Kind
    /// The kind of authority, the sensitive category, or the answer to the surveillance question.
    package var code: String
    package var officer: String
    package var force: ForceCode
    package var purpose: String
    package var reference: String
    /// What the officer said: why.
    package var words: String
    /// Who authorised it, and in which rank; the condition of Schedule 8 for sensitive data stands in `rank`.
    package var authoriser: String
    package var rank: String
    package var beganAt: Timestamp
    /// In milliseconds; 0 while nothing is in force.
    package var endsAt: Int64
    /// When it must have been justified, confirmed in writing or answered, in milliseconds; 0 when nothing follows.
    package var dueAt: Int64
    package var settledAt: Timestamp?
    package var settledBy: String
    package var settledWords: String
    package var escalatedAt: Timestamp?

    /// What it is leave for.
    package enum Kind: String, Sendable, CaseIterable {
        /// Access when a life is in danger.
        case emergency
        /// A written authority, asked for.
        case written
        /// An urgent authority by word of mouth.
        case oral
        /// Sensitive data, strictly necessary.
        case sensitive
        /// Looking at one subject again and again.
        case surveillance
    }

    /// Whether it counts at a moment.
    ///
    /// Word of mouth that nobody confirmed counts no longer than its time for confirming.
    package func isInForce(at moment: Timestamp) -> Bool {
        guard moment.milliseconds < endsAt else { return false }
        return kind != .oral || settledAt != nil || moment.milliseconds < dueAt
    }

    /// Whether something must still be done about it.
    package var isOutstanding: Bool { settledAt == nil && (dueAt > 0 || kind == .written) }

    /// Whether it should have been done before a moment.
    package func isOverdue(at moment: Timestamp) -> Bool {
        isOutstanding && dueAt > 0 && moment.milliseconds > dueAt
    }
}

/// What is done about authorities.
package enum AuthorityAct: Hashable, Sendable {
    /// A life is in danger: access at once.
    case emergency(words: String)
    /// Why an emergency access was needed.
    case justify(UInt64, words: String)
    /// Sensitive data is strictly necessary, under a condition of Schedule 8.
    case sensitive(category: String, condition: String, words: String)
    /// A written authority is asked for.
    case ask(kind: String, words: String)
    /// Somebody of rank has given an urgent authority by word of mouth.
    case oral(kind: String, by: String, rank: String, words: String)
    /// The authorising officer gives what was asked for, or confirms in writing what was said.
    case grant(UInt64, words: String)
    /// The authorising officer says no, and what was said by word of mouth ends.
    case decline(UInt64, words: String)
    /// The answer to the question about surveillance.
    case answer(UInt64, SurveillanceAnswer, urn: String, words: String)

    /// What the log calls it.
    package var asked: String {
        switch self {
        case .emergency: "emergency access: threat to life"
        case .justify(let id, _): "justify emergency access \(id)"
        case .sensitive(let category, let condition, _): "sensitive data \(category) under \(condition)"
        case .ask(let kind, _): "ask for authority \(kind)"
        case .oral(let kind, let by, let rank, _): "oral authority \(kind) of \(rank) \(by)"
        case .grant(let id, _): "grant authority \(id)"
        case .decline(let id, _): "decline authority \(id)"
        case .answer(let id, let answer, _, _): "surveillance question \(id): \(answer.rawValue)"
        }
    }

    /// The words that go with it.
    package var words: String {
        switch self {
        case .emergency(let words), .justify(_, let words), .sensitive(_, _, let words), .ask(_, let words),
            .oral(_, _, _, let words), .grant(_, let words), .decline(_, let words), .answer(_, _, _, let words):
            words
        }
    }
}

/// What an officer says when asked whether repeated looking is directed surveillance.
package enum SurveillanceAnswer: String, Sendable, CaseIterable {
    /// It builds no picture of a private life, or is an immediate response; the words say why.
    case isNot = "not-surveillance"
    /// A directed surveillance authority is in force; its URN is given.
    case isAuthorised = "authorised"
}
