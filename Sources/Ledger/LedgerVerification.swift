import Vocabulary

/// What a full check of a log found.
package struct LedgerVerification: Sendable {
    /// One thing that is wrong.
    package struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// The entry it concerns, where there is one.
        package var entry: UInt64?
        /// What is wrong, in one sentence without a full stop.
        package var message: String

        package var description: String { entry.map { "entry \($0): \(message)" } ?? message }
    }

    /// The most findings that are listed; the rest are counted.
    package static let findingsMax = 1_000

    /// Entries whose frame and leaf are sound.
    package internal(set) var entries: UInt64 = 0
    /// Entries whose body has been erased, with an entry that says so.
    package internal(set) var erased = 0
    /// Entries of each kind.
    package internal(set) var kinds: [LedgerKind: Int] = [:]
    /// The size that the signed checkpoint vouches for; `nil` when there is no checkpoint that holds.
    package internal(set) var checkpointSize: UInt64?
    /// Sound entries after the checkpoint.
    package internal(set) var unpublished: UInt64 = 0
    /// Bytes at the end that are being written now, or that a crash cut short and nobody was told about.
    package internal(set) var tornBytes: UInt64 = 0
    /// Published tiles and bundles that were compared.
    package internal(set) var tiles = 0
    /// What is wrong, at most ``findingsMax``.
    package internal(set) var findings: [Finding] = []
    /// How much is wrong.
    package internal(set) var findingsCount = 0

    /// Whether nothing is wrong.
    package var isClean: Bool { findingsCount == 0 }

    mutating func find(_ entry: UInt64?, _ message: String) {
        findingsCount += 1
        if findings.count < Self.findingsMax { findings.append(Finding(entry: entry, message: message)) }
    }

    /// Checks everything about a log: frames, leaves, commitments, root, signature and tiles.
    ///
    /// Changes nothing and may run beside a writer. Damage never ends the check; only a disk that cannot be read does.
    package static func verify(disk: any LogDisk, origin: String, key: VerifierKey) async throws -> LedgerVerification {
        var check = LedgerCheck(disk: disk, origin: origin)
        try await check.run(key: key)
        return check.report
    }
}

/// The check itself, in the order of the journal.
private struct LedgerCheck {
    var report = LedgerVerification()
    let disk: any LogDisk
    let origin: String
    var checkpoint: Checkpoint?
    /// The newest checkpoint that witnesses have cosigned.
    private var cosigned: Checkpoint?
    private var range = CompactRange()
    private var stack = TileStack()
    /// Whether every entry so far was readable, so that hashes above the leaves mean something.
    private var isWhole = true
    private var blank: [UInt64] = []
    private var broken: [UInt64] = []
    private var erasedBy: [UInt64: UInt64] = [:]
    private var published: UInt64 { checkpoint?.size ?? 0 }

    init(disk: any LogDisk, origin: String) {
        self.disk = disk
        self.origin = origin
    }

    mutating func run(key: VerifierKey) async throws {
        do {
            // The checkpoint is read before the journal, which by then holds at least as much.
            let keys = try await KeyHistory.read(on: disk, origin: origin).signers(current: key)
            checkpoint = try await LedgerWriter.storedCheckpoint(on: disk, keys: keys, origin: origin)?.checkpoint
            if checkpoint == nil { report.find(nil, "there is no checkpoint") }
            cosigned = try await readCosigned(key)
        } catch let fault as Fault where [.ledgerDamaged, .ledgerKeyInvalid].contains(fault.code) {
            report.find(nil, fault.message)
        }
        report.checkpointSize = checkpoint?.size
        do {
            guard let scan = try await JournalScan(of: disk) else {
                report.find(nil, "there is no journal")
                return
            }
            if scan.origin != origin { report.find(nil, "the journal is that of `\(scan.origin)`") }
            try await read(scan)
        } catch let fault as Fault where fault.code == .ledgerDamaged {
            report.find(nil, fault.message)
            return
        }
        settle()
    }

    /// What witnesses have cosigned, perhaps under an earlier key of the log.
    private mutating func readCosigned(_ key: VerifierKey) async throws -> Checkpoint? {
        guard let bytes = try await disk.contents(of: Journal.cosignedFile) else { return nil }
        let keys = try await KeyHistory.read(on: disk, origin: origin).periods(current: key).map(\.key)
        do {
            return try Checkpoint.verified(SignedNote(parsing: bytes), origin: origin, keys: keys)
        } catch {
            report.find(nil, "the cosigned checkpoint is not one that this log's keys have signed")
            return nil
        }
    }

