import Vocabulary

/// What opening a log found and put right.
package struct LedgerOpening: Hashable, Sendable {
    /// Sound entries.
    package var entries: UInt64 = 0
    /// Bytes of a batch that a crash cut short, which nobody was told about; kept aside under `torn/`.
    package var tornBytes: UInt64 = 0
    /// Published tiles that were missing or wrong and were written again.
    package var tilesRebuilt = 0
    /// Erasures that were recorded but not carried out when the node stopped.
    package var erasuresFinished = 0

    package init(entries: UInt64 = 0) { self.entries = entries }
}

/// Reads a journal from its beginning, tells a torn tail from damage, and leaves a state that can be written on.
struct JournalRecovery {
    private(set) var report = LedgerOpening()
    private(set) var range = CompactRange()
    private(set) var stack = TileStack()
    private(set) var places = JournalPlaces()
    /// Where the last sound frame ends.
    private(set) var end: UInt64

    private let disk: any LogDisk
    private let start: JournalScan
    private let published: Checkpoint?
    private let publishedSize: UInt64
    private var wrongTiles = 0
    private var blank: Set<UInt64> = []
    private var erased: Set<UInt64> = []
    private var unsound: [UInt64] = []
    private var unpublishedOffset: UInt64?

    init(disk: any LogDisk, scan: JournalScan, published: Checkpoint?) {
        self.disk = disk
        start = scan
        self.published = published
        publishedSize = published?.size ?? 0
        end = scan.offset
    }

    /// Reads everything and repairs what may be repaired.
    ///
    /// Throws `ledger.damaged` naming the entry when anything but an unacknowledged tail is wrong. Nothing is written
    /// before everything has been read and found sound.
    mutating func run() async throws {
        try checkRoot()
        let torn = try await readAll()
        report.entries = range.size
        if range.size < publishedSize {
            throw Self.damage(range.size, "it is missing, though the signed checkpoint covers \(publishedSize) entries")
        }
        if let lost = unsound.first(where: { !erased.contains($0) }) {
            throw Self.damage(lost, "its body is not what its leaf commits to")
        }
        if torn { try await cutTail() }
        try await rewriteUnpublished()
        try await finishErasures()
        if wrongTiles > 0 { try await rebuildTiles() }
    }

    // MARK: - Reading

    /// Reads to the end; returns whether the journal ends in a torn batch, which begins at ``end``.
    private mutating func readAll() async throws -> Bool {
        var scan = start
        var batch: [JournalFrame] = []
        // The last whole batch waits for the next frame, which shows that it was made durable.
        var held: [JournalFrame] = []
        while true {
            switch try await scan.next() {
            case .frame(let frame):
                try await take(held)
                held = []
                batch.append(frame)
                if frame.index + 1 == frame.batchEnd { swap(&batch, &held) }
            case .end:
                let open = held.isEmpty ? batch : held
                let isTorn = held.isEmpty ? !batch.isEmpty : held.contains { !Self.isSound($0) }
                guard let first = open.first else { return false }
                if isTorn, first.index >= publishedSize { return true }
                if held.isEmpty { throw Self.damage(scan.index, "it is missing and was part of a checkpoint") }
                try await take(held)
                return false
            case .damaged(let why):
                try await take(held)
                let first = batch.first?.index ?? scan.index
                guard first >= publishedSize else { throw Self.damage(scan.index, why) }
                if let later = try await scan.laterBatch() {
                    throw Self.damage(scan.index, "\(why), though entry \(later.index) was written after it")
                }
                return true
            }
        }
    }

    private mutating func take(_ batch: [JournalFrame]) async throws {
        for frame in batch {
            guard let leaf = LedgerLeaf(frame.leafBytes) else {
                throw Self.damage(frame.index, "its leaf is not in the form this version writes")
            }
            places.add(frame)
            if frame.index >= publishedSize {
                if unpublishedOffset == nil { unpublishedOffset = frame.offset }
                if !Self.isSound(frame) { unsound.append(frame.index) }
            }
            if frame.isBlank { blank.insert(frame.index) }
            if let target = leaf.erases, target < frame.index { erased.insert(target) }
            let hash = Merkle.leaf(frame.leafBytes)
            range.append(hash)
            for (tile, bytes) in stack.append(entry: frame.leafBytes, hash: hash)
            where try await disk.contents(of: tile.path) != bytes {
                wrongTiles += 1
            }
            end = frame.offset + UInt64(frame.length)
            try checkRoot()
        }
    }

