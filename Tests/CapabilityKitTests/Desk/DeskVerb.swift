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
    case reviewQueue, nextForReview, pairForReview, judge, withdrawJudgement
    case authorities, oversight, perform

    var testDescription: String { rawValue }

    /// Verbs whose answer tells something of a person to an officer.
    static let disclosing: [DeskVerb] = [.search, .person, .record, .joining]

    /// Somebody who may.
    var allowed: Requester {
        switch self {
        case .search, .person, .record, .joining, .authorities, .perform: TestOfficers.cleared.asking()
        case .oversight: TestOfficers.manager.asking(for: "incident.respond")
        case .clusters, .collect, .combine, .reviewQueue, .nextForReview, .pairForReview, .judge, .withdrawJudgement:
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
        case .reviewQueue, .nextForReview, .pairForReview: "review.read"
        case .judge, .withdrawJudgement: "review.judge"
        case .authorities: "authority.own"
        case .oversight: "authority.oversee"
        case .perform: "authority.ask"
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
        case .reviewQueue: "review queue"
        case .nextForReview: "next for review"
        case .pairForReview: "review \(Self.pair)"
        case .judge: "judge \(Self.pair) same"
        case .withdrawJudgement: "take back the last judgement"
        case .authorities: "own authorities"
        case .oversight: "authorities of everybody"
        case .perform: "ask for authority official-sensitive"
        }
    }

    /// What the entry is, by DPA 2018 s.62(1).
    var kind: String {
        switch self {
        case .search, .person, .record, .joining, .clusters, .reviewQueue, .nextForReview, .pairForReview, .authorities,
            .oversight:
            "consultation"
        case .collect: "collection"
        case .perform: "authority"
        case .combine, .judge, .withdrawJudgement: "combination"
        }
    }

    /// The nominal that the verbs ask about.
    static let daniel = TestRecords.person("100", "Daniel", "Okafor")

    /// Somebody else, who may be the same.
    static let dan = TestRecords.person("102", "Dan", "Okafor")
    static let pair = RecordPair(RecordHandle(of: daniel.id), RecordHandle(of: dan.id))

    /// The entry of the showing in a log that began with one collection: another collection, and then it.
    static let showing: UInt64 = 2

    /// Brings about what the verb needs before it is asked.
    func prepare(_ desk: Desk) async throws {
        guard self == .pairForReview || self == .judge || self == .withdrawJudgement else { return }
        try await desk.collect([Self.dan])
        guard self != .pairForReview else { return }
        let shown = try await desk.pairForReview(Self.pair, blind: true, for: allowed)
        #expect(shown.entry == Self.showing)
        if self == .withdrawJudgement {
            _ = try await desk.judge(Self.pair, .same, showing: shown.entry, for: allowed)
        }
    }

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
        case .reviewQueue: return try await desk.reviewQueue(limit: 5, blind: true, for: requester).entry
        case .nextForReview: return try await desk.nextForReview(blind: true, for: requester).entry
        case .pairForReview: return try await desk.pairForReview(Self.pair, blind: true, for: requester).entry
        case .judge:
            let judged = try await desk.judge(Self.pair, .same, showing: Self.showing, for: requester)
            return judged.judgement.entry
        case .withdrawJudgement: return try await desk.withdrawJudgement(for: requester)?.judgement.entry
        case .authorities: return try await desk.authorities(for: requester).entry
        case .oversight: return try await desk.oversight(for: requester).entry
        case .perform:
            let ask = AuthorityAct.ask(kind: "official-sensitive", words: "a tasked operation needs the report")
            return try await desk.perform(ask, for: requester).id
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
