import Foundation
import SwiftASN1
import Vocabulary
import X509

/// Whom a certificate of the federation names, and from when to when.
package struct CertifiedPeer: Hashable, Sendable {
    /// The force, from the name `reeve://force/13`.
    package let force: ForceCode
    /// The serial number: lower-case hexadecimal.
    package let serial: String
    package let validFrom: Timestamp
    package let validUntil: Timestamp

    /// Reads a certificate in DER, whose signature has been checked already.
    ///
    /// - Throws: `federation.certificate_unusable` unless it names exactly one force.
    package init(der: [UInt8]) throws {
        guard let certificate = try? Certificate(derEncoded: der) else {
            throw Fault(.certificateUnusable, "the certificate cannot be read")
        }
        try self.init(certificate)
    }

    init(_ certificate: Certificate) throws {
        let names = try? certificate.extensions.subjectAlternativeNames
        let forces = (names.map { Array($0) } ?? []).compactMap { name -> ForceCode? in
            guard case .uniformResourceIdentifier(let text) = name, text.hasPrefix(Self.scheme) else { return nil }
            return ForceCode(String(text.dropFirst(Self.scheme.count)))
        }
        guard forces.count == 1, let force = forces.first else {
            throw Fault(.certificateUnusable, "the certificate does not name one force")
        }
        self.force = force
        serial = NodeCertificate.text(of: certificate.serialNumber)
        validFrom = Timestamp(milliseconds: Int64(certificate.notValidBefore.timeIntervalSince1970 * 1000))
        validUntil = Timestamp(milliseconds: Int64(certificate.notValidAfter.timeIntervalSince1970 * 1000))
    }

    /// What stands before the force's code in the certificate's name.
    static let scheme = "reeve://force/"

    /// Whether the certificate is in force at a moment.
    package func isValid(at moment: Timestamp) -> Bool {
        validFrom.milliseconds <= moment.milliseconds && moment.milliseconds < validUntil.milliseconds
    }

    /// From when on the certificate should be replaced: two thirds of its life.
    package var renewAt: Timestamp {
        let life = validUntil.milliseconds - validFrom.milliseconds
        return Timestamp(milliseconds: validFrom.milliseconds + life * 2 / 3)
    }
}

/// A node's certificate with its secret key: one file, so that the two cannot be parted by a crash.
package struct NodeCertificate: Sendable {
    /// The certificate in PEM.
    package let certificate: String
    /// The secret key in PEM.
    let key: String
    package let peer: CertifiedPeer

    /// Joins a certificate with its key.
    ///
    /// - Throws: `federation.certificate_unusable` when one cannot be read or they do not belong together.
    package init(certificate: String, key: String) throws {
        guard let read = try? Certificate(pemEncoded: certificate),
            let secret = try? Certificate.PrivateKey(pemEncoded: key), secret.publicKey == read.publicKey
        else { throw Fault(.certificateUnusable, "the certificate and the key do not belong together") }
        self.certificate = certificate
        self.key = key
        peer = try CertifiedPeer(read)
    }

    /// Reads what ``secretText`` writes.
    package init(secretText: String) throws {
        guard let at = secretText.range(of: "-----BEGIN CERTIFICATE-----") else {
            throw Fault(.certificateUnusable, "the file holds no certificate")
        }
        try self.init(
            certificate: String(secretText[at.lowerBound...]),
            key: String(secretText[..<at.lowerBound])
        )
    }

    /// Key and certificate in PEM, for a file that its owner alone can read.
    package var secretText: String { key + certificate }

    /// A request for a certificate of this key, in PEM; it proves that who asks holds the key.
    ///
    /// What the certificate will say is the authority's to decide, so the request names only the force.
    package static func request(key: String, force: ForceCode) throws -> String {
        guard let secret = try? Certificate.PrivateKey(pemEncoded: key) else {
            throw Fault(.certificateUnusable, "the key cannot be read")
        }
        let request = try CertificateSigningRequest(
            version: .v1,
            subject: DistinguishedName { CommonName("force \(force)") },
            privateKey: secret,
            attributes: .init([])
        )
        return try request.serializeAsPEM().pemString + "\n"
    }

    static func text(of serial: Certificate.SerialNumber) -> String {
        serial.bytes.map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}
