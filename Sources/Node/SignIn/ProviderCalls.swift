import Vocabulary

/// One request to the identity provider.
struct ProviderCall: Sendable, Hashable {
    var address: String
    /// The form that is posted; `nil` to get.
    var form: String?
    /// The value of the `authorization` header.
    var authorization: String?
}

/// What the identity provider answered.
struct ProviderReply: Sendable, Hashable {
    var status: Int
    var body: [UInt8]
}

/// How the provider is reached: over the network, or as a test has it.
typealias ProviderSend = @Sendable (ProviderCall) async throws -> ProviderReply

/// How the identity provider is called: only https (or this very machine), at most 256 KB, ten seconds, no redirect.
enum ProviderDoor {
    static let byteMax = 256 * 1024

    /// Sends one request.
    static let send: ProviderSend = { call in
        guard WebAddress.isSafe(call.address) else {
            throw Fault(.providerUnusable, "the identity provider gave an address that is not safe")
        }
        var outside = OutsideCall(address: call.address, seconds: 10, byteMax: byteMax)
        outside.accept = "application/json"
        outside.authorization = call.authorization
        if let form = call.form {
            outside.body = OutsideCall.Body(bytes: Array(form.utf8), type: "application/x-www-form-urlencoded")
        }
        do {
            let reply = try await OutsideDoor.send(outside)
            return ProviderReply(status: reply.status, body: reply.body)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw Fault(
                .providerUnusable,
                "the identity provider does not answer",
                help: "try again in a minute; tell force IT if it goes on",
                cause: error
            )
        }
    }

    /// Names and values as a form or a query, everything but unreserved characters percent-encoded.
    static func form(_ values: [(String, String)]) -> String {
        values.map { "\(encoded($0))=\(encoded($1))" }.joined(separator: "&")
    }

    /// Text percent-encoded but for the unreserved characters of RFC 3986.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
