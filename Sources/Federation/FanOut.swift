import Vocabulary

/// One question to many forces: what has happened comes in with its time, what is to be done comes out.
///
/// It neither sends nor waits; ``FanOutDriver`` and the simulation do. A force is in one state at a time. Only an
/// answer that fits the question puts it into a state that says what it holds; silence never does.
package struct FanOut: Sendable {
    /// What can happen to a question.
    package enum Event: Sendable {
        case begin
        /// An attempt came back, by the peer or by this side.
        case answer(ForceCode, attempt: Int, Answer)
        /// Time has passed.
        case tick
        /// Nobody waits any more.
        case cancel
    }

    /// What is to be done.
    package enum Instruction: Hashable, Sendable {
        /// Put the question to a force, and wait until then.
        case send(ForceCode, attempt: Int, until: Timestamp)
        /// This force's standing has changed.
        case changed(ForceCode)
        /// A force gave two different answers to the question.
        case alarm(ForceCode)
    }

    private struct Track: Sendable {
        var standing: ForceStanding
        /// When each attempt that is in flight began.
        var flights: [Int: Timestamp] = [:]
        var hedgeAt: Timestamp?
        var retryAt: Timestamp?
        /// Whether the answer that counts has come, or none will be sought.
        var isFinal = false
        /// Whether the passing of the deadline was held against the peer.
        var isOverdue = false
    }

    package let question: Question
    package private(set) var stage = FanOutNews.Stage.waiting
    private let limits: FanOutLimits
    private var tracks: [Track]
    private let places: [ForceCode: Int]
    private var isPastDeadline = false

    /// A question for each force of a list; a force that is on it twice is asked once.
    package init(_ question: Question, of targets: [FanOutTarget], limits: FanOutLimits = FanOutLimits()) {
        self.question = question
        self.limits = limits
        var places: [ForceCode: Int] = [:]
        var tracks: [Track] = []
        for target in targets where places[target.force] == nil {
            places[target.force] = tracks.count
            var track = Track(standing: ForceStanding(force: target.force))
            if let reason = target.reasonNotAsked {
                track.standing.state = .notAsked(reason: reason)
                track.isFinal = true
            }
            tracks.append(track)
        }
        self.places = places
        self.tracks = tracks
    }

    /// How each force stands, in the order of the list.
    package var standings: [ForceStanding] { tracks.map(\.standing) }

    /// How one force stands.
    package func standing(of force: ForceCode) -> ForceStanding? { places[force].map { tracks[$0].standing } }

    /// After this moment no late answer is waited for.
    package var lateEnd: Timestamp { question.deadline.adding(milliseconds: limits.lateMs) }

    /// When to call with `tick` at the latest; `nil` when it is over.
    package var wakeAt: Timestamp? {
        guard stage != .over else { return nil }
        var next = isPastDeadline ? lateEnd : question.deadline
        for track in tracks where !track.isFinal {
            if let hedge = track.hedgeAt { next = min(next, hedge) }
            if let retry = track.retryAt { next = min(next, retry) }
        }
        return next
    }

    /// Takes in what happened and says what to do, in this order.
    ///
    /// The caller has counted the question in with ``FanOutPeers/beginQuestion()``; it is counted out here.
    package mutating func handle(_ event: Event, at now: Timestamp, peers: inout FanOutPeers) -> [Instruction] {
        guard stage != .over else { return [] }
        var out: [Instruction] = []
        switch event {
        case .begin:
            for place in tracks.indices {
                out.append(.changed(tracks[place].standing.force))
                if !tracks[place].isFinal { launch(place, at: now, &peers, &out) }
            }
        case .answer(let force, let attempt, let answer):
            guard let place = places[force] else { return [] }
            // An answer on a connection that was given up is an answer all the same.
            let began = tracks[place].flights.removeValue(forKey: attempt)
            take(answer, at: place, began: began, now: now, &peers, &out)
        case .tick: tick(now, &peers, &out)
        case .cancel: finish(now, &peers)
        }
        settleStage(now, &peers)
        return out
    }

    // MARK: - Steps

    private mutating func launch(
        _ place: Int,
        at now: Timestamp,
        _ peers: inout FanOutPeers,
        _ out: inout [Instruction]
    ) {
        let force = tracks[place].standing.force
        tracks[place].retryAt = nil
        switch peers.admit(force, at: now) {
        case .granted:
            tracks[place].standing.attempts += 1
            let attempt = tracks[place].standing.attempts
            tracks[place].flights[attempt] = now
            tracks[place].hedgeAt =
                attempt == 1 ? peers.hedgeDelay(force).map { now.adding(milliseconds: $0) } : nil
            out.append(.send(force, attempt: attempt, until: lateEnd))
        case .open(let since):
            guard tracks[place].flights.isEmpty else { return }
            tracks[place].standing.downSince = since
            if tracks[place].standing.state != .timedOut { show(.down, at: place, &out) }
            if tracks[place].standing.attempts == 0 { tracks[place].isFinal = true }
        case .busy(let waiting):
            guard tracks[place].standing.attempts == 0 else { return again(place, at: now) }
            tracks[place].isFinal = true
            show(.notAsked(reason: "busy: \(waiting) questions wait for it already"), at: place, &out)
        }
    }

    private mutating func take(
        _ answer: Answer,
        at place: Int,
        began: Timestamp?,
        now: Timestamp,
        _ peers: inout FanOutPeers,
        _ out: inout [Instruction]
    ) {
        let force = tracks[place].standing.force
        switch Self.reading(of: answer, to: question, from: force) {
        case .answer:
            if let began {
                peers.end(force, .succeeded(afterMs: max(0, now.milliseconds - began.milliseconds)), at: now)
            }
            if let first = tracks[place].standing.answer {
                if first != answer {
                    out.append(.alarm(force))
                }
                return
            }
            tracks[place].isFinal = true
            (tracks[place].hedgeAt, tracks[place].retryAt) = (nil, nil)
            tracks[place].standing.answer = answer
            tracks[place].standing.isLate = isPastDeadline || now > question.deadline
            (tracks[place].standing.note, tracks[place].standing.downSince) = (nil, nil)
            show(answer.state, at: place, &out)
        case .silence(let state, let note):
            guard began != nil else { return }
            peers.end(force, tracks[place].isOverdue ? .abandoned : .failed, at: now)
            guard !tracks[place].isFinal else { return }
            if let note { tracks[place].standing.note = note }
            guard tracks[place].flights.isEmpty else { return }
            // A first attempt that fails at once is made again at once: by the second address, where there is one.
            if tracks[place].standing.attempts == 1, now < question.deadline {
                launch(place, at: now, &peers, &out)
                if !tracks[place].flights.isEmpty || tracks[place].standing.state != nil { return }
            }
            // What was reported as timed out stays so: it was reached once, and said nothing.
            if tracks[place].standing.state != .timedOut { show(state, at: place, &out) }
            again(place, at: now)
        }
    }

    private mutating func tick(_ now: Timestamp, _ peers: inout FanOutPeers, _ out: inout [Instruction]) {
        if now >= lateEnd {
            passDeadline(now, &peers, &out)
            return finish(now, &peers)
        }
        if now >= question.deadline { passDeadline(now, &peers, &out) }
        for place in tracks.indices where !tracks[place].isFinal {
            if let hedge = tracks[place].hedgeAt, hedge <= now {
                tracks[place].hedgeAt = nil
                if !isPastDeadline { launch(place, at: now, &peers, &out) }
            }
            if let retry = tracks[place].retryAt, retry <= now { launch(place, at: now, &peers, &out) }
        }
    }

    private mutating func passDeadline(_ now: Timestamp, _ peers: inout FanOutPeers, _ out: inout [Instruction]) {
        guard !isPastDeadline else { return }
        isPastDeadline = true
        peers.endQuestion()
        for place in tracks.indices where !tracks[place].isFinal {
            tracks[place].hedgeAt = nil
            if !tracks[place].flights.isEmpty {
                tracks[place].isOverdue = true
                peers.learn(tracks[place].standing.force, .failed, at: now)
                // Put once more after the deadline: the answer may have been given and lost on its way.
                again(place, at: now)
            }
            if tracks[place].standing.state == nil { show(.timedOut, at: place, &out) }
        }
    }

    /// Plans the next attempt, unless enough have been made or it would come too late to matter.
    private mutating func again(_ place: Int, at now: Timestamp) {
        let attempts = tracks[place].standing.attempts
        let wait = limits.retryMs << min(max(0, attempts - 2), 10)
        var at = now.adding(milliseconds: wait)
        // Enough before the deadline: once more after it, for an answer that was given and lost on its way.
        if !isPastDeadline, attempts >= limits.attemptsBeforeDeadline { at = max(at, question.deadline) }
        tracks[place].retryAt = at < lateEnd ? at : nil
    }

    private mutating func finish(_ now: Timestamp, _ peers: inout FanOutPeers) {
        if !isPastDeadline { peers.endQuestion() }
        isPastDeadline = true
        for place in tracks.indices {
            for _ in tracks[place].flights { peers.end(tracks[place].standing.force, .abandoned, at: now) }
            tracks[place].flights = [:]
            if tracks[place].standing.state == nil { tracks[place].standing.state = .timedOut }
        }
        stage = .over
    }

    private mutating func settleStage(_ now: Timestamp, _ peers: inout FanOutPeers) {
        guard stage != .over else { return }
        if tracks.contains(where: { $0.standing.state == nil }) { return }
        stage = .complete
        if tracks.allSatisfy({ $0.isFinal || $0.flights.isEmpty && $0.retryAt == nil }) { finish(now, &peers) }
    }

    private mutating func show(_ state: AnswerState, at place: Int, _ out: inout [Instruction]) {
        guard tracks[place].standing.state != state || tracks[place].standing.answer != nil else { return }
        tracks[place].standing.state = state
        out.append(.changed(tracks[place].standing.force))
    }
}

// MARK: - What is an answer

extension FanOut {
    /// What came back of an attempt.
    enum Reading: Hashable {
        case answer
        /// Nothing that can be shown as the force's words.
        case silence(AnswerState, note: String?)
    }

    /// Tells an answer from silence: it must be to this question, of this force, logged there, and of one piece.
    static func reading(of answer: Answer, to question: Question, from force: ForceCode) -> Reading {
        switch answer.state {
        case .timedOut: return .silence(.timedOut, note: nil)
        case .down: return .silence(.down, note: nil)
        case .notAsked(let reason): return .silence(.down, note: reason)
        case .answered, .nothingHeld, .notPermitted, .askOwner: break
        }
        guard answer.force == force, answer.disclosure == question.disclosure else {
            return .silence(.down, note: "its answer was to another question")
        }
        switch answer.state {
        case .answered(let held) where held < 1: return .silence(.down, note: "its answer contradicts itself")
        case .nothingHeld where !answer.body.isEmpty: return .silence(.down, note: "its answer contradicts itself")
        default: return .answer
        }
    }
}
