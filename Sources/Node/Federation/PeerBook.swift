import Federation
import Foundation
import Ledger
import Vocabulary

/// Where the nodes of other forces are reached, and by which keys their messages are checked.
package struct PeerBook: Sendable, Codable {
    /// One force's node.
    package struct Peer: Sendable, Codable, Hashable {
        package var force: ForceCode
        /// Scheme, host and port: `https://node.westyorks.example:8443`.
        package var address: String
        /// Another address of the same node, which a second attempt goes by.
        package var second: String?
        /// The keys its messages are signed with, each `name+keyid+base64`; two during a rotation.
        package var keys: [String]

        package init(force: ForceCode, address: String, second: String? = nil, keys: [String]) {
            self.force = force
            self.address = address
            self.second = second
            self.keys = keys
        }
    }

    package var peers: [Peer]

    package init(peers: [Peer] = []) { self.peers = peers }

    /// The node of a force.
    package subscript(force: ForceCode) -> Peer? { peers.first { $0.force == force } }

    /// The keys of all.
    ///
    /// - Throws: `federation.peer_unknown` when one cannot be read.
    package func keys() throws -> [MessageKey] {
        try peers.flatMap { peer in
            try peer.keys.map { text in
                guard let key = VerifierKey(text), key.algorithm == .ed25519 else {
                    throw Fault(
                        .peerUnknown,
                        "`\(text)` is not a key that messages of force \(peer.force) are checked by"
                    )
                }
                return MessageKey(force: peer.force, key: key)
            }
        }
    }
}

extension NodeFolder {
    /// The other nodes, by force, where the node has no root to prove a roster by.
    package var peers: String { path + "/peers.json" }
    /// The secret key that this node's messages are signed with.
    var messageKey: String { federation + "/message.key" }

    /// The file ``peers``, or nobody where there is none.
    package func readPeers() throws -> PeerBook {
        guard FileManager.default.fileExists(atPath: peers) else { return PeerBook() }
        return try read(PeerBook.self, from: peers)
    }

    /// The key that this node's messages are signed with.
    func readMessageKey() throws -> SigningKey {
        try SigningKey(secretText: try String(contentsOfFile: messageKey, encoding: .utf8))
    }

    /// The key that this node's messages are signed with, made where there is none yet.
    ///
    /// - Throws: `federation.certificate_unusable` when there is one that cannot be read; it is never replaced.
    package func messageSigningKey(of force: ForceCode, randomness: Randomness) throws -> SigningKey {
        if Self.holds(messageKey) {
            guard let text = try? String(contentsOfFile: messageKey, encoding: .utf8) else {
                throw Fault(
                    .certificateUnusable,
                    "the key file `\(messageKey)` cannot be read",
                    help: "see to its disk and its owner, or restore it from the back-up"
                )
            }
            return try SigningKey(secretText: text)
        }
        try NodeFolder(path: federation).make()
        let key = try SigningKey(name: "reeve.example/\(force)/messages", seed: randomness(32))
        try keepSecret(key.secretText + "\n", in: messageKey)
        return key
    }
}
