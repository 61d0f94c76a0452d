import CapabilityKit
import Federation
import Foundation
import Hummingbird
import HummingbirdTesting
import TestKit
import Testing
import Vocabulary

@testable import Node

/// The documents of the API say what the routes do, and nothing else.
@Suite("The API and its documents") struct APIDocumentTests {
    private func document(_ path: String, _ browser: TestBrowser) async throws -> SeenJSON {
        let reply = try await browser.get(path)
        #expect(reply.status == 200 && reply.headers["content-type"] == "application/json; charset=utf-8")
        return try JSONDecoder().decode(SeenJSON.self, from: Data(reply.text.utf8))
    }

    @Test("Every route below /api is in the document with both its methods, and nothing else is")
    func routes() async throws {
        let node = try await TestNode.open()
        let server = try Server(building: node.building, fetchedAssets: nil, assetLock: nil, note: { _ in })
        let opened = Set(
            server.router().routes.map { "\($0.method.rawValue.lowercased()) \($0.path)" }
                .filter { $0.contains(" /api/") }
        )
        try await node.browse { browser in
            let paths = try await document("/api/openapi.json", browser)["paths"]?.object ?? [:]
            let described = paths.flatMap { path, item in
                (item.object ?? [:]).keys.filter { $0 != "parameters" }.map { "\($0) \(path)" }
            }
            #expect(Set(described) == opened)
            #expect(opened.count > 30)
            for (path, item) in paths {
                let names = path.matches(of: /\{([^}]*)\}/).map { String($0.1) }
                let described = (item["parameters"]?.list ?? []).filter { $0["in"] == .text("path") }
                #expect(described.compactMap { $0["name"]?.text }.sorted() == names.sorted(), "\(path)")
                for (method, operation) in item.object ?? [:] where method != "parameters" {
                    #expect(operation["summary"]?.text?.isEmpty == false, "\(method) \(path)")
                    #expect(operation["responses"]?["200"] != nil, "\(method) \(path)")
                }
            }
        }
    }

    @Test("What a room answers is what its route says", arguments: OpenRoom.all)
    func answers(room: OpenRoom) async throws {
        let node = try await TestNode.open()
        let daniel = TestRecords.person("1", "Daniel", "Okafor"), ivy = TestRecords.person("2", "Ivy", "Zephaniah")
        try await node.desk.collect([daniel, ivy])
        let server = try Server(building: node.building, fetchedAssets: nil, assetLock: nil, note: { _ in })
        let routes = server.catalogue().routes.filter { $0.room == room.type.name }
        #expect(routes.map(\.path).sorted() == (try room.addresses().filter { $0.hasPrefix("/api/") }))
        try await node.browse { browser in
            try await browser.signIn(room.allowed.officer, purpose: room.allowed.purpose)
            for route in routes {
                let address = OpenRoom.filled(route.path, with: daniel, and: ivy)
                for reply in [
                    try await browser.get(address + "?q=okafor"), try await browser.post(address, ["q": "okafor"]),
                ] {
                    try #require(reply.status == 200, "\(address)")
                    let seen = try JSONDecoder().decode(SeenJSON.self, from: Data(reply.text.utf8))
                    #expect(seen.differences(from: route.reply) == [], "\(address)")
                }
                let refused = try await browser.another().get(OpenRoom.filled(route.path, with: daniel, and: ivy))
                let problem = try JSONDecoder().decode(SeenJSON.self, from: Data(refused.text.utf8))
                #expect(problem.differences(from: OpenAPIDocument.problemShape) == [])
            }
        }
    }

    @Test("A value too many, one too few, and one of another kind are differences")
    func differences() throws {
        let shape: Shape = .object([
            .entry, .perhaps("words", .list(.text), ""), .init("state", .choice(["a", "b"]), ""),
        ])
        func seen(_ json: String) throws -> [String] {
            try JSONDecoder().decode(SeenJSON.self, from: Data(json.utf8)).differences(from: shape)
        }
        #expect(try seen(#"{"entry": 1, "state": "a", "words": []}"#) == [])
        #expect(try seen(#"{"entry": 1, "state": "a"}"#) == [])
        #expect(try seen(#"{"entry": -1, "state": "a"}"#).count == 1)
        #expect(try seen(#"{"entry": "1", "state": "c", "words": [1], "more": null}"#).count == 4)
        #expect(try seen(#"{"state": "a"}"#) == ["entry is missing"])
    }

    @Test("Every message between nodes is in its document, and looks as the document says")
    func messages() async throws {
        let nation = try await TestFederation.make()
        let server = FederationServer(node: nation.nodes[0], desk: nation.desks[0])
        let opened = server.router().routes.map { "\($0.method.rawValue.lowercased()) \($0.path)" }
        let node = try await TestNode.open()
        try await node.browse { browser in
            let paths = try await document("/api/federation.json", browser)["paths"]?.object ?? [:]
            let described = paths.flatMap { path, item in (item.object ?? [:]).keys.map { "\($0) \(path)" } }
            #expect(described.sorted() == opened.sorted())
        }
        let now = node.clock.now, force = TestOfficers.force("13")
        let question = Question(
            disclosure: "0",
            asker: force,
            officer: TestOfficers.cleared,
            authority: Authority(purpose: "crime.investigate", reference: "WYP-1", power: "PACE", onBehalfOf: "1"),
            action: "search.find",
            asked: "okafor",
            body: "{}",
            at: now,
            deadline: now
        )
        let states: [AnswerState] = [
            .answered(held: 3), .nothingHeld, .notPermitted(reason: ""), .askOwner(contact: ""),
        ]
        let samples: [(any Encodable, Shape)] =
            [
                (question, MessageDocument.question),
                (Settlement(disclosure: "0", asker: force, outcome: .notShown, entry: 1), MessageDocument.settlement),
                (
                    ForceRecall(
                        owner: force,
                        entry: 1,
                        at: now,
                        kind: "wrong",
                        attribute: "birthDate",
                        records: ["r"],
                        reason: "",
                        power: "",
                        lifts: 2
                    ),
                    MessageDocument.recall
                ), (RecallKnown(force: force, entry: 1), MessageDocument.messages[2].reply),
                (
                    ForceTransfer(
                        sender: force,
                        origin: force,
                        transfer: "WYP-1/1",
                        number: 1,
                        officer: TestOfficers.cleared,
                        authority: question.authority,
                        at: now,
                        kind: "create",
                        body: "{}"
                    ),
                    MessageDocument.transfer
                ), (TransferKnown(force: force, entry: 1), MessageDocument.messages[3].reply),
                (SpokenVersions(force: force, versions: ["1.0"]), MessageDocument.messages[4].reply),
            ]
            + states.map {
                (Answer(disclosure: "0", force: force, state: $0, entry: 1, body: "", at: now), MessageDocument.answer)
            }
        for (sample, shape) in samples {
            let seen = try JSONDecoder().decode(SeenJSON.self, from: JSONEncoder().encode(sample))
            #expect(seen.differences(from: shape) == [], "\(type(of: sample))")
        }
    }

    @Test("The explorer lists every route, and sends what is typed on to the route itself")
    func explorer() async throws {
        let node = try await TestNode.open()
        let server = try Server(building: node.building, fetchedAssets: nil, assetLock: nil, note: { _ in })
        let routes = server.catalogue().routes
        try await node.browse { browser in
            let unsigned = try await browser.get("/explorer")
            #expect(unsigned.status == 200 && !unsigned.text.contains("/explorer/try"))
            try await browser.signIn(TestOfficers.cleared)
            let page = try await browser.get("/explorer").text
            for path in routes.map(\.path) + MessageDocument.messages.map(\.path) {
                let shown = "<code>\(path)</code>"
                #expect(page.contains(shown), "\(path)")
            }
            var form = ["token": TestBrowser.formToken(in: page) ?? "", "route": "/api/v1/search", "q": "okafor"]
            let sent = try await browser.post("/explorer/try", form)
            #expect(sent.status == 307 && sent.headers["location"] == "/api/v1/search")
            form["route"] = "/api/v1/search/person/{id}"
            form["id"] = "../../x"
            let named = try await browser.post("/explorer/try", form)
            #expect(named.headers["location"] == "/api/v1/search/person/..%2F..%2Fx")
            form["route"] = "https://elsewhere.example/"
            #expect(try await browser.post("/explorer/try", form).status == 404)
            form["token"] = "0"
            #expect(try await browser.post("/explorer/try", form).status == 403)
        }
    }
}
