import Vocabulary

/// Reads entries back and makes proofs about them.
///
/// A reader sees the log as it was when the reader was made.
package struct LedgerReader: Sendable {
    /// How many entries it may see; `nil` when it reads as far as the journal is sound.
    package let size: UInt64?
    private let disk: any LogDisk
    private let scan: JournalScan
    private let places: JournalPlaces

    init(disk: any LogDisk, scan: JournalScan, size: UInt64?, places: JournalPlaces) {
        self.disk = disk
        self.scan = scan
        self.size = size
        self.places = places
    }

    /// Reads a log that no writer of this process has open, as far as it is sound.
    package static func open(disk: any LogDisk) async throws -> LedgerReader {
        guard let scan = try await JournalScan(of: disk) else {
            throw Fault(
                .ledgerNoSuchEntry,
                "there is no ledger here",
                help: "name the folder of a node that has been started at least once"
            )
        }
        return LedgerReader(disk: disk, scan: scan, size: nil, places: JournalPlaces())
    }

    /// Calls `body` with each entry from number `start`, in order, until it returns `false` or the log ends.
    ///
    /// Throws `ledger.damaged` on meeting damage; a batch that is still being written just ends the log.
    package func forEach(
        from start: UInt64 = 0,
        _ body: (LedgerEntry) async throws -> Bool
    ) async throws {
        var scan = places.scan(near: start, from: scan)
        while true {
            switch try await scan.next() {
            case .frame(let frame):
                guard frame.index >= start else { continue }
                guard try await body(entry(frame)) else { return }
            case .end: return
            case .damaged(let why):
                if size == nil, try await scan.laterBatch() == nil { return }
                throw Fault(
                    .ledgerDamaged,
                    "entry \(scan.index) of the journal is damaged: \(why)",
                    help: JournalScan.damageHelp
                )
            }
        }
    }

    /// One entry.
    package func entry(at index: UInt64) async throws -> LedgerEntry {
        guard let frame = try await places.frame(index, in: scan) else { throw Self.noSuchEntry(index, size: size) }
        return try entry(frame)
    }

    private func entry(_ frame: JournalFrame) throws -> LedgerEntry {
        guard let leaf = LedgerLeaf(frame.leafBytes) else {
            throw Fault(.ledgerDamaged, "the leaf of entry \(frame.index) is not in a known form")
        }
        if leaf.commitment == frame.commitment {
            return LedgerEntry(index: frame.index, leaf: leaf, body: .kept(frame.body))
        }
        guard frame.isBlank else {
            throw Fault(
                .ledgerDamaged,
                "the body of entry \(frame.index) is not what its leaf commits to",
                help: JournalScan.damageHelp
            )
        }
        return LedgerEntry(index: frame.index, leaf: leaf, body: .erased)
    }

    static func noSuchEntry(_ index: UInt64, size: UInt64?) -> Fault {
        Fault(
            .ledgerNoSuchEntry,
            "the ledger has no entry \(index)",
            help: size.map { $0 == 0 ? "it is empty" : "its entries are numbered from 0 to \($0 - 1)" }
        )
    }
}

// MARK: - Proofs

extension LedgerReader {
    /// The proof that an entry is in the published tree of `size` entries, made from the tiles.
    package func inclusionProof(of index: UInt64, size: UInt64) async throws -> [Digest] {
        guard index < size else { throw Self.noSuchEntry(index, size: size) }
        return try await hashes(MerkleProof.inclusionRanges(index: index, size: size), size: size)
    }

    /// The proof that the published tree of `oldSize` entries is the beginning of that of `size` entries.
    package func consistencyProof(from oldSize: UInt64, to size: UInt64) async throws -> [Digest] {
        guard oldSize > 0, oldSize <= size else {
            throw Fault(.ledgerNoSuchEntry, "a tree of \(size) entries did not grow from one of \(oldSize)")
        }
        return try await hashes(MerkleProof.consistencyRanges(oldSize: oldSize, size: size), size: size)
    }

    /// A receipt that proves, without the log, that an entry is in it.
    package func receipt(of index: UInt64, extra: [UInt8]? = nil) async throws -> OfflineReceipt {
        var note = try await checkpoint(cosigned: true)
        var size = try Checkpoint(parsing: note.text).size
        if index >= size {
            note = try await checkpoint(cosigned: false)
            size = try Checkpoint(parsing: note.text).size
        }
        let proof = try await inclusionProof(of: index, size: size)
        return OfflineReceipt(index: index, proof: proof, checkpoint: note, extra: extra)
    }

    /// The newest published checkpoint; with `cosigned` the newest that witnesses have cosigned, where there is one.
    package func checkpoint(cosigned: Bool) async throws -> SignedNote {
        if cosigned, let bytes = try await disk.contents(of: Journal.cosignedFile),
            let note = try? SignedNote(parsing: bytes)
        {
            return note
        }
        guard let bytes = try await disk.contents(of: Journal.checkpointFile) else {
            throw Fault(.ledgerNoSuchEntry, "nothing of this ledger has been published yet")
        }
        return try SignedNote(parsing: bytes)
    }

    private func hashes(_ ranges: [Range<UInt64>], size: UInt64) async throws -> [Digest] {
        var hashes: [Digest] = []
        for range in ranges {
            hashes.append(
                try await MerkleProof.hash(of: range) { level, index in
                    try await perfectHash(level: level, index: index, size: size)
                }
            )
        }
        return hashes
    }

    /// The hash of a perfect subtree of 2^level leaves: one hash of a tile, or the root over a run of them.
    private func perfectHash(level: Int, index: UInt64, size: UInt64) async throws -> Digest {
        let tileLevel = level / 8
        let run = 1 << (level % 8)
        let first = index * UInt64(run)
        let inLevel = tileLevel < 8 ? size >> UInt64(8 * tileLevel) : 0
        let number = first / Tile.width
        let isFull = (number + 1) * Tile.width <= inLevel
        let count = isFull ? 256 : Int(inLevel % Tile.width)
        let start = Int(first % Tile.width)
        guard start + run <= count else { throw Self.noSuchEntry(first, size: size) }
        let tile = Tile(.hashes(level: tileLevel), index: number, count: count)
        var bytes = try await disk.contents(of: tile.path)
        if bytes == nil, !isFull {
            bytes = try await disk.contents(of: Tile(tile.content, index: number).path)
        }
        guard let bytes else {
            throw Fault(
                .ledgerDamaged,
                "the tile `\(tile.path)` is missing",
                help: "restart the node, which writes missing tiles again"
            )
        }
        let hashes = try Tile.hashes(tile: bytes)
        guard start + run <= hashes.count else { throw Fault(.ledgerDamaged, "the tile `\(tile.path)` is too short") }
        return Merkle.root(of: hashes[start..<start + run])
    }
}
