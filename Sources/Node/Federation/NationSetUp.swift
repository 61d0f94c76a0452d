import Foundation
import Ledger
import Store
import Vocabulary

/// Makes nodes of one machine, or of one administration, known to one another.
///
/// Real forces exchange the same by the signed roster; this is for demonstrations, trials and measurements.
package enum NationSetUp {
    /// Gives each folder, whose settings name a federation, a certificate of the authority in `authority`, which is made
    /// where there is none.
    package static func enrol(
        _ folders: [NodeFolder],
        authority path: String,
        clock: @escaping Clock,
        randomness: @escaping Randomness
    ) async throws {
        if !FileManager.default.fileExists(atPath: AuthorityFolder(path: path).key) {
            try CertificateAuthority.make(path, clock: clock, randomness: randomness)
        }
        let authority = try CertificateAuthority(folder: path, clock: clock, randomness: randomness)
        for folder in folders {
            let (settings, federation) = try federation(of: folder)
            guard let host = URLComponents(string: federation.address)?.host else {
                throw Fault(.settingsUnreadable, "`\(federation.address)` is not an address others can reach")
            }
            let ticket = try await authority.entitle(settings.force, hosts: [host])
            _ = try await folder.enrol(with: ticket, authority: authority, randomness: randomness)
        }
    }

    /// Tells each node of all others: addresses and keys in `peers.json`, witnesses in `witnesses.json`.
    ///
    /// The next two on the list cosign each one's log, over the federation's own connections.
    package static func introduce(_ folders: [NodeFolder], randomness: @escaping Randomness) async throws {
        var cards: [Card] = []
        for folder in folders { cards.append(try await card(of: folder, randomness)) }
        let book = PeerBook(peers: cards.map(\.peer))
        for (index, folder) in folders.enumerated() {
            let count = min(2, cards.count - 1)
            try folder.write(book, to: folder.peers)
            var file = WitnessFile()
            file.witnesses = (0..<count).map { step in
                let witness = cards[(index + 1 + step) % cards.count]
                return .init(key: witness.witnessKey, address: witness.peer.address + FederationPath.witness)
            }
            file.required = count
            file.logs = (0..<count).map { step in
                let watched = cards[(index + cards.count - 1 - step) % cards.count]
                return .init(origin: watched.origin, keys: [watched.logKey])
            }
            try folder.write(file, to: folder.witnesses)
        }
    }

    /// What others must know of a node.
    private struct Card {
        var peer: PeerBook.Peer
        var origin: String
        var logKey: String
        var witnessKey: String
    }

    private static func card(of folder: NodeFolder, _ randomness: @escaping Randomness) async throws -> Card {
        let (settings, federation) = try federation(of: folder)
        let log = try folder.signingKey(endorsed: nil)
        let witness = try await SigningKey.kept(
            on: try FileLogDisk(folder: folder.witness),
            in: "witness.key",
            name: "reeve.example/\(settings.force)/witness",
            randomness: randomness
        )
        let messages = try folder.messageSigningKey(of: settings.force, randomness: randomness)
        return Card(
            peer: .init(
                force: settings.force,
                address: federation.address,
                keys: [messages.verifierKey.description]
            ),
            origin: log.name,
            logKey: log.verifierKey.description,
            witnessKey: witness.cosignatureKey.description
        )
    }

    private static func federation(of folder: NodeFolder) throws -> (NodeSettings, FederationSettings) {
        let settings = try folder.read(NodeSettings.self, from: folder.settings)
        guard let federation = settings.federation else {
            throw Fault(
                .settingsUnreadable,
                "`\(folder.settings)` names no federation",
                help: "give it: \"federation\": {\"port\": 8443, \"address\": \"https://HOST:8443\"}"
            )
        }
        return (settings, federation)
    }
}
