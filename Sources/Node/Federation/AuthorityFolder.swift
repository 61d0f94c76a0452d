import Foundation
import SwiftASN1
import Vocabulary
import X509

/// What the authority knows beside its keys.
struct AuthorityState: Sendable, Codable {
    /// A token that was given out and not used.
    struct Token: Sendable, Codable {
        /// SHA-256 of the token, in hexadecimal; the token itself is not kept.
        var hash: String
        var force: ForceCode
        var hosts: [String]
        var validUntil: Timestamp
    }

    /// A force that may renew.
    struct Member: Sendable, Codable {
        var hosts: [String]
    }

    var tokens: [Token] = []
    /// By the code of the force.
    var members: [String: Member] = [:]
    var revoked: [RevocationList.Entry] = []
    /// The number of the list of certificates called back.
    var number: UInt64 = 1
}

/// The files of an authority.
struct AuthorityFolder: Sendable {
    let path: String

    var settings: String { path + "/authority.json" }
    var certificate: String { path + "/authority.pem" }
    var key: String { path + "/authority.key" }
    var listKey: String { path + "/revocations.key" }
    var statePath: String { path + "/state.json" }
    /// One line for each certificate signed, oldest first.
    var issuedPath: String { path + "/issued.jsonl" }

    func state() throws -> AuthorityState {
        try NodeFolder(path: path).read(AuthorityState.self, from: statePath)
    }

    /// Reads the state, changes it and writes it, while no other process does.
    func change(_ change: (inout AuthorityState) throws -> Void) throws {
        try locked {
            var state = try state()
            try change(&state)
            try NodeFolder(path: path).write(state, to: statePath)
        }
    }

    /// Notes that a certificate was signed, before it is given out.
    ///
    /// `present`: the certificate it follows; `nil` for the first. Throws `federation.certificate_revoked` when the force
    /// has been called back in the meantime.
    func note(_ entry: RevocationList.Entry, renewing present: CertifiedPeer?) throws {
        // The end of the line before once more, because a crash may have cut that off.
        let line = [0x0A] + Array(try JSONEncoder().encode(entry)) + [0x0A]
        try locked {
            let state = try state()
            guard state.members[entry.force.description] != nil,
                !state.revoked.contains(where: { revoked in
                    revoked.covers(entry.force, until: entry.validUntil) || present.map(revoked.covers) ?? false
                })
            else {
                throw Fault(.certificateRevoked, "force \(entry.force) was called back")
            }
            let file = open(issuedPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw unwritable }
            defer { Glibc.close(file) }
            guard write(file, line, line.count) == line.count, fsync(file) == 0 else { throw unwritable }
        }
    }

    /// Every certificate signed and given out: a line that cannot be read was cut off before its certificate was.
    ///
    /// - Throws: ``Fault`` when the file is there and cannot be read.
    func issued() throws -> [RevocationList.Entry] {
        guard NodeFolder.holds(issuedPath) else { return [] }
        guard let data = FileManager.default.contents(atPath: issuedPath) else {
            throw Fault(.folderUnusable, "`\(issuedPath)` cannot be read", help: "see to its disk and its owner")
        }
        return data.split(separator: 0x0A).compactMap {
            try? JSONDecoder().decode(RevocationList.Entry.self, from: $0)
        }
    }

    private func locked(_ work: () throws -> Void) throws {
        try NodeFolder(path: path).locked(by: path + "/lock", work)
    }

    private var unwritable: Fault {
        Fault(.folderUnusable, "the authority's folder `\(path)` cannot be written", help: "make space on the disk")
    }
}

/// A name or IP address other nodes reach a node by.
enum HostName {
    /// Whether it is an IP address, or letters, digits, points and hyphens.
    static func isUsable(_ text: String) -> Bool {
        if address(text) != nil { return true }
        return (1...253).contains(text.utf8.count) && !text.hasPrefix(".") && !text.hasPrefix("-")
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 46
            }
    }

    /// As a certificate names it.
    static func general(_ text: String) -> GeneralName {
        guard let bytes = address(text) else { return .dnsName(text) }
        return .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
    }

    private static func address(_ text: String) -> [UInt8]? {
        var four = in_addr(), six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: &six) { Array($0) } }
        return nil
    }
}
