import Crypto
import CryptoExtras
import Foundation
import Ledger
import Synchronization

@testable import Node

/// An identity provider in the test's own memory: keys, tokens of any content, and its three documents.
final class TestIssuer: Sendable {
    static let issuer = "https://id.westyorks.example"
    static let client = "reeve"

    let curve = P256.Signing.PrivateKey()
    let other = P256.Signing.PrivateKey()
    let rsa: _RSA.Signing.PrivateKey
    /// What the provider will answer, changed by tests.
    let state = Mutex(State())

    struct State {
        /// Claims of the next token, beside the usual ones; `nil` takes one away.
        var claims: [String: (any Sendable)?] = [:]
        var now: Int64 = 0
        var calls: [ProviderCall] = []
        var metadata: [String: any Sendable] = [:]
        /// The nonce and challenge of the sign-in under way, as the browser carried them here.
        var nonce = ""
        var challenge = ""
        var tokenStatus = 200
        var isDown = false
        /// The names of the published keys.
        var published = ["ec", "rsa"]
        var signsWith = "ec"
    }

    init() throws { rsa = try Self.sharedRSA.get() }

    /// One key for all, because making one takes long.
    private static let sharedRSA = Result { try _RSA.Signing.PrivateKey(keySize: .bits3072) }

    /// The published keys, as JSON.
    func keySet(_ names: [String] = ["ec", "rsa"]) throws -> [UInt8] {
        func point(_ key: P256.Signing.PrivateKey, _ name: String) -> [String: String] {
            let bytes = Array(key.publicKey.rawRepresentation)
            return [
                "kty": "EC", "crv": "P-256", "kid": name, "use": "sig", "alg": "ES256",
                "x": Base64URL.encode(bytes[..<32]), "y": Base64URL.encode(bytes[32...]),
            ]
        }
        let parts = try rsa.publicKey.getKeyPrimitives()
        let all = [
            "ec": point(curve, "ec"), "next": point(other, "next"),
            "rsa": [
                "kty": "RSA", "kid": "rsa", "use": "sig", "n": Base64URL.encode(Array(parts.modulus)),
                "e": Base64URL.encode(Array(parts.publicExponent)),
            ],
        ]
        return try Self.json(["keys": names.compactMap { all[$0] }])
    }

    /// A token of a header and claims, signed by the key of a name; unsigned for any other name.
    func token(header: [String: any Sendable], claims: [String: any Sendable], key: String) throws -> String {
        let text = try [header, claims].map { Base64URL.encode(try Self.json($0)) }.joined(separator: ".")
        let digest = SHA256.hash(data: Array(text.utf8))
        let signature: [UInt8] =
            switch key {
            case "ec": Array(try curve.signature(for: digest).rawRepresentation)
            case "next": Array(try other.signature(for: digest).rawRepresentation)
            case "rsa": Array(try rsa.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
            default: []
            }
        return text + "." + Base64URL.encode(signature)
    }

    /// The usual claims at a moment in seconds.
    static func claims(now: Int64, nonce: String) -> [String: any Sendable] {
        [
            "iss": issuer, "aud": client, "sub": "u-17", "nonce": nonce, "exp": now + 300, "iat": now,
            "auth_time": now - 5, "preferred_username": "4821", "name": "Priya Nair",
        ]
    }

    static func json(_ value: Any) throws -> [UInt8] {
        Array(try JSONSerialization.data(withJSONObject: value, options: .sortedKeys))
    }

    /// Answers the node as a provider would.
    var send: ProviderSend {
        { call in
            let state = self.state.withLock { state in
                state.calls.append(call)
                return state
            }
            if state.isDown { return ProviderReply(status: 503, body: []) }
            switch call.address {
            case Self.issuer + "/.well-known/openid-configuration":
                let usual: [String: any Sendable] = [
                    "issuer": Self.issuer, "authorization_endpoint": Self.issuer + "/authorize",
                    "token_endpoint": Self.issuer + "/token", "jwks_uri": Self.issuer + "/keys",
                    "end_session_endpoint": Self.issuer + "/end",
                ]
                return ProviderReply(status: 200, body: try Self.json(usual.merging(state.metadata) { $1 }))
            case Self.issuer + "/keys": return ProviderReply(status: 200, body: try self.keySet(state.published))
            case Self.issuer + "/token": return try self.exchange(call, state)
            default: return ProviderReply(status: 404, body: [])
            }
        }
    }

    /// Takes a code: the verifier must fit the challenge, as at a provider that keeps to RFC 7636.
    private func exchange(_ call: ProviderCall, _ state: State) throws -> ProviderReply {
        let form = FormReader(call.form ?? "")
        let challenge = Base64URL.encode(Digest.sha256(form["code_verifier"] ?? "").bytes)
        guard state.tokenStatus == 200, form["code"] == "good", challenge == state.challenge else {
            return ProviderReply(status: 400, body: try Self.json(["error": "invalid_grant"]))
        }
        var claims = Self.claims(now: state.now, nonce: state.nonce)
        claims["at_hash"] = IDToken.leftHash("access")
        for (name, value) in state.claims { claims[name] = value }
        let algorithm = state.signsWith == "rsa" ? "RS256" : "ES256"
        let token = try token(header: ["alg": algorithm, "kid": state.signsWith], claims: claims, key: state.signsWith)
        let reply = ["id_token": token, "access_token": "access", "token_type": "Bearer"]
        return ProviderReply(status: 200, body: try Self.json(reply))
    }
}

/// Values of a query or a form.
struct FormReader {
    private let values: [String: String]

    init(_ text: String) {
        values = Dictionary(
            text.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), parts.count > 1 ? String(parts[1]).removingPercentEncoding ?? "" : "")
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    subscript(name: String) -> String? { values[name] }
}
