import Vocabulary

/// A database on a PostgreSQL server, through libpq.
///
/// `read` sees one snapshot; `write` runs as if alone (SERIALIZABLE) and is run again, a bounded number of times, when
/// another writer got in its way or the connection went before the commit. So `work` must not change anything but the
/// database. A connection lost during the commit is reported as `store.outcome_unknown`.
package final class PostgresDatabase: Database {
    package let address: PostgresAddress
    private let pool: PostgresPool

    /// Runs of one transaction before its last fault is reported.
    private static let attemptsMax = 8

    /// Connects once, so that a wrong address is found here.
    package init(at address: PostgresAddress, connections: Int = 8) async throws {
        self.address = address
        pool = PostgresPool(address, size: connections)
        try await pool.withLink { try await $0.open() }
    }

    package func read<Value: Sendable>(
        _ work: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        try await transaction(for: .read, work)
    }

    package func write<Value: Sendable>(
        _ work: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        try await transaction(for: .write, work)
    }

    package func writeDerived<Value: Sendable>(
        _ work: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        try await write(work)
    }

    /// Runs `work` alone among all migrators of this database.
    func migrate<Value: Sendable>(_ work: @escaping @Sendable (any Session) throws -> Value) async throws -> Value {
        try await transaction(for: .migration, work)
    }

    /// Closes every connection; the next transaction opens one again.
    package func close() async {
        for link in pool.links { await link.close() }
    }

    private func transaction<Value: Sendable>(
        for purpose: PostgresLink.Purpose,
        _ work: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        var attempt = 1
        while true {
            try Task.checkCancellation()
            let outcome = try await pool.withLink { link in
                await withTaskCancellationHandler {
                    await link.transaction(for: purpose, work)
                } onCancel: {
                    link.cancel()
                }
            }
            switch outcome {
            case .done(let value): return value
            case .failed(let error): throw error
            case .again(let fault):
                if attempt == Self.attemptsMax { throw fault }
                // 10 ms to 1.3 s, each at a moment of its own so that rivals do not meet again.
                let pause = Double(5 << attempt) * Double.random(in: 0.5...1)
                try await Task.sleep(for: .milliseconds(pause))
                attempt += 1
            }
        }
    }
}
