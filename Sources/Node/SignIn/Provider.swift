import CapabilityKit
import Ledger
import Vocabulary

/// The identity provider as this node knows it: its description and keys, kept for an hour, and what is asked of it.
actor Provider {
    /// Milliseconds for which a description or a key set is good.
    static let keptMax: Int64 = 60 * 60 * 1000
    /// Milliseconds between two looks for a key that is not known: a stranger's token cannot make this node hammer the
    /// provider.
    static let lookAgain: Int64 = 60 * 1000

    nonisolated let settings: ProviderSettings
    /// Where the provider sends the browser back to.
    nonisolated let callback: String
    private let proof: ClientProof
    private let randomness: Randomness
    private let send: ProviderSend
    private let clock: Clock
    private var metadata: (value: ProviderMetadata, at: Int64)?
    private var keys: (value: KeySet, at: Int64)?

    init(
        settings: ProviderSettings,
        proof: ClientProof,
        callback: String,
        send: @escaping ProviderSend,
        clock: @escaping Clock,
        randomness: @escaping Randomness
    ) {
        self.settings = settings
        self.proof = proof
        self.randomness = randomness
        self.callback = callback
        self.send = send
        self.clock = clock
    }

    /// Where the browser goes to sign in.
    func authorizationAddress(for flow: SignInFlows.Flow) async throws -> String {
        let metadata = try await described()
        var values = [
            ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", callback),
            ("scope", (["openid"] + settings.scopes.filter { $0 != "openid" }).joined(separator: " ")),
            ("state", flow.state), ("nonce", flow.nonce), ("code_challenge", flow.challenge),
            ("code_challenge_method", "S256"),
        ]
        let acr = wantedACR(flow)
        if !acr.isEmpty { values.append(("acr_values", acr.joined(separator: " "))) }
        if flow.stepUp != nil {
            // `max_age` makes the provider say when; some refuse 0, and the token's time is held against the beginning
            // of this flow in any case.
            values += [("prompt", "login"), ("max_age", "60")]
        } else if let minutes = settings.maxAgeMinutes {
            values.append(("max_age", "\(minutes * 60)"))
        }
        let mark = metadata.authorization.contains("?") ? "&" : "?"
        return metadata.authorization + mark + ProviderDoor.form(values)
    }

    /// Takes a code for the ID token it stands for, and checks that.
    ///
    /// The access token serves to check the hash in the ID token and is forgotten; no other token is asked for.
    ///
    /// - Parameters:
    ///   - code: the code of the provider's answer.
    ///   - issuer: the `iss` of that answer (RFC 9207), where it gave one.
    ///   - flow: the sign-in it belongs to.
    /// - Returns: the ID token, with every claim checked.
    /// - Throws: ``IDToken/Refusal`` or ``Fault``.
    func person(code: String, issuer: String?, flow: SignInFlows.Flow) async throws -> IDToken {
        let metadata = try await described()
        guard issuer == settings.issuer || issuer == nil && !metadata.namesIssuer else { throw IDToken.Refusal.issuer }
        let reply = try await send(try tokenCall(code: code, flow: flow, metadata))
        guard reply.status == 200, let object = ClaimValue.object(in: reply.body),
            object["token_type"]?.text?.lowercased() == "bearer", let token = object["id_token"]?.text
        else {
            throw Fault(.signInFailed, "the identity provider did not take the code: status \(reply.status)")
        }
        let expected = expectation(flow, accessToken: object["access_token"]?.text)
        do {
            return try IDToken(token, keys: try await publishedKeys(), expecting: expected)
        } catch IDToken.Refusal.unknownKey {
            // The provider may have changed its keys since they were read.
            return try IDToken(token, keys: try await publishedKeys(again: true), expecting: expected)
        }
    }

    /// The account whose sessions a logout token ends (OpenID Connect Back-Channel Logout 1.0).
    ///
    /// - Throws: ``IDToken/Refusal`` or ``Fault``.
    func account(loggedOutBy token: String) async throws -> String {
        let now = clock().milliseconds / 1000
        let expected = IDToken.Expectation(
            issuer: settings.issuer,
            clientID: settings.clientID,
            nonce: "",
            now: now,
            skew: Int64(settings.clockSkewSeconds)
        )
        let subject: String
        do {
            subject = try IDToken.subject(loggedOutBy: token, keys: try await publishedKeys(), expecting: expected)
        } catch IDToken.Refusal.unknownKey {
            let keys = try await publishedKeys(again: true)
            subject = try IDToken.subject(loggedOutBy: token, keys: keys, expecting: expected)
        }
        return account(of: subject)
    }

    /// By what an account is known: the issuer and the person's name there.
    nonisolated func account(of subject: String) -> String { "\(settings.issuer) \(subject)" }

    /// What must be done about the client's secret.
    nonisolated var alarm: Fault? { proof.alarm(at: clock()) }

    /// Where the provider's own session is ended, if it has such a page.
    func endSessionAddress() async -> String? { try? await described().endSession }

    private func wantedACR(_ flow: SignInFlows.Flow) -> [String] {
        (flow.stepUp == nil && !flow.isOutside) || settings.stepUpACR.isEmpty ? settings.acr : settings.stepUpACR
    }

    private func expectation(_ flow: SignInFlows.Flow, accessToken: String?) -> IDToken.Expectation {
        let now = clock().milliseconds / 1000
        return IDToken.Expectation(
            issuer: settings.issuer,
            clientID: settings.clientID,
            nonce: flow.nonce,
            accessToken: accessToken,
            now: now,
            skew: Int64(settings.clockSkewSeconds),
            authenticatedSince: flow.stepUp == nil
                ? settings.maxAgeMinutes.map { now - Int64($0) * 60 } : flow.began / 1000,
            acr: wantedACR(flow)
        )
    }

    private func tokenCall(code: String, flow: SignInFlows.Flow, _ metadata: ProviderMetadata) throws -> ProviderCall {
        let now = clock()
        if let endsAt = proof.endsAt, now.milliseconds > endsAt, let alarm = proof.alarm(at: now) { throw alarm }
        var values = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", callback),
            ("code_verifier", flow.verifier),
        ]
        var call = ProviderCall(address: metadata.token)
        switch proof.way {
        case .nothing: values.append(("client_id", settings.clientID))
        case .secret(let secret) where metadata.secretInForm:
            values += [("client_id", settings.clientID), ("client_secret", secret)]
        case .secret(let secret):
            let pair = "\(ProviderDoor.encoded(settings.clientID)):\(ProviderDoor.encoded(secret))"
            call.authorization = "Basic \(Base64.encode(Array(pair.utf8)))"
        case .key(let key):
            let assertion = try ClientProof.assertion(
                key,
                clientID: settings.clientID,
                audience: metadata.token,
                at: now,
                randomness: randomness
            )
            values += [
                ("client_id", settings.clientID), ("client_assertion", assertion),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ]
        }
        call.form = ProviderDoor.form(values)
        return call
    }

    private func described() async throws -> ProviderMetadata {
        let now = clock().milliseconds
        if let metadata, now - metadata.at < Self.keptMax { return metadata.value }
        let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        let body = try await document(base + "/.well-known/openid-configuration")
        let value = try ProviderMetadata(json: body, issuer: settings.issuer)
        metadata = (value, now)
        return value
    }

    private func publishedKeys(again: Bool = false) async throws -> KeySet {
        let now = clock().milliseconds
        if let keys, now - keys.at < (again ? Self.lookAgain : Self.keptMax) { return keys.value }
        guard let value = KeySet(json: try await document(try await described().keys), rsaBitsMin: settings.rsaBitsMin)
        else {
            throw Fault(.providerUnusable, "the identity provider's keys cannot be read")
        }
        keys = (value, now)
        return value
    }

    private func document(_ address: String) async throws -> [UInt8] {
        let reply = try await send(ProviderCall(address: address))
        guard reply.status == 200 else {
            throw Fault(
                .providerUnusable,
                "the identity provider answers with status \(reply.status)",
                help: "try again in a minute; tell force IT if it goes on"
            )
        }
        return reply.body
    }
}
