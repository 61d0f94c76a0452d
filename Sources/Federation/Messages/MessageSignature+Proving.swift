import Ledger
import Vocabulary

/// What a signature proves by itself: who signed which header, whatever the time and wherever the body.
extension MessageSignature {
    /// What a request's header proves; neither its time nor its body is looked at.
    static func prove(request: SignedRequest, keys: MessageKeys) throws -> VerifiedMessage {
        try prove(.request(request), request.fields, requestComponents, tag: requestTag, keys)
    }

    /// What an answer's header proves; neither its time nor its body is looked at.
    static func prove(response: SignedResponse, to request: SignedRequest, keys: MessageKeys) throws -> VerifiedMessage
    {
        try prove(.response(response, to: request), response.fields, responseComponents, tag: responseTag, keys)
    }

    private static func prove(
        _ message: SignatureBase.Message,
        _ lines: [HeaderField],
        _ required: [SignatureComponent],
        tag: String,
        _ keys: MessageKeys
    ) throws -> VerifiedMessage {
        let isRequest = tag == requestTag
        let fields = try Fields(reading: lines, isRequest: isRequest)
        let inputs = try StructuredFields.signatureInputs(lines.onlyValue(of: "signature-input"))
        let signatures = try StructuredFields.byteSequences(lines.onlyValue(of: "signature"), of: "signature")
        guard inputs.map(\.label) == [label], signatures.map(\.key) == [label] else {
            throw Fault(.messageMalformed, "the message must have one signature, labelled `\(label)`")
        }
        let input = inputs[0].input
        if let missing = required.first(where: { !input.components.contains($0) }) {
            throw unproved("the signature does not cover \(missing)")
        }
        guard input.tag == tag else { throw unproved("the signature is not made for this: its tag is not `\(tag)`") }
        guard input.algorithm ?? "ed25519" == "ed25519" else { throw unproved("the signature is not by Ed25519") }
        guard let created = moment(input.created), let keyID = input.keyID else {
            throw unproved("the signature does not say when and by which key it was made")
        }
        guard let key = keys[keyID], key.key.algorithm == .ed25519 else {
            throw unproved("no force on the roster has the key `\(keyID)`")
        }
        guard key.isValid(at: created) else {
            throw unproved("the key `\(keyID)` of force \(key.force) was not in force at \(created.rfc3339UTC)")
        }
        guard key.key.isValid(signature: signatures[0].bytes, over: try SignatureBase.text(input, of: message)) else {
            throw unproved("the signature by `\(keyID)` is not over this message")
        }
        let body =
            switch message {
            case .request(let request): request.body
            case .response(let response, _): response.body
            }
        let nonce = input.nonce ?? ""
        guard !isRequest || (16...64).contains(nonce.utf8.count) else {
            throw Fault(.messageMalformed, "the nonce of a request has 16 to 64 characters")
        }
        return VerifiedMessage(
            force: key.force,
            keyID: keyID,
            disclosure: fields.disclosure,
            purpose: fields.purpose ?? "",
            version: fields.version,
            created: created,
            expires: moment(input.expires),
            nonce: nonce,
            body: body
        )
    }

    /// The two fields that carry a signature.
    static func signatureFields(
        _ input: SignatureInput,
        of message: SignatureBase.Message,
        with key: SigningKey
    ) throws -> [HeaderField] {
        let text = try StructuredFields.text(of: input)
        let signature = try key.sign(Array(SignatureBase.text(input, of: message).utf8))
        return [
            HeaderField("signature-input", "\(label)=\(text)"),
            HeaderField("signature", "\(label)=:\(Base64.encode(signature)):"),
        ]
    }

    static func requireSize(_ fields: [HeaderField], _ body: [UInt8], bodyBytesMax: Int, _ rules: MessageRules) throws {
        guard body.count <= bodyBytesMax else {
            throw Fault(.messageTooLarge, "the message has a body of \(body.count) bytes, more than \(bodyBytesMax)")
        }
        let size = fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        guard fields.count <= rules.fieldsMax, size <= rules.fieldBytesMax else {
            throw Fault(.messageTooLarge, "the message has \(fields.count) header fields with \(size) bytes, too many")
        }
    }

    static func seconds(_ moment: Timestamp) -> Int64 { moment.milliseconds.floorDivided(by: 1_000) }

    private static func moment(_ seconds: Int64?) -> Timestamp? {
        // A structured field's integer has at most 15 digits, so that this cannot overflow.
        seconds.map { Timestamp(milliseconds: $0 * 1_000) }
    }

    private static func unproved(_ why: String) -> Fault {
        Fault(.messageUnproved, why, help: "nothing was done with the message; its sender must sign as the roster says")
    }

    /// The fields of ours that a message bears, each exactly once.
    struct Fields {
        var contentType: String
        var disclosure: String
        var version: ProtocolVersion
        /// `nil` in an answer.
        var purpose: String?
    }
}

extension MessageSignature.Fields {
    /// Throws `federation.message_malformed` naming the field that is not as it should be.
    init(reading lines: [HeaderField], isRequest: Bool) throws {
        _ = try lines.onlyValue(of: ContentDigest.name)
        contentType = try lines.onlyValue(of: "content-type")
        disclosure = try lines.onlyValue(of: "reeve-disclosure")
        guard disclosure.utf8.count == 32, Hex.decode(disclosure) != nil else {
            throw Fault(.messageMalformed, "the field `reeve-disclosure` is not 32 hexadecimal digits")
        }
        guard let version = ProtocolVersion(try lines.onlyValue(of: "reeve-version")) else {
            throw Fault(.messageMalformed, "the field `reeve-version` is not a version such as 1.0")
        }
        self.version = version
        guard isRequest else { return }
        let purpose = try lines.onlyValue(of: "reeve-purpose")
        guard (1...64).contains(purpose.utf8.count),
            purpose.utf8.allSatisfy({ (0x61...0x7A).contains($0) || $0 == 0x2E || $0 == 0x2D || $0 == 0x5F })
        else { throw Fault(.messageMalformed, "the field `reeve-purpose` is not the code of a purpose") }
        self.purpose = purpose
    }

    /// The fields with the digest of a body.
    func lines(body: [UInt8]) -> [HeaderField] {
        [
            HeaderField("content-type", contentType), HeaderField("content-digest", ContentDigest.value(of: body)),
            HeaderField("reeve-disclosure", disclosure), HeaderField("reeve-version", version.description),
        ] + (purpose.map { [HeaderField("reeve-purpose", $0)] } ?? [])
    }
}

extension Int64 {
    /// Division that rounds down, below nought as well.
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
