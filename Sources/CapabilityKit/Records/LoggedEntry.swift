import Foundation
import Ledger
import Store
import Vocabulary

/// What the body of an entry says, read back from the ledger.
struct LoggedEntry: Decodable {
    var action: String
    var officer: String
    var force: ForceCode
    var onBehalfOf: String?
    var purpose: String
    var reference: String
    var asked: String
    var refusal: String?
    var details: [String: String]?
    var released: [String]?

    /// Reads a body; `nil` for an entry that the Desk did not write.
    init?(_ body: [UInt8]) {
        guard let read = try? JSONDecoder().decode(Self.self, from: Data(body)) else { return nil }
        self = read
    }

    /// The records and versions that left with it, each once.
    var releases: [ReleasedVersion] {
        var seen: Set<ReleasedVersion> = []
        return (released ?? []).compactMap(ReleasedVersion.init).filter { seen.insert($0).inserted }
    }

    /// The act about uses that the entry records, as JSON; only this node's own register writes one.
    var use: String? {
        guard refusal == nil, action.hasPrefix(UseBook.register + ".") else { return nil }
        return details?["use"]
    }

    /// The mark that the entry records, if it records one.
    var mark: LoggedMark? {
        let marking: [Permission] = [.markRecord, .liftRecall, .decideRetention]
        guard refusal == nil, marking.contains(where: { $0.description == action }) else { return nil }
        return details.flatMap(LoggedMark.init)
    }
}

/// A version of a record as entries name it: `13/niche/person/100@2`.
struct ReleasedVersion: Hashable, Sendable {
    var record: RecordHandle
    var version: Int64

    init?(_ text: String) {
        guard let at = text.lastIndex(of: "@"), let id = RecordID(String(text[..<at])),
            // Another force's word: what no database holds is not taken for a version.
            let version = Int32(text[text.index(after: at)...])
        else { return nil }
        record = RecordHandle(of: id)
        self.version = Int64(version)
    }
}

/// What an entry of a mark, of the lifting of one, or of a decision on keeping says in its details.
struct LoggedMark: Sendable {
    /// What was said of the records; `nil` where nothing but the time of the next review changes.
    var kind: RecallKind?
    var records: [ReleasedVersion]
    /// Their names as in the entry.
    var names: String
    var attribute: String
    var reason: String
    var power: String
    /// The recall that this one lifts.
    var lifts: Int64?
    /// The decision of a retention review and the day of the next as `20321119`.
    var decision: String?
    var nextReview: Int64?

    init?(_ details: [String: String]) {
        guard details["mark"] != nil || details["lifts"] != nil || details["decision"] != nil else { return nil }
        // A database holds no NUL; what another force wrote must not keep this node from reading its own log.
        let details = details.mapValues { $0.replacing("\0", with: "\u{FFFD}") }
        kind = details["mark"].flatMap(RecallKind.init)
        names = details["records"] ?? ""
        records = names.split(separator: " ").compactMap { ReleasedVersion(String($0)) }
        attribute = details["attribute"] ?? ""
        reason = details["reason"] ?? ""
        power = details["power"] ?? ""
        lifts = details["lifts"].flatMap { Int64($0) }
        decision = details["decision"]
        nextReview = details["nextReview"].flatMap { Int64($0) }
    }
}

/// What is said of a record, or of one thing in it, after it was disclosed.
package enum RecallKind: String, Hashable, Sendable, CaseIterable, Codable {
    /// One thing it says is not true: it is taken out of every answer until the source sends a new version.
    case wrong
    /// Nobody reads the record but who puts it right (DPA 2018 ss.46(4), 47(2)-(3)).
    case restricted
    /// What it says is gone from this node in every version (DPA 2018 s.47(1)).
    case erased
}
