import Vocabulary

/// What one force said to a question.
///
/// Silence is not "nothing known": each way of not answering is a state of its own, on every page and in every export.
package enum AnswerState: Hashable, Sendable, Codable {
    /// Answered, and holds this many matching records.
    case answered(held: Int)
    /// Answered: nothing held that matches.
    case nothingHeld
    /// Answered: the rules forbid it, for this reason.
    case notPermitted(reason: String)
    /// Answered: a person at the owning force must decide.
    case askOwner(contact: String)
    /// Asked; no answer within the deadline.
    case timedOut
    /// Could not be reached.
    case down
    /// Not asked, for this reason.
    case notAsked(reason: String)

    /// Whether the force said what it holds: something, or nothing.
    ///
    /// A refusal is not such an answer.
    package var isAnswer: Bool {
        switch self {
        case .answered, .nothingHeld: true
        case .notPermitted, .askOwner, .timedOut, .down, .notAsked: false
        }
    }

    /// A stable word for files and the API: `nothing_held`.
    package var code: String {
        switch self {
        case .answered: "answered"
        case .nothingHeld: "nothing_held"
        case .notPermitted: "not_permitted"
        case .askOwner: "ask_owner"
        case .timedOut: "timed_out"
        case .down: "down"
        case .notAsked: "not_asked"
        }
    }

    /// The state in plain words, for a list beside the force's name.
    package var words: String {
        switch self {
        case .answered(let held): held == 1 ? "1 record held" : "\(held) records held"
        case .nothingHeld: "nothing held"
        case .notPermitted(let reason): "not permitted: \(reason)"
        case .askOwner(let contact): "ask the owner: \(contact)"
        case .timedOut: "timed out"
        case .down: "could not be reached"
        case .notAsked(let reason): "not asked: \(reason)"
        }
    }
}

/// One force's answer to one question.
package struct ForceAnswer: Hashable, Sendable {
    package var force: ForceCode
    package var state: AnswerState

    package init(force: ForceCode, state: AnswerState) {
        self.force = force
        self.state = state
    }
}
