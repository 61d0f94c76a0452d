import Vocabulary

/// A witness as its logs know it.
package struct WitnessContact: Hashable, Sendable {
    /// Its key, of type 0x04.
    package var key: VerifierKey
    /// Where it answers, without `/add-checkpoint`.
    package var address: String

    package init(key: VerifierKey, address: String) {
        self.key = key
        self.address = address
    }
}

/// A log's dealings with its witnesses: sends each new checkpoint to all of them and gathers their cosignatures.
///
/// The network is a parameter. A witness that is away costs nothing but its cosignature.
package actor Cosigning {
    /// Sends the body of an `add-checkpoint` request to a witness.
    package typealias Send = @Sendable (_ witness: WitnessContact, _ body: [UInt8]) async throws -> WitnessReply

    private let ledger: LedgerWriter
    private let witnesses: [WitnessContact]
    private let required: Int
    private let send: Send
    private var knownSizes: [VerifierKey: UInt64] = [:]
    private var troubles: [VerifierKey: Fault] = [:]
    /// The newest checkpoint that enough witnesses have cosigned.
    package private(set) var cosigned: SignedNote?

    /// Prepares to ask witnesses; `required` is how many cosignatures a checkpoint needs to count as cosigned.
    package init(ledger: LedgerWriter, witnesses: [WitnessContact], required: Int, send: @escaping Send) {
        self.ledger = ledger
        self.witnesses = witnesses
        self.required = required
        self.send = send
    }

    /// What is amiss now: split views, a log that is shorter than a witness knows it, witnesses that do not answer.
    package var alarms: [Fault] {
        troubles.sorted { $0.key.name < $1.key.name }.map(\.value)
    }

    /// Has the newest published checkpoint cosigned; returns it with the cosignatures there are.
    ///
    /// Throws `ledger.unwitnessed` when there are fewer than required; ``alarms`` says of each witness why.
    @discardableResult package func cosign() async throws -> SignedNote {
        let note = await ledger.checkpoint
        if witnesses.isEmpty { return note }
        if let cosigned, cosigned.text == note.text { return cosigned }
        let size = try Checkpoint(parsing: note.text).size
        let reader = await ledger.reader
        var whole = note
        var count = 0
        await withTaskGroup(of: (VerifierKey, Result<SignedNote.Signature, Fault>).self) { group in
            for witness in witnesses {
                group.addTask { (witness.key, await self.ask(witness, note: note, size: size, reader: reader)) }
            }
            for await (key, result) in group {
                switch result {
                case .success(let signature):
                    whole.add(signature)
                    count += 1
                    knownSizes[key] = size
                    troubles[key] = nil
                case .failure(let fault): troubles[key] = fault
                }
            }
        }
        guard count >= required else {
            throw Fault(
                .ledgerUnwitnessed,
                "\(count) of \(witnesses.count) witnesses cosigned the checkpoint, and \(required) are required",
                help: "see which witness is away; entries are durable and go on being recorded"
            )
        }
        try await ledger.keep(cosigned: whole)
        cosigned = whole
        return whole
    }

    private func ask(
        _ witness: WitnessContact,
        note: SignedNote,
        size: UInt64,
        reader: LedgerReader
    ) async -> Result<SignedNote.Signature, Fault> {
        do {
            var old = knownSizes[witness.key] ?? 0
            // The first answer may name the size that the witness has; another log writer may move it once more.
            for _ in 0..<3 {
                guard old <= size else { throw Self.shorter(than: old, size, witness) }
                let proof = old == 0 || old == size ? [] : try await reader.consistencyProof(from: old, to: size)
                let request = WitnessRequest(oldSize: old, proof: proof, note: note)
                let reply = try await send(witness, Array(request.encoded.utf8))
                switch reply.status {
                case 200: return .success(try Self.signature(in: reply.body, of: witness, over: note))
                case 409:
                    guard let known = UInt64(reply.body.filter { $0 != "\n" }) else {
                        throw Self.refused(witness, reply)
                    }
                    old = known
                case 422:
                    throw Fault(
                        .ledgerSplitView,
                        "the witness `\(witness.key.name)` has seen another history of this log",
                        help: "stop the node, keep its folder, and compare it with its backups: the log was rewritten",
                        cause: Self.refused(witness, reply)
                    )
                default: throw Self.refused(witness, reply)
                }
            }
            throw Fault(.ledgerUnwitnessed, "the witness `\(witness.key.name)` keeps naming other sizes")
        } catch let fault as Fault {
            return .failure(fault)
        } catch {
            return .failure(Fault(.ledgerUnwitnessed, "the witness `\(witness.key.name)` is away", cause: error))
        }
    }

    /// The witness's own cosignature in its answer, once it is known to hold.
    private static func signature(
        in body: String,
        of witness: WitnessContact,
        over note: SignedNote
    ) throws -> SignedNote.Signature {
        let answer = try SignedNote(parsing: note.text + "\n" + body)
        try answer.verified(by: [witness.key])
        guard
            let signature = answer.signatures.first(where: {
                $0.name == witness.key.name && $0.keyID == witness.key.keyID
            })
        else { throw Fault(.ledgerUnproved, "the witness `\(witness.key.name)` answered without its cosignature") }
        return signature
    }

    private static func shorter(than known: UInt64, _ size: UInt64, _ witness: WitnessContact) -> Fault {
        Fault(
            .ledgerSplitView,
            "the witness `\(witness.key.name)` has seen \(known) entries of this log, which now has \(size)",
            help: "an old copy of the log was put back: stop the node and restore a newer backup"
        )
    }

    /// The beginning of a reply on one line of plain letters, so that it can forge no line of a log.
    private static func plain(_ body: String) -> String {
        String(body.prefix(200).unicodeScalars.map { (0x20..<0x7f).contains($0.value) ? Character($0) : " " })
    }

    private static func refused(_ witness: WitnessContact, _ reply: WitnessReply) -> Fault {
        Fault(
            .ledgerUnwitnessed,
            "the witness `\(witness.key.name)` answered \(reply.status): `\(Self.plain(reply.body))`"
        )
    }
}
