import Federation
import Foundation
import Ledger
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
    /// The version of the roster in force; absent where there is none.
    package var roster: RosterVersion?
    /// The number of the newest version, where it is still to begin.
    package var rosterToCome: Int?
    /// What is wrong with the roster as the node stands.
    package var rosterProblem: String?
    package var peers: [PeerBook.Peer]

    /// A version of the roster.
    package struct RosterVersion: Codable, Sendable, Hashable {
        package var name: String
        package var version: Int
        package var from: String
        package var until: String
    }

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
        guard let keeper = try RosterKeeper.open(folder) else {
            peers = try folder.readPeers().peers
            return
        }
        // As a node that runs does, so that what is said here is what it goes by.
        _ = try? keeper.look(at: moment)
        rosterProblem = keeper.problem(at: moment)?.message
        peers = keeper.book(at: moment).peers
        let current = keeper.current(at: moment)
        roster = current.map {
            RosterVersion(name: $0.name, version: $0.version, from: "\($0.from)", until: "\($0.until)")
        }
        rosterToCome = keeper.newest.flatMap {
            $0.version == current?.version || $0.until < moment.date ? nil : $0.version
        }
        let own = keeper.keys(at: moment).filter { $0.force == present.peer.force && $0.isValid(at: moment) }
        if current != nil, let key = try? folder.readMessageKey(), !own.contains(where: { $0.key == key.verifierKey }) {
            rosterProblem = rosterProblem ?? "the key that this node signs with is not on the roster"
        }
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
            "roster       "
                + (roster.map { "version \($0.version) until \($0.until)" }
                    ?? (rosterProblem == nil ? "no root: peers.json" : "none in force"))
                + (rosterToCome.map { ", version \($0) to come" } ?? "")
                + (rosterProblem.map { "  PROBLEM: \($0)" } ?? ""),
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
