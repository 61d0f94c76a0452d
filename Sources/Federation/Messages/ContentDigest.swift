import Ledger
import Vocabulary

/// The field that binds a body to its header (RFC 9530), with SHA-256.
package enum ContentDigest {
    /// The field's name.
    package static let name = "content-digest"

    /// The value for a body: `sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:`.
    package static func value(of body: [UInt8]) -> String { "sha-256=:\(Digest.sha256(body).base64):" }

    /// The SHA-256 that a value states; digests by other algorithms beside it are left unread.
    ///
    /// Throws `federation.message_malformed` when there is none.
    package static func sha256(in value: String) throws -> Digest {
        let members = try StructuredFields.byteSequences(value, of: name)
        guard let bytes = members.first(where: { $0.key == "sha-256" })?.bytes, let digest = Digest(bytes) else {
            throw Fault(.messageMalformed, "the field `content-digest` states no SHA-256")
        }
        return digest
    }

    /// Throws `federation.message_unproved` unless the value states the digest of this body.
    package static func check(_ value: String, over body: [UInt8]) throws {
        guard try sha256(in: value) == Digest.sha256(body) else {
            throw Fault(
                .messageUnproved,
                "the body is not the one whose digest was signed",
                help: "it was changed or cut short on its way; ask again, and look at what lies between the nodes"
            )
        }
    }
}