    private func checkRoot() throws {
        guard let published, range.size == published.size, range.root != published.root else { return }
        throw Fault(
            .ledgerDamaged,
            "the \(range.size) entries of the journal do not have the root of the signed checkpoint",
            help: JournalScan.damageHelp
        )
    }

    private static func isSound(_ frame: JournalFrame) -> Bool {
        LedgerLeaf(frame.leafBytes)?.commitment == frame.commitment
    }

    private static func damage(_ index: UInt64, _ why: String) -> Fault {
        Fault(.ledgerDamaged, "entry \(index) of the journal is damaged: \(why)", help: JournalScan.damageHelp)
    }

    // MARK: - Repairing

    private mutating func cutTail() async throws {
        report.tornBytes = start.end - end
        let bytes = try await disk.read(Journal.file, at: end, count: Int(report.tornBytes))
        try await disk.replace("torn/\(end)", with: bytes, durably: true)
        try await disk.truncate(Journal.file, to: end)
    }

    /// Writes again, over itself, what no checkpoint covers.
    ///
    /// After a failed sync Linux may hold pages it believes to be on disk and that are not; what has been read from
    /// memory must be made durable before it is built upon.
    private mutating func rewriteUnpublished() async throws {
        guard var at = unpublishedOffset else { return }
        while at < end {
            let bytes = try await disk.read(Journal.file, at: at, count: Int(min(end - at, 1 << 20)))
            let next = at + UInt64(bytes.count)
            try await disk.write(bytes, to: Journal.file, at: at, durably: next >= end)
            at = next
        }
    }

    private mutating func finishErasures() async throws {
        for index in erased.subtracting(blank).sorted() {
            guard let frame = try await places.frame(index, in: start) else { continue }
            try await frame.blank(on: disk)
            report.erasuresFinished += 1
        }
    }

    private mutating func rebuildTiles() async throws {
        var scan = start
        var stack = TileStack()
        while stack.size < range.size, case .frame(let frame) = try await scan.next() {
            for (tile, bytes) in stack.append(entry: frame.leafBytes, hash: Merkle.leaf(frame.leafBytes))
            where try await disk.contents(of: tile.path) != bytes {
                try await disk.replace(tile.path, with: bytes, durably: false)
                report.tilesRebuilt += 1
            }
        }
    }
}

/// Where every 64th entry begins, so that an entry is found without reading all before it.
struct JournalPlaces: Sendable {
    private static let stride: UInt64 = 64
    private var offsets: [UInt64] = []

    /// Notes a frame; frames come in order.
    mutating func add(_ frame: JournalFrame) { add(index: frame.index, offset: frame.offset) }

    /// Notes where an entry begins; entries come in order.
    mutating func add(index: UInt64, offset: UInt64) {
        if index == UInt64(offsets.count) * Self.stride { offsets.append(offset) }
    }

    /// A scan whose next frame is at or a little before this entry.
    func scan(near index: UInt64, from start: JournalScan) -> JournalScan {
        guard !offsets.isEmpty, index >= Self.stride else { return start }
        let place = min(Int(index / Self.stride), offsets.count - 1)
        return start.resumed(at: offsets[place], index: UInt64(place) * Self.stride)
    }

    /// The frame of one entry; `nil` when the journal is not sound that far.
    func frame(_ index: UInt64, in start: JournalScan) async throws -> JournalFrame? {
        var scan = scan(near: index, from: start)
        while case .frame(let frame) = try await scan.next() {
            if frame.index == index { return frame }
        }
        return nil
    }
}

extension JournalFrame {
    /// Overwrites salt and body with zeros, durably.
    func blank(on disk: any LogDisk) async throws {
        let zeros = [UInt8](repeating: 0, count: salt.count + body.count)
        try await disk.write(zeros, to: Journal.file, at: secretOffset, durably: true)
    }
}
