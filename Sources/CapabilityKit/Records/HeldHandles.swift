import Store

/// Which records this node may hold already, for all imports of one run: read from the table once, when first asked.
actor HeldHandles {
    private var filter: HandleFilter?

    /// Takes the records' numbers in and returns those that may have been there before, in the order given.
    func take(_ heads: [RecordBatch.Head], in database: any Database) async throws -> [Int64] {
        if filter == nil {
            // Whoever waits here at the same time loads the same, and the first is kept: nothing is stored whose number
            // did not go in after that.
            let loaded = try await Self.load(database)
            filter = filter ?? loaded
        }
        var maybeHeld: [Int64] = []
        for head in heads where filter?.insert(head.id) ?? true { maybeHeld.append(head.id) }
        return maybeHeld
    }

    private static func load(_ database: any Database) async throws -> HandleFilter {
        try await database.read { session in
            var filter = HandleFilter()
            // Every version: the index alone answers this, a seventh of what the rows would be.
            try session.forEach("SELECT id FROM records_record") { row in
                _ = filter.insert(try row.integer(0))
            }
            return filter
        }
    }
}
