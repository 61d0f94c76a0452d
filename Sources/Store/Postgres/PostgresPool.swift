import Synchronization

/// The links of one database, lent to one transaction each.
final class PostgresPool: Sendable {
    private struct State {
        var idle: [PostgresLink]
        /// Tasks waiting for a link, first come first served.
        var waiting: [(number: Int, task: CheckedContinuation<PostgresLink, any Error>)] = []
        /// Numbers of waiters cancelled before they had begun to wait.
        var cancelled: Set<Int> = []
        var nextNumber = 0
    }

    private let state: Mutex<State>
    let links: [PostgresLink]

    init(_ address: PostgresAddress, size: Int) {
        links = (0..<max(1, size)).map { PostgresLink(address, number: $0) }
        state = Mutex(State(idle: links.reversed()))
    }

    /// Runs `body` with a link of its own, waiting for one if need be.
    func withLink<Value: Sendable>(_ body: (PostgresLink) async throws -> Value) async throws -> Value {
        let link = try await take()
        defer { giveBack(link) }
        return try await body(link)
    }

    private func take() async throws -> PostgresLink {
        try Task.checkCancellation()
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { task in
                let ready: Result<PostgresLink, any Error>? = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return .failure(CancellationError()) }
                    // The link used last is the one whose connection is warm.
                    if let link = state.idle.popLast() { return .success(link) }
                    state.waiting.append((number, task))
                    return nil
                }
                if let ready { task.resume(with: ready) }
            }
        } onCancel: {
            let task: CheckedContinuation<PostgresLink, any Error>? = state.withLock { state in
                guard let place = state.waiting.firstIndex(where: { $0.number == number }) else {
                    state.cancelled.insert(number)
                    return nil
                }
                return state.waiting.remove(at: place).task
            }
            task?.resume(throwing: CancellationError())
        }
    }

    private func giveBack(_ link: PostgresLink) {
        let next: CheckedContinuation<PostgresLink, any Error>? = state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst().task }
            state.idle.append(link)
            return nil
        }
        next?.resume(returning: link)
    }
}
