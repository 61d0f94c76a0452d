import CapabilityKit
import Foundation
import Sightings
import TestKit
import Testing
import Vocabulary

@testable import Capabilities

@Suite("Questions of number plate reads") struct AnprQuestionTests {
    private func bounds(_ kind: Anpr.Kind, _ values: [String: String]) throws -> ReadBounds {
        let today = try #require(CalendarDate(parsing: "2026-11-23"))
        let common = ["kind": kind.rawValue, "item": "IR-1", "grading": "2 B P"]
        return try Anpr.Question(common.merging(values) { $1 }, today: today).bounds(try .shipped())
    }

    @Test(
        "No question begins with everybody: without a plate, cameras or one area it is not asked",
        arguments: Anpr.Kind.allCases
    )
    func everybody(kind: Anpr.Kind) throws {
        for values in [[:], ["area": "Leeds,Harrogate"], ["plate": "*"], ["plate": "A?*"], ["cameras": ""]] {
            #expect(throws: Fault.self, "\(values)") { try bounds(kind, values) }
        }
    }

    @Test(
        "Every kind has its limits: few days, few vehicles, and what else would explain it",
        arguments: Anpr.Kind.allCases
    )
    func limits(kind: Anpr.Kind) throws {
        let limit = try Anpr.Limits.shipped().of(kind)
        #expect(limit.vehiclesMax <= 200 && limit.daysMax <= 366 && limit.explains.count >= 2)
        #expect(limit.begins == .plate || limit.daysMax <= 92)
    }

    @Test(
        "Without a graded item of intelligence nothing is asked",
        arguments: [["item": ""], ["grading": ""], ["grading": "9 Z Q"]]
    )
    func item(values: [String: String]) {
        #expect(throws: Fault.self) { try bounds(.history, values.merging(["plate": "AB00XYZ"]) { $1 }) }
        #expect(throws: Never.self) { try bounds(.history, ["plate": "AB00XYZ"]) }
    }

    @Test("Too many days, days the wrong way round and days that are none are refused")
    func days() {
        for (from, to) in [("2025-01-01", "2026-11-23"), ("2026-11-23", "2026-11-01"), ("2026-02-30", "2026-03-01")] {
            #expect(throws: Fault.self) { try bounds(.history, ["plate": "AB00XYZ", "from": from, "to": to]) }
        }
    }

    @Test("A table of cameras is read by its headings, and a camera without an area is refused")
    func register() throws {
        let sites = try Anpr.sites(
            "camera,area,latitude,longitude,clock_error,title\nC1,Leeds,53.8,-1.5,40,\"A64, York Road\"\n"
        )
        #expect(sites.count == 1 && sites[0].clockError == 40 && sites[0].title == "A64, York Road")
        #expect(throws: Fault.self) { try Anpr.sites("camera,area\nC1,\n") }
        #expect(throws: Fault.self) { try Anpr.sites("name,place\nC1,Leeds\n") }
        #expect(throws: Fault.self) { try Anpr.outages("camera,from\nC1,yesterday\n") }
    }
}

@Suite("Reads of number plates behind the Desk", .serialized) struct AnprDeskTests {
    @Test("A history, a convoy and a passage are found, each logged first with item, grading, areas, days and rule")
    func asks() async throws {
        let anpr = try await AnprNode.open()
        let pair = try #require(anpr.traffic.truth.convoys.first)
        let history = try await anpr.ask(.history, ["plate": pair[0], "area": "Leeds,Harrogate,Wakefield,Bradford"])
        let answer = try #require(history.kept.answer)
        #expect(answer.lines.map(\.plate) == [pair[0]] && answer.passes.count > 10)
        let convoy = try await anpr.ask(.convoy, ["plate": pair[0]])
        let company = try #require(convoy.kept.answer)
        #expect(Set(company.lines.map(\.plate)) == Set(pair.dropFirst()))
        let line = try #require(company.lines.first)
        #expect((line.expected ?? 99) < (line.observed ?? 0) && (line.corrected ?? 1) < 0.01)
        #expect(company.tried ?? 0 > 1 && company.falseAlarms == 0.01 && !company.baseRate.isEmpty)
        let first = answer.passes[0], second = try #require(answer.passes.first { $0.camera != first.camera })
        let values = ["cameras": "\(first.camera),\(second.camera)", "from": "2026-11-16", "within": "240"]
        #expect(throws: Never.self) { try anpr.question(.between, values) }
        _ = try await anpr.ask(.between, values)
        let logged = try await anpr.acts().filter { $0.action == "anpr.ask" }
        #expect(logged.map(\.kind) == ["consultation", "consultation", "consultation"])
        let details = try #require(logged.first?.details)
        #expect(details["item"] == "IR-26-0417" && details["grading"] == "2 B P" && details["rule"] == "reads-90-days")
        #expect(details["areas"] == "Leeds, Harrogate, Wakefield, Bradford")
        #expect(details["days"] == "2026-11-09/2026-11-22")
        #expect(logged[0].asked.contains(pair[0]) && logged[0].reference == "Op Larch")
    }

