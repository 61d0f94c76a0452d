import Vocabulary

/// A witness with a disk: decides, writes the decision down, and only then says it, one request at a time.
package actor WitnessKeeper {
    /// The key that others must know to trust this witness.
    package nonisolated let verifierKey: VerifierKey
    private let disk: any LogDisk
    private let clock: Clock
    private var witness: Witness
    private var isBusy = false
    private var queue: [CheckedContinuation<Void, Never>] = []
    /// The split views met since the start, newest last; at most 100.
    package private(set) var splits: [SplitView] = []

    private init(disk: any LogDisk, key: SigningKey, clock: @escaping Clock, witness: Witness) {
        self.disk = disk
        self.clock = clock
        self.witness = witness
        verifierKey = key.cosignatureKey
    }

    /// Opens a witness on a disk.
    ///
    /// Throws `ledger.damaged` when what it has cosigned before cannot be read: it then witnesses nothing, because it
    /// might cosign another history.
    package static func open(
        disk: any LogDisk,
        key: SigningKey,
        logs: [WatchedLog],
        clock: @escaping Clock
    ) async throws -> WitnessKeeper {
        var witness = Witness(key: key, logs: logs)
        for log in logs {
            guard let bytes = try await disk.contents(of: file(log.origin)) else { continue }
            do {
                let note = try SignedNote(parsing: bytes)
                try note.verified(by: [key.cosignatureKey] + log.keys)
                _ = try Checkpoint.verified(note, origin: log.origin, key: key.cosignatureKey)
                witness.remember(note, of: log.origin)
            } catch {
                throw Fault(
                    .ledgerDamaged,
                    "what this witness last cosigned of `\(log.origin)` cannot be read",
                    help: "restore the witness's folder from a backup, or give the witness a new folder and a new key",
                    cause: error
                )
            }
        }
        return WitnessKeeper(disk: disk, key: key, clock: clock, witness: witness)
    }

    /// Answers `POST …/add-checkpoint`.
    package func addCheckpoint(_ body: [UInt8]) async -> WitnessReply {
        await enter()
        defer { leave() }
        do {
            let request = try WitnessRequest(parsing: body)
            let verdict = try witness.judge(request, at: UInt64(max(0, clock().milliseconds)) / 1_000)
            if let split = verdict.split { try await alarm(split) }
            switch verdict.answer {
            case .outdated(let size):
                return WitnessReply(status: 409, contentType: "text/x.tlog.size", body: "\(size)\n")
            case .refused(let fault): throw fault
            case .cosigned(let note, let signature):
                let origin = try Checkpoint(parsing: note.text).origin
                try await disk.replace(Self.file(origin), with: Array(note.encoded.utf8), durably: true)
                witness.remember(note, of: origin)
                return WitnessReply(status: 200, body: signature.line)
            }
        } catch let fault as Fault {
            return WitnessReply(status: fault.code.status, body: "\(fault.code): \(fault.message)\n")
        } catch {
            return WitnessReply(status: 500, body: "the witness failed\n")
        }
    }

    /// Answers `GET …/<origin hash>/checkpoint`: the last cosigned checkpoint of a log.
    package func checkpoint(originHash: String) -> WitnessReply {
        guard let origin = witness.logs.keys.first(where: { Digest.sha256($0).description == originHash }),
            let note = witness.latest[origin]
        else { return WitnessReply(status: 404, body: "nothing of such a log has been cosigned here\n") }
        return WitnessReply(status: 200, body: note.encoded)
    }

    private func alarm(_ split: SplitView) async throws {
        // The first hundred are kept: nobody fills the disk by showing more.
        if splits.contains(split) || splits.count == 100 { return }
        splits.append(split)
        let evidence = Array(split.evidence.utf8)
        try await disk.replace("splits/\(Digest.sha256(evidence))", with: evidence, durably: true)
    }

    private func enter() async {
        if isBusy { await withCheckedContinuation { queue.append($0) } } else { isBusy = true }
    }

    private func leave() {
        if queue.isEmpty { isBusy = false } else { queue.removeFirst().resume() }
    }

    private static func file(_ origin: String) -> String { "cosigned/\(Digest.sha256(origin))" }
}
