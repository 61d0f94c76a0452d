import CapabilityKit
import Foundation
import Node
import TestKit
import Testing
import Vocabulary

/// Signals of misuse from what is really looked up, typed and opened, through the log, to the page that shows them.
@Suite("Oversight on the web") struct OversightRoomTests {
    static func person(_ key: String, _ given: String, _ surname: String, at postcode: String) -> [Record] {
        let person = TestRecords.person(key, given, surname)
        let home = TestRecords.statement(.residence, "A\(key)", about: person, [Fact(.postcode, raw: postcode)])
        return [person, home]
    }

    /// A node whose professional standards have said who lives where and who is in the public eye.
    static func node() async throws -> TestNode {
        let folder = try ScratchFolder.make() + "/node"
        var watch = WatchRules()
        watch.staff = [
            .init(
                force: TestOfficers.force("13"),
                number: "4821",
                name: "Priya Nair",
                postcode: "LS6 3AA",
                household: ["Arjun Mehta"]
            )
        ]
        watch.publicFigures = [.init(name: "Zephyr Quillfeather", why: "made up for the tests")]
        try FileManager.default.createDirectory(atPath: folder + "/rules", withIntermediateDirectories: true)
        try JSONEncoder().encode(watch).write(to: URL(filePath: folder + "/rules/watch.json"))
        let node = try await TestNode.open(folder)
        let people =
            person("1", "Priya", "Nair", at: "LS6 3AA") + person("2", "Leela", "Nair", at: "LS6 3AA")
            + person("3", "Arjun", "Mehta", at: "HU1 2BB") + person("4", "Owen", "Street", at: "LS6 3AA")
            + person("5", "Sam", "Holt", at: "HU1 2BB") + person("6", "Zephyr", "Quillfeather", at: "HU1 2BB")
            + person("7", "Ivy", "Plain", at: "HU1 2BB")
        try await node.desk.collect(people + [TestRecords.thing(.event, "WYP-20261123-1", [])])
        return node
    }

    /// The kinds of signals of an officer, as the API tells them.
    static func signals(_ node: TestNode, of officer: String = "4821") async throws -> [String] {
        try await node.browse { standards in
            try await standards.signIn(TestOfficers.standards, purpose: "audit.conduct", reference: "PSD-5")
            let reply = try await standards.get("/api/v1/oversight/signals?officer=13-\(officer)").text
            return reply.matches(of: /"kind":"(\w+)"/).map { String($0.1) }
        }
    }

    @Test(
        "Looking up one's own name, family, home, neighbours, colleagues or somebody in the public eye is a signal",
        arguments: [
            ("priya nair", "1", ["ownName", "neighbour"]), ("leela nair", "2", ["household", "neighbour"]),
            ("arjun mehta", "3", ["household"]), ("owen street", "4", ["neighbour"]),
            ("sam holt", "5", ["colleague"]), ("zephyr quillfeather", "6", ["publicFigure"]), ("ivy plain", "7", []),
        ]
    )
    func whom(words: String, key: String, kinds: [String]) async throws {
        let node = try await Self.node()
        try await node.browse { officer in
            try await officer.signIn(TestOfficers.cleared)
            #expect(try await officer.get("/search?q=" + TestBrowser.encoded(words)).status == 200)
            let id = TestRecords.person(key, "", "").alone
            #expect(try await officer.get("/search/person/\(id)").status == 200)
        }
        #expect(try await Self.signals(node) == kinds)
    }

    @Test("Opening a record by its own page counts like opening the person")
    func byRecord() async throws {
        let node = try await Self.node()
        try await node.browse { officer in
            try await officer.signIn(TestOfficers.cleared)
            let record = TestBrowser.encoded(TestRecords.person("6", "", "").id.description)
            #expect(try await officer.get("/search/record/\(record)").status == 200)
        }
        #expect(try await Self.signals(node) == ["publicFigure"])
    }

    @Test("No matching incident, unusual volume and unusual hours are signals from the log as it is")
    func whyAndWhen() async throws {
        let node = try await Self.node()
        let known = TestOfficers.cleared.asking()
        for _ in 0..<6 {
            for _ in 0..<4 { _ = try await node.desk.search("ivy plain", limit: 5, for: known) }
            node.clock.advance(seconds: 86_400)
        }
        #expect(try await Self.signals(node) == [])
        for _ in 0..<24 { _ = try await node.desk.search("ivy plain", limit: 5, for: known) }
        #expect(try await Self.signals(node) == ["volume"])
        node.clock.advance(seconds: 15 * 3_600)
        _ = try await node.desk.search("ivy plain", limit: 5, for: TestOfficers.cleared.asking(reference: "because"))
        #expect(try await Self.signals(node) == ["noIncident", "volume", "hours"])
    }

    @Test("No page, program or command tells anything of the log to who asks for a purpose that s.62(4) does not name")
    func purposes() async throws {
        let node = try await Self.node()
        let routes = ["person/0000000000000001", "officer/13-4821", "purpose/crime.investigate", "signals"]
        let purposes = node.desk.rulebook.purposes.effective(on: node.desk.today).purposes.map(\.code)
        let lawful: Set<String> = ["audit.lawfulness", "audit.conduct", "audit.security", "audit.proceedings"]
        #expect(purposes.contains("management.performance") && lawful.isSubset(of: purposes))
        try await node.browse { browser in
            for purpose in purposes {
                for officer in [TestOfficers.standards, TestOfficers.auditor, TestOfficers.manager] {
                    try await browser.signIn(officer, purpose: purpose, reference: "DIP-1")
                    for route in routes {
                        let isForConduct = ["audit.conduct", "audit.proceedings"].contains(purpose)
                        let may =
                            officer.number == "6001" && lawful.contains(purpose) && (route != "signals" || isForConduct)
                            || officer.number == "6002" && lawful.contains(purpose) && route != "signals"
                        let reply = try await browser.get("/api/v1/oversight/\(route)")
                        #expect(reply.status == (may ? 200 : 403), "\(officer.number) \(purpose) \(route)")
                    }
                }
            }
        }
    }

    @Test(
        "What makes no sense is answered with words",
        arguments: [
            "person/x", "officer/%00", "officer/13-", "officer/\(String(repeating: "9", count: 80))",
            "purpose/%3Cb%3E", "signals?days=0", "signals?days=x", "signals?officer=13-",
        ]
    )
    func nonsense(address: String) async throws {
        let node = try await Self.node()
        try await node.browse { standards in
            try await standards.signIn(TestOfficers.standards, purpose: "audit.conduct", reference: "PSD-5")
            let reply = try await standards.get("/oversight/\(address)")
            let known = ["purpose": 200, "person": 404][address.prefix { $0 != "/" }]
            #expect(reply.status == known ?? 400, "\(address)")
            #expect(!reply.text.contains("<b></h1>"), "\(address)")
        }
    }
}
