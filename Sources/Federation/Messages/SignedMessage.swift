import Vocabulary

/// A request from one force to another: as it was received, or as it will be sent with its signature.
///
/// Plain values: nothing in it has been checked until ``MessageSignature/verify(request:keys:rules:versions:clocks:now:)`` has.
package struct SignedRequest: Hashable, Sendable {
    /// `POST`.
    package var method: String
    /// The whole address, as the asking side wrote it: `https://node.wyp.example/federation/questions`.
    package var target: String
    package var fields: [HeaderField]
    package var body: [UInt8]

    /// A request of its parts, as received.
    package init(method: String, target: String, fields: [HeaderField], body: [UInt8]) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }
}

/// An answer to a ``SignedRequest``: as it was received, or as it will be sent with its signature.
package struct SignedResponse: Hashable, Sendable {
    /// The HTTP status: 100 to 599.
    package var status: Int
    package var fields: [HeaderField]
    package var body: [UInt8]

    /// An answer of its parts, as received.
    package init(status: Int, fields: [HeaderField], body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// What a request is made of before it is signed.
package struct RequestDraft: Hashable, Sendable {
    package var method: String
    package var target: String
    /// The code of the purpose: `crime.investigate`.
    package var purpose: String
    /// The id both logs carry: 32 hexadecimal digits in lower case.
    package var disclosure: String
    /// The version of what both nodes speak (``ProtocolVersion/common(_:_:)``).
    package var version: ProtocolVersion
    package var contentType: String
    package var body: [UInt8]

    /// A request to be signed.
    package init(
        method: String = "POST",
        target: String,
        purpose: String,
        disclosure: String,
        version: ProtocolVersion,
        contentType: String = "application/json",
        body: [UInt8]
    ) {
        self.method = method
        self.target = target
        self.purpose = purpose
        self.disclosure = disclosure
        self.version = version
        self.contentType = contentType
        self.body = body
    }
}

/// What an answer is made of before it is signed.
package struct ResponseDraft: Hashable, Sendable {
    /// The HTTP status: 100 to 599.
    package var status: Int
    /// The id of the question it answers.
    package var disclosure: String
    /// The version of the question it answers.
    package var version: ProtocolVersion
    package var contentType: String
    package var body: [UInt8]

    /// An answer to be signed.
    package init(
        status: Int = 200,
        disclosure: String,
        version: ProtocolVersion,
        contentType: String = "application/json",
        body: [UInt8]
    ) {
        self.status = status
        self.disclosure = disclosure
        self.version = version
        self.contentType = contentType
        self.body = body
    }
}

/// What a signature proves of a message.
package struct VerifiedMessage: Hashable, Sendable {
    /// The force whose key signed.
    package var force: ForceCode
    /// The key that signed, by its name on the roster.
    package var keyID: String
    package var disclosure: String
    /// The purpose of a request; empty in an answer.
    package var purpose: String
    package var version: ProtocolVersion
    /// When it was signed, by the signer's clock, to the second.
    package var created: Timestamp
    /// Until when a request may be acted on, by the signer's clock; `nil` in an answer.
    package var expires: Timestamp?
    /// What makes a request the only one of its kind; empty in an answer.
    package var nonce: String
    /// The bytes whose digest was signed; empty in a proof, which keeps the digest only.
    package var body: [UInt8]
}
