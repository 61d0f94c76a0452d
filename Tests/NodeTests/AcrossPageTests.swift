import CapabilityKit
import Federation
import Foundation
import Node
import TestKit
import Testing
import Vocabulary

@Suite("The page of a question to all forces") struct AcrossPageTests {
    /// Three nodes; the first is the one that is browsed.
    private static func nation() async throws -> [TestNode] {
        let clock = TestClock(), ways = NeighbouringDesks(clock: clock.clock)
        let codes = ["13", "14", "06"], all = Set(codes.map { TestOfficers.force($0) })
        var nodes: [TestNode] = []
        for code in codes {
            let node = try await TestNode.open(force: code, peers: ways, connected: all)
            await ways.connect(TestOfficers.force(code), node.desk)
            nodes.append(node)
        }
        for (place, force) in [(0, "13"), (1, "14")] {
            let daniel = TestRecords.person(
                "7",
                "Daniel Emeka",
                "Okafor-Reyes",
                force: force,
                more: [Fact(.pncID, raw: "1999/0000001Z")]
            )
            let phone = TestRecords.statement(
                .contact,
                "7c",
                about: daniel,
                [
                    Fact(.phoneNumber, raw: "07700 900461", standard: "+447700900461")
                ]
            )
            try await nodes[place].desk.collect([daniel, phone])
        }
        return nodes
    }

    @Test("Every force stands in the strip with its state, and one person of two forces stands once")
    func page() async throws {
        let nodes = try await Self.nation()
        try await nodes[0].browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            let page = try await browser.get("/search?q=okafor-reyes")
            #expect(page.status == 200)
            #expect(page.text.contains(#"<li class="answered" data-force="14" "#))
            #expect(page.text.contains(#"<li class="nothing_held" data-force="06" "#))
            #expect(page.text.contains(#"<li class="not_asked" data-force="01" "#))
            #expect(page.text.ranges(of: "data-result").count == 1)
            #expect(page.text.contains("2 records from 2 forces"))
            #expect(page.text.contains("Joined across forces by software"))
            // The person's own page, from the answers, is logged.
            let link = try #require(page.text.firstMatch(of: /href="(\/search\?across=[^"]*)"/)).1
            let before = try await nodes[0].acts().count
            let person = try await browser.get(String(link).replacing("&amp;", with: "&"))
            #expect(person.status == 200)
            #expect(person.text.contains("Why one person") && person.text.contains("OKAFOR-REYES"))
            let act = try await nodes[0].acts().dropFirst(before).first { $0.action == "search.person" }
            #expect(act?.released?.contains("14/niche/person/7@1") == true)
        }
    }

    @Test("What a force kept back and may say so of stands beside what it answered; what is restricted does not")
    func partlyWithheld() async throws {
        let nodes = try await Self.nation()
        let sensitive = TestRecords.person("8", "Daniel", "Okafor-Reyes", force: "14", marking: .officialSensitive)
        let hidden = TestRecords.person(
            "9",
            "Daniel",
            "Okafor-Reyes",
            force: "14",
            more: [Fact(.status, raw: "restricted")]
        )
        try await nodes[1].desk.collect([sensitive, hidden])
        try await nodes[0].browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            let page = try await browser.get("/search?q=okafor-reyes").text
            #expect(page.contains("title=\"South Yorkshire: 1 record held; 1 more: ask the owner\""))
        }
    }

    @Test("A program asks all forces, and opens a person whom another force holds")
    func byProgram() async throws {
        let nodes = try await Self.nation()
        try await nodes[0].browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            let all = try await browser.get("/api/v1/search/all?q=okafor-reyes")
            #expect(all.status == 200 && all.text.contains("\"joinedAcross\""))
            #expect(all.text.contains("14/niche/person/7") && all.text.contains("\"nothing_held\""))
            let held = try await browser.get("/api/v1/search/held/record/14%2Fniche%2Fperson%2F7")
            #expect(held.status == 200 && held.text.contains("\"quality\""))
            #expect(held.text.contains("OKAFOR-REYES"), "\(held.text)")
            let page = try await browser.get("/search/held/record/14%2Fniche%2Fperson%2F7")
            #expect(page.status == 200 && page.text.contains("South Yorkshire Police: 1 record held"))
            let none = try await browser.get("/search/held/record/06%2Fniche%2Fperson%2F7")
            #expect(none.status == 200 && none.text.contains("nothing held"))
            #expect(try await browser.get("/search/held/record/x").status == 404)
        }
    }

    @Test("Answers come as events while they arrive, and again on the page of what came later")
    func stream() async throws {
        let nodes = try await Self.nation()
        try await nodes[0].browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            let page = try await browser.get("/search?q=okafor-reyes")
            let disclosure = try #require(page.text.firstMatch(of: /across=([0-9a-f]{32})/)).1
            let events = try await browser.get("/search/stream/\(disclosure)")
            #expect(events.headers["content-type"]?.hasPrefix("text/event-stream") == true)
            #expect(events.text.contains("event: state\ndata: "))
            #expect(events.text.hasSuffix("event: over\ndata: over\n\n"))
            #expect(events.text.contains("14/niche/person/7"))
            let later = try await browser.get("/search?later=\(disclosure)")
            #expect(later.status == 200 && later.text.contains("Nothing more will come"))
            #expect(try await browser.get("/search?later=ffffffffffffffffffffffffffffffff").status == 404)
            #expect(try await browser.get("/search/stream/ffffffffffffffffffffffffffffffff").status == 404)
        }
        try await nodes[0].browse { browser in
            try await browser.signIn(TestOfficers.nobody)
            #expect(try await browser.get("/search/stream/ffffffffffffffffffffffffffffffff").status == 403)
        }
    }

    @Test("Every force is a hexagon with its state in words")
    func hexagons() async throws {
        let nodes = try await Self.nation()
        try await nodes[0].browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            _ = try await browser.get("/search?q=okafor-reyes")
            let page = try await browser.get("/nation")
            #expect(page.status == 200)
            #expect(page.text.ranges(of: #"<g class="hex "#).count == 43)
            #expect(page.text.contains("South Yorkshire Police: answers"))
            #expect(page.text.contains("no node is connected"))
        }
    }
}
