import CapabilityKit
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Ledger
@testable import Node

/// What those who keep a node are told: figures, log lines, readiness, the id of a request.
@Suite("Operations") struct OperationsTests {
    @Test("Counts, times and samples are written in Prometheus' text format, each measure once with its help")
    func textFormat() {
        let measures = Measures()
        let requests = Measures.Family("x_total", .counter, "How many")
        let times = Measures.Family("y_seconds", .histogram, "How long", bounds: [0.1, 1])
        measures.count(requests, [("route", "/a"), ("odd", "a\"b\\c\nd")])
        measures.count(requests, [("route", "/a"), ("odd", "a\"b\\c\nd")])
        for milliseconds in [100, 101, 5000] { measures.took(times, .milliseconds(milliseconds), [("route", "/a")]) }
        let gauge = Measures.Family("z", .gauge, "How much")
        #expect(
            measures.text(with: [.init(gauge, [], 0.5), .init(gauge, [("force", "13")], 2)])
                == """
                # HELP x_total How many
                # TYPE x_total counter
                x_total{route="/a",odd="a\\"b\\\\c\\nd"} 2
                # HELP y_seconds How long
                # TYPE y_seconds histogram
                y_seconds_bucket{route="/a",le="0.1"} 1
                y_seconds_bucket{route="/a",le="1.0"} 2
                y_seconds_bucket{route="/a",le="+Inf"} 3
                y_seconds_sum{route="/a"} 5.201
                y_seconds_count{route="/a"} 3
                # HELP z How much
                # TYPE z gauge
                z 0.5
                z{force="13"} 2

                """
        )
    }

    @Test("A line of the log is one line of JSON, with known values alone and an error by its type")
    func logLines() throws {
        struct Inside: Error { var words = "okafor" }
        let lines = Mutex<[String]>([])
        var logger = Logger(label: "reeve.test") { label in
            JSONLogHandler(label: label, level: .debug) { line in lines.withLock { $0.append(line) } }
        }
        logger[metadataKey: "hb.request.id"] = "7f"
        logger.trace("left out")
        logger.debug("two\nlines", metadata: ["route": "/search/person/{id}", "services": "Desk(okafor)"])
        logger.error("it failed", error: Inside())
        let seen = try lines.withLock(\.self).map { try JSONDecoder().decode(SeenJSON.self, from: Data($0.utf8)) }
        #expect(seen.count == 2)
        #expect(lines.withLock { $0.allSatisfy { !$0.contains("\n") && !$0.contains("okafor") } })
        #expect(seen.first?["message"] == .text("two\nlines") && seen.first?["level"] == .text("debug"))
        #expect(
            seen.first?["about"]
                == .object(["route": .text("/search/person/{id}"), "hb.request.id": .text("7f")])
        )
        #expect(seen.last?["about"]?["error"] == .text("Inside"))
    }

    @Test("An error that nobody foresaw shows the id of its request, on the page and in the header alike")
    func requestID() async throws {
        struct Inside: Error {}
        let node = try await TestNode.open()
        let router = try Server(building: node.building, fetchedAssets: nil, assetLock: nil, note: { _ in }).router()
        router.get("broken") { _, _ -> Response in throw Inside() }
        try await Application(router: router).test(.router) { client in
            let browser = TestBrowser(client: client)
            let reply = try await browser.get("/broken")
            let id = try #require(reply.headers["x-request-id"])
            #expect(reply.status == 500 && reply.text.contains("request <code>\(id)</code>"))
            let missing = try await browser.get("/nowhere")
            let other = try #require(missing.headers["x-request-id"])
            #expect(other != id && !missing.text.contains(other), "what is nobody's fault needs no number")
        }
    }

    @Test("A node is ready once its index is made, and not while its clock is behind its log")
    func readiness() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([TestRecords.person("1", "Daniel", "Okafor")])
        #expect(await NodeReadiness.of(node.building).missing == ["index: it is being made"])
        try await node.desk.makeReady()
        #expect(await NodeReadiness.of(node.building).isReady)
        let requester = Requester(
            officer: TestOfficers.cleared,
            authority: Authority(purpose: "crime.investigate", reference: "WYP-20261123-1")
        )
        _ = try await node.desk.search("okafor", limit: 1, for: requester)
        try await node.desk.keepIndexed()
        node.clock.advance(seconds: -3600)
        let late = await NodeReadiness.of(node.building)
        #expect(late.missing.count == 1 && late.missing[0].hasPrefix("clock: "))
        #expect(late.state == "not ready\n" && late.text.contains("behind the newest entry"))
    }

    @Test("A node whose log has stopped says so in its figures and is not ready")
    func stopped() async throws {
        let node = try await TestNode.open()
        try await node.desk.makeReady()
        let page = MetricsPage(building: node.building)
        #expect(await page.text().contains("\nreeve_ledger_stopped 0\n"))
        struct Full: Error {}
        await node.building.ledger.stop(because: Full())
        #expect(await page.text().contains("\nreeve_ledger_stopped 1\n"))
        #expect(await NodeReadiness.of(node.building).missing.first?.hasPrefix("log: ") == true)
    }

    @Test("Entries are counted once however often the figures are read")
    func countsOnce() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([TestRecords.person("1", "Daniel", "Okafor")])
        let page = MetricsPage(building: node.building)
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            for _ in 0..<3 { #expect(try await browser.get("/api/v1/search?q=okafor").status == 200) }
        }
        try await node.desk.keepIndexed()
        for _ in 0..<3 {
            let text = await page.text()
            #expect(text.contains("reeve_records_released_total 3\n"))
            #expect(
                text.contains("reeve_http_requests_total{method=\"GET\",route=\"/api/v1/search\",status=\"200\"} 3\n")
            )
        }
    }
}
