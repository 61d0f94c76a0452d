import Federation
import Vocabulary

/// Has each question answered once at a time: a second sending of it waits for the answer to the first.
actor AnsweringTurns {
    private var turns: [String: Task<Answer, any Error>] = [:]

    /// Runs the work for a key unless it is being done already; everybody gets the same answer.
    func answer(_ key: String, _ work: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
        if let turn = turns[key] { return try await turn.value }
        // Whoever asked may go away: the answer is found and kept all the same.
        let turn = Task { try await work() }
        turns[key] = turn
        defer { turns[key] = nil }
        return try await turn.value
    }
}
