import CPostgres
import Dispatch
import Synchronization
import Vocabulary

/// One connection to PostgreSQL and the queue its blocking calls run on.
///
/// An actor with an executor of its own: libpq blocks, and must not block the few threads that tasks share.
actor PostgresLink {
    private nonisolated let queue: BlockingQueue
    private nonisolated let address: PostgresAddress
    private let judging: Bool
    private var connection: PostgresConnection? {
        didSet {
            let key = connection.flatMap { PostgresCancelKey($0.handle) }
            cancelKey.withLock { $0 = key }
        }
    }
    private nonisolated let cancelKey = Mutex<PostgresCancelKey?>(nil)

    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// A link that is not open yet.
    ///
    /// One that does not judge takes any database, for administration only.
    init(_ address: PostgresAddress, number: Int = 0, judging: Bool = true) {
        self.address = address
        self.judging = judging
        queue = BlockingQueue(label: "reeve.store.postgres.\(number)")
    }

    /// What a transaction is for.
    enum Purpose: Sendable {
        /// A snapshot that does not change while it is read.
        case read
        /// As if it ran alone.
        case write
        /// A schema change, alone by its lock; it must see what others committed while it waited.
        case migration

        var opening: String {
            switch self {
            case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            case .write: "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
            case .migration:
                """
                BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = '10min';
                SELECT pg_advisory_xact_lock(7378697629483820646)
                """
            }
        }
    }

    /// How a transaction ended.
    enum Outcome<Value: Sendable>: Sendable {
        case done(Value)
        /// Nothing was kept, and the same work may succeed when it is run again.
        case again(Fault)
        case failed(any Error)
    }

    /// Connects, or throws the fault that says why not.
    @discardableResult func connect() throws -> PostgresConnection {
        if let connection, connection.isAtRest { return connection }
        connection = nil
        do {
            let opened = try PostgresConnection(address)
            if judging { try opened.refuseUnsuitable() }
            connection = opened
            return opened
        } catch let error as PostgresError { throw error.fault }
    }

    /// Connects without a result that would leave the actor.
    func open() throws { try connect() }

    /// Asks the server to stop the statement that runs, from any thread and without waiting.
    nonisolated func cancel() {
        let key = cancelKey.withLock { $0 }
        DispatchQueue.global().async { key?.cancel() }
    }

    /// Closes the connection.
    func close() { connection = nil }

    /// Runs `work` in one transaction.
    func transaction<Value: Sendable>(
        for purpose: Purpose,
        _ work: @Sendable (any Session) throws -> Value
    ) -> Outcome<Value> {
        let connection: PostgresConnection
        do { connection = try begin(purpose) } catch {
            return error.code == .storePostgresUnreachable ? .again(error) : .failed(error)
        }
        let session = PostgresSession(connection)
        let result = Result { try work(session) }
        defer { if !connection.isAtRest { self.connection = nil } }
        if case .success(let value) = result, session.failure == nil { return commit(connection, purpose, value) }
        _ = try? connection.execute("ROLLBACK")
        if let fault = session.failure as? Fault, let error = fault.cause as? PostgresError,
            error.mayBeRetried || error.isLoss
        {
            return .again(fault)
        }
        // The caller's own error says more than the statement beneath it.
        if case .failure(let error) = result { return .failed(error) }
        return .failed(session.failure ?? CancellationError())
    }

    /// Begins a transaction, connecting again when the connection has gone while it was idle.
    private func begin(_ purpose: Purpose) throws(Fault) -> PostgresConnection {
        for attempt in 0...1 {
            do {
                let opened = try connect()
                try opened.execute(purpose.opening)
                return opened
            } catch let error as PostgresError {
                connection = nil
                if attempt == 1 || !error.isLoss { throw error.fault }
            } catch let fault as Fault { throw fault } catch { break }
        }
        throw PostgresError(state: "", message: "no connection").fault
    }

    private func commit<Value: Sendable>(
        _ connection: PostgresConnection,
        _ purpose: Purpose,
        _ value: Value
    ) -> Outcome<Value> {
        do {
            let answer = try connection.execute("COMMIT")
            if String(cString: PQcmdStatus(answer.handle)) == "COMMIT" { return .done(value) }
            return .failed(Fault(.storeStatementRefused, "the transaction had failed and was rolled back"))
        } catch let error as PostgresError {
            if case .read = purpose { return .done(value) }
            if error.mayBeRetried { return .again(error.fault) }
            guard error.isLoss else { return .failed(error.fault) }
            return .failed(
                Fault(
                    .storeOutcomeUnknown,
                    "the connection to PostgreSQL was lost during the commit: the change may have been kept or not",
                    help: "look whether the change is there before making it again",
                    cause: error
                )
            )
        } catch { return .failed(error) }
    }
}

/// What the server wants to see before it stops a statement of another connection.
private final class PostgresCancelKey: Sendable {
    /// The address of a PGcancel, as a number: libpq lets any thread use it.
    private let address: UInt

    init?(_ connection: OpaquePointer) {
        guard let key = PQgetCancel(connection) else { return nil }
        address = UInt(bitPattern: key)
    }

    deinit { PQfreeCancel(OpaquePointer(bitPattern: address)) }

    func cancel() {
        var message = [CChar](repeating: 0, count: 256)
        _ = PQcancel(OpaquePointer(bitPattern: address), &message, Int32(message.count))
    }
}

/// Runs an actor's jobs on a dispatch queue, one after another.
private final class BlockingQueue: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
