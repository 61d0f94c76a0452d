import Vocabulary

/// What is kept of a question and its answer so that both can be proved later, to somebody who was not there.
///
/// A text in the manner of HTTP: the line `reeve/exchange-proof@v1`; method and address; the fields that the request's
/// signature covers, and the signature; an empty line; the status of the answer, its fields and signature. The bodies are
/// there by their digests only. Any client of RFC 9421 that knows the two public keys can check it.
package struct ExchangeProof: Hashable, Sendable {
    static let firstLine = "reeve/exchange-proof@v1"
    /// The most bytes a proof may have.
    package static let bytesMax = 65_536

    /// The request without its body, with no fields but those that count.
    package let request: SignedRequest
    /// The answer without its body, with no fields but those that count.
    package let response: SignedResponse

    /// The proof of an exchange whose signatures have been verified.
    ///
    /// Throws `federation.message_malformed` when something that a signature covers is missing.
    package init(request: SignedRequest, response: SignedResponse) throws {
        self.request = SignedRequest(
            method: request.method,
            target: request.target,
            fields: try Self.kept(request.fields),
            body: []
        )
        self.response = SignedResponse(status: response.status, fields: try Self.kept(response.fields), body: [])
    }

    /// What the signatures prove: who asked and who answered.
    ///
    /// Neither time nor bodies are looked at; a body is held against its digest by ``question(is:)`` and
    /// ``answer(is:)``. Throws `federation.message_unproved` naming what does not hold.
    package func verify(keys: MessageKeys) throws -> (asked: VerifiedMessage, answered: VerifiedMessage) {
        let asked = try MessageSignature.prove(request: request, keys: keys)
        let answered = try MessageSignature.prove(response: response, to: request, keys: keys)
        guard asked.disclosure == answered.disclosure, asked.version == answered.version else {
            throw Fault(.messageUnproved, "the answer bears another disclosure id or version than its question")
        }
        return (asked, answered)
    }

    /// Whether these bytes are the question that was signed.
    package func question(is body: [UInt8]) -> Bool { Self.isSigned(body, in: request.fields) }

    /// Whether these bytes are the answer that was signed.
    package func answer(is body: [UInt8]) -> Bool { Self.isSigned(body, in: response.fields) }

    private static func isSigned(_ body: [UInt8], in fields: [HeaderField]) -> Bool {
        guard let value = try? fields.onlyValue(of: ContentDigest.name) else { return false }
        return (try? ContentDigest.check(value, over: body)) != nil
    }

    /// The fields that the signature covers, in its order, each once and in canonical form, and the signature.
    private static func kept(_ fields: [HeaderField]) throws -> [HeaderField] {
        let inputs = try StructuredFields.signatureInputs(fields.onlyValue(of: "signature-input"))
        guard inputs.count == 1, let input = inputs.first?.input else {
            throw Fault(.messageMalformed, "the message must have one signature")
        }
        let own = input.components.filter { !$0.isOfRequest && !$0.name.hasPrefix("@") }
        return try (own.map(\.name) + ["signature-input", "signature"]).map { name in
            guard let value = try fields.canonicalValue(of: name) else {
                throw Fault(.messageMalformed, "the signature covers `\(name)`, which the message does not have")
            }
            return HeaderField(name, value)
        }
    }
}

// MARK: - The text

extension ExchangeProof {
    /// The proof as it is kept.
    package var text: String {
        func lines(_ fields: [HeaderField]) -> [String] { fields.map { "\($0.name): \($0.value)" } }
        let all =
            [Self.firstLine, "\(request.method) \(request.target)"] + lines(request.fields) + [
                "", "\(response.status)",
            ]
            + lines(response.fields)
        return all.joined(separator: "\n") + "\n"
    }

    /// Reads a proof; throws `federation.message_malformed` unless it is one, as ``text`` would write it.
    package init(parsing text: String) throws {
        guard text.utf8.count <= Self.bytesMax else {
            throw Fault(.messageTooLarge, "the proof has more than \(Self.bytesMax) bytes")
        }
        let parts = text.split(separator: "\n\n", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasSuffix("\n") else { throw Self.malformed }
        let asked = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
        let answered = parts[1].dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        let words = (asked.dropFirst().first ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard asked.first == Self.firstLine[...], words.count == 2, let status = answered.first.flatMap({ Int($0) })
        else { throw Self.malformed }
        try self.init(
            request: SignedRequest(
                method: String(words[0]),
                target: String(words[1]),
                fields: Self.fields(asked.dropFirst(2)),
                body: []
            ),
            response: SignedResponse(status: status, fields: Self.fields(answered.dropFirst()), body: [])
        )
        guard self.text == text else { throw Self.malformed }
    }

    private static func fields(_ lines: some Sequence<Substring>) throws -> [HeaderField] {
        try lines.map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1].first == " " else { throw malformed }
            return HeaderField(String(parts[0]), String(parts[1].dropFirst()))
        }
    }

    private static var malformed: Fault {
        Fault(.messageMalformed, "the text is not a proof of a question and its answer")
    }
}
