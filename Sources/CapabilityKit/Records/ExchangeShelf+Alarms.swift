import Federation
import Store
import Vocabulary

/// Where two nodes contradict one another.
extension ExchangeShelf {
    /// Keeps an alarm; what was raised before is counted and not raised again.
    ///
    /// - Returns: whether it is new.
    func keep(_ alarm: ExchangeAlarm) async throws -> Bool {
        try await database.write { session in
            let isAgain = try session.run(
                """
                UPDATE exchange_alarm SET seen = seen + 1 WHERE disclosure = \(alarm.disclosure)
                    AND force_code = \(alarm.force.description) AND what = \(alarm.what.rawValue)
                """
            )
            guard isAgain == 0 else { return false }
            return try session.run(
                """
                INSERT INTO exchange_alarm (disclosure, force_code, what, at)
                VALUES (\(alarm.disclosure), \(alarm.force.description), \(alarm.what.rawValue), \(alarm.at.milliseconds))
                ON CONFLICT (disclosure, force_code, what) DO NOTHING
                """
            ) > 0
        }
    }

    /// Whether an alarm was raised before.
    func isKnown(_ alarm: ExchangeAlarm) async throws -> Bool {
        try await database.read { session in
            try !session.rows(
                """
                SELECT 1 FROM exchange_alarm WHERE disclosure = \(alarm.disclosure)
                    AND force_code = \(alarm.force.description) AND what = \(alarm.what.rawValue)
                """
            ).isEmpty
        }
    }

    /// How many alarms of one kind a force gave cause for since a day began, in UTC.
    func alarms(_ what: ExchangeAlarm.What, with force: ForceCode, since start: Int64) async throws -> Int64 {
        try await database.read { session in
            try session.rows(
                """
                SELECT COUNT(*) FROM exchange_alarm
                WHERE force_code = \(force.description) AND what = \(what.rawValue) AND at >= \(start)
                """
            ).first?.integer(0) ?? 0
        }
    }

    /// The newest alarms.
    func alarms(limit: Int) async throws -> [ExchangeAlarm] {
        try await database.read { session in
            try session.rows(
                """
                SELECT disclosure, force_code, what, at, seen FROM exchange_alarm
                ORDER BY at DESC, disclosure LIMIT \(limit)
                """
            ).compactMap { row in
                guard let force = ForceCode(try row.text(1)), let what = ExchangeAlarm.What(rawValue: try row.text(2))
                else { return nil }
                return ExchangeAlarm(
                    disclosure: try row.text(0),
                    force: force,
                    what: what,
                    at: Timestamp.uk(milliseconds: try row.integer(3)),
                    times: Int(try row.integer(4))
                )
            }
        }
    }
}

/// A force said of one disclosure first one thing and then another, or says otherwise than this node: somebody must look.
package struct ExchangeAlarm: Hashable, Sendable {
    package var disclosure: String
    /// The other force.
    package var force: ForceCode
    package var what: What
    package var at: Timestamp
    /// How often it was met.
    package var times = 1

    /// What contradicts what.
    package enum What: String, Hashable, Sendable, CaseIterable {
        /// It does not accept what this node says became of its answer.
        case refusesOutcome = "refuses_outcome"
        /// It says otherwise than before what became of an answer of this node.
        case otherOutcome = "other_outcome"
        /// It says that an answer was shown that this node never gave.
        case neverAnswered = "never_answered"
        /// It sent another question under an id that it had used.
        case otherQuestion = "other_question"
        /// It gave two different answers to one question.
        case otherAnswer = "other_answer"

        /// In plain words, for a list beside the force's name.
        package var words: String {
            switch self {
            case .refusesOutcome: "it does not accept what we say became of its answer"
            case .otherOutcome: "it said first one thing and then another of what became of our answer"
            case .neverAnswered: "it says that an answer was shown which we never gave"
            case .otherQuestion: "it sent another question under an id it had used"
            case .otherAnswer: "it gave two different answers to one question"
            }
        }
    }

    package init(disclosure: String, force: ForceCode, what: What, at: Timestamp, times: Int = 1) {
        self.disclosure = disclosure
        self.force = force
        self.what = what
        self.at = at
        self.times = times
    }
}
