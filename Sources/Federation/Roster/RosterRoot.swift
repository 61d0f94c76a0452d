import Foundation
import Ledger
import Vocabulary

/// Who may sign a roster, and how many of them must: given to every node by hand.
package struct RosterRoot: Hashable, Sendable {
    /// The name of the roster they sign: `england-and-wales.example/roster`.
    package let name: String
    /// How many of the keys must have signed.
    package let need: Int
    /// The keys, of different people at different forces.
    package let keys: [VerifierKey]

    /// Throws `roster.malformed` unless at least one and at most all of different keys must sign.
    package init(name: String, need: Int, keys: [VerifierKey]) throws {
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), (1...max(1, keys.count)).contains(need),
            !keys.isEmpty, Set(keys.map(\.publicKey)).count == keys.count, Set(keys.map(\.name)).count == keys.count,
            keys.allSatisfy({ $0.algorithm == .ed25519 })
        else {
            throw Fault(
                .rosterMalformed,
                "the root of the roster needs a name, different keys, and how many of them must sign",
                help: "write it as {\"name\": \"…\", \"need\": 2, \"keys\": [\"name+number+base64\", …]}"
            )
        }
        self.name = name
        self.need = need
        self.keys = keys
    }

    private struct File: Decodable {
        var name: String
        var need: Int
        var keys: [String]
    }

    /// Reads `{"name": …, "need": 2, "keys": ["name+number+base64", …]}`.
    package init(json: [UInt8]) throws {
        do {
            let file = try JSONDecoder().decode(File.self, from: Data(json))
            let keys = try file.keys.map { text in
                guard let key = VerifierKey(text) else {
                    throw Fault(.rosterMalformed, "the root of the roster names `\(text)`, which is not a key")
                }
                return key
            }
            try self.init(name: file.name, need: file.need, keys: keys)
        } catch let error as DecodingError {
            throw Fault(.rosterMalformed, "the root of the roster cannot be read", cause: error)
        }
    }
}
