import Federation
import Foundation
import Ledger
import Vocabulary

/// What one ledger entry says, as JSON with sorted keys.
///
/// It holds personal data (the question asked, which records), so it is kept beside the log and only its salted hash is
/// in the leaf: it can be erased by law and the log still verifies (DPA 2018 s.62, s.47).
struct LedgerEntryBody: Encodable {
    var operation: LedgerKind
    var disclosure: String
    var at: Timestamp
    var requester: Requester
    var action: String
    var asked: String
    var rules: [String]
    var rulesVersion: String
    var released: [StoredRecord] = []
    var withheld: [Withheld] = []
    var refusal: String?
    /// Counts and digests of a collection or a combination.
    var details: [String: String] = [:]
    /// What it says of an exchange with other forces; the records of the exchange follow from it.
    var exchange: SettlingEntry?

    private enum Key: String, CodingKey {
        case action, answers, asked, at, details, disclosure, exchange, force, officer, onBehalfOf, operation, power,
            purpose
        case quality, reference, refusal, released, rules, rulesVersion, withheld
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(operation.rawValue, forKey: .operation)
        try object.encode(disclosure, forKey: .disclosure)
        try object.encode(at.rfc3339, forKey: .at)
        try object.encode(requester.officer.number, forKey: .officer)
        try object.encode(requester.officer.force, forKey: .force)
        try object.encodeIfPresent(requester.authority.onBehalfOf, forKey: .onBehalfOf)
        try object.encode(requester.authority.purpose, forKey: .purpose)
        try object.encode(requester.authority.reference, forKey: .reference)
        try object.encodeIfPresent(requester.authority.power, forKey: .power)
        try object.encode(action, forKey: .action)
        try object.encode(asked, forKey: .asked)
        try object.encode(rules, forKey: .rules)
        try object.encode(rulesVersion, forKey: .rulesVersion)
        try object.encodeIfPresent(refusal, forKey: .refusal)
        if !details.isEmpty { try object.encode(details, forKey: .details) }
        try object.encodeIfPresent(exchange, forKey: .exchange)
        if !released.isEmpty {
            try object.encode(released.map { "\($0.record.id)@\($0.version)" }, forKey: .released)
            try object.encode(released.map { QualityEnvelope(of: $0, on: at).short }, forKey: .quality)
        }
        if !withheld.isEmpty {
            try object.encode(withheld.map { "\($0.force): \($0.count), \($0.reason)" }, forKey: .withheld)
        }
    }

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}
