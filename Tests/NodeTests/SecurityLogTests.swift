import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Node

@Suite("The log of security") struct SecurityLogTests {
    private static let event = SecurityEvent(kind: .signedIn, officer: "4821", account: "id u-17", address: "192.0.2.1")

    /// A log of three days with two lines each.
    private static func three() throws -> (folder: String, log: SecurityLog, clock: TestClock) {
        let folder = try ScratchFolder.make() + "/security"
        let clock = TestClock()
        let log = try SecurityLog(folder: folder, clock: clock.clock)
        for _ in 0..<3 {
            for _ in 0..<2 { try log.write(event) }
            clock.advance(seconds: 86_400)
        }
        return (folder, log, clock)
    }

    private static func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jsonl") }.sorted()
            .map { "\(folder)/\($0)" }
    }

    @Test("A file for each day, for its owner only, each line bound to the one before, over days and restarts")
    func chain() throws {
        let (folder, _, clock) = try Self.three()
        try SecurityLog(folder: folder, clock: clock.clock).write(Self.event)
        let days = try SecurityLog.verify(folder)
        #expect(days.map(\.name) == ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"])
        #expect(days.map(\.lines) == [2, 2, 2, 1] && days.allSatisfy { $0.torn == 0 })
        for file in try Self.files(folder) {
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
        let text = try String(contentsOfFile: try #require(try Self.files(folder).first), encoding: .utf8)
        #expect(text.contains(#""at":"2026-11-23T12:00:00Z""#) && text.contains(#""officer":"4821""#))
    }

    @Test("A line changed, taken out, put in or moved is found")
    func tampering() throws {
        let changes: [([String]) -> [String]] = [
            { [$0[0].replacing("4821", with: "4822"), $0[1]] }, { [$0[1]] }, { [$0[1], $0[0]] },
            { [$0[0], $0[0], $0[1]] }, { [$0[0], "{}", $0[1]] },
        ]
        for change in changes {
            let (folder, _, _) = try Self.three()
            let file = try Self.files(folder)[1]
            let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
            try Data((change(lines).joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file))
            #expect(throws: Fault.self) { try SecurityLog.verify(folder) }
        }
        let (folder, _, _) = try Self.three()
        try FileManager.default.removeItem(atPath: try Self.files(folder)[1])
        #expect(throws: Fault.self, "a whole day") { try SecurityLog.verify(folder) }
    }

    @Test("A line that a crash cut off is closed, counted, and the next follows from it")
    func torn() throws {
        let (folder, _, clock) = try Self.three()
        let file = try #require(try Self.files(folder).last)
        let whole = try Data(contentsOf: URL(filePath: file))
        try whole.dropLast(9).write(to: URL(filePath: file))
        clock.advance(seconds: -86_400)
        try SecurityLog(folder: folder, clock: clock.clock).write(Self.event)
        let days = try SecurityLog.verify(folder)
        #expect(days.last?.torn == 1 && days.last?.lines == 3)
    }

    @Test("The chain goes on past an empty file, a failure, a line cut off the day before and a clock set back")
    func goesOn() throws {
        let (folder, log, clock) = try Self.three()
        let next = "\(folder)/2026-11-26.jsonl"
        try FileManager.default.createDirectory(atPath: next, withIntermediateDirectories: false)
        #expect(throws: Fault.self) { try log.write(Self.event) }
        try FileManager.default.removeItem(atPath: next)
        let last = try #require(try Self.files(folder).last)
        let whole = try Data(contentsOf: URL(filePath: last))
        try (whole + Data(#"{"at":"2026"#.utf8)).write(to: URL(filePath: last))
        try Data().write(to: URL(filePath: next))
        try log.write(Self.event)
        clock.advance(seconds: -3 * 86_400)
        try log.write(Self.event)
        try SecurityLog(folder: folder, clock: clock.clock).write(Self.event)
        try Data().write(to: URL(filePath: "\(folder)/2026-11-27.jsonl"))
        try SecurityLog(folder: folder, clock: clock.clock).write(Self.event)
        let days = try SecurityLog.verify(folder)
        #expect(
            days.map(\.name) == ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"]
        )
        #expect(days.map(\.lines) == [2, 2, 2, 3, 1])
        #expect(days.map(\.torn) == [0, 0, 1, 0, 0])
    }

    @Test("A chain that no longer holds is an alarm until it holds again")
    func broken() async throws {
        let node = try await TestNode.open()
        let (folder, log, _) = try Self.three()
        node.clock.advance(seconds: 3 * 86_400)
        let file = try Self.files(folder)[1]
        let whole = try Data(contentsOf: URL(filePath: file))
        let changed = String(decoding: whole, as: UTF8.self).replacing("4821", with: "4822")
        try Data(changed.utf8).write(to: URL(filePath: file))
        await #expect(throws: Fault.self) {
            try await KeepAnchoring.anchor(log, in: node.desk, of: TestOfficers.force("13"))
        }
        #expect(log.broken?.code == .securityLogBroken)
        #expect(try await node.acts().isEmpty)
        try whole.write(to: URL(filePath: file))
        try await KeepAnchoring.anchor(log, in: node.desk, of: TestOfficers.force("13"))
        #expect(log.broken == nil)
    }

    @Test("Files older than their time are removed, and what is left still verifies")
    func rotation() throws {
        let (folder, log, clock) = try Self.three()
        clock.advance(seconds: (SecurityLog.keptDays - 2) * 86_400)
        try log.write(Self.event)
        #expect(try SecurityLog.verify(folder).map(\.lines) == [2, 2, 1])
    }

    @Test("When it cannot be written nobody signs in, and the alarm says so until it can")
    func stopped() async throws {
        let node = try await ProviderNode.open()
        let log = try SecurityLog(folder: node.building.folder.security, clock: node.clock.clock)
        let server = try Server(
            building: node.building,
            fetchedAssets: nil,
            assetLock: nil,
            security: log,
            note: node.events.note,
            send: node.issuer.send
        )
        try await node.browse(server) { person async throws in
            #expect(try await person.signIn().status == 200)
            try FileManager.default.removeItem(atPath: node.building.folder.security)
            node.clock.advance(seconds: 86_400)
            #expect(try await person.signIn().status == 503)
            #expect(try await person.browser.get("/account").status == 303, "there is no session")
            #expect(try await person.browser.get("/health").text.contains("node.security_log_stopped"))
            try FileManager.default.createDirectory(
                atPath: node.building.folder.security,
                withIntermediateDirectories: true
            )
            #expect(try await person.signIn().status == 200)
            #expect(try await person.browser.get("/health").text == "ok\n")
        }
    }

    @Test("The last line of each day goes into the ledger, once")
    func anchored() async throws {
        let node = try await TestNode.open()
        let folder = try ScratchFolder.make() + "/security"
        let log = try SecurityLog(folder: folder, clock: node.clock.clock)
        try log.write(Self.event)
        let force = TestOfficers.force("13")
        try await KeepAnchoring.anchor(log, in: node.desk, of: force)
        #expect(try await node.acts().isEmpty, "the day is not over")
        node.clock.advance(seconds: 86_400)
        for _ in 0..<2 { try await KeepAnchoring.anchor(log, in: node.desk, of: force) }
        let acts = try await node.acts()
        #expect(acts.map(\.action) == ["node.security_log"])
        let day = try #require(try SecurityLog.verify(folder).first)
        #expect(acts.first?.details == ["day": "2026-11-23", "lines": "1", "head": day.head])
    }

    @Test("Refused forms, haste and what browsers report are noted, a bounded number from one address")
    func refusals() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            try await person.signIn()
            _ = try await person.browser.post("/account/end", ["token": "x"])
            _ = try await person.browser.post("/account/end", headers: ["sec-fetch-site": "cross-site"])
            // swift-format-ignore
            let report = #"[{"type":"csp-violation","body":{"effectiveDirective":"script-src-elem","blockedURL":"https://evil.example/x.js?name=okafor","documentURL":"https://r/search/person/1"}}]"#
            _ = try await person.browser.post("/browser-reports", raw: report)
            _ = try await person.browser.post("/browser-reports", raw: "not json")
            _ = try await person.browser.post(
                "/browser-reports",
                raw: #"{"csp-report":{"violated-directive":"img-src","blocked-uri":"inline"}}"#
            )
            for _ in 0..<40 { _ = try await person.another().browser.get("/search?q=x&limit=many") }
            for _ in 0..<200 { _ = try await person.browser.get("/account") }
        }
        let events = node.events.all
        let refused = events.filter { $0.kind == .refused }.compactMap(\.reason)
        #expect(refused.contains("web.form_out_of_date"))
        #expect(refused.contains("web.cross_site"))
        #expect(refused.contains("web.too_many_requests"))
        #expect(refused.count <= 20)
        #expect(
            events.filter { $0.kind == .browserReport }.map(\.reason) == [
                "script-src-elem:https://evil.example/x.js", "img-src:inline",
            ]
        )
    }

    @Test("Through the proxy `/health` says one word; the reasons are for this machine")
    func health() async throws {
        let node = try await ProviderNode.open { $0.clientSecretFile = "client.secret" }
        let file = node.building.folder.path + "/client.secret"
        try Data("s".utf8).write(to: URL(filePath: file))
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600, .modificationDate: Date.distantPast]
        try FileManager.default.setAttributes(attributes, ofItemAtPath: file)
        try await node.browse { person async throws in
            let here = try await person.browser.get("/health").text
            #expect(here.hasPrefix("alarm\n") && here.contains("signin.client_proof_old"))
            let forwarded = ["x-forwarded-for": "192.0.2.1"]
            #expect(try await person.browser.get("/health", headers: forwarded).text == "alarm\n")
        }
    }
}
