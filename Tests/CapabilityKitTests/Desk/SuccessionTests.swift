import CapabilityKit
import Federation
import Node
import TestKit
import Testing
import Vocabulary

@Suite("Forces that come, end and follow one another") struct SuccessionTests {
    private static let daniel = TestRecords.person("7", "Daniel", "Okafor", force: "14")
    private static let asking = TestOfficers.cleared.asking()

    private static func force(
        _ code: String,
        category: String = "territorial",
        from: String? = nil,
        until: String? = nil,
        successors: [String] = []
    ) -> Force {
        Force(
            code: TestOfficers.force(code),
            abbreviation: "F\(code)",
            shortName: "Force \(code)",
            officialName: "Force \(code) Police",
            category: category,
            validFrom: from,
            validTo: until,
            successors: successors.map { TestOfficers.force($0) }
        )
    }

    private static func roster(_ forces: Force...) -> RosterSource {
        .signed(Roster(source: "made for a test", forces: forces))
    }

    private static var rules: ExchangeRules {
        var rules = TestNation.quick
        rules.deadlineMilliseconds = 30_000
        return rules
    }

    @Test("What became of an answer is told to the force that followed the one that gave it")
    func settledWithSuccessor() async throws {
        let roster = Self.roster(
            Self.force("13"),
            Self.force("14", until: "2026-12-31", successors: ["44"]),
            Self.force("44", from: "2027-01-01")
        )
        let nation = try await TestNation.open(["13", "14", "44"], rules: Self.rules, roster: roster)
        try await nation["14"].collect([Self.daniel])
        await nation.ways.holdSettlements(true)
        let open = try await nation["13"].desk.askAll("okafor", limit: 20, for: Self.asking)
        var state = await open.now
        while !state.isOver { state = await open.next(after: state.revision) }
        #expect(state.forces.first { $0.force.description == "14" }?.state == .answered(held: 1))
        // It is connected, and on its first day it will be asked.
        #expect(
            state.forces.first { $0.force.description == "44" }?.state
                == .notAsked(reason: "it is not on the roster today")
        )
        while await nation.ways.tries["14"] == nil { try await Task.sleep(for: .milliseconds(5)) }
        await nation["13"].desk.finishAsking()
        let before = await nation.ways.tries["14"]
        await nation.ways.holdSettlements(false)
        for code in ["13", "44"] { nation[code].clock.advance(seconds: 60 * 86_400) }
        await nation["13"].desk.tellOutcomes()
        let tries = await nation.ways.tries
        #expect(tries["14"] == before && tries["44"] == 1)
        #expect(try await nation["13"].desk.unsettledAnswers().isEmpty)
        let told = try await nation["44"].ledger.acts().filter { $0.action == "exchange.settle" }
        #expect(told.map(\.disclosure) == [open.disclosure])
    }

    @Test("A recall goes to all that followed the force that received the record, and counts once all of them know")
    func recalledAtSuccessors() async throws {
        let roster = Self.roster(
            Self.force("13", until: "2026-12-31", successors: ["44", "45"]),
            Self.force("14"),
            Self.force("44", from: "2027-01-01"),
            Self.force("45", from: "2027-01-01")
        )
        let nation = try await TestNation.open(["13", "14", "44", "45"], rules: Self.rules, roster: roster)
        try await nation["14"].collect([Self.daniel])
        _ = await (try await nation["13"].desk.askAll("okafor", limit: 20, for: Self.asking)).ended()
        nation["14"].clock.advance(seconds: 60 * 86_400)
        let steward = Requester(
            officer: Officer(number: "9001", name: "Ann", force: TestOfficers.force("14"), roles: ["data_steward"]),
            authority: Authority(purpose: "data.rectification", reference: "case 7"),
            isFresh: true
        )
        let owner = nation["14"].desk
        _ = try await owner.mark(
            Self.daniel.id,
            as: .wrong,
            attribute: .birthDate,
            reason: "a slip",
            power: "DPA 2018 s.46",
            for: steward
        )
        await nation.ways.desks.disconnect(TestOfficers.force("45"))
        await owner.tellRecalls()
        #expect(try await owner.recallsOutstanding(for: steward).content.map(\.recipient.force.description) == ["13"])
        await nation.ways.desks.connect(TestOfficers.force("45"), nation["45"].desk)
        nation["14"].clock.advance(seconds: 3600)
        await owner.tellRecalls()
        #expect(try await owner.recallsOutstanding(for: steward).content.isEmpty)
        for code in ["13", "44", "45"] {
            let told = try await nation[code].ledger.acts().count { $0.action == "recall.mark" }
            #expect(told == (code == "13" ? 0 : 1), "force \(code)")
        }
    }

    @Test("Of those that followed a force, one without a node is named; every force with a node or a past is named")
    func named() async throws {
        let roster = Self.roster(
            Self.force("13"),
            Self.force("14", until: "2026-10-31", successors: ["44", "45"]),
            Self.force("44", from: "2026-11-01"),
            Self.force("45", category: "non-territorial", from: "2026-11-01"),
            Self.force("93", category: "non-territorial")
        )
        let nation = try await TestNation.open(["13", "44"], rules: Self.rules, roster: roster)
        try await nation["44"].collect([Self.daniel])
        let desk = nation["13"].desk
        let without = AnswerState.notAsked(reason: "no node of this force is connected")
        let found = try await desk.personElsewhere(Self.daniel.id, for: Self.asking)
        #expect(found.content?.members.count == 1)
        #expect(
            found.answers == [
                ForceAnswer(force: TestOfficers.force("44"), state: .answered(held: 1)),
                ForceAnswer(force: TestOfficers.force("45"), state: without),
            ]
        )
        let state = await (try await desk.askAll("okafor", limit: 20, for: Self.asking)).ended()
        #expect(state.forces.map(\.force.description) == ["13", "44", "45"])
        #expect(state.answers.last?.state == without)
        let manager = TestOfficers.manager.asking(for: "incident.respond")
        #expect(try await desk.nation(for: manager).content.map(\.force.description) == ["13", "44", "45"])
        // A force that nobody has heard of is not passed off as one without a node.
        let fault = await #expect(throws: Fault.self) {
            try await desk.personElsewhere(TestRecords.person("1", "A", "B", force: "52").id, for: Self.asking)
        }
        #expect(fault?.code == .rosterUnknownForce)
    }

    @Test("An owner that is no territorial force is still named when the question is looked at after a restart")
    func ownerAfterRestart() async throws {
        let roster = Self.roster(Self.force("13"), Self.force("14", category: "non-territorial"))
        let nation = try await TestNation.open(["13", "14"], rules: Self.rules, roster: roster)
        try await nation["14"].collect([
            TestRecords.person("7", "Daniel", "Okafor", force: "14", marking: .officialSensitive)
        ])
        let open = try await nation["13"].desk.askAll("okafor", limit: 20, for: Self.asking)
        var state = await open.now
        while !state.isOver { state = await open.next(after: state.revision) }
        await nation["13"].desk.finishAsking()
        let again = try await nation["13"].reopened()
        let revived = try #require(try await again.question(open.disclosure, for: Self.asking))
        #expect(await revived.now.answers.map(\.state.code) == ["not_asked", "ask_owner"])
    }

    @Test("Without a roster in force nobody else is asked, each force says why, and the page of all forces too")
    func withoutRoster() async throws {
        let nation = try await TestNation.open(
            ["13"],
            rules: Self.rules,
            roster: .missing(reason: "version 4 of the roster expired on 2026-10-31")
        )
        let desk = nation["13"].desk
        let state = await (try await desk.askAll("okafor", limit: 20, for: Self.asking)).ended()
        let others = state.answers.filter { $0.force.description != "13" }
        #expect(others.count == 42)
        #expect(others.allSatisfy { $0.state == .notAsked(reason: "no signed roster is in force at this node") })
        #expect(desk.rosterProblem == "version 4 of the roster expired on 2026-10-31")
    }
}
