import Vocabulary

/// One thing that a signature covers: a header field, or a part of the message by a name that begins with `@`.
package struct SignatureComponent: Hashable, Sendable, CustomStringConvertible {
    /// In lower case: `content-digest`, `@method`.
    package var name: String
    /// In an answer: whether it is the request's.
    package var isOfRequest: Bool

    /// A component by its name.
    package init(_ name: String, ofRequest: Bool = false) {
        self.name = name
        isOfRequest = ofRequest
    }

    /// As it stands in the list of what is signed: `"signature";req`.
    package var description: String { "\"\(name)\"\(isOfRequest ? ";req" : "")" }
}

/// What a signature says of itself: what it covers, when and by which key it was made.
package struct SignatureInput: Hashable, Sendable {
    package var components: [SignatureComponent]
    /// Seconds since 1970.
    package var created: Int64?
    /// Seconds since 1970.
    package var expires: Int64?
    package var nonce: String?
    package var algorithm: String?
    package var keyID: String?
    package var tag: String?
    /// The value in the field, without its label, exactly as signed; empty until it is written or read.
    package var text = ""

    /// A signature over these components, with no parameters yet.
    package init(components: [SignatureComponent]) { self.components = components }
}

/// The text a signature is over (RFC 9421 section 2.5), rebuilt by each side from its own view of the message.
package enum SignatureBase {
    /// The message that is signed.
    package enum Message: Sendable {
        /// A request.
        case request(SignedRequest)
        /// An answer, and the request it answers.
        case response(SignedResponse, to: SignedRequest)
    }

    /// The text, without a last newline.
    ///
    /// Throws `federation.message_malformed` when something that is to be covered stands in the list twice, is not in
    /// the message, or is none of `@method`, `@target-uri`, `@authority`, `@path`, `@status` and the header fields.
    package static func text(_ input: SignatureInput, of message: Message) throws -> String {
        guard Set(input.components).count == input.components.count else {
            throw Fault(.messageMalformed, "the signature lists a part of the message twice")
        }
        var lines = try input.components.map { "\($0): \(try value(of: $0, in: message))" }
        lines.append("\"@signature-params\": \(input.text.isEmpty ? try StructuredFields.text(of: input) : input.text)")
        return lines.joined(separator: "\n")
    }

    private static func value(of component: SignatureComponent, in message: Message) throws -> String {
        switch message {
        case .request(let request):
            guard !component.isOfRequest else { break }
            return try value(of: component.name, in: request)
        case .response(_, let request) where component.isOfRequest:
            return try value(of: component.name, in: request)
        case .response(let response, _):
            if component.name == "@status" {
                guard (100...599).contains(response.status) else { break }
                return "\(response.status)"
            }
            return try field(component.name, in: response.fields)
        }
        throw Fault(.messageMalformed, "a signature cannot cover `\(component)` here")
    }

    private static func value(of name: String, in request: SignedRequest) throws -> String {
        switch name {
        case "@method":
            guard (1...16).contains(request.method.utf8.count),
                request.method.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
            else {
                throw Fault(.messageMalformed, "the method is not a short word in capital letters")
            }
            return request.method
        case "@target-uri": return try TargetURI(request.target).description
        case "@authority": return try TargetURI(request.target).authority
        case "@path": return try TargetURI(request.target).path
        default: return try field(name, in: request.fields)
        }
    }

    private static func field(_ name: String, in fields: [HeaderField]) throws -> String {
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
            }
        guard isName, let value = try fields.canonicalValue(of: name) else {
            throw Fault(.messageMalformed, "the signature covers `\(name)`, which the message does not have")
        }
        return value
    }
}
