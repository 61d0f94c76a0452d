import Vocabulary

extension Fault.Code {
    /// A certificate, a key or a request for one cannot be read, or does not belong here.
    package static let certificateUnusable = Self("federation.certificate_unusable", status: 422)
    /// No certificate of a force was shown.
    package static let certificateMissing = Self("federation.certificate_missing", status: 401)
    /// The certificate was called back by the authority.
    package static let certificateRevoked = Self("federation.certificate_revoked", status: 403)
    /// The certificate has run out, or is not yet in force.
    package static let certificateExpired = Self("federation.certificate_expired", status: 403)
    /// The certificate, the signature and the message do not name one force.
    package static let forceMismatch = Self("federation.force_mismatch", status: 403)
    /// The force is not one this node knows the address and the keys of.
    package static let peerUnknown = Self("federation.peer_unknown", status: 403)
    /// The other node did not do what was asked of it.
    package static let peerUnusable = Self("federation.peer_unusable", status: 502)
    /// The list of certificates called back cannot be used.
    package static let revocationsUnusable = Self("federation.revocations_unusable", status: 422)
    /// The token does not entitle to a certificate.
    package static let tokenRefused = Self("federation.token_refused", status: 403)
    /// The authority did not give what was asked of it.
    package static let authorityUnusable = Self("federation.authority_unusable", status: 502)
    /// The node has no certificate of the federation.
    package static let notEnrolled = Self("federation.not_enrolled", status: 422)
}
