import CapabilityKit
import Federation
import Vocabulary

/// The way to nodes that run in the same process: what one asks, the other's Desk answers.
///
/// The demonstration's forces reach one another by it, each with its own folder, log and rules.
package actor NeighbouringDesks: Peers {
    private var desks: [ForceCode: Desk] = [:]
    private let clock: Clock

    package init(clock: @escaping Clock) { self.clock = clock }

    /// Lets a force be reached.
    package func connect(_ force: ForceCode, _ desk: Desk) { desks[force] = desk }

    /// Lets a force be reached no longer, as if its node had stopped.
    package func disconnect(_ force: ForceCode) { desks[force] = nil }

    package func ask(_ question: Question, of force: ForceCode) async -> Answer {
        await ask(question, of: force, attempt: 1, until: question.deadline)
    }

    package func ask(_ question: Question, of force: ForceCode, attempt: Int, until: Timestamp) async -> Answer {
        let none: @Sendable (AnswerState) -> Answer = { state in
            Answer(disclosure: question.disclosure, force: force, state: state, entry: 0, body: "", at: question.at)
        }
        guard let desk = desks[force] else { return none(.down) }
        let (answers, line) = AsyncStream<Answer>.makeStream()
        Task { line.yield((try? await desk.answer(question)) ?? none(.down)) }
        let left = max(until.milliseconds - clock().milliseconds, 0)
        let timer = Task {
            try await Task.sleep(for: .milliseconds(left))
            line.yield(none(.timedOut))
        }
        defer { timer.cancel() }
        for await answer in answers { return answer }
        return none(.timedOut)
    }

    package func settle(_ settlement: Settlement, with force: ForceCode) async throws {
        guard let desk = desks[force] else {
            throw Fault(.peerDown, "force `\(force)` cannot be reached", help: "it is told later")
        }
        try await desk.settled(settlement)
    }

    package func recall(_ recall: ForceRecall, to force: ForceCode) async throws -> RecallKnown {
        guard let desk = desks[force] else {
            throw Fault(.peerDown, "force `\(force)` cannot be reached", help: "it is told later")
        }
        return try await desk.receive(recall)
    }

    package func transfer(_ message: ForceTransfer, to force: ForceCode) async throws -> TransferKnown {
        guard let desk = desks[force] else {
            throw Fault(.peerDown, "force `\(force)` cannot be reached", help: "it is told again; speak by phone")
        }
        return try await desk.receive(message)
    }
}

extension Fault.Code {
    /// Another force's node cannot be reached.
    package static let peerDown = Self("federation.peer_down", status: 503)
}
