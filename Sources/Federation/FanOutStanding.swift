import Vocabulary

/// A force on the list of one question: to be asked, or not to be asked and why.
package struct FanOutTarget: Hashable, Sendable {
    package var force: ForceCode
    /// Why the force is not asked: it has no node yet, the officer left it out; `nil` when it is asked.
    package var reasonNotAsked: String?

    package init(_ force: ForceCode, reasonNotAsked: String? = nil) {
        self.force = force
        self.reasonNotAsked = reasonNotAsked
    }

    /// Every force in being on a day, the own one included, with a reason for those that cannot be asked.
    package static func all(
        in roster: Roster,
        on day: CalendarDate,
        notAsked reasons: [ForceCode: String] = [:]
    ) -> [FanOutTarget] {
        roster.forces(on: day).map { FanOutTarget($0.code, reasonNotAsked: reasons[$0.code]) }
    }
}

/// Where one force stands with one question: in exactly one state, or still waited for.
package struct ForceStanding: Hashable, Sendable {
    package var force: ForceCode
    /// What it said, or in which way it said nothing; `nil` while it is waited for.
    package var state: AnswerState?
    /// Its answer, if it gave one: the only thing that may be shown as its words.
    package var answer: Answer?
    /// Whether the answer came after the deadline.
    package var isLate = false
    /// Since when it has not answered, where that is why it was not tried again.
    package var downSince: Timestamp?
    /// Why what it sent was not taken for an answer.
    package var note: String?
    /// How often this question was put to it.
    package var attempts = 0

    package init(force: ForceCode) { self.force = force }

    /// Whether the force gave an answer of its own, a refusal included.
    package var hasAnswered: Bool { answer != nil }
}

/// What has changed since the last time, and how everything stands.
package struct FanOutNews: Sendable {
    /// How far a question is.
    package enum Stage: Hashable, Sendable {
        /// Some force is still waited for and the deadline has not passed.
        case waiting
        /// Each force has a state; answers may yet be added.
        case complete
        /// Nothing more will come.
        case over
    }

    package var stage: Stage
    /// The standings that are new or have changed, in the order of the list.
    package var changed: [ForceStanding]
    /// All of them, in the order of the list.
    package var standings: [ForceStanding]
    /// What must not happen and did: forces that gave two different answers to the question.
    package var alarms: [ForceCode]
}
