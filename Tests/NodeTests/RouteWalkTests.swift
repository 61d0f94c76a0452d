import CapabilityKit
import Foundation
import Hummingbird
import HummingbirdTesting
import TestKit
import Testing
import Vocabulary

@testable import Node

/// What must be true of every address the node has, taken from its own list of routes: a new one is met here by itself.
@Suite("Every route of the node") struct RouteWalkTests {
    struct Route: Sendable, Hashable {
        var path: String
        var method: HTTPRequest.Method

        /// With something in the place of what the address leaves open.
        var address: String { path.replacing(/\{[^}]*\}/, with: "0000000000000001").replacing("**", with: "x") }
        /// Whether another machine or a browser by itself posts there: no session, no form of ours.
        var isForMachines: Bool {
            path.hasPrefix("/api/") || path.hasPrefix("/machine/") || path.hasPrefix("/witness")
                || ["/browser-reports", "/sign-in/logout"].contains(path)
        }
        /// What is the same for everybody and holds nothing of anybody.
        var isPublic: Bool { path.hasPrefix("/a/") || path.hasPrefix("/log") || path.hasPrefix("/witness") }
    }

    private static func routes(_ server: Server) -> [Route] {
        server.router().routes.map { Route(path: "\($0.path)", method: $0.method) }
    }

    private func walk(
        _ test: @escaping @Sendable (TestBrowser, any TestClientProtocol, [Route], TestNode) async throws -> Void
    ) async throws {
        let node = try await TestNode.open()
        let server = try Server(building: node.building, fetchedAssets: nil, assetLock: nil, note: { _ in })
        let routes = Self.routes(server)
        try #require(routes.count > 40)
        try await Application(router: server.router()).test(.router) { client in
            try await test(TestBrowser(client: client), client, routes, node)
        }
    }

    /// What a route answers; a stream that goes on is ended by the minutes for which one goes on.
    private func answer(_ browser: TestBrowser, _ route: Route, _ node: TestNode) async throws -> TestBrowser.Reply {
        let later = Task {
            try await Task.sleep(for: .seconds(3))
            node.clock.advance(seconds: 300)
        }
        defer { later.cancel() }
        return try await browser.get(route.address)
    }

    @Test("Every answer of every route has a type, is kept out of caches and says nothing of its server")
    func headers() async throws {
        try await walk { browser, _, routes, node in
            for isSignedIn in [false, true] {
                if isSignedIn { try await browser.signIn(TestOfficers.cleared) }
                for route in routes where route.method == .get {
                    node.clock.advance(seconds: 1)
                    let reply = try await answer(browser, route, node)
                    #expect(reply.status < 500 || route.path.hasPrefix("/health"), "\(route)")
                    let type = reply.headers["content-type"] ?? ""
                    let isTyped = [
                        "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/problem+json",
                        "application/json; charset=utf-8", "application/json", "application/octet-stream",
                        "text/css; charset=utf-8", "text/event-stream; charset=utf-8",
                    ].contains(type)
                    #expect(isTyped || reply.text.isEmpty, "\(route): \(type)")
                    for name in ["server", "x-powered-by", "access-control-allow-origin", "date"] {
                        #expect(reply.headers[name] == nil, "\(route): \(name)")
                    }
                    #expect(reply.headers["x-content-type-options"] == "nosniff", "\(route)")
                    #expect(reply.headers["content-security-policy"]?.contains("report-to node") == true, "\(route)")
                    if !route.isPublic { #expect(reply.headers["cache-control"] == "no-store", "\(route)") }
                }
            }
        }
    }

    @Test("Methods that no route asks for are refused on every address, TRACE among them")
    func methods() async throws {
        try await walk { _, client, routes, node in
            let known = Dictionary(grouping: routes, by: \.path).mapValues { Set($0.map(\.method)) }
            for (path, methods) in known {
                node.clock.advance(seconds: 60)
                let address = Route(path: path, method: .get).address
                for method: HTTPRequest.Method in [.put, .delete, .patch, .trace, .connect, .options] {
                    #expect(!methods.contains(method), "\(path) takes \(method)")
                    let reply = try await client.executeRequest(uri: address, method: method, headers: [:], body: nil)
                    #expect([404, 405].contains(reply.status.code), "\(path) \(method): \(reply.status)")
                }
            }
        }
    }

    @Test("Every form that a person sends carries the session's token, and changes nothing without it")
    func forms() async throws {
        try await walk { browser, _, routes, node in
            try await browser.signIn(TestOfficers.cleared)
            let before = try await node.acts().count
            for route in routes where route.method == .post && !route.isForMachines && route.path != "/sign-out" {
                node.clock.advance(seconds: 5)
                for form in [[:], ["token": String(repeating: "0", count: 32)]] {
                    let reply = try await browser.post(route.address, form)
                    #expect([403, 404].contains(reply.status), "\(route): \(reply.status)")
                    // A demonstration has no provider; a sensitive form asks first for a proof.
                    #expect(reply.status == 404 || reply.text.contains("web.form_out_of_date"), "\(route)")
                }
                let other = try await browser.post(route.address, headers: ["sec-fetch-site": "cross-site"])
                #expect(other.status == 403, "\(route)")
            }
            #expect(try await browser.post("/sign-out", headers: ["sec-fetch-site": "cross-site"]).status == 403)
            #expect(try await node.acts().count == before)
            #expect(try await browser.get("/search").status == 200, "still signed in")
        }
    }

    @Test("No page's form or link puts words about people into an address, and every form is posted with its token")
    func addresses() async throws {
        let node = try await TestNode.open()
        let daniel = TestRecords.person("1", "Daniel", "Okafor")
        try await node.desk.collect([daniel])
        try await node.browse { browser in
            for (officer, purpose, start) in [
                (TestOfficers.cleared, "crime.investigate", "/search"),
                (TestOfficers.steward, "data.quality", "/review"),
                (TestOfficers.standards, "audit.conduct", "/oversight"),
                (TestOfficers.manager, "incident.respond", "/authority"),
            ] {
                let person = browser.another()
                try await person.signIn(officer, purpose: purpose)
                let home = try await person.get(start)
                let asked = try await person.post(
                    "/ask",
                    ["token": TestBrowser.formToken(in: home.text) ?? "", "q": "okafor 07700 900123"]
                )
                let number = try #require(asked.headers["location"])
                #expect(number.wholeMatch(of: /\/search\?asked=[0-9a-f]{16}/) != nil)
                var waiting = [start, number, "/account", "/purpose"], seen: Set<String> = []
                while let address = waiting.popLast(), seen.count < 60 {
                    guard seen.insert(address).inserted else { continue }
                    node.clock.advance(seconds: 1)
                    let page = try await person.get(address).text
                    for form in page.matches(of: /<form[^>]*>/) where !form.0.contains("method=\"dialog\"") {
                        // Trying the voting rules names forces and nothing of anybody.
                        if form.0.contains("action=\"/governance/what-if\"") { continue }
                        #expect(form.0.contains("method=\"post\""), "\(address): \(form.0)")
                    }
                    for link in page.matches(of: /(?:href|action)="([^"#]*)/) {
                        let link = String(link.1).replacing("&amp;", with: "&")
                        #expect(!link.lowercased().contains("okafor"), "\(address) leads to \(link)")
                        #expect(!link.contains("q="), "\(address) leads to \(link)")
                        if link.hasPrefix("/"), !link.hasPrefix("/a/"), !link.hasPrefix("/sign") {
                            waiting.append(link)
                        }
                    }
                }
                #expect(seen.count > 4)
            }
        }
    }

    @Test("Who sends forms faster than a person can is told to wait")
    func haste() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            let token = TestBrowser.formToken(in: try await browser.get("/search").text) ?? ""
            var statuses: [Int] = []
            for _ in 0..<40 { statuses.append(try await browser.post("/ask", ["token": token, "q": "x"]).status) }
            #expect(Set(statuses.prefix(30)) == [303] && Set(statuses.suffix(10)) == [429])
            #expect(try await browser.get("/search").status == 200, "pages go on")
            node.clock.advance(seconds: 1)
            #expect(try await browser.post("/ask", ["token": token, "q": "x"]).status == 303)
        }
    }

    @Test("An error that nobody foresaw is noted by its type, and told without it")
    func unforeseen() async throws {
        struct SecretInside: Error { var words = "SELECT okafor" }
        let node = try await ProviderNode.open()
        let router = try node.server().router()
        router.get("broken") { _, _ -> Response in throw SecretInside() }
        router.get("api/v1/broken") { _, _ -> Response in throw SecretInside() }
        try await Application(router: router).test(.router) { client in
            let browser = TestBrowser(client: client)
            for address in ["/broken", "/api/v1/broken"] {
                let reply = try await browser.get(address)
                #expect(reply.status == 500)
                #expect(!reply.text.contains("okafor") && !reply.text.contains("SecretInside"))
                #expect(reply.text.contains("web.unforeseen"))
            }
        }
        #expect(node.events.all.filter { $0.kind == .fault }.map(\.reason) == ["SecretInside", "SecretInside"])
    }

    @Test("Of a name that is given twice the first value counts, in forms and addresses")
    func twice() async throws {
        #expect(FormValues("a=1&a=2&b=%33&a=3").values == ["a": "1", "b": "3"])
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            #expect(try await browser.get("/search?q=first&q=second").status == 200)
            let next = try await browser.get("/purpose?next=/review&next=/oversight").text
            #expect(next.contains("/review") && !next.contains("value=\"/oversight\""))
        }
        #expect(try await node.acts().map(\.asked) == ["first"])
    }

    @Test("A question keeps its number through its session, and no other session knows it")
    func asked() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([TestRecords.person("1", "Daniel", "Okafor")])
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            let token = TestBrowser.formToken(in: try await browser.get("/search").text) ?? ""
            let form = ["token": token, "q": "okafor & sons <b>"]
            let first = try await browser.post("/ask", form).headers["location"] ?? ""
            #expect(try await browser.post("/ask", form).headers["location"] == first)
            let page = try await browser.get(first)
            #expect(page.status == 200)
            #expect(page.text.contains("okafor &amp; sons &lt;b&gt;"))
            #expect(try await browser.post("/ask", ["token": token]).headers["location"] == "/search")
            let long = try await browser.post("/ask", ["token": token, "q": String(repeating: "x", count: 2_001)])
            #expect(long.status == 413)
            let other = browser.another()
            try await other.signIn(TestOfficers.analyst)
            #expect(try await other.get(first).status == 410)
            let api = try await browser.post("/api/v1/search", ["q": "okafor"])
            #expect(api.status == 200 && api.text.contains("\"entry\""))
        }
        #expect(try await node.acts().map(\.asked).contains("okafor & sons <b>"))
    }
}