    @Test("Trips, clones and newcomers of one area are named with how usual they are, and too many are not named")
    func areas() async throws {
        let anpr = try await AnprNode.open()
        let market = AnprNode.areas[anpr.traffic.market]
        let trips = try await anpr.ask(
            .trips,
            ["area": market, "home": AnprNode.areas[anpr.traffic.hub], "atLeast": "5"]
        )
        #expect(trips.kept.answer?.lines.map(\.plate).contains(anpr.traffic.truth.lines[0]) == true)
        #expect(trips.kept.answer?.lines.first?.hours?.count == 24)
        var clones: Set<String> = []
        for area in AnprNode.areas {
            clones.formUnion(try await anpr.ask(.clones, ["area": area]).kept.answer?.lines.map(\.plate) ?? [])
        }
        #expect(clones.contains(anpr.traffic.truth.clones[0]))
        let before = try await anpr.acts().count
        await #expect(throws: Fault.self) {
            try await anpr.ask(.newcomers, ["area": "Leeds", "within": "1", "atLeast": "1"])
        }
        await #expect(throws: Fault.self) { try await anpr.ask(.trips, ["area": "Atlantis"]) }
        #expect(try await anpr.acts().count == before, "what is not shown is not logged as shown")
    }

    @Test("Older reads need the authority that the table asks for, and an item suspected to be false starts nothing")
    func age() async throws {
        let anpr = try await AnprNode.open()
        let old = ["plate": "AB00XYZ", "from": "2026-07-01", "to": "2026-07-20"]
        let refused = await #expect(throws: Fault.self) { try await anpr.ask(.history, old) }
        #expect(refused?.code == .notPermitted && refused?.message.contains("need an authority") == true)
        #expect(try await anpr.acts().last?.kind == "refusal")
        let desk = anpr.node.desk
        let asked = try await desk.perform(
            .ask(kind: "reads-over-90-days", words: "the courier was seen in July"),
            for: AnprNode.analyst
        )
        let inspector = TestOfficers.manager.asking(for: "intelligence.develop", reference: "Op Larch")
        try await desk.perform(.grant(asked.id, words: "necessary for Op Larch"), for: inspector)
        _ = try await anpr.ask(.history, old)
        let entry = try await anpr.acts().last
        #expect(entry?.details?["rule"] == "reads-12-months")
        #expect(entry?.details?["authorities"]?.hasPrefix("reads-over-90-days") == true)
        let falseItem = ["plate": "AB00XYZ", "grading": "1 E P"]
        let suspected = await #expect(throws: Fault.self) { try await anpr.ask(.history, falseItem) }
        #expect(suspected?.code == .notPermitted)
        let counter = try Anpr.Counter(desk, TestOfficers.analyst.asking(for: "data.quality", reference: "W-1"))
        let question = try anpr.question(.history, ["plate": "AB00XYZ"])
        await #expect(throws: Fault.self) { try await counter.ask(question) }
    }

    @Test(
        "Looking at one vehicle again and again asks whether it is directed surveillance, by part of the plate as well"
    )
    func repeated() async throws {
        let anpr = try await AnprNode.open()
        let plate = try #require(anpr.traffic.truth.convoys.first?[0])
        for _ in 0..<4 {
            _ = try await anpr.ask(.history, ["plate": plate])
            // Looks within one sitting count as one.
            anpr.node.clock.advance(seconds: 7200)
        }
        _ = try await anpr.ask(.history, ["plate": plate.dropLast() + "?"])
        anpr.node.clock.advance(seconds: 7200)
        let stopped = await #expect(throws: Fault.self) { try await anpr.ask(.convoy, ["plate": plate]) }
        #expect(stopped?.code == .surveillanceQuestion)
        #expect(try await anpr.acts().last?.refusal?.contains("directed surveillance") == true)
    }

    @Test("What nobody selects is destroyed on the clock, what is selected and preserved stays, and both are logged")
    func clock() async throws {
        let anpr = try await AnprNode.open()
        let pair = try #require(anpr.traffic.truth.convoys.first)
        let id = try await anpr.ask(.convoy, ["plate": pair[0]]).kept.id
        let counter = try anpr.counter
        _ = try await counter.select(["plate": pair[1], "note": "drives ahead each time"], of: id)
        _ = try await counter.preserve(id, for: "CASE-26-9")
        let force = TestOfficers.force("13")
        #expect(try await Anpr.dispose(anpr.node.desk, of: force) == nil)
        anpr.node.clock.advance(seconds: 29 * 86_400)
        let entry = try await Anpr.dispose(anpr.node.desk, of: force)
        #expect(entry != nil)
        let erased = try await anpr.acts().last
        #expect(erased?.kind == "erasure" && erased?.officer == "system" && erased?.action == "anpr.dispose")
        let kept = try #require(try await counter.look(at: id).content.kept)
        #expect(kept.answer == nil && kept.selected.map(\.line.plate) == [pair[1]])
        anpr.node.clock.advance(seconds: 330 * 86_400)
        _ = try await Anpr.dispose(anpr.node.desk, of: force)
        let days = ["plate": pair[0], "from": "2026-11-09", "to": "2026-11-09"]
        let question = try anpr.question(.history, days)
        let bounds = try question.bounds(counter.limits)
        // Past the oldest row of the table nothing is asked; the reads themselves are gone too.
        await #expect(throws: Fault.self) { try await counter.ask(question) }
        #expect(bounds.days.count == 1)
        let left = try await anpr.node.desk.changeReads(
            .importAnpr,
            asked: "count",
            for: AnprNode.steward
        ) { $0.reads.dayNumbers.min() ?? 0 }
        #expect(left.value > bounds.days.lowerBound)
    }

    @Test("Where somebody may be exploited the referral comes first, and who is suspect and victim stays both")
    func safeguarding() async throws {
        let anpr = try await AnprNode.open()
        let pair = try #require(anpr.traffic.truth.convoys.first)
        let id = try await anpr.ask(.convoy, ["plate": pair[0]]).kept.id
        let counter = try anpr.counter
        var values = ["plate": pair[1], "note": "a boy of about 15 in the front", "exploited": "1", "suspect": "1"]
        let first = await #expect(throws: Fault.self) { try await counter.select(values, of: id) }
        #expect(first?.code == .safeguardingFirst)
        values["referral"] = "MASH-2026-118"
        _ = try await counter.select(values, of: id)
        let selected = try #require(try await counter.look(at: id).content.kept?.selected.first)
        #expect(selected.roles == ["suspect", "victim"] && selected.referral == "MASH-2026-118")
        await #expect(throws: Fault.self) {
            try await counter.select(["plate": "ZZ00ZZZ", "note": "never seen"], of: id)
        }
    }

    @Test("Nobody sees another's questions, and a file of reads is taken by stewards alone, its bad lines told by line")
    func others() async throws {
        let anpr = try await AnprNode.open()
        let id = try await anpr.ask(.history, ["plate": "AB00XYZ"]).kept.id
        let other = try Anpr.Counter(anpr.node.desk, TestOfficers.cleared.asking(for: "crime.investigate"))
        await #expect(throws: Fault.self) { try await other.look(at: id) }
        let path = try ScratchFolder.make() + "/reads.csv"
        let text = "time,camera,plate\n2026-11-20T10:00:00Z,C1,AB00XYZ\nnever,C1,AB00XYZ\n"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let steward = try Anpr.Counter(anpr.node.desk, AnprNode.steward)
        let (taken, entry) = try await steward.take(path)
        #expect(taken.added == 1 && taken.refused == 1 && taken.refusals.first?.line == 3)
        #expect(try await anpr.acts().last?.index == entry)
        #expect(try await steward.take(path).taken.repeated == 1)
        await #expect(throws: Fault.self) { try await other.take(path) }
        #expect(try await anpr.acts().last?.kind == "refusal")
    }
}
