import Federation
import Vocabulary

/// The exchanges that are under way, each once, and what the log says that the tables do not have yet.
actor Exchanges {
    private struct Place<Exchange: Sendable> {
        let exchange: Exchange
        /// The size of the log before anything of it was written.
        let floor: UInt64
        var users = 1
    }

    /// Rows that follow from an entry of the log and are not written yet.
    private struct Owed {
        var floor: UInt64
        /// `nil` while somebody is about to write them.
        var write: (@Sendable () async throws -> Void)?
    }

    private var answering: [AnsweringRecord.Key: Place<AnsweringExchange>] = [:]
    private var asking: [String: Place<AskingExchange>] = [:]
    private var owed: [String: Owed] = [:]

    /// The exchange of a key, made where there is none; given back by ``giveBack(_:)-(AnsweringRecord.Key)``.
    func borrow(
        _ key: AnsweringRecord.Key,
        floor: UInt64,
        make: @Sendable () -> AnsweringExchange
    ) -> AnsweringExchange {
        if let place = answering[key] {
            answering[key]?.users += 1
            return place.exchange
        }
        let exchange = make()
        answering[key] = Place(exchange: exchange, floor: floor)
        return exchange
    }

    func giveBack(_ key: AnsweringRecord.Key) {
        guard let place = answering[key] else { return }
        if place.users == 1 { answering[key] = nil } else { answering[key]?.users -= 1 }
    }

    /// The question of an id, made where there is none.
    func borrow(_ disclosure: String, floor: UInt64, make: @Sendable () -> AskingExchange) -> AskingExchange {
        if let place = asking[disclosure] {
            asking[disclosure]?.users += 1
            return place.exchange
        }
        let exchange = make()
        asking[disclosure] = Place(exchange: exchange, floor: floor)
        return exchange
    }

    func giveBack(_ disclosure: String) {
        guard let place = asking[disclosure] else { return }
        if place.users == 1 { asking[disclosure] = nil } else { asking[disclosure]?.users -= 1 }
    }

    /// Whether questions put from here are under way, or forces being told.
    var isAsking: Bool { !asking.isEmpty }

    /// Entries before this one are in the tables, with all that follows from them; `size`: the log's, read before.
    func floor(size: UInt64) -> UInt64 {
        let floors =
            answering.values.map(\.floor) + asking.values.map(\.floor) + owed.values.map(\.floor)
        return min(size, floors.min() ?? size)
    }

    // MARK: - Rows that follow from the log

    /// An entry is about to be written that rows follow from; `floor`: the size of the log before.
    func expect(_ key: String, after floor: UInt64) { owed[key] = Owed(floor: min(floor, owed[key]?.floor ?? floor)) }

    /// No entry was written.
    func forget(_ key: String) { owed[key] = nil }

    /// Writes rows that follow from a durable entry; what cannot be written is written again before anybody reads it, and
    /// is read from the log by the next start.
    ///
    /// `key`: names what the rows are of; a later write of the same stands in the place of an earlier one.
    ///
    /// - Returns: whether they are written.
    @discardableResult
    func write(
        _ key: String,
        after floor: UInt64,
        _ write: @escaping @Sendable () async throws -> Void
    ) async -> Bool {
        do {
            try await write()
            owed[key] = nil
            return true
        } catch {
            owed[key] = Owed(floor: min(floor, owed[key]?.floor ?? floor), write: write)
            return false
        }
    }

    /// Writes what could not be written earlier of one thing.
    ///
    /// - Throws: while that is still so: the table does not say then what the log says, and nobody may go by it.
    func catchUp(_ key: String) async throws {
        guard let write = owed[key]?.write else { return }
        try await write()
        owed[key] = nil
    }

    /// Writes what could not be written earlier, as far as it can be now.
    func catchUp() async {
        for key in owed.keys.sorted() { try? await catchUp(key) }
    }
}
