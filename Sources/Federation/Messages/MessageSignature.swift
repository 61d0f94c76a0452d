import Ledger
import Vocabulary

/// Signs and checks what forces say to one another: HTTP Message Signatures (RFC 9421) with Ed25519.
///
/// Pure: the clock, the dice and the keys are parameters. A request is bound to its method, target, body, purpose and
/// disclosure id; an answer to its status, body, disclosure id and to the signature of the request, so that each can be
/// proved later to somebody who was not there (``ExchangeProof``).
package enum MessageSignature {
    /// The label of our signature in the fields `signature` and `signature-input`.
    package static let label = "reeve"
    /// What a signature of a request says it is for; an answer's never passes for one.
    package static let requestTag = "reeve-request"
    /// What a signature of an answer says it is for.
    package static let responseTag = "reeve-response"
    /// Random bytes in a nonce.
    package static let nonceBytes = 16

    /// What every request's signature covers.
    package static let requestComponents = [
        "@method", "@target-uri", "content-digest", "content-type", "reeve-purpose", "reeve-disclosure",
        "reeve-version",
    ].map { SignatureComponent($0) }

    /// What every answer's signature covers.
    package static let responseComponents =
        ["@status", "content-digest", "content-type", "reeve-disclosure", "reeve-version"].map {
            SignatureComponent($0)
        }
        + [SignatureComponent("signature", ofRequest: true)]

    /// The request with its fields and signature, to be sent as it is.
    ///
    /// `key` is named as on the roster; `randomness` gives the nonce. Throws `federation.message_malformed` for what
    /// the other side would refuse.
    package static func sign(
        request draft: RequestDraft,
        with key: SigningKey,
        at created: Timestamp,
        expires: Timestamp,
        randomness: Randomness
    ) throws -> SignedRequest {
        let fields = Fields(
            contentType: draft.contentType,
            disclosure: draft.disclosure,
            version: draft.version,
            purpose: draft.purpose
        )
        var request = SignedRequest(
            method: draft.method,
            target: draft.target,
            fields: fields.lines(body: draft.body),
            body: draft.body
        )
        var input = SignatureInput(components: requestComponents)
        input.created = seconds(created)
        input.expires = seconds(expires)
        input.nonce = Hex.encode(randomness(nonceBytes))
        input.keyID = key.name
        input.tag = requestTag
        request.fields += try signatureFields(input, of: .request(request), with: key)
        _ = try Fields(reading: request.fields, isRequest: true)
        return request
    }

    /// What a request proves, once its signature, its body and its time hold.
    ///
    /// Whether it was received before is for ``ReplayGuard`` to say, with what is returned. Throws
    /// `federation.message_malformed`, `federation.message_too_large`, `federation.message_unproved`,
    /// `federation.message_untimely` or `federation.no_common_version`. `clocks` makes the fault of a wrong clock say
    /// whose clock it seems to be.
    package static func verify(
        request: SignedRequest,
        keys: MessageKeys,
        rules: MessageRules = MessageRules(),
        versions: [ProtocolVersion] = ProtocolVersion.spoken,
        clocks: PeerClocks = PeerClocks(),
        now: Timestamp
    ) throws -> VerifiedMessage {
        try requireSize(request.fields, request.body, bodyBytesMax: rules.questionBytesMax, rules)
        // Before anything else is read, which another major version may have changed.
        try ProtocolVersion(request.fields.onlyValue(of: "reeve-version"))?.requireReadable(by: versions)
        let proved = try prove(request: request, keys: keys)
        try ContentDigest.check(request.fields.onlyValue(of: ContentDigest.name), over: request.body)
        guard let expires = proved.expires, Timeliness.lies(proved.created, expires, within: rules) else {
            throw Fault(
                .messageMalformed,
                "the request does not expire within \(rules.lifetimeSecondsMax) s after it was signed"
            )
        }
        try Timeliness(rules: rules, clocks: clocks, now: now).check(proved)
        return proved
    }

    /// The answer with its fields and signature, to be sent as it is.
    ///
    /// `request` is the one received, which must have been verified.
    package static func sign(
        response draft: ResponseDraft,
        to request: SignedRequest,
        with key: SigningKey,
        at created: Timestamp
    ) throws -> SignedResponse {
        let fields = Fields(
            contentType: draft.contentType,
            disclosure: draft.disclosure,
            version: draft.version,
            purpose: nil
        )
        var response = SignedResponse(
            status: draft.status,
            fields: fields.lines(body: draft.body),
            body: draft.body
        )
        var input = SignatureInput(components: responseComponents)
        input.created = seconds(created)
        input.keyID = key.name
        input.tag = responseTag
        response.fields += try signatureFields(input, of: .response(response, to: request), with: key)
        _ = try Fields(reading: response.fields, isRequest: false)
        return response
    }

    /// What an answer proves, once its signature and its body hold and it answers this request.
    ///
    /// `force` is the one that was asked: another force's signature is refused. A late answer is not refused for being
    /// late; one signed before its question was, beyond what clocks may differ by, is.
    package static func verify(
        response: SignedResponse,
        to request: SignedRequest,
        from force: ForceCode,
        keys: MessageKeys,
        rules: MessageRules = MessageRules(),
        clocks: PeerClocks = PeerClocks(),
        now: Timestamp
    ) throws -> VerifiedMessage {
        try requireSize(response.fields, response.body, bodyBytesMax: rules.answerBytesMax, rules)
        let asked = try prove(request: request, keys: keys)
        let proved = try prove(response: response, to: request, keys: keys)
        try ContentDigest.check(response.fields.onlyValue(of: ContentDigest.name), over: response.body)
        guard proved.force == force else {
            throw Fault(.messageUnproved, "force \(force) was asked, and force \(proved.force) signed the answer")
        }
        guard proved.disclosure == asked.disclosure, proved.version == asked.version else {
            throw Fault(.messageUnproved, "the answer bears another disclosure id or version than its question")
        }
        try Timeliness(rules: rules, clocks: clocks, now: now).check(proved, askedAt: asked.created)
        return proved
    }
}
