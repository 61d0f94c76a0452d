import Ledger

/// The keys a provider publishes (RFC 7517), those of them that may check an ID token.
struct KeySet: Sendable {
    /// One key under the name the provider gave it.
    struct Entry: Sendable {
        var id: String?
        var key: TokenKey
    }

    /// At most this many keys are read: a provider has two or three.
    static let countMax = 32

    private(set) var entries: [Entry]

    /// Reads a key set; what is not an ES256 or RS256 key for signatures is passed over.
    ///
    /// `nil` when it is no key set at all. A key that holds a private part or a symmetric key is never taken.
    init?(json: [UInt8], rsaBitsMin: Int = 3072) {
        guard case .list(let list)? = ClaimValue.object(in: json)?["keys"] else { return nil }
        entries = list.prefix(Self.countMax).compactMap { value in
            guard case .object(let object) = value, let key = Self.key(object, rsaBitsMin) else { return nil }
            return Entry(id: object["kid"]?.text, key: key)
        }
    }

    /// The key a token's header names.
    ///
    /// Without a name it must be the only one of its algorithm; a name that two keys share finds none.
    func key(id: String?, algorithm: TokenKey.Algorithm) -> TokenKey? {
        let fitting = entries.filter { $0.key.algorithm == algorithm && (id == nil || $0.id == id) }
        return fitting.count == 1 ? fitting[0].key : nil
    }

    private static func key(_ object: [String: ClaimValue], _ rsaBitsMin: Int) -> TokenKey? {
        guard object["use"] == nil || object["use"]?.text == "sig", object["d"] == nil else { return nil }
        if case .list(let operations)? = object["key_ops"], !operations.contains(.string("verify")) { return nil }
        let key: TokenKey?
        switch object["kty"]?.text {
        case "EC" where object["crv"]?.text == "P-256":
            key = TokenKey(x: bytes(object["x"]), y: bytes(object["y"]))
        case "RSA":
            key = TokenKey(modulus: bytes(object["n"]), exponent: bytes(object["e"]), bitsMin: rsaBitsMin)
        default: return nil
        }
        if let stated = object["alg"], stated.text != key?.algorithm.rawValue { return nil }
        return key
    }

    private static func bytes(_ value: ClaimValue?) -> [UInt8] { value?.text.flatMap { Base64URL.decode($0) } ?? [] }
}
