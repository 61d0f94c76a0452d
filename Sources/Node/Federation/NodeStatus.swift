import Foundation
import Vocabulary

/// How a node stands in the federation, from what is in its folder.
package struct NodeStatus: Codable, Sendable {
    package var force: ForceCode
    package var address: String?
    package var certificate: String
    package var validUntil: Timestamp
    package var renewAt: Timestamp
    package var authority: String
    /// Whether the certificate is in force and was not called back, as far as this node has heard.
    package var isInForce: Bool
    /// The number of the last list of revoked certificates; absent where none was heard.
    package var revocationList: UInt64?
    package var revocationListIssued: Timestamp?
    package var peers: [PeerBook.Peer]

    /// - Throws: `federation.not_enrolled`.
    package init(_ folder: NodeFolder, at moment: Timestamp) throws {
        let (present, trust) = try folder.readIdentity()
        let settings = try folder.read(NodeSettings.self, from: folder.settings)
        let revocations = try trust.revocations()
        if let note = FileManager.default.contents(atPath: folder.revocations) {
            try revocations.accept(Array(note), at: moment)
            revocationList = revocations.list.number
            revocationListIssued = revocations.list.issued
        }
        force = present.peer.force
        address = settings.federation?.address
        certificate = present.peer.serial
        validUntil = present.peer.validUntil
        renewAt = present.peer.renewAt
        authority = trust.authority
        isInForce = (try? revocations.admit(present.peer, at: moment)) != nil
        peers = try folder.readPeers().peers
    }

    /// The same for people.
    package var lines: [String] {
        [
            "force        \(force)\(isInForce ? "" : "  NOT IN FORCE: enrol again")",
            "address      \(address ?? "none: node.json names no federation")",
            "certificate  \(certificate) until \(validUntil), to be renewed at \(renewAt)",
            "authority    \(authority)",
            "revocations  "
                + (revocationList.map { "list \($0)" } ?? "none heard yet")
                + (revocationListIssued.map { " of \($0)" } ?? ""),
            "peers        \(peers.isEmpty ? "none" : peers.map(\.force.description).joined(separator: ", "))",
        ]
    }
}

extension EnrolmentTicket {
    /// Reads the file that the authority gave out.
    ///
    /// - Throws: `federation.token_refused` when it is not one.
    package static func read(_ file: String) throws -> EnrolmentTicket {
        guard let data = FileManager.default.contents(atPath: file),
            let ticket = try? JSONDecoder().decode(EnrolmentTicket.self, from: data)
        else {
            throw Fault(
                .tokenRefused,
                "`\(file)` is not a ticket of the federation's authority",
                help: "ask the authority for one; it is made by: reeve node authority ticket"
            )
        }
        return ticket
    }
}
