import Store

/// What was said between forces, kept no longer than the rules say; ids, digests and numbers of entries stay.
extension ExchangeShelf {
    /// Clears the answers given before a moment of which nobody ever said what became of them.
    ///
    /// - Returns: how many.
    func clearAnswers(before moment: Int64) async throws -> Int {
        try await database.write { session in
            try session.run(
                "UPDATE exchange_given SET answer = '' WHERE outcome = '' AND answer <> '' AND at < \(moment)"
            )
        }
    }

    /// Clears the questions put before a moment that are over, with every force told, and whose owners nobody waits for
    /// any more: what an owner is to decide is waited for as long as the owner keeps it.
    ///
    /// - Returns: how many.
    func clearQuestions(before moment: Int64, waitingBefore: Int64) async throws -> Int {
        try await database.write { session in
            try session.run(
                """
                UPDATE exchange_asked SET question = '' WHERE closed = 1 AND question <> '' AND at < \(moment)
                    AND NOT EXISTS (SELECT 1 FROM exchange_outcome o WHERE o.disclosure = exchange_asked.disclosure
                        AND (o.told = 0 OR o.state = 'ask_owner' AND exchange_asked.at >= \(waitingBefore)))
                """
            )
        }
    }

    /// Clears what requests that arrived before a moment and are decided say.
    ///
    /// - Returns: how many.
    func clearRequests(before moment: Int64) async throws -> Int {
        try await database.write { session in
            try session.run(
                """
                UPDATE exchange_request SET question = '', words = '', releases = ''
                WHERE outcome NOT IN ('waiting', 'deciding') AND question <> '' AND arrived_at < \(moment)
                """
            )
        }
    }
}
