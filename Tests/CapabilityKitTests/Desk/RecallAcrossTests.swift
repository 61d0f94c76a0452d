import CapabilityKit
import Federation
import TestKit
import Testing
import Vocabulary

@Suite("Recall across forces") struct RecallAcrossTests {
    private static let steward = Requester(
        officer: Officer(number: "9001", name: "Ann", force: TestOfficers.force("14"), roles: ["data_steward"]),
        authority: Authority(purpose: "data.rectification", reference: "case 7"),
        isFresh: true
    )

    /// Somebody of force 13 received a record of force 14.
    private static func received() async throws -> (TestNation, Record) {
        var rules = TestNation.quick
        rules.deadlineMilliseconds = 30_000
        let nation = try await TestNation.open(["13", "14"], rules: rules)
        let record = TestRecords.person("7", "Daniel", "Okafor", force: "14")
        try await nation["14"].collect([record])
        let open = try await nation["13"].desk.askAll("okafor", limit: 20, for: TestOfficers.cleared.asking())
        let state = await open.ended()
        #expect(state.people.count == 1)
        return (nation, record)
    }

    @Test("What another force received is called back there: its officer is told, and the owner knows that it is known")
    func told() async throws {
        let (nation, record) = try await Self.received()
        let made = try await nation["14"].desk.mark(
            record.id,
            as: .wrong,
            attribute: .birthDate,
            reason: "a slip",
            power: "DPA 2018 s.46",
            for: Self.steward
        )
        #expect(made.recipients.map(\.force.description) == ["13"])
        await nation["14"].desk.tellRecalls()
        let inbox = try await nation["13"].desk.recallInbox(for: TestOfficers.cleared.asking()).content
        #expect(inbox.map(\.notice.records) == [["14/niche/person/7@1"]])
        #expect(inbox.first?.acknowledgedAt == nil)
        #expect(try await nation["14"].desk.recallsOutstanding(for: Self.steward).content.isEmpty)
        // Told again, nothing more happens.
        let entries = try await nation["13"].ledger.acts().count
        await nation["14"].desk.tellRecalls()
        #expect(try await nation["13"].ledger.acts().count == entries)
    }

    @Test("A force that cannot be reached stays on the list by name, and is told when it is back")
    func down() async throws {
        let (nation, record) = try await Self.received()
        await nation.ways.holdSettlements(true)
        _ = try await nation["14"].desk.mark(
            record.id,
            as: .restricted,
            reason: "contested",
            power: "DPA 2018 s.46(4)",
            for: Self.steward
        )
        await nation["14"].desk.tellRecalls()
        let waiting = try await nation["14"].desk.recallsOutstanding(for: Self.steward).content
        #expect(waiting.map(\.recipient.force.description) == ["13"])
        await nation.ways.holdSettlements(false)
        nation["14"].clock.advance(seconds: 7 * 86_400)
        await nation["14"].desk.tellRecalls()
        #expect(try await nation["13"].desk.recallsWaiting(for: TestOfficers.cleared) == 1)
        #expect(try await nation["14"].desk.recallsOutstanding(for: Self.steward).content.isEmpty)
    }

    @Test("A force is told of the records that it received, and of no others")
    func onlyReceived() async throws {
        let (nation, record) = try await Self.received()
        // What is said of the person since, force 13 has not had.
        try await nation["14"].collect([
            TestRecords.statement(.alias, "7a", about: record, [Fact(.nickname, raw: "Danny")])
        ])
        let made = try await nation["14"].desk.mark(
            record.id,
            as: .erased,
            reason: "another's",
            power: "DPA 2018 s.47(1)",
            for: Self.steward
        )
        #expect(made.notice.records.count == 2)
        await nation["14"].desk.tellRecalls()
        let act = try await nation["13"].ledger.acts().last { $0.details?["owner"] == "14" }
        #expect(act?.details?["records"] == "14/niche/person/7@1")
        #expect(try await nation["14"].desk.recallsOutstanding(for: Self.steward).content.isEmpty)
    }

    @Test("A recall that is lifted is lifted at the forces that were told of it")
    func lifted() async throws {
        let (nation, record) = try await Self.received()
        let desk = nation["14"].desk
        let reason = "contested", power = "DPA 2018 s.46(4)"
        let made = try await desk.mark(record.id, as: .restricted, reason: reason, power: power, for: Self.steward)
        await desk.tellRecalls()
        var steward = Self.steward
        steward.authority.reference = "case 8"
        _ = try await desk.liftRecall(made.notice.entry, reason: "settled", power: power, for: steward)
        await desk.tellRecalls()
        let inbox = try await nation["13"].desk.recallInbox(for: TestOfficers.cleared.asking()).content
        #expect(inbox.count == 1 && inbox.first?.notice.liftedBy != nil)
        let entries = try await nation["13"].ledger.acts().count
        await desk.tellRecalls()
        #expect(try await nation["13"].ledger.acts().count == entries)
    }

    @Test("A name that hides another force's record is refused, and the record stands")
    func hidden() async throws {
        let (nation, record) = try await Self.received()
        for names in [["13/niche/person/7@1 \(record.id)@1"], ["13/niche/person/7@1", "13/niche/person/7@2"]] {
            let recall = ForceRecall(
                owner: TestOfficers.force("13"),
                entry: 3,
                at: nation["13"].clock.now,
                kind: "erased",
                attribute: nil,
                records: names,
                reason: "none",
                power: "none"
            )
            await #expect(throws: Fault.self) { try await nation["14"].desk.receive(recall) }
        }
        let found = try await nation["14"].desk.answer(try AskingTests.question())
        #expect(found.state == .answered(held: 1))
    }

    @Test("Nobody recalls what is not their own")
    func notOwner() async throws {
        let (nation, _) = try await Self.received()
        let recall = ForceRecall(
            owner: TestOfficers.force("06"),
            entry: 1,
            at: TestClock.noon,
            kind: "erased",
            attribute: nil,
            records: ["14/niche/person/7@1"],
            reason: "none",
            power: "none"
        )
        await #expect(throws: Fault.self) { try await nation["13"].desk.receive(recall) }
    }
}
