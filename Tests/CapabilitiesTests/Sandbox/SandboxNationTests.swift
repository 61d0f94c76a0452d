import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Capabilities

@Suite("A sandbox nation")
struct SandboxNationTests {
    private func digest(_ trial: SandboxTrial) throws -> String {
        Digest.sha256(Array(try trial.files().map { $0.name + $0.text }.joined().utf8)).description
    }

    @Test("has the same bytes for the same seed and others for another", arguments: [1, 20_261_121, UInt64.max])
    func determinism(seed: UInt64) async throws {
        let first = try digest(try await SandboxTrial(people: 400, seed: seed))
        let again = try digest(try await SandboxTrial(people: 400, seed: seed))
        let other = try digest(try await SandboxTrial(people: 400, seed: seed ^ 1))
        #expect(first == again)
        #expect(first != other)
    }

    @Test("has a first block that is the same however blocks are made, so that memory need hold no more than a few")
    func blocksStandAlone() throws {
        let nation = try SandboxTrial.nation(people: 3000, seed: 5)
        let alone = Sandbox.Block.make(7, nation.plan)
        _ = Sandbox.Block.make(8, nation.plan)
        let after = Sandbox.Block.make(7, nation.plan)
        #expect(alone.flatMap { $0.reports.map(\.surname) } == after.flatMap { $0.reports.map(\.surname) })
        #expect(Set(alone.flatMap { $0.reports.map(\.person) }).count == nation.plan.blockSize)
        let big = try SandboxTrial.nation(people: 1_000_000, seed: 5)
        #expect(big.plan.blockSize * Sandbox.Nation.window < 2500)
        #expect(Set(Sandbox.Block.make(0, big.plan).flatMap { $0.reports.map(\.person) }).count == big.plan.blockSize)
    }

    @Test("shares people out by residents")
    func shares() throws {
        let plan = try SandboxTrial.nation(people: 100_000, seed: 1).plan
        let residents = plan.forces.map(\.population).reduce(0, +)
        for (place, force) in plan.forces.enumerated() {
            let blocks = plan.blocks.count { $0 == place }
            let fair = Double(plan.blocks.count) * Double(force.population) / Double(residents)
            #expect(abs(Double(blocks) - fair) <= 1.5, "\(force.name) has \(blocks) blocks")
        }
    }

    @Test("knows somebody in every pair of forces, and somebody in three")
    func pairs() async throws {
        let trial = try await SandboxTrial(people: 600, seed: 3)
        var forcesOf: [Int: Set<String>] = [:]
        for (record, person) in try trial.truth() { forcesOf[person, default: []].insert(String(record.prefix(2))) }
        for first in SandboxTrial.codes {
            for second in SandboxTrial.codes where first < second {
                #expect(
                    forcesOf.values.contains { $0.isSuperset(of: [first, second]) && $0.count >= 3 },
                    "\(first) and \(second)"
                )
            }
        }
    }

    @Test("has towns and a system for every territorial force")
    func everyForce() throws {
        let roster = try SandboxTrial.roster()
        #expect(roster.count >= 43)
        let nation = try Sandbox.Nation(forces: roster, people: 43, seed: 1, names: try Sandbox.shippedNames())
        #expect(Set(nation.plan.lore.systems.map(\.shape)) == [.niche, .connect, .rms])
        let shapes = nation.plan.lore.systems.map(\.shape)
        #expect(shapes.count { $0 == .niche } > shapes.count { $0 == .connect })
    }

    @Test("chooses the largest forces, or those named")
    func choosing() throws {
        let roster = try SandboxTrial.roster()
        let three = try Sandbox.Force.choose(3, codes: [], from: roster)
        #expect(three.map(\.code.description) == ["01", "06", "20"])
        #expect(three.map(\.folder).last == "20-west-midlands")
        #expect(throws: Fault.self) { try Sandbox.Force.choose(99, codes: [], from: roster) }
        #expect(throws: Fault.self) { try Sandbox.Force.choose(0, codes: [], from: roster) }
        let unknown = try #require(ForceCode("99"))
        #expect(throws: Fault.self) { try Sandbox.Force.choose(1, codes: [unknown], from: roster) }
        #expect(throws: Fault.self) { try SandboxTrial.nation(people: 0, seed: 1) }
    }

    @Test("is written again over itself, but never beside a nation of other forces")
    func sameFolder() async throws {
        let trial = try await SandboxTrial(people: 60, seed: 9)
        let before = try digest(trial)
        _ = try await SandboxTrial.nation(people: 60, seed: 9).write(to: trial.folder)
        #expect(try digest(trial) == before)
        let other = try SandboxTrial.nation(people: 60, seed: 9, codes: ["13", "16"])
        await #expect(throws: Fault.self) { try await other.write(to: trial.folder) }
        #expect(try digest(trial) == before)
    }

    @Test("tells of the cast: three forces, four warnings, one overdue, a child who is suspect and victim in one event")
    func cast() async throws {
        let trial = try await SandboxTrial(people: 100, seed: 9)
        let truth = try trial.truth()
        let daniel = try #require(truth.first { $0.record == "13/niche/person/4471902" }).person
        let records = Set(truth.filter { $0.person == daniel }.map(\.record))
        #expect(
            records.isSuperset(of: [
                "16/connect/person/P0093318", "06/rms/person/8812734", "13/cad/person/20261119-1187-1",
            ])
        )
        let warnings = try trial.table("13-west-yorkshire/warnings.csv").filter { $0["NOMINAL_ID"] == "4471902" }
        #expect(warnings.map { $0["WARNING_CODE"] } == ["CO", "VI"])
        let hull = try trial.text("16-humberside/export.xml")
        #expect(hull.contains("type=\"weapons\" from=\"2023-06-02\" review=\"2025-04-02\""))
        let event = try #require(
            try SandboxTrial.matches(#"event="(E\d+)" role="victim"/></Involvements>"#, in: hull).first { key in
                hull.contains("event=\"\(key)\" role=\"suspect\"")
            }
        )
        #expect(hull.contains("<Event id=\"\(event)\""))
    }
}
