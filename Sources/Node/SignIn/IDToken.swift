import Ledger
import Vocabulary

/// An ID token whose every claim has been checked (OpenID Connect Core section 3.1.3.7).
///
/// Pure: keys, time and what is expected are given, so that hostile tokens are tried without a network.
struct IDToken: Sendable, Hashable {
    /// The provider's name for the person, never given to another.
    var subject: String
    /// When the person proved who they are, in seconds since 1970, where the provider says so.
    var authenticatedAt: Int64?
    /// Every claim.
    var claims: [String: ClaimValue]

    /// What a token must say.
    struct Expectation: Sendable {
        var issuer: String
        var clientID: String
        var nonce: String
        /// The access token that came with it.
        var accessToken: String?
        /// Seconds since 1970.
        var now: Int64
        /// Seconds by which the provider's clock may differ.
        var skew: Int64 = 60
        /// The person must have proved who they are at this moment or later.
        var authenticatedSince: Int64?
        /// One of these kinds of proof must have been used; any when empty.
        var acr: [String] = []
    }

    /// Why a token is refused.
    ///
    /// For the node's own log; nobody who signs in is told.
    enum Refusal: String, Error, CaseIterable {
        case tooLong, malformed, algorithm, critical, type, unknownKey, signature, issuer, audience, authorizedParty
        case expired, notYet, issuedAt, nonce, subject, accessTokenHash, authenticationTime, acr
    }

    /// Bytes in a token, at most.
    static let byteMax = 16 * 1024
    /// Seconds after which a token that was issued for a sign-in is stale.
    static let ageMax: Int64 = 600

    /// Checks a token as it came from the provider.
    init(_ text: String, keys: KeySet, expecting expected: Expectation) throws(Refusal) {
        claims = try Self.signedClaims(of: text, types: ["JWT"], keys: keys)
        guard claims["iss"]?.text == expected.issuer else { throw .issuer }
        guard let audiences = claims["aud"]?.texts, audiences.contains(expected.clientID) else { throw .audience }
        let party = claims["azp"]
        guard party == nil && audiences.count == 1 || party?.text == expected.clientID else { throw .authorizedParty }

        guard let expiry = claims["exp"]?.seconds, expected.now < expiry + expected.skew else { throw .expired }
        if let start = claims["nbf"] {
            guard let start = start.seconds, start <= expected.now + expected.skew else { throw .notYet }
        }
        guard let issued = claims["iat"]?.seconds, issued <= expected.now + expected.skew,
            expected.now - issued <= Self.ageMax + expected.skew
        else { throw .issuedAt }

        guard let nonce = claims["nonce"]?.text, MessageSeal.equal(Array(nonce.utf8), Array(expected.nonce.utf8)) else {
            throw .nonce
        }
        guard let subject = claims["sub"]?.text, (1...255).contains(subject.utf8.count) else { throw .subject }
        self.subject = subject
        if let hash = claims["at_hash"] {
            guard let hash = hash.text, let token = expected.accessToken, hash == Self.leftHash(token) else {
                throw .accessTokenHash
            }
        }
        authenticatedAt = claims["auth_time"]?.seconds
        if let since = expected.authenticatedSince {
            guard let at = authenticatedAt, at >= since - expected.skew, at <= expected.now + expected.skew else {
                throw .authenticationTime
            }
        }
        if !expected.acr.isEmpty {
            guard let acr = claims["acr"]?.text, expected.acr.contains(acr) else { throw .acr }
        }
    }

    /// The subject that a logout token speaks of (OpenID Connect Back-Channel Logout 1.0 section 2.6).
    ///
    /// It must be marked as such a token, name the event and hold no nonce: an ID token does not pass for one, nor one
    /// for an ID token.
    static func subject(
        loggedOutBy text: String,
        keys: KeySet,
        expecting expected: Expectation
    ) throws(Refusal) -> String {
        let claims = try signedClaims(of: text, types: ["LOGOUT+JWT"], keys: keys)
        guard claims["iss"]?.text == expected.issuer else { throw .issuer }
        guard claims["aud"]?.texts?.contains(expected.clientID) == true else { throw .audience }
        guard let issued = claims["iat"]?.seconds, issued <= expected.now + expected.skew,
            expected.now - issued <= ageMax + expected.skew
        else { throw .issuedAt }
        guard let expiry = claims["exp"]?.seconds, expected.now < expiry + expected.skew else { throw .expired }
        guard claims["nonce"] == nil else { throw .nonce }
        guard case .object(let events)? = claims["events"], events[logoutEvent] != nil else { throw .type }
        guard let subject = claims["sub"]?.text, (1...255).contains(subject.utf8.count) else { throw .subject }
        return subject
    }

    private static let logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

    /// The claims of a token whose signature holds under one of the provider's keys.
    ///
    /// The header names the algorithm, yet a key has only one of its own, so that a token cannot have itself checked
    /// by another; keys the header brings along (`jwk`, `jku`, `x5c`, `x5u`) are never looked at.
    private static func signedClaims(
        of text: String,
        types: Set<String>,
        keys: KeySet
    ) throws(Refusal) -> [String: ClaimValue] {
        guard text.utf8.count <= byteMax else { throw .tooLong }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64URL.decode(parts[0]), let header = ClaimValue.object(in: head) else {
            throw .malformed
        }
        guard let algorithm = header["alg"]?.text.flatMap(TokenKey.Algorithm.init(rawValue:)) else { throw .algorithm }
        guard header["crit"] == nil, header["b64"] == nil else { throw .critical }
        // A header that says nothing is an ID token's.
        guard types.contains(header["typ"].map { $0.text?.uppercased() ?? "" } ?? "JWT") else { throw .type }
        guard header["kid"] == nil || header["kid"]?.text != nil else { throw .malformed }
        guard let key = keys.key(id: header["kid"]?.text, algorithm: algorithm) else { throw .unknownKey }
        guard let signature = Base64URL.decode(parts[2]),
            key.isValid(signature, over: Array("\(parts[0]).\(parts[1])".utf8))
        else { throw .signature }
        guard let body = Base64URL.decode(parts[1]), let claims = ClaimValue.object(in: body) else { throw .malformed }
        return claims
    }

    /// The left half of the SHA-256 of an access token (section 3.1.3.6), as `at_hash` states it.
    static func leftHash(_ token: String) -> String {
        Base64URL.encode(Digest.sha256(Array(token.utf8)).bytes.prefix(16))
    }
}
