import Federation
import Linkage
import Vocabulary

/// One question to all forces while its answers come in; everything in it has been logged.
package actor OpenQuestion {
    package nonisolated let disclosure: String
    package nonisolated let requester: Requester
    nonisolated let question: Question
    package nonisolated let text: String
    package nonisolated let at: Timestamp
    private var state: AskedState
    /// The force whose answer is the last that is waited for.
    private var endsWith: ForceCode?
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ question: Question, text: String, requester: Requester, entry: UInt64, forces: [ForceAnswer]) {
        disclosure = question.disclosure
        self.question = question
        at = question.at
        self.text = text
        self.requester = requester
        state = AskedState(entry: entry, forces: forces.map { AskedState.Line($0) })
    }

    /// What is known so far.
    package var now: AskedState { state }

    /// What is known, once it has changed since a revision or nothing more will change.
    package func next(after revision: Int) async -> AskedState {
        while state.revision <= revision, !state.isOver { await withCheckedContinuation { waiting.append($0) } }
        return state
    }

    /// What is known once the question has ended: everybody answered, or the deadline passed.
    package func ended() async -> AskedState {
        while !state.hasEnded { await withCheckedContinuation { waiting.append($0) } }
        return state
    }

    /// What is known once the question has ended, or after a moment too short to wait for.
    package func soon() async -> AskedState {
        let wait = Duration.milliseconds(250), end = ContinuousClock.now + wait
        let timer = Task {
            try await Task.sleep(for: wait)
            wake()
        }
        defer { timer.cancel() }
        while !state.hasEnded, ContinuousClock.now < end { await withCheckedContinuation { waiting.append($0) } }
        return state
    }

    func take(_ answer: ForceAnswer, people: [ForcePerson], withheld: [Withheld], entry: UInt64, isLate: Bool = false) {
        if let place = state.forces.firstIndex(where: { $0.force == answer.force }) {
            state.forces[place].state = answer.state
            state.forces[place].isLate = isLate
        }
        state.people += people
        state.withheld += withheld
        if entry > state.entry { state.entry = entry }
        changed()
        if endsWith == answer.force { end() }
    }

    /// Ends it, unless this one force's answer, which needs no way, is still being made.
    func endOnceAnswered(by force: ForceCode) {
        endsWith = force
        if let line = state.forces.first(where: { $0.force == force }), line.state == nil { return }
        end()
    }

    func end() {
        guard !state.hasEnded else { return }
        state.hasEnded = true
        for place in state.forces.indices where state.forces[place].state == nil {
            state.forces[place].state = .timedOut
        }
        changed()
    }

    /// Shows nothing of what was answered any more.
    func forget() {
        state.people = []
        state.withheld = []
        changed()
    }

    func over() {
        state.hasEnded = true
        state.isOver = true
        changed()
    }

    private func changed() {
        state.revision += 1
        wake()
    }

    private func wake() {
        for waiter in waiting { waiter.resume() }
        waiting = []
    }
}

/// What is known of a question to all forces at one moment.
package struct AskedState: Sendable {
    /// Grows with every change.
    package var revision = 0
    /// The newest entry of this node's log that belongs to it.
    package var entry: UInt64
    package var forces: [Line]
    package var people: [ForcePerson] = []
    package var withheld: [Withheld] = []
    /// Whether everybody answered or the deadline has passed; answers may still come, late.
    package var hasEnded = false
    /// Whether nothing more comes.
    package var isOver = false

    /// One force in the strip of all.
    package struct Line: Hashable, Sendable {
        package var force: ForceCode
        /// `nil` while its answer is waited for.
        package var state: AnswerState?
        /// Whether its answer came after the question had ended.
        package var isLate = false

        init(_ answer: ForceAnswer) {
            force = answer.force
            if case .timedOut = answer.state { state = nil } else { state = answer.state }
        }
    }

    /// What each force said; who has not answered is named as timed out.
    package var answers: [ForceAnswer] { forces.map { ForceAnswer(force: $0.force, state: $0.state ?? .timedOut) } }
}

/// The questions that somebody may still be looking at, in memory only: what was shown of them is in the log.
actor OpenQuestions {
    private var questions: [String: OpenQuestion] = [:]
    private var order: [String] = []
    private static let most = 500
    /// What each force last said, or in which way it said nothing, since the node started.
    private(set) var heard: [ForceCode: (state: AnswerState, at: Timestamp)] = [:]

    func hear(_ force: ForceCode, _ state: AnswerState, at moment: Timestamp) { heard[force] = (state, moment) }

    func add(_ question: OpenQuestion) {
        questions[question.disclosure] = question
        order.append(question.disclosure)
        if order.count > Self.most { questions[order.removeFirst()] = nil }
    }

    /// The question under an id that is here already, or this one.
    func admit(_ question: OpenQuestion) -> OpenQuestion {
        if let known = questions[question.disclosure] { return known }
        add(question)
        return question
    }

    func question(_ disclosure: String) -> OpenQuestion? { questions[disclosure] }

    /// Forgets what was answered: some of it has been recalled, also where somebody is looking at it.
    func forget() async {
        let open = questions.values
        questions = [:]
        order = []
        for question in open { await question.forget() }
    }
}

extension AnswerState {
    /// Whether the force itself said so: everything but what this side makes of silence.
    package var isReply: Bool {
        switch self {
        case .answered, .nothingHeld, .notPermitted, .askOwner: true
        case .timedOut, .down, .notAsked: false
        }
    }
}
