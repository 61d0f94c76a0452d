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
    case mark, liftRecall, recallInbox, acknowledgeRecall, recallsOutstanding
    case retentionDue, decideRetention
    case votingForces
    case whoSaw, whatDid, whatFor, ownDoings, watchMaterial

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
        case .mark, .liftRecall: TestOfficers.steward.asking(for: "data.rectification", reference: "case 12")
        case .recallInbox, .acknowledgeRecall, .ownDoings, .votingForces: TestOfficers.cleared.asking()
        case .recallsOutstanding: TestOfficers.steward.asking()
        case .retentionDue, .decideRetention: TestOfficers.clerk.asking(for: "data.retention", reference: "review 3")
        case .whoSaw, .whatDid, .whatFor, .watchMaterial:
            TestOfficers.standards.asking(for: "audit.conduct", reference: "PSD 5")
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
        case .mark: "recall.mark"
        case .liftRecall: "recall.lift"
        case .recallInbox: "recall.inbox"
        case .acknowledgeRecall: "recall.acknowledge"
        case .recallsOutstanding: "recall.outstanding"
        case .retentionDue: "retention.due"
        case .decideRetention: "retention.decide"
        case .votingForces: "governance.read"
        case .whoSaw: "oversight.person"
        case .whatDid: "oversight.officer"
        case .whatFor: "oversight.purpose"
        case .ownDoings: "oversight.own"
        case .watchMaterial: "oversight.signals"
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
        case .mark: "mark 13/niche/person/100 restricted"
        case .liftRecall: "lift recall 2"
        case .recallInbox: "my recalls"
        case .acknowledgeRecall: "acknowledge recall 2"
        case .recallsOutstanding: "outstanding recalls"
        case .retentionDue: "retention reviews due by 2040-01-01"
        case .decideRetention: "retention of person \(Self.daniel.alone): keep"
        case .votingForces: "class A"
        case .whoSaw: "who saw person \(Self.daniel.alone)"
        case .whatDid: "what officer 13/4821 did in 90 days"
        case .whatFor: "what was done for crime.investigate in 30 days"
        case .ownDoings: "what I did in 90 days"
        case .watchMaterial: "signals of all officers in 28 days"
        }
    }

    /// What the entry is, by DPA 2018 s.62(1).
    var kind: String {
        switch self {
        case .search, .person, .record, .joining, .clusters, .reviewQueue, .nextForReview, .pairForReview, .authorities,
            .oversight, .recallInbox, .acknowledgeRecall, .recallsOutstanding, .retentionDue, .whoSaw, .whatDid,
            .whatFor,
            .ownDoings, .watchMaterial, .votingForces:
            "consultation"
        case .mark, .liftRecall, .decideRetention: "alteration"
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
        if self == .liftRecall || self == .acknowledgeRecall {
            _ = try await desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
            let made = try await desk.mark(
                Self.daniel.id,
                as: .restricted,
                reason: "contested",
                power: "DPA 2018 s.47(3)",
                for: DeskVerb.mark.allowed
            )
            #expect(made.notice.entry == 2)
        }
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
        case .mark, .liftRecall, .recallInbox, .acknowledgeRecall, .recallsOutstanding, .retentionDue,
            .decideRetention:
            return try await runRecall(on: desk, for: requester)
        case .votingForces: return try await desk.votingForces(asked: asked, for: requester).entry
        case .whoSaw: return try await desk.whoSaw(Self.daniel.alone, for: requester).entry
        case .whatDid:
            let party = RecallParty(force: TestOfficers.force("13"), officer: "4821")
            return try await desk.whatDid(party, for: requester).entry
        case .whatFor: return try await desk.whatFor("crime.investigate", for: requester).entry
        case .ownDoings: return try await desk.ownDoings(for: requester).entry
        case .watchMaterial: return try await desk.watchMaterial(for: requester).entry
        }
    }

    private func runRecall(on desk: Desk, for requester: Requester) async throws -> UInt64? {
        let reason = "contested", power = "DPA 2018 s.47(3)"
        switch self {
        case .mark:
            let id = Self.daniel.id
            return try await desk.mark(id, as: .restricted, reason: reason, power: power, for: requester).notice.entry
        case .liftRecall:
            return try await desk.liftRecall(2, reason: reason, power: power, for: requester).notice.liftedBy
        case .recallInbox: return try await desk.recallInbox(for: requester).entry
        case .acknowledgeRecall:
            _ = try await desk.acknowledgeRecall(2, did: "told the team", for: requester)
            return nil
        case .recallsOutstanding: return try await desk.recallsOutstanding(for: requester).entry
        case .retentionDue:
            return try await desk.retentionDue(by: CalendarDate(digits: 20_400_101), for: requester).entry
        default:
            return try await desk.decideRetention(of: Self.daniel.alone, .keep, reason: reason, for: requester).entry
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
