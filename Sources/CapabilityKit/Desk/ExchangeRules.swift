import Policy
import Vocabulary

/// How long a question waits, how an answer is kept from telling more than it says, and how long what was said between
/// forces is kept: data that a force edits.
package struct ExchangeRules: Hashable, Sendable, Codable {
    /// When a question ends and names those who have not answered, in milliseconds.
    package var deadlineMilliseconds = 1500
    /// How long answers are waited for after that, to be added late, in milliseconds.
    package var lateMilliseconds = 20_000
    /// An answer leaves no sooner than so many milliseconds after its question came, whatever it says: what it takes to
    /// leave a record out is hidden in it.
    package var floorMilliseconds = 120
    /// What takes longer leaves at a multiple of this many milliseconds after its question came.
    package var stepMilliseconds = 40
    /// What is disclosed is filled up to a multiple of this many bytes: its length tells of no record.
    package var bucketBytes = 4096
    /// The most people that one force answers with.
    package var peopleMax = 20
    /// How many requests of one force may wait for a decision of this one's people; one more is refused.
    package var requestsMax = 40
    /// Whom to speak to where the owner must be asked.
    package var contact = "the force's records office"
    /// How long what was said is kept; the first that counts on a day is the one.
    package var kept: [KeptRule] = []
    /// Where the numbers come from.
    package var source = "local practice (EDITABLE); bar T6: a question to 43 forces ends within 2 s"

    package init() {}

    /// How long what was said between forces is kept beside the log (DPA 2018 s.39).
    package struct KeptRule: DatedRule, Hashable, Codable {
        /// Days for which an answer is kept to be given again where nobody says what became of it.
        package var unsettledDays: Int
        /// Days for which a question put from here is kept once every force knows what became of its answer.
        package var questionDays: Int
        /// Days for which a request to release something is kept once it is decided.
        package var requestDays: Int
        package var from: String?
        package var until: String?
        package var source: String

        /// A rule that counts from a day on.
        package init(unsettledDays: Int, questionDays: Int, requestDays: Int, from: String?, source: String) {
            (self.unsettledDays, self.questionDays, self.requestDays) = (unsettledDays, questionDays, requestDays)
            (self.from, self.source) = (from, source)
        }
    }

    /// What a force's own file does not name is as it is here: a file of an earlier release goes on to count.
    package init(from decoder: any Decoder) throws {
        let read = try decoder.container(keyedBy: CodingKeys.self), rules = ExchangeRules()
        func value<Value: Decodable>(_ key: CodingKeys, _ other: Value) throws -> Value {
            try read.decodeIfPresent(Value.self, forKey: key) ?? other
        }
        deadlineMilliseconds = try value(.deadlineMilliseconds, rules.deadlineMilliseconds)
        lateMilliseconds = try value(.lateMilliseconds, rules.lateMilliseconds)
        floorMilliseconds = try value(.floorMilliseconds, rules.floorMilliseconds)
        stepMilliseconds = try value(.stepMilliseconds, rules.stepMilliseconds)
        bucketBytes = try value(.bucketBytes, rules.bucketBytes)
        peopleMax = try value(.peopleMax, rules.peopleMax)
        requestsMax = try value(.requestsMax, rules.requestsMax)
        contact = try value(.contact, rules.contact)
        kept = try value(.kept, rules.kept)
        source = try value(.source, rules.source)
    }

    /// How long after its question an answer leaves that took so long to make: the floor, or the next step after it.
    package func leaves(after taken: Duration) -> Duration {
        let floor = Duration.milliseconds(max(floorMilliseconds, 0))
        guard taken > floor else { return floor }
        let step = Duration.milliseconds(max(stepMilliseconds, 1))
        return floor + step * Int(((taken - floor) / step).rounded(.up))
    }
}

/// By which the moment is chosen at which an answer leaves: how long it took, and a wait.
package struct AnswerPace: Sendable {
    /// How long it is since some moment that stays the same.
    package var now: @Sendable () -> Duration
    /// Waits until then.
    package var sleep: @Sendable (_ until: Duration) async throws -> Void

    /// A pace of one's own, as a test has it.
    package init(
        now: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (_ until: Duration) async throws -> Void
    ) {
        (self.now, self.sleep) = (now, sleep)
    }

    /// The machine's own.
    package init() {
        let start = ContinuousClock.now
        self.init(
            now: { ContinuousClock.now - start },
            sleep: { try await Task.sleep(until: start + $0, clock: .continuous) }
        )
    }
}