    private mutating func read(_ start: JournalScan) async throws {
        var scan = start
        try await compareAtCheckpoint()
        // A batch that no checkpoint covers and nothing follows may have been cut short: it waits.
        var batch: [JournalFrame] = []
        while true {
            switch try await scan.next() {
            case .frame(let frame):
                if let first = batch.first, first.batchStart != frame.batchStart {
                    for held in batch { try await take(held) }
                    batch = []
                }
                batch.append(frame)
            case .end:
                let isTorn = scan.isInsideBatch || batch.contains { !isSound($0) }
                if let first = batch.first, first.index >= published, isTorn {
                    report.tornBytes = scan.end - first.offset
                } else {
                    for held in batch { try await take(held) }
                    if scan.isInsideBatch { report.find(scan.index, "it is missing") }
                }
                return
            case .damaged(let why):
                let index = scan.index
                let next = try await scan.soundFrame { $0.index > index }
                if next == nil, (batch.first?.index ?? index) >= published, scan.isInsideBatch || batch.isEmpty {
                    report.tornBytes = scan.end - (batch.first?.offset ?? scan.offset)
                    return
                }
                for held in batch { try await take(held) }
                batch = []
                if next == nil, index >= published {
                    report.tornBytes = scan.end - scan.offset
                    return
                }
                report.find(index, "its frame in the journal is damaged: \(why)")
                isWhole = false
                guard let next else { return }
                if next.index > index + 1 {
                    report.find(index + 1, "it and those before entry \(next.index) cannot be read")
                }
                scan = scan.resumed(at: next.offset, index: next.index)
            }
        }
    }

    private func isSound(_ frame: JournalFrame) -> Bool {
        LedgerLeaf(frame.leafBytes)?.commitment == frame.commitment
    }

    private mutating func take(_ frame: JournalFrame) async throws {
        guard let leaf = LedgerLeaf(frame.leafBytes) else {
            report.find(frame.index, "its leaf is not in a known form")
            isWhole = false
            return
        }
        report.entries += 1
        report.kinds[leaf.kind, default: 0] += 1
        if frame.index >= published { report.unpublished += 1 }
        if let target = leaf.erases {
            if target < frame.index {
                erasedBy[target] = frame.index
            } else {
                report.find(frame.index, "it claims to erase entry \(target), which comes after it")
            }
        }
        if leaf.commitment != frame.commitment {
            if frame.isBlank { blank.append(frame.index) } else { broken.append(frame.index) }
        }
        guard isWhole else { return }
        let hash = Merkle.leaf(frame.leafBytes)
        range.append(hash)
        for (tile, bytes) in stack.append(entry: frame.leafBytes, hash: hash) {
            try await compare(tile, bytes, mayBeMissing: frame.index >= published)
        }
        try await compareAtCheckpoint()
    }

    private mutating func compareAtCheckpoint() async throws {
        if let cosigned, range.size == cosigned.size, range.root != cosigned.root {
            report.find(nil, "the first \(range.size) entries do not have the root that witnesses have cosigned")
        }
        guard let checkpoint, range.size == checkpoint.size else { return }
        if range.root != checkpoint.root {
            report.find(nil, "the \(range.size) entries do not have the root that the checkpoint signs")
        }
        for (tile, bytes) in stack.partials { try await compare(tile, bytes, mayBeMissing: false) }
    }

    private mutating func compare(_ tile: Tile, _ bytes: [UInt8], mayBeMissing: Bool) async throws {
        var stored = try await disk.contents(of: tile.path)
        if stored == nil, tile.count < 256 {
            // A writer has gone on: the full tile has taken the place of the partial one.
            let full = try await disk.contents(of: Tile(tile.content, index: tile.index).path)
            stored = full.map { Array($0.prefix(bytes.count)) }
        }
        guard let stored else {
            if !mayBeMissing { report.find(nil, "the published file `\(tile.path)` is missing") }
            return
        }
        report.tiles += 1
        guard stored != bytes else { return }
        var entry: UInt64?
        if case .hashes(level: 0) = tile.content {
            let byte = zip(stored, bytes).enumerated().first { $1.0 != $1.1 }?.offset ?? min(stored.count, bytes.count)
            entry = tile.index * Tile.width + UInt64(byte / Digest.byteCount)
        }
        report.find(entry, "the published file `\(tile.path)` is not what the journal holds")
    }

    /// Says what was amiss once it is known which entries have been erased.
    private mutating func settle() {
        for index in blank {
            if erasedBy[index] != nil {
                report.erased += 1
            } else {
                report.find(index, "its body is blank, but no entry records its erasure")
            }
        }
        for index in broken {
            if let by = erasedBy[index] {
                report.find(index, "its erasure, recorded in entry \(by), was not finished; starting the node does so")
            } else {
                report.find(index, "its body is not what its leaf commits to")
            }
        }
        for (index, by) in erasedBy.sorted(by: { $0.key < $1.key })
        where !blank.contains(index) && !broken.contains(index) {
            report.find(index, "its erasure, recorded in entry \(by), was not carried out; starting the node does so")
        }
        if isWhole, let cosigned, range.size < cosigned.size {
            report.find(range.size, "it and all after it are missing; witnesses have cosigned \(cosigned.size) entries")
        }
        if isWhole, range.size < published {
            report.find(range.size, "it and all after it are missing; the checkpoint covers \(published) entries")
        }
    }
}
