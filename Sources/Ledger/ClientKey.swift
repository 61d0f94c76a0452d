import Crypto
import Vocabulary

/// The P-256 key by which this node proves to another service that it is the client it says it is.
///
/// Such a proof is signed anew for each use, so that nobody who reads one can use it again, and the key never leaves the
/// node (RFC 7523).
package struct ClientKey: Sendable {
    private let key: P256.Signing.PrivateKey

    /// Reads a private key in PEM, as `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` writes it; `nil`
    /// when it is none.
    package init?(pem: String) {
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
        self.key = key
    }

    /// The name of the key: the SHA-256 of its public half (RFC 7638), in base 64.
    package var thumbprint: String {
        let (x, y) = coordinates
        return Base64URL.encode(Digest.sha256(#"{"crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)"}"#).bytes)
    }

    /// The public half as a JSON Web Key, to be given to the service.
    package var publicKey: String {
        let (x, y) = coordinates
        return #"{"alg":"ES256","crv":"P-256","kid":"\#(thumbprint)","kty":"EC","use":"sig","x":"\#(x)","y":"\#(y)"}"#
    }

    /// The signature over some bytes by ES256: the 64 bytes of r and s.
    package func sign(_ message: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: SHA256.hash(data: message)).rawRepresentation)
    }

    private var coordinates: (x: String, y: String) {
        let bytes = Array(key.publicKey.rawRepresentation)
        return (Base64URL.encode(bytes[..<32]), Base64URL.encode(bytes[32...]))
    }
}
