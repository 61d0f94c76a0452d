import CapabilityKit
import Federation
import TestKit
import Testing
import Vocabulary

@Suite("A person whom another force holds") struct PersonElsewhereTests {
    private static let daniel = TestRecords.person("7", "Daniel", "Okafor", force: "14")
    private static let robbery = TestRecords.thing(.event, "E1", force: "14", [Fact(.eventType, raw: "ROBBERY")])
    private static let role = TestRecords.tie(.role, "R1", daniel, to: robbery, [Fact(.role, raw: "suspect")])
    private static let hidden = TestRecords.person(
        "8",
        "Daniel",
        "Okafor",
        force: "14",
        more: [Fact(.status, raw: "restricted")]
    )

    private static func nation(_ records: [Record]) async throws -> TestNation {
        var rules = TestNation.quick
        rules.deadlineMilliseconds = 30_000
        let nation = try await TestNation.open(["13", "14"], rules: rules)
        try await nation["14"].collect(records)
        return nation
    }

    private static func acts(_ desk: TestDesk) async throws -> [LoggedAct] {
        try await desk.ledger.acts().filter { $0.action == "search.person" }
    }

    @Test("Its force answers with everything it may tell, and both logs have it under one id before it is shown")
    func opened() async throws {
        let nation = try await Self.nation([Self.daniel, Self.robbery, Self.role])
        let found = try await nation["13"].desk.personElsewhere(Self.daniel.id, for: TestOfficers.cleared.asking())
        let picture = try #require(found.content)
        #expect(picture.members.map(\.nominal.record.id) == [Self.daniel.id])
        #expect(picture.involvements.map(\.event.record.id) == [Self.robbery.id])
        #expect(found.answers.map(\.state) == [.answered(held: 2)])
        let asker = try await Self.acts(nation["13"]), answerer = try await Self.acts(nation["14"])
        #expect(asker.count == 2 && answerer.count == 1)
        #expect(Set((asker + answerer).map(\.disclosure)).count == 1)
        #expect(asker.last?.released == answerer.first?.released && asker.last?.released?.count == 3)
        #expect(asker.last?.index == found.entry)
        await nation["13"].desk.finishAsking()
        #expect(await nation.ways.settled.map(\.outcome) == [.shown])
    }

    @Test("A restricted record is answered as one that nobody holds, byte by byte")
    func restricted() async throws {
        var answers: [Answer] = []
        for records in [[Self.daniel, Self.hidden], [Self.daniel]] {
            let nation = try await TestNation.open(["13", "14"], isRunning: false)
            try await nation["14"].collect(records)
            var question = try AskingTests.question()
            question.action = "search.person"
            for id in [Self.hidden.id, Self.daniel.id] {
                question.disclosure = id == Self.daniel.id ? "11112233445566778899aabbccddeeff" : question.disclosure
                question.asked = "person \(id)"
                question.body = #"{"record":"\#(id)","version":1}"#
                var answer = try await nation["14"].desk.answer(question)
                answer.entry = 0
                answers.append(answer)
            }
        }
        #expect(answers[0] == answers[2] && answers[0].state == .nothingHeld)
        #expect(answers[1] == answers[3] && answers[1].state == .answered(held: 1))
    }

    @Test("What its force refuses is named and shows nothing; who may not ask is refused here, and asks nobody")
    func refused() async throws {
        let nation = try await Self.nation([Self.daniel])
        let desk = nation["13"].desk
        let quality = TestOfficers.steward.asking(for: "data.quality", reference: "work order 7")
        if let found = try? await desk.personElsewhere(Self.daniel.id, for: quality) {
            #expect(found.content == nil && found.answers.first?.state.code == "not_permitted")
        }
        let before = try await Self.acts(nation["14"]).count
        await #expect(throws: Fault.self) {
            try await desk.personElsewhere(Self.daniel.id, for: TestOfficers.nobody.asking())
        }
        #expect(try await Self.acts(nation["14"]).count == before)
        await nation.ways.change("14") { answer in
            var answer = answer
            answer.body = answer.body.replacing("14/niche", with: "06/niche")
            return answer
        }
        let forged = try await desk.personElsewhere(Self.daniel.id, for: TestOfficers.cleared.asking())
        #expect(forged.content == nil && forged.answers.map(\.state) == [.down])
    }
}
