import Foundation
import Ledger
import SwiftASN1
import Vocabulary
import X509

/// The federation's authority: says which machine speaks for which force, for a day at a time.
///
/// One folder holds all it knows. Several processes may use the folder at once: what changes is written under a lock.
package actor CertificateAuthority {
    /// How long its certificates last, in hours; data, in `authority.json`.
    package struct Settings: Sendable, Codable {
        package var hours = 24
        /// How long a token to enrol with may lie about, in hours.
        package var tokenHours = 72
        /// Where it answers: `https://authority.example:8700`; absent for nodes of the same machine.
        package var address: String?

        package init(address: String? = nil) { self.address = address }
    }

    /// The folder.
    package nonisolated let folder: String
    package nonisolated let settings: Settings
    /// The certificate that all others are checked against, in PEM.
    package nonisolated let certificate: String
    /// The key that the list of revoked certificates is checked with.
    package nonisolated let listKey: VerifierKey

    private let root: Certificate
    private let rootKey: Certificate.PrivateKey
    private let signingKey: SigningKey
    private let clock: Clock
    private let randomness: Randomness
    private var signedList: (at: Int64, number: UInt64, note: [UInt8])?

    /// Opens the authority of a folder.
    ///
    /// - Throws: `federation.certificate_unusable` when its keys or its certificate are gone.
    package init(folder: String, clock: @escaping Clock, randomness: @escaping Randomness) throws {
        self.folder = folder
        self.clock = clock
        self.randomness = randomness
        let files = AuthorityFolder(path: folder)
        settings = try NodeFolder(path: folder).read(Settings.self, from: files.settings)
        guard let certificate = try? String(contentsOfFile: files.certificate, encoding: .utf8),
            let root = try? Certificate(pemEncoded: certificate),
            let key = try? String(contentsOfFile: files.key, encoding: .utf8),
            let rootKey = try? Certificate.PrivateKey(pemEncoded: key), rootKey.publicKey == root.publicKey,
            let list = try? String(contentsOfFile: files.listKey, encoding: .utf8)
        else {
            throw Fault(
                .certificateUnusable,
                "`\(folder)` is not the folder of an authority, or its keys are gone",
                help: "make one with: reeve node authority make"
            )
        }
        self.certificate = certificate
        self.root = root
        self.rootKey = rootKey
        signingKey = try SigningKey(secretText: list)
        listKey = signingKey.verifierKey
    }

    // MARK: - Tokens

    /// Entitles a force to enrol one machine, once.
    ///
    /// `hosts`: the names and IP addresses other nodes will reach it by. Returns what the force's IT needs, to be given
    /// to them and to nobody else; throws `federation.certificate_unusable` for names that cannot be.
    package func entitle(_ force: ForceCode, hosts: [String]) throws -> EnrolmentTicket {
        guard !hosts.isEmpty, hosts.allSatisfy({ HostName.isUsable($0) }) else {
            throw Fault(.certificateUnusable, "a node needs a host name or IP address that others reach it by")
        }
        let secret = Hex.encode(randomness(32))
        let until = clock().milliseconds + Int64(settings.tokenHours) * 3_600_000
        try AuthorityFolder(path: folder).change { state in
            state.tokens.removeAll { $0.validUntil.milliseconds <= clock().milliseconds }
            state.tokens.append(
                .init(
                    hash: Self.hash(secret),
                    force: force,
                    hosts: hosts,
                    validUntil: Timestamp(milliseconds: until)
                )
            )
        }
        return EnrolmentTicket(
            trust: FederationTrust(
                authority: settings.address ?? folder,
                certificate: certificate,
                listKey: listKey.description
            ),
            force: force,
            hosts: hosts,
            token: secret,
            validUntil: Timestamp(milliseconds: until)
        )
    }

    /// Signs the first certificate of a machine; the token is used up by it.
    ///
    /// `request`: a certificate signing request in PEM. Throws `federation.token_refused`,
    /// `federation.certificate_unusable`.
    package func enrol(token: String, request: String) throws -> String {
        let publicKey = try Self.publicKey(of: request)
        let hash = Self.hash(token), now = clock().milliseconds
        var found: AuthorityState.Token?
        try AuthorityFolder(path: folder).change { state in
            // Hashes of 32 random bytes: that one of them is compared in more time than another tells nobody a token.
            guard
                let index = state.tokens.firstIndex(where: { MessageSeal.equal(Array($0.hash.utf8), Array(hash.utf8)) })
            else { return }
            let token = state.tokens.remove(at: index)
            guard token.validUntil.milliseconds > now else { return }
            state.members[token.force.description] = .init(hosts: token.hosts)
            found = token
        }
        guard let found else {
            throw Fault(
                .tokenRefused,
                "the token is unknown, used or run out",
                help: "ask the federation's authority for a new one"
            )
        }
        return try issue(found.force, hosts: found.hosts, publicKey: publicKey, renewing: nil)
    }

    // MARK: - Certificates

    /// Signs the next certificate of a machine that shows its present one.
    ///
    /// - Throws: `federation.certificate_revoked`, `federation.certificate_expired`,
    ///   `federation.certificate_unusable`.
    package func renew(request: String, by peer: CertifiedPeer) throws -> String {
        let publicKey = try Self.publicKey(of: request)
        let state = try AuthorityFolder(path: folder).state()
        guard let member = state.members[peer.force.description],
            !state.revoked.contains(where: { $0.covers(peer) })
        else {
            throw Fault(
                .certificateRevoked,
                "force \(peer.force) is not enrolled, or its certificate was called back",
                help: "enrol the node again with a new token from the federation's authority"
            )
        }
        guard peer.isValid(at: clock()) else {
            throw Fault(
                .certificateExpired,
                "the certificate of force \(peer.force) has run out and cannot be renewed by itself",
                help: "enrol the node again with a new token from the federation's authority"
            )
        }
        return try issue(peer.force, hosts: member.hosts, publicKey: publicKey, renewing: peer)
    }

    /// Calls back every certificate of a force that is still in force, and renews none until it enrols again.
    ///
    /// - Returns: how many were called back.
    @discardableResult package func revoke(_ force: ForceCode) throws -> Int {
        let files = AuthorityFolder(path: folder)
        var count = 0
        try files.change { state in
            // Read under the lock: whatever was signed before ends by the cut-off.
            let now = clock()
            let cutOff = RevocationList.Entry(
                serial: RevocationList.Entry.all,
                force: force,
                validUntil: end(from: now)
            )
            let issued = try files.issued().filter {
                $0.force == force && $0.validUntil.milliseconds > now.milliseconds
            }
            state.members[force.description] = nil
            state.tokens.removeAll { $0.force == force }
            state.revoked.removeAll { $0.validUntil.milliseconds <= now.milliseconds }
            let known = state.revoked, serials = Set(known.map(\.serial))
            let new = issued.filter { entry in
                !serials.contains(entry.serial) && !known.contains { $0.covers(force, until: entry.validUntil) }
            }
            state.revoked.removeAll { cutOff.covers($0.force, until: $0.validUntil) }
            // By their numbers only those of a time when certificates lasted longer.
            state.revoked += [cutOff] + new.filter { !cutOff.covers(force, until: $0.validUntil) }
            state.number += 1
            count = new.count
        }
        return count
    }

    /// The list of certificates called back, signed: at most ten seconds old.
    package func revocations() throws -> [UInt8] {
        let now = clock()
        let state = try AuthorityFolder(path: folder).state()
        if let signedList, signedList.number == state.number, now.milliseconds - signedList.at < 10_000 {
            return signedList.note
        }
        let entries = state.revoked.filter { $0.validUntil.milliseconds > now.milliseconds }
        let list = RevocationList(number: state.number, issued: now, entries: entries)
        let note = Array(try list.signed(by: signingKey).encoded.utf8)
        signedList = (now.milliseconds, state.number, note)
        return note
    }

    /// A certificate for the authority's own server, which speaks for no force.
    package func ownCertificate(hosts: [String]) throws -> (certificate: String, key: String) {
        let key = try TransportKey.make(randomness)
        let publicKey = try Certificate.PrivateKey(pemEncoded: key).publicKey
        let certificate = try sign(
            publicKey,
            name: "Reeve federation authority",
            names: hosts.map(HostName.general),
            until: end(from: clock())
        )
        return (try certificate.serializeAsPEM().pemString + "\n", key)
    }

    /// When a certificate signed at a moment runs out: certificates are dated to the second.
    private func end(from moment: Timestamp) -> Timestamp {
        Timestamp(milliseconds: (moment.milliseconds / 1000 + Int64(settings.hours) * 3600) * 1000)
    }

    private func issue(
        _ force: ForceCode,
        hosts: [String],
        publicKey: Certificate.PublicKey,
        renewing present: CertifiedPeer?
    ) throws -> String {
        let name = GeneralName.uniformResourceIdentifier(CertifiedPeer.scheme + force.description)
        let files = AuthorityFolder(path: folder)
        var until = end(from: clock())
        // Beyond every cut-off, so that who enrols again at once is not called back with what was before.
        for entry in try files.state().revoked where entry.covers(force, until: until) {
            until = Timestamp(milliseconds: entry.validUntil.milliseconds + 1000)
        }
        let certificate = try sign(
            publicKey,
            name: "force \(force)",
            names: [name] + hosts.map(HostName.general),
            until: until
        )
        let peer = try CertifiedPeer(certificate)
        try files.note(.init(serial: peer.serial, force: force, validUntil: peer.validUntil), renewing: present)
        return try certificate.serializeAsPEM().pemString + "\n"
    }

    /// Signs a certificate that is in force from five minutes ago, for clocks that go slow.
    private func sign(
        _ publicKey: Certificate.PublicKey,
        name: String,
        names: [GeneralName],
        until: Timestamp
    ) throws -> Certificate {
        let now = Date(timeIntervalSince1970: Double(clock().milliseconds / 1000))
        // The first bit is clear and the next set: positive and of full length.
        let serial = [0x40 | randomness(1)[0] & 0x3F] + randomness(15)
        return try Certificate(
            version: .v3,
            serialNumber: .init(bytes: serial),
            publicKey: publicKey,
            notValidBefore: now.addingTimeInterval(-300),
            notValidAfter: Date(timeIntervalSince1970: Double(until.milliseconds / 1000)),
            issuer: root.subject,
            subject: try DistinguishedName { CommonName(name) },
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth, .clientAuth])
                SubjectAlternativeNames(names)
            },
            issuerPrivateKey: rootKey
        )
    }

    private static func publicKey(of request: String) throws -> Certificate.PublicKey {
        guard request.utf8.count <= 8_192, let read = try? CertificateSigningRequest(pemEncoded: request),
            read.publicKey.isValidSignature(read.signature, for: read)
        else { throw Fault(.certificateUnusable, "the request for a certificate cannot be read or is not signed") }
        return read.publicKey
    }

    private static func hash(_ secret: String) -> String { Hex.encode(Digest.sha256(Array(secret.utf8)).bytes) }
}

