import Sightings
import Synchronization
import Vocabulary

/// Where the reads of a node lie: opened when they are first asked for.
final class ReadShelf: Sendable {
    private let folder: String?
    private let opened = Mutex<ReadStore?>(nil)
    private let feed = Mutex<ReadJournal?>(nil)
    private let lastDisposed = Mutex<Int?>(nil)

    /// A shelf in a folder; `nil` for a desk that keeps no reads.
    init(folder: String?) { self.folder = folder }

    /// The day before which all that no case keeps was removed last, since the node began.
    var disposed: Int? {
        get { lastDisposed.withLock(\.self) }
        set { lastDisposed.withLock { $0 = newValue } }
    }

    /// The store.
    ///
    /// - Throws: ``Fault`` `reads.none_here`; those of ``ReadStore``.
    func store() throws -> ReadStore {
        guard let folder else {
            throw Fault(.noReadsHere, "this node keeps no reads of plates", help: "open it with a folder for them")
        }
        return try opened.withLock { store in
            if let store { return store }
            let made = try ReadStore(folder: folder)
            store = made
            return made
        }
    }

    /// The reads of the feed that wait to join the store.
    func journal(of store: ReadStore) -> ReadJournal {
        feed.withLock { journal in
            if let journal { return journal }
            let made = ReadJournal(folder: store.folder)
            journal = made
            return made
        }
    }

    /// Everything that is held, with what the feed brought so far.
    func current() async throws -> Reads {
        let store = try store()
        try await journal(of: store).join(store)
        return store.reads
    }
}

extension Fault.Code {
    /// The desk was opened without a place for reads.
    package static let noReadsHere = Self("reads.none_here", status: 503)
}
