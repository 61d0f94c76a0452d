import Vocabulary

/// What a provider says of itself (OpenID Connect Discovery section 3), as far as this node needs it.
struct ProviderMetadata: Sendable, Hashable {
    var authorization: String
    var token: String
    var keys: String
    /// Where the provider's own session is ended, if it has such a page.
    var endSession: String?
    /// Whether every answer names its issuer (RFC 9207).
    var namesIssuer: Bool
    /// Whether the client's secret goes into the form in place of the header.
    var secretInForm: Bool

    /// Reads a discovery document.
    ///
    /// - Throws: `signin.provider_unusable` when it is of another issuer, when an address is not safe, or when the
    ///   provider does not do the code flow with S256 and one of the two algorithms.
    init(json: [UInt8], issuer: String) throws {
        func unusable(_ words: String) -> Fault {
            Fault(
                .providerUnusable,
                "the identity provider cannot be used: \(words)",
                help: "compare `signIn` of node.json with the provider's settings"
            )
        }
        guard let object = ClaimValue.object(in: json) else { throw unusable("its description is not JSON") }
        guard object["issuer"]?.text == issuer else { throw unusable("it names another issuer") }
        func address(_ name: String) throws -> String {
            guard let text = object[name]?.text, WebAddress.isSafe(text), !text.contains("#") else {
                throw unusable("`\(name)` is not a safe address")
            }
            return text
        }
        func lists(_ name: String, _ wanted: Set<String>) -> Bool {
            guard let listed = object[name] else { return true }
            return listed.texts.map { !wanted.isDisjoint(with: $0) } ?? false
        }
        authorization = try address("authorization_endpoint")
        token = try address("token_endpoint")
        keys = try address("jwks_uri")
        endSession = try? address("end_session_endpoint")
        guard lists("response_types_supported", ["code"]) else { throw unusable("it has no code flow") }
        guard lists("code_challenge_methods_supported", ["S256"]) else { throw unusable("it does not know S256") }
        guard lists("id_token_signing_alg_values_supported", ["ES256", "RS256"]) else {
            throw unusable("it signs by neither ES256 nor RS256")
        }
        namesIssuer = object["authorization_response_iss_parameter_supported"] == .bool(true)
        let ways = object["token_endpoint_auth_methods_supported"]?.texts ?? ["client_secret_basic"]
        secretInForm = !ways.contains("client_secret_basic") && ways.contains("client_secret_post")
    }
}

extension Fault.Code {
    /// The identity provider does not answer, or not as it must.
    package static let providerUnusable = Self("signin.provider_unusable", status: 503)
    /// A sign-in did not succeed; why is in the node's own log.
    package static let signInFailed = Self("signin.failed", status: 403)
    /// Too many failures; the pause ends by itself.
    package static let signInPaused = Self("signin.paused", status: 429)
}
