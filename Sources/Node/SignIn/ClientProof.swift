import CapabilityKit
import Foundation
import Ledger
import Vocabulary

/// How this node proves to the identity provider that it is its client.
struct ClientProof: Sendable {
    /// What it proves it by.
    enum Way: Sendable {
        case nothing
        /// A secret that both know.
        case secret(String)
        /// A key of which the provider knows the public half (`private_key_jwt`).
        case key(ClientKey)
    }

    /// Milliseconds before its end from which it is told that a secret must be changed.
    static let noticeMilliseconds: Int64 = 30 * 86_400_000

    let way: Way
    /// From when on it is not used any more, in milliseconds since 1970; `nil` for never.
    let endsAt: Int64?

    init(_ way: Way, endsAt: Int64? = nil) {
        self.way = way
        self.endsAt = endsAt
    }

    /// Reads the file that the settings name.
    ///
    /// - Throws: `signin.settings` when it is missing, readable by others, or no key.
    init(_ settings: ProviderSettings, in folder: NodeFolder) throws {
        guard let name = settings.clientKeyFile ?? settings.clientSecretFile else {
            self.init(.nothing)
            return
        }
        let file = folder.secretFile(name)
        let found = try? FileManager.default.attributesOfItem(atPath: file)
        guard let mode = found?[.posixPermissions] as? Int,
            let text = try? String(contentsOfFile: file, encoding: .utf8)
        else {
            throw Fault(.signInSettings, "the client's secret `\(file)` cannot be read", help: "put the secret there")
        }
        guard mode & 0o077 == 0 else {
            throw Fault(
                .signInSettings,
                "the client's secret `\(file)` can be read by others than the node",
                help: "take their rights away: chmod 600"
            )
        }
        let written = (found?[.modificationDate] as? Date).map { Int64($0.timeIntervalSince1970 * 1000) }
        let endsAt = written.map { $0 + Int64(settings.clientProofDays) * 86_400_000 }
        if settings.clientKeyFile == nil {
            self.init(.secret(text.trimmingCharacters(in: .whitespacesAndNewlines)), endsAt: endsAt)
            return
        }
        guard let key = ClientKey(pem: text) else {
            throw Fault(
                .signInSettings,
                "the client's key `\(file)` is no private key of P-256",
                help: "make one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"
            )
        }
        self.init(.key(key), endsAt: endsAt)
    }

    /// That the proof must be changed soon, or is over.
    func alarm(at moment: Timestamp) -> Fault? {
        guard let endsAt, moment.milliseconds > endsAt - Self.noticeMilliseconds else { return nil }
        let day = Timestamp.uk(milliseconds: endsAt).date
        return Fault(
            .clientProofOld,
            "the client's secret at the identity provider must be changed; nobody signs in by it after \(day)",
            help: "make a new one at the provider and put it into the file"
        )
    }

    /// A statement, good for a minute and once, that this is the client (RFC 7523 section 2.2).
    static func assertion(
        _ key: ClientKey,
        clientID: String,
        audience: String,
        at moment: Timestamp,
        randomness: Randomness
    ) throws -> String {
        let seconds = moment.milliseconds / 1000
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let header = try encoder.encode(["alg": "ES256", "kid": key.thumbprint, "typ": "JWT"])
        let claims = try encoder.encode(
            Claims(
                iss: clientID,
                sub: clientID,
                aud: audience,
                jti: Base64URL.encode(randomness(32)),
                iat: seconds,
                exp: seconds + 60
            )
        )
        let text = [header, claims].map { Base64URL.encode(Array($0)) }.joined(separator: ".")
        return "\(text).\(Base64URL.encode(try key.sign(Array(text.utf8))))"
    }

    private struct Claims: Encodable {
        var iss: String
        var sub: String
        var aud: String
        var jti: String
        var iat: Int64
        var exp: Int64
    }
}

extension Fault.Code {
    /// The client's secret at the provider is older than it may be.
    package static let clientProofOld = Self("signin.client_proof_old", status: 503)
}
