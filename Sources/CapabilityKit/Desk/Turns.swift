/// Has each thing done once at a time: whoever asks for it meanwhile waits for the same outcome.
actor Turns<Outcome: Sendable> {
    private var turns: [String: Task<Outcome, any Error>] = [:]

    /// Runs the work for a key unless it is being done already.
    func take(_ key: String, _ work: @escaping @Sendable () async throws -> Outcome) async throws -> Outcome {
        if let turn = turns[key] { return try await turn.value }
        // Whoever asked may go away: it is done all the same.
        let turn = Task { try await work() }
        turns[key] = turn
        defer { turns[key] = nil }
        return try await turn.value
    }
}
