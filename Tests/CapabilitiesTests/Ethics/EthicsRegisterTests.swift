import CapabilityKit
import Foundation
import Testing
import Vocabulary

@testable import Capabilities

@Suite("The register of uses and the panel") struct EthicsRegisterTests {
    static func day(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text).found }

    static func panel() throws -> EthicsPanel {
        var panel = EthicsPanel(quorum: 5)
        for number in 1...7 {
            panel.appoint(
                EthicsPanel.Member(
                    number: "\(number)",
                    isLay: number <= 4,
                    from: try day("2026-01-01"),
                    until: try day("2028-12-31"),
                    conflicts: number == 4 ? ["Lens Ltd"] : []
                )
            )
        }
        return panel
    }

    static func advice(
        _ present: [Int],
        _ kind: PanelAdvice.Kind = .proceed,
        on text: String = "2027-05-01"
    ) throws
        -> PanelAdvice
    {
        PanelAdvice(
            use: "U-7",
            on: try day(text),
            kind: kind,
            reasons: "it was tested",
            present: Set(present.map(String.init))
        )
    }

    /// A use that lacks nothing for any gate.
    static func whole() throws -> EthicsUse {
        let today = try EthicsGateTests.counts(60, 20, 40, 880)
        let tool = try EthicsGateTests.counts(70, 20, 30, 880)
        let record = TransparencyRecord(
            edition: .three,
            fields: Dictionary(uniqueKeysWithValues: TransparencyRecord.Edition.three.fields.map { ($0.name, "said") })
        )
        return EthicsUse(
            number: "U-7",
            force: try ForceCode("13").found,
            title: "Missing people ranked by risk",
            stage: .engage,
            problem: .init(statement: "s", measure: "found late", baseline: 40, measuredOn: try day("2026-06-01")),
            alternatives: [.init(kind: .doNothing, whyNot: "w"), .init(kind: .dataAlreadyHeld, whyNot: "w")],
            algoCare: Dictionary(uniqueKeysWithValues: AlgoCare.allCases.map { ($0, "answered") }),
            impact: Dictionary(uniqueKeysWithValues: ImpactHead.allCases.map { ($0, "answered") }),
            equality: [.init(statement: "s", document: "d", lookedAtOn: try day("2027-01-01"))],
            record: record,
            pilot: .init(
                from: try day("2027-02-01"),
                until: try day("2027-04-25"),
                killCriteria: [.falseAlarms(countMax: 3)],
                agreedOn: try day("2027-01-31")
            ),
            parallel: ParallelRun(
                groups: ["all": .init(today: today, tool: tool)],
                falseAlarmCost: 1,
                missCost: 5,
                agreedOn: try day("2027-01-31"),
                from: try day("2027-02-01")
            ),
            benefits: [.init(measure: "found late", promised: 10, promisedOn: try day("2027-01-01"), measured: 4)],
            stoppingPlan: "turn it off",
            trainingPlan: "a day"
        )
    }

    @Test("A whole use passes its gates in order, and there is no gate after the last")
    func passes() throws {
        var use = try Self.whole()
        var panel = try Self.panel()
        let day = try Self.day("2027-05-02")
        try use.advance(on: day, panel: panel)
        #expect(use.stage == .evolve)
        #expect(throws: Fault.self) { try use.advance(on: day, panel: panel) }
        try panel.give(Self.advice([1, 2, 3, 5, 6]), supplier: nil)
        try use.advance(on: day, panel: panel)
        #expect(use.stage == .embed && use.gaps(on: day, panel: panel) == [] && use.benefits[0].gap == 6)
        #expect(throws: Fault.self) { try use.advance(on: day, panel: panel) }
        #expect(try JSONDecoder().decode(EthicsUse.self, from: JSONEncoder().encode(use)) == use)
    }

    @Test("Take one thing away and the gate stays shut, and says which")
    func gaps() throws {
        var panel = try Self.panel()
        try panel.give(Self.advice([1, 2, 3, 5, 6]), supplier: nil)
        let now = try Self.day("2027-05-02")
        let late = try Self.day("2027-05-01")
        let begin = try Self.day("2027-02-01")
        let dayTooMany = try Self.day("2027-04-26")
        let changes: [(String, (inout EthicsUse) -> Void)] = [
            ("measured problem", { $0.problem = nil }),
            ("doing nothing", { $0.alternatives.removeFirst() }),
            ("already held", { $0.alternatives.removeLast() }),
            ("lawful basis", { $0.algoCare[.lawful] = nil }),
            ("plain words", { $0.algoCare[.explainable] = "" }),
            ("s.64(3)", { $0.impact[.safeguards] = nil }),
            ("equality", { $0.equality = [] }),
            ("no pilot", { $0.pilot = nil }),
            ("end the pilot", { $0.pilot?.killCriteria = [] }),
            ("before it began", { $0.pilot?.agreedOn = begin }),
            ("twelve weeks", { $0.pilot?.until = dayTooMany }),
            ("runs until", { $0.pilot?.until = now }),
            ("beside today's way", { $0.parallel = nil }),
            ("before the run", { $0.parallel?.agreedOn = late }),
            ("costs nothing", { $0.parallel?.missCost = 0 }),
            ("no cases", { $0.parallel?.groups = [:] }),
            ("stopping", { $0.stoppingPlan = "" }),
            ("2.5", { $0.record?.fields["2.5"] = "" }),
            ("no 9.9", { $0.record?.fields["9.9"] = "x" }),
            ("transparency record", { $0.record = nil }),
            ("training", { $0.trainingPlan = "" }),
            ("promised", { $0.benefits = [] }),
        ]
        for (words, change) in changes {
            var use = try Self.whole()
            use.stage = .embed
            change(&use)
            let found = use.gaps(on: now, panel: panel)
            #expect(found.contains { $0.contains(words) }, "\(words): \(found)")
        }
        // Evidence for the equality duty grows old.
        var use = try Self.whole()
        use.stage = .evolve
        #expect(try use.gaps(on: Self.day("2028-01-01"), panel: panel) == [])
        #expect(try use.gaps(on: Self.day("2028-01-02"), panel: panel).count == 1)
    }

    @Test("Going live is refused while it does worse than today's way, for everybody or for one group, or no better")
    func parallel() throws {
        func run(_ sides: [String: (OutcomeCounts, OutcomeCounts)]) throws -> [String] {
            ParallelRun(
                groups: sides.mapValues { .init(today: $0.0, tool: $0.1) },
                falseAlarmCost: 1,
                missCost: 2,
                agreedOn: try Self.day("2027-01-01"),
                from: try Self.day("2027-01-02")
            ).worse
        }
        let today = try EthicsGateTests.counts(50, 10, 50, 890)
        let better = try EthicsGateTests.counts(60, 10, 40, 890)
        let worse = try EthicsGateTests.counts(50, 11, 50, 889)
        #expect(try run(["a": (today, better)]) == [])
        #expect(try run(["a": (today, today)]).first?.contains("no better") == true)
        #expect(try run(["a": (today, better), "b": (today, worse)]).first?.contains("`b`") == true)
        #expect(try run(["a": (today, EthicsGateTests.counts(60, 10, 40, 891))]).first?.contains("same cases") == true)
    }

    @Test("Advice needs a quorum with a lay majority, members of the day, and nobody with an interest")
    func quorum() throws {
        var panel = try Self.panel()
        for (present, day, supplier, code) in [
            ([1, 2, 3, 5], "2027-05-01", nil, Fault.Code.ethicsNoQuorum),
            ([1, 2, 5, 6, 7], "2027-05-01", nil, .ethicsNoQuorum),
            ([1, 2, 3, 5, 9], "2027-05-01", nil, .ethicsNoQuorum),
            ([1, 2, 3, 5, 6], "2029-01-01", nil, .ethicsNoQuorum),
            ([1, 2, 3, 4, 5], "2027-05-01", "Lens Ltd", .ethicsConflict),
        ] as [([Int], String, String?, Fault.Code)] {
            let advice = try Self.advice(present, on: day)
            let fault = #expect(throws: Fault.self) { try panel.give(advice, supplier: supplier) }
            #expect(fault?.code == code, "\(present)")
        }
        #expect(panel.record.isEmpty)
        try panel.give(Self.advice([1, 2, 3, 4, 5]), supplier: "Other Ltd")
        #expect(panel.record.count == 1)
    }

    @Test("Advice and reply stand side by side, a refused use stays visible, and nothing published can be taken back")
    func published() throws {
        var panel = try Self.panel()
        try panel.give(Self.advice([1, 2, 3, 5, 6], .reject), supplier: nil)
        let early = panel
        let force = try ForceCode("13").found
        func reply(_ place: Int, on text: String = "2027-05-09") throws -> PanelReply {
            PanelReply(advice: place, force: force, on: try Self.day(text), kind: .declined, reasons: "it helps")
        }
        try panel.reply(reply(0))
        for bad in [try reply(1), try reply(7), try reply(0, on: "2027-04-30")] {
            #expect(throws: Fault.self) { try panel.reply(bad) }
        }
        try panel.correct(1, text: "the force meant the other tool")
        let standing = try panel.standing(of: "U-7").found
        #expect(standing.advice.kind == .reject && standing.replies.map(\.kind) == [.declined])
        #expect(try Self.whole().isRefused(panel))
        // A later record continues an earlier one; one without the refusal does not.
        #expect(panel.continues(early) && !early.continues(panel))
        var other = try Self.panel()
        try other.give(Self.advice([1, 2, 3, 5, 6]), supplier: nil)
        try other.reply(reply(0))
        #expect(!other.continues(early) && other.areSealsRight)
    }

    @Test("Both editions of the transparency standard know their required fields")
    func editions() {
        let one = TransparencyRecord(edition: .one, fields: ["name": "n"])
        #expect(one.missing.first == "description" && one.missing.contains("appeals_and_review"))
        #expect(TransparencyRecord.Edition.one.fields.count == 37)
        #expect(TransparencyRecord(edition: .three, fields: ["1.1": "x", "phase": "idea"]).unknown == ["phase"])
    }
}
