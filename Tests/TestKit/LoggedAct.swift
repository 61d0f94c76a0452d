import CapabilityKit
import Foundation
import Ledger

/// What the Desk wrote into one ledger entry, read back as anybody can read it: by its JSON.
package struct LoggedAct: Decodable, Hashable, Sendable {
    package var operation: String
    package var disclosure: String
    package var at: String
    package var officer: String
    package var force: String
    package var purpose: String
    package var reference: String
    package var action: String
    package var asked: String
    package var rules: [String]
    package var rulesVersion: String
    package var refusal: String?
    package var details: [String: String]?
    package var released: [String]?
    package var withheld: [String]?
    /// The entry's number; not part of the JSON.
    package var index: UInt64 = 0
    /// The kind in the public part of the entry; not part of the JSON.
    package var kind = ""

    private enum CodingKeys: String, CodingKey {
        case operation, disclosure, at, officer, force, purpose, reference, action, asked, rules, rulesVersion, refusal
        case details, released, withheld
    }
}

extension LedgerWriter {
    /// Every entry that is durable now, oldest first.
    package func acts() async throws -> [LoggedAct] {
        var acts: [LoggedAct] = []
        try await reader.forEach { entry in
            guard case .kept(let bytes) = entry.body else { return true }
            var act = try JSONDecoder().decode(LoggedAct.self, from: Data(bytes))
            act.index = entry.index
            act.kind = entry.kind.rawValue
            acts.append(act)
            return true
        }
        return acts
    }
}
