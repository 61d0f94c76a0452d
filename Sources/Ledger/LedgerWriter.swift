import Vocabulary

/// The one owner of a log: takes entries, makes them durable, then says so.
///
/// Entries that arrive while others are being made durable are written together in the next batch. After any failed
/// write the writer stops for good: what it cannot vouch for, it does not acknowledge. A new writer, opened on the same
/// disk, finds out what really lies there.
package actor LedgerWriter {
    /// The most entries in one batch.
    package static let batchEntriesMax = 8_192
    /// About the most bytes in one batch.
    static let batchBytesMax = 8 << 20

    /// What opening the log found.
    package nonisolated let opening: LedgerOpening
    /// The log's name.
    package nonisolated let origin: String
    /// The key with which everybody can check this log.
    package nonisolated let verifierKey: VerifierKey

    let disk: any LogDisk
    let key: SigningKey
    let clock: Clock
    let publishEvery: Int64
    private let randomness: Randomness
    private let scan: JournalScan

    // What is durable.
    private(set) var range: CompactRange
    private var places: JournalPlaces
    private var end: UInt64

    // What is published; `unpublished` are the leaves since.
    var stack: TileStack
    var unpublished: [(leaf: [UInt8], hash: Digest)] = []
    var publishedNote: SignedNote
    var publishedAt: Int64
    var isPublishing = false

    private var waiting: [Waiting] = []
    private var isCommitting = false
    private var idleWaiters: [CheckedContinuation<Void, Never>] = []
    package private(set) var stopped: Fault?
    private var isClosing = false

    private struct Waiting {
        var kind: LedgerKind
        var body: [UInt8]
        var erases: UInt64?
        /// Absent while the one who waits is leading the batch.
        var continuation: CheckedContinuation<Turn, any Error>?
    }

    private enum Turn {
        case recorded(LedgerReceipt)
        /// The last leader has finished; the one who waits writes the next batch, its own entry first.
        case lead
    }

    init(
        recovery: JournalRecovery,
        scan: JournalScan,
        note: SignedNote,
        disk: any LogDisk,
        key: SigningKey,
        origin: String,
        clock: @escaping Clock,
        randomness: @escaping Randomness,
        publishEvery: Int64
    ) {
        opening = recovery.report
        range = recovery.range
        places = recovery.places
        end = recovery.end
        stack = recovery.stack
        publishedNote = note
        publishedAt = clock().milliseconds
        self.scan = scan
        self.disk = disk
        self.key = key
        self.origin = origin
        verifierKey = key.verifierKey
        self.clock = clock
        self.randomness = randomness
        self.publishEvery = publishEvery
    }

    // MARK: - Appending

    /// Records an entry and returns once it is durable.
    ///
    /// The body is at most 1 MiB and is kept beside the log; only a salted hash of it is published. Throws
    /// `ledger.stopped` when the entry could not be made durable, after which nothing more is recorded.
    package func append(kind: LedgerKind, body: [UInt8]) async throws -> LedgerReceipt {
        try await append(kind: kind, body: body, erases: nil)
    }

    /// Records an erasure, then overwrites the body of an earlier entry with zeros.
    ///
    /// The entry itself stays in the tree, so that the log verifies as before. What the disk beneath keeps of
    /// overwritten blocks is the disk's affair.
    ///
    /// The body given says why and on whose authority; it is that of the new entry of kind erasure.
    package func erase(_ index: UInt64, body: [UInt8]) async throws -> LedgerReceipt {
        guard index < range.size else { throw LedgerReader.noSuchEntry(index, size: range.size) }
        let receipt = try await append(kind: .erasure, body: body, erases: index)
        do {
            guard let frame = try await places.frame(index, in: scan.extended(to: end)) else {
                throw Fault(.ledgerDamaged, "entry \(index) of the journal cannot be read")
            }
            try await frame.blank(on: disk)
        } catch {
            throw stop(because: error)
        }
        return receipt
    }

    private func append(kind: LedgerKind, body: [UInt8], erases: UInt64?) async throws -> LedgerReceipt {
        guard body.count <= Journal.bodyBytesMax else {
            throw Fault(
                .ledgerEntryInvalid,
                "the body of a ledger entry has \(body.count) bytes, more than \(Journal.bodyBytesMax)",
                help: "keep large content in the store and record its hash"
            )
        }
        if let stopped { throw stopped }
        if isClosing { throw Self.closed }
        if isCommitting {
            let turn = try await withCheckedThrowingContinuation { continuation in
                waiting.append(Waiting(kind: kind, body: body, erases: erases, continuation: continuation))
            }
            if case .recorded(let receipt) = turn { return receipt }
        } else {
            isCommitting = true
            waiting.append(Waiting(kind: kind, body: body, erases: erases))
        }
        return try await commit()
    }

    /// Writes the first of those waiting as one batch.
    ///
    /// The caller's own entry is the first.
    private func commit() async throws -> LedgerReceipt {
        if let stopped {
            handOver()
            throw stopped
        }
        let batch = nextBatch()
        let draft = draft(batch)
        do {
            try await disk.write(draft.bytes, to: Journal.file, at: end, durably: true)
        } catch {
            let fault = stop(because: error)
            for entry in batch { entry.continuation?.resume(throwing: fault) }
            handOver()
            throw fault
        }
        for (leaf, receipt) in zip(draft.leaves, draft.receipts) {
            range.append(receipt.leafHash)
            unpublished.append((leaf, receipt.leafHash))
        }
        for (index, offset) in draft.offsets { places.add(index: index, offset: offset) }
        end += UInt64(draft.bytes.count)
        for (entry, receipt) in zip(batch, draft.receipts) { entry.continuation?.resume(returning: .recorded(receipt)) }
        handOver()
        let receipt = draft.receipts[0]
        // A failure to publish stops the writer; this entry is durable all the same.
        if receipt.at.milliseconds - publishedAt >= publishEvery { _ = try? await publish() }
        return receipt
    }

    private func nextBatch() -> [Waiting] {
        var bytes = 0
        var count = 0
        while count < waiting.count, count < Self.batchEntriesMax, bytes < Self.batchBytesMax {
            bytes += JournalFrame.length(leaf: 128, body: waiting[count].body.count)
            count += 1
        }
        let batch = Array(waiting[..<count])
        waiting.removeFirst(count)
        return batch
    }

    private struct Draft {
        var bytes: [UInt8] = []
        var leaves: [[UInt8]] = []
        var receipts: [LedgerReceipt] = []
        var offsets: [(UInt64, UInt64)] = []
    }

    private func draft(_ batch: [Waiting]) -> Draft {
        var draft = Draft()
        draft.bytes.reserveCapacity(batch.reduce(0) { $0 + JournalFrame.length(leaf: 128, body: $1.body.count) })
        let now = Timestamp(milliseconds: clock().milliseconds)
        for (position, entry) in batch.enumerated() {
            let salt = randomness(Journal.saltBytes)
            let leaf = LedgerLeaf(
                kind: entry.kind,
                at: now,
                erases: entry.erases,
                commitment: JournalFrame.commitment(salt: salt, body: entry.body)
            ).encoded
            let frame = JournalFrame(
                offset: end + UInt64(draft.bytes.count),
                index: range.size + UInt64(position),
                batchStart: range.size,
                batchCount: UInt32(batch.count),
                leafBytes: leaf,
                salt: salt,
                body: entry.body
            )
            frame.encode(into: &draft.bytes, checksumSeed: scan.checksumSeed)
            draft.leaves.append(leaf)
            draft.offsets.append((frame.index, frame.offset))
            draft.receipts.append(LedgerReceipt(index: frame.index, leafHash: Merkle.leaf(leaf), at: now))
        }
        return draft
    }

    /// Lets the first of those waiting lead, or rests.
    private func handOver() {
        if waiting.isEmpty {
            isCommitting = false
            wakeIdle()
        } else {
            let next = waiting[0].continuation
            waiting[0].continuation = nil
            next?.resume(returning: .lead)
        }
    }

    /// Stops for good and tells everyone who waits.
    @discardableResult func stop(because error: any Error) -> Fault {
        let fault =
            stopped
            ?? Fault(
                .ledgerStopped,
                "the ledger could not make an entry durable and has stopped, so nothing can be disclosed",
                help: "see to the disk (space, mount, errors), then start the node again; it checks the ledger first",
                cause: error
            )
        stopped = fault
        let left = waiting
        waiting = []
        for entry in left { entry.continuation?.resume(throwing: fault) }
        return fault
    }

    // MARK: - Reading and closing

    /// A reader of everything that is durable now.
    package var reader: LedgerReader {
        LedgerReader(disk: disk, scan: scan.extended(to: end), size: range.size, places: places)
    }

    /// How many entries are durable.
    package var size: UInt64 { range.size }

    /// Takes no more entries, waits for those on their way, publishes, and lets go of the disk.
    package func close() async throws {
        guard !isClosing else { return }
        isClosing = true
        await untilIdle()
        do {
            if stopped == nil { try await publishNow() }
        } catch {
            await disk.close()
            throw error
        }
        await disk.close()
    }

    /// Waits until nothing is being written or published.
    func untilIdle() async {
        while isCommitting || isPublishing {
            await withCheckedContinuation { idleWaiters.append($0) }
        }
    }

    /// Wakes a close that waits for the last write to end.
    func wakeIdle() {
        let idle = idleWaiters
        idleWaiters = []
        for waiter in idle { waiter.resume() }
    }

    private static var closed: Fault {
        Fault(.ledgerClosed, "the ledger has been closed", help: "start the node again")
    }
}
