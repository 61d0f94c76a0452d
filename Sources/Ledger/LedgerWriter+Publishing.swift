import Vocabulary

extension LedgerWriter {
    /// Writes the tiles and the signed checkpoint of everything that is durable, and returns the checkpoint.
    ///
    /// Call it about once a second; a busy log also does it by itself. When another call is under way, the checkpoint
    /// before it is returned. A failure stops the writer.
    @discardableResult package func publish() async throws -> SignedNote {
        if let stopped { throw stopped }
        if isPublishing { return publishedNote }
        return try await publishNow()
    }

    @discardableResult func publishNow() async throws -> SignedNote {
        guard range.size > stack.size else { return publishedNote }
        isPublishing = true
        defer {
            isPublishing = false
            wakeIdle()
        }
        // Appends go on while the files are written; what is published is the log as it is now.
        let checkpoint = Checkpoint(origin: origin, size: range.size, root: range.root)
        let leaves = unpublished
        unpublished = []
        do {
            let note = try checkpoint.signed(by: key)
            var next = stack
            var full: [Tile] = []
            for (leaf, hash) in leaves {
                for (tile, bytes) in next.append(entry: leaf, hash: hash) {
                    try await disk.replace(tile.path, with: bytes, durably: false)
                    full.append(tile)
                }
            }
            try await Self.writePartials(of: next, on: disk)
            try await disk.replace(Journal.checkpointFile, with: Array(note.encoded.utf8), durably: true)
            for tile in full { try await disk.removeFolder(tile.partialFolder) }
            stack = next
            publishedNote = note
            publishedAt = clock().milliseconds
            return note
        } catch {
            throw stop(because: error)
        }
    }

    /// Publishes until the checkpoint covers every entry.
    func publishAll() async throws -> SignedNote {
        while true {
            let note = try await publish()
            if stack.size == range.size, !isPublishing { return note }
            await untilIdle()
        }
    }

    /// Keeps a checkpoint of this log together with its cosignatures, for readers and receipts.
    package func keep(cosigned note: SignedNote) async throws {
        _ = try Checkpoint.verified(note, origin: origin, key: verifierKey)
        try await disk.replace(Journal.cosignedFile, with: Array(note.encoded.utf8), durably: false)
    }

    /// The newest signed checkpoint.
    package var checkpoint: SignedNote { publishedNote }

    /// Writes the unfinished tiles at the right edge, where they are missing or different.
    static func writePartials(of stack: TileStack, on disk: any LogDisk) async throws {
        for (tile, bytes) in stack.partials where try await disk.contents(of: tile.path) != bytes {
            try await disk.replace(tile.path, with: bytes, durably: false)
        }
    }

    /// The checkpoint on a disk, once its signature is known to hold; `nil` when there is none.
    static func storedCheckpoint(
        on disk: any LogDisk,
        keys: [VerifierKey],
        origin: String
    ) async throws -> (note: SignedNote, checkpoint: Checkpoint)? {
        guard let bytes = try await disk.contents(of: Journal.checkpointFile) else { return nil }
        do {
            let note = try SignedNote(parsing: bytes)
            return (note, try Checkpoint.verified(note, origin: origin, keys: keys))
        } catch {
            throw Fault(
                .ledgerDamaged,
                "the checkpoint on disk is not one this log's key has signed",
                help: JournalScan.damageHelp,
                cause: error
            )
        }
    }
}
