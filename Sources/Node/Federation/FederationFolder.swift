import Foundation
import Ledger
import Vocabulary

/// Where the node listens for other forces, in `node.json`; absent where it belongs to no federation.
package struct FederationSettings: Sendable, Codable, Hashable {
    /// The port for other nodes; never the one of the pages.
    package var port: Int
    /// The address others reach it by: `https://node.westyorks.example:8443`.
    package var address: String
    /// Another address that others reach it by.
    package var second: String?
    /// The address of this machine that is listened on.
    package var listen: String?

    package init(port: Int, address: String, second: String? = nil, listen: String? = nil) {
        self.port = port
        self.address = address
        self.second = second
        self.listen = listen
    }
}

/// Whom a node believes about certificates.
package struct FederationTrust: Sendable, Codable, Hashable {
    /// Where the authority answers: an `https:` address, or its folder on the same machine.
    package var authority: String
    /// The authority's certificate in PEM.
    package var certificate: String
    /// The verifier key of the list of revoked certificates.
    package var listKey: String

    /// Trust in an authority.
    package init(authority: String, certificate: String, listKey: String) {
        self.authority = authority
        self.certificate = certificate
        self.listKey = listKey
    }

    /// What is known to be called back: nothing yet.
    ///
    /// - Throws: `federation.revocations_unusable` when the key cannot be read.
    package func revocations() throws -> Revocations {
        guard let key = VerifierKey(listKey) else {
            throw Fault(.revocationsUnusable, "the key of the list of revoked certificates cannot be read")
        }
        return Revocations(key: key)
    }
}

/// What a force's IT is given to enrol one machine: whom to believe, and a token that works once.
package struct EnrolmentTicket: Sendable, Codable {
    package var trust: FederationTrust
    package var force: ForceCode
    package var hosts: [String]
    package var token: String
    package var validUntil: Timestamp
}

extension NodeFolder {
    /// Keys, certificate and trust of the federation.
    package var federation: String { path + "/federation" }
    /// The secret key of the certificate, with the certificate.
    var identity: String { federation + "/identity.pem" }
    var trust: String { federation + "/trust.json" }
    /// The last list of revoked certificates that was good.
    var revocations: String { federation + "/revocations" }

    /// The node's certificate and whom it believes.
    ///
    /// - Throws: `federation.not_enrolled` when there is none.
    package func readIdentity() throws -> (certificate: NodeCertificate, trust: FederationTrust) {
        guard let text = try? String(contentsOfFile: identity, encoding: .utf8) else {
            throw Fault(
                .notEnrolled,
                "the node in `\(path)` has no certificate of the federation",
                help: "enrol it with: reeve node enrol --data \(path) --with TICKET"
            )
        }
        return (try NodeCertificate(secretText: text), try read(FederationTrust.self, from: trust))
    }

    /// Writes the certificate with its key, whole or not at all.
    func keep(_ certificate: NodeCertificate) throws {
        let next = identity + ".next"
        try keepSecret(certificate.secretText, in: next)
        guard rename(next, identity) == 0 else {
            throw Fault(.folderUnusable, "the certificate cannot be put in place of `\(identity)`")
        }
    }

    /// Enrols the node with what the authority gave out for it.
    ///
    /// - Throws: `federation.force_mismatch` when the ticket is another force's; `federation.token_refused`.
    package func enrol(
        with ticket: EnrolmentTicket,
        authority: any AuthorityContact,
        randomness: Randomness
    ) async throws -> NodeCertificate {
        let settings = try read(NodeSettings.self, from: settings)
        guard settings.force == ticket.force else {
            throw Fault(
                .forceMismatch,
                "the ticket is for force \(ticket.force), but this is a node of force \(settings.force)"
            )
        }
        try NodeFolder(path: federation).make()
        let key = try TransportKey.make(randomness)
        let request = try NodeCertificate.request(key: key, force: ticket.force)
        let text = try await authority.enrol(token: ticket.token, request: request)
        let certificate = try NodeCertificate(certificate: text, key: key)
        guard certificate.peer.force == ticket.force else {
            throw Fault(.authorityUnusable, "the authority signed a certificate for force \(certificate.peer.force)")
        }
        try write(ticket.trust, to: trust)
        try keep(certificate)
        return certificate
    }

    /// Has the authority sign the next certificate, with a new key, and keeps it.
    package func renew(
        _ present: NodeCertificate,
        authority: any AuthorityContact,
        randomness: Randomness
    ) async throws -> NodeCertificate {
        let next = try await authority.renewed(present, randomness)
        try keep(next)
        return next
    }
}

/// The way to the authority.
package protocol AuthorityContact: Sendable {
    /// Exchanges a token and a request (PEM) for a certificate (PEM).
    func enrol(token: String, request: String) async throws -> String
    /// Exchanges a request (PEM) for the next certificate (PEM), on the strength of the present one.
    func renew(request: String, with present: NodeCertificate) async throws -> String
    /// The list of revoked certificates: a signed note.
    func revocations() async throws -> [UInt8]
}

extension AuthorityContact {
    /// The next certificate of a node, with a new key.
    package func renewed(_ present: NodeCertificate, _ randomness: Randomness) async throws -> NodeCertificate {
        let key = try TransportKey.make(randomness)
        let request = try NodeCertificate.request(key: key, force: present.peer.force)
        let next = try NodeCertificate(certificate: try await renew(request: request, with: present), key: key)
        guard next.peer.force == present.peer.force else {
            throw Fault(.authorityUnusable, "the authority signed a certificate for force \(next.peer.force)")
        }
        return next
    }
}

extension CertificateAuthority: AuthorityContact {
    /// Renews for a node of the same machine, which can read this folder anyway.
    package func renew(request: String, with present: NodeCertificate) async throws -> String {
        try renew(request: request, by: present.peer)
    }
}