extension CertificateAuthority {
    /// Makes the folder of a new authority: its keys and its own certificate, for ten years.
    ///
    /// - Throws: `federation.certificate_unusable` when there is one already.
    package static func make(
        _ folder: String,
        settings: Settings = Settings(),
        clock: Clock,
        randomness: Randomness
    ) throws {
        let files = AuthorityFolder(path: folder), node = NodeFolder(path: folder)
        guard !FileManager.default.fileExists(atPath: files.key) else {
            throw Fault(.certificateUnusable, "there is an authority in `\(folder)` already")
        }
        try node.make()
        let secret = try TransportKey.make(randomness)
        let key = try Certificate.PrivateKey(pemEncoded: secret)
        let now = Date(timeIntervalSince1970: Double(clock().milliseconds / 1000))
        let name = try DistinguishedName { CommonName("Reeve federation") }
        let root = try Certificate(
            version: .v3,
            serialNumber: .init(bytes: [0x40] + randomness(15)),
            publicKey: key.publicKey,
            notValidBefore: now.addingTimeInterval(-300),
            notValidAfter: now.addingTimeInterval(10 * 365.25 * 86_400),
            issuer: name,
            subject: name,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            },
            issuerPrivateKey: key
        )
        let list = try SigningKey(name: "reeve.example/authority", seed: randomness(32))
        try node.keepSecret(list.secretText + "\n", in: files.listKey)
        try node.write(settings, to: files.settings)
        try node.write(AuthorityState(), to: files.statePath)
        try Data((try root.serializeAsPEM().pemString + "\n").utf8).write(to: URL(filePath: files.certificate))
        // Last, because it is what makes the folder an authority's.
        try node.keepSecret(secret, in: files.key)
    }
}
