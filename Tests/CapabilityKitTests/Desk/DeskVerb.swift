import CapabilityKit
import Foundation
import TestKit
import Testing
import Vocabulary

/// Everything that can be asked of the Desk about people.
///
/// A new verb joins the list, and with it the laws.
enum DeskVerb: String, CaseIterable, CustomTestStringConvertible {
    case search, person, record, joining, clusters, collect, combine

    var testDescription: String { rawValue }

    /// Verbs whose answer tells something of a person to an officer.
    static let disclosing: [DeskVerb] = [.search, .person, .record, .joining]

    /// Somebody who may.
    var allowed: Requester {
        switch self {
        case .search, .person, .record, .joining: TestOfficers.cleared.asking()
        case .clusters, .collect, .combine:
            TestOfficers.steward.asking(for: "data.quality", reference: "work order 7")
        }
    }

    /// The permission it is decided by.
    var action: String {
        switch self {
        case .search: "search.find"
        case .person: "search.person"
        case .record: "search.record"
        case .joining: "review.explain"
        case .clusters, .combine: "review.link"
        case .collect: "intake.import"
        }
    }

    /// The question as the log has it.
    var asked: String {
        switch self {
        case .search: "okafor"
        case .person: "person \(Self.daniel.alone)"
        case .record: "record 13/niche/person/100"
        case .joining: "why joined \(Self.daniel.alone)"
        case .clusters: "list which records are joined"
        case .collect: "collect 13/niche more.csv"
        case .combine: "join the records of all forces here"
        }
    }

    /// What the entry is, by DPA 2018 s.62(1).
    var kind: String {
        switch self {
        case .search, .person, .record, .joining, .clusters: "consultation"
        case .collect: "collection"
        case .combine: "combination"
        }
    }

    /// The nominal that the verbs ask about.
    static let daniel = TestRecords.person("100", "Daniel", "Okafor")

    /// Asks, and gives the number of the entry where the answer carries one.
    @discardableResult
    func run(on desk: Desk, for requester: Requester) async throws -> UInt64? {
        switch self {
        case .search: return try await desk.search("okafor", limit: 10, for: requester).entry
        case .person: return try await desk.person(Self.daniel.alone, for: requester).entry
        case .record: return try await desk.record(Self.daniel.id, for: requester).entry
        case .joining: return try await desk.joining(Self.daniel.alone, for: requester).entry
        case .clusters:
            _ = try await desk.clusters(for: requester)
            return nil
        case .collect:
            let begun = try await desk.collect(
                from: Self.daniel.id.source,
                file: "more.csv",
                key: "more",
                mapping: "test",
                for: requester
            )
            let late = TestRecords.person("101", "Late", "Comer")
            _ = try await begun.store(try RecordBatch([late], of: late.id.source), position: "1", rejected: 0)
            return begun.entry
        case .combine: return try await desk.combine(for: requester).entry
        }
    }

    /// The verbs in the source of the Desk: `package func` in `extension Desk`.
    static func inSource() throws -> Set<String> {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/CapabilityKit/Desk").standardizedFileURL
        var names: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            var isDesk = false
            for line in text.split(separator: "\n") {
                if line.hasPrefix("extension ") { isDesk = line.hasPrefix("extension Desk ") }
                if line.hasPrefix("package ") { isDesk = line.hasPrefix("package struct Desk:") }
                guard isDesk, let found = line.firstMatch(of: /^    package func (\w+)/) else { continue }
                names.insert(String(found.1))
            }
        }
        return names
    }
}
