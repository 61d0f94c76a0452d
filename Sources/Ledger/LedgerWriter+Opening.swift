import Vocabulary

extension LedgerWriter {
    /// Opens the log on a disk, making it when there is none.
    ///
    /// Cuts off a batch that a crash left unfinished and never acknowledged. Reads the whole journal.
    ///
    /// - Parameters:
    ///   - disk: where the log lies; the writer must be its only user.
    ///   - key: signs the checkpoints. Its name should be the origin.
    ///   - origin: the log's name in its checkpoints.
    ///   - clock: dates the entries.
    ///   - randomness: salts the commitments.
    ///   - publishEvery: how often, in milliseconds, a busy log writes its tiles and checkpoint by itself. Between
    ///     entries it publishes only when ``publish()`` is called.
    /// - Returns: a writer whose disk holds exactly what it says.
    /// - Throws: `ledger.damaged`, naming the entry, when anything but an unacknowledged tail is not as it was written.
    package static func open(
        disk: any LogDisk,
        key: SigningKey,
        origin: String,
        clock: @escaping Clock,
        randomness: @escaping Randomness,
        publishEvery: Int64 = 1_000
    ) async throws -> LedgerWriter {
        let keys = try await KeyHistory.read(on: disk, origin: origin).signers(current: key.verifierKey)
        let published = try await storedCheckpoint(on: disk, keys: keys, origin: origin)
        if try await disk.size(of: Journal.file) == nil {
            guard published == nil else {
                throw Fault(.ledgerDamaged, "the journal is missing", help: JournalScan.damageHelp)
            }
            let header = Journal.header(origin: origin, nonce: randomness(8))
            try await disk.replace(Journal.file, with: header, durably: true)
        }
        guard let scan = try await JournalScan(of: disk), scan.origin == origin else {
            throw Fault(.ledgerDamaged, "the journal is not that of `\(origin)`", help: JournalScan.damageHelp)
        }
        var recovery = JournalRecovery(disk: disk, scan: scan, published: published?.checkpoint)
        try await recovery.run()
        let checkpoint = Checkpoint(origin: origin, size: recovery.range.size, root: recovery.range.root)
        let still = published.flatMap { $0.checkpoint == checkpoint ? $0.note : nil }
        let isOurs = (try? still?.verified(by: [key.verifierKey])) != nil
        let note = if let still, isOurs { still } else { try checkpoint.signed(by: key) }
        try await writePartials(of: recovery.stack, on: disk)
        if note != published?.note {
            try await disk.replace(Journal.checkpointFile, with: Array(note.encoded.utf8), durably: true)
        }
        return LedgerWriter(
            recovery: recovery,
            scan: scan,
            note: note,
            disk: disk,
            key: key,
            origin: origin,
            clock: clock,
            randomness: randomness,
            publishEvery: publishEvery
        )
    }
}
