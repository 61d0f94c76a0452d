import Foundation
import Ledger
import Vocabulary

/// Who witnesses this node's log, and which logs this node witnesses: `witnesses.json` in the node's folder.
///
/// Signed data may replace it one day; code never names a force. A missing file means nobody.
package struct WitnessFile: Sendable, Codable {
    /// A witness of this node's log.
    package struct Own: Sendable, Codable {
        /// Its verifier key, `name+keyid+base64`.
        package var key: String
        /// Where it answers, without `/add-checkpoint`.
        package var address: String
    }

    /// A log that this node witnesses.
    package struct Watched: Sendable, Codable {
        /// The first line of its checkpoints.
        package var origin: String
        /// Its verifier keys; two during a rotation.
        package var keys: [String]
    }

    /// The witnesses of this node's log.
    package var witnesses: [Own] = []
    /// How many of them must have cosigned a checkpoint; 0 asks them but needs none.
    package var required = 0
    /// The logs this node witnesses.
    package var logs: [Watched] = []

    /// The witnesses; throws when a key is malformed or more are required than there are.
    func contacts() throws -> [WitnessContact] {
        guard (0...witnesses.count).contains(required) else {
            throw Self.malformed("it requires \(required) of \(witnesses.count) witnesses")
        }
        return try witnesses.map { witness in
            guard let key = VerifierKey(witness.key), key.algorithm == .cosignature else {
                throw Self.malformed("`\(witness.key)` is not a witness's verifier key")
            }
            guard let scheme = URL(string: witness.address)?.scheme, ["http", "https"].contains(scheme) else {
                throw Self.malformed("`\(witness.address)` is not a web address")
            }
            return WitnessContact(key: key, address: witness.address)
        }
    }

    /// The logs watched; throws when a key is malformed.
    func watched() throws -> [WatchedLog] {
        try logs.map { log in
            let keys = try log.keys.map { text in
                guard let key = VerifierKey(text), key.algorithm == .ed25519 else {
                    throw Self.malformed("`\(text)` is not a log's verifier key")
                }
                return key
            }
            return WatchedLog(origin: log.origin, keys: keys)
        }
    }

    private static func malformed(_ why: String) -> Fault {
        Fault(
            .settingsUnreadable,
            "`witnesses.json` cannot be used: \(why)",
            help: "`reeve ledger keys` prints the keys to exchange"
        )
    }
}

extension NodeFolder {
    /// Who witnesses the log, and what this node witnesses.
    package var witnesses: String { path + "/witnesses.json" }
    /// What this node has cosigned of other logs, with its witness key.
    package var witness: String { path + "/witness" }

    /// The file ``witnesses``, or nobody where there is none.
    package func readWitnesses() throws -> WitnessFile {
        guard FileManager.default.fileExists(atPath: witnesses) else { return WitnessFile() }
        return try read(WitnessFile.self, from: witnesses)
    }

    /// The key that signs the log; throws `ledger.key_invalid` when it is gone or unreadable.
    ///
    /// Where a rotation was interrupted, the key it had already handed over to is put in its place first.
    package func signingKey(endorsed current: VerifierKey?) throws -> SigningKey {
        let next = key + ".next"
        if let current, let secret = try? String(contentsOfFile: next, encoding: .utf8),
            let waiting = try? SigningKey.publicHalf(of: secret), waiting == current
        {
            try replaceKey(by: next)
        }
        return try SigningKey(secretText: try keptKey()) { try SigningAgent.holding($0) }
    }

    /// The public half of the key that signs the log, without asking an agent that may hold the secret.
    package func verifierKey() throws -> VerifierKey { try SigningKey.publicHalf(of: try keptKey()) }

    private func keptKey() throws -> String {
        guard let secret = try? String(contentsOfFile: key, encoding: .utf8) else {
            throw Fault(
                .ledgerKeyInvalid,
                "the signing key `\(key)` is missing or cannot be read, so nothing can be disclosed",
                help: "restore it from the place where the node's keys are kept; a new key would start a new log"
            )
        }
        return secret
    }

    /// Writes a secret into a new file that only its owner can read, and waits until it is on disk.
    package func keepSecret(_ secret: String, in file: String) throws {
        try? FileManager.default.removeItem(atPath: file)
        let descriptor = Glibc.open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Fault(.folderUnusable, "the key file `\(file)` cannot be made") }
        defer { Glibc.close(descriptor) }
        let bytes = Array(secret.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            throw Fault(.folderUnusable, "the key file `\(file)` cannot be written", help: "make space on the disk")
        }
    }

    /// Puts the next signing key in the place of the present one, which is kept with the ending `.old`.
    package func replaceKey(by next: String) throws {
        let files = FileManager.default
        let old = key + ".old"
        try? files.removeItem(atPath: old)
        try files.linkItem(atPath: key, toPath: old)
        guard rename(next, key) == 0 else {
            throw Fault(.folderUnusable, "the new signing key cannot be put in place of `\(key)`")
        }
    }
}
