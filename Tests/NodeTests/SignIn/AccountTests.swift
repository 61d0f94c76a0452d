import CapabilityKit
import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Node

/// Whose account is whose, and what changes while a session runs.
@Suite("Accounts and their changes") struct AccountTests {
    private static func nair(_ change: (inout StaffMember) -> Void = { _ in }) -> StaffMember {
        var nair = StaffMember(
            number: "4821",
            name: "Priya Nair",
            force: TestOfficers.force("13"),
            roles: ["officer"]
        )
        change(&nair)
        return nair
    }

    @Test("Somebody who changes the number of their own account does not become a colleague, first or later")
    func takeover() async throws {
        var records = Self.nair()
        (records.number, records.name, records.subject) = ("9001", "Ann Records", "u-9")
        let node = try await ProviderNode.open(staff: [Self.nair { $0.bindUntil = "2026-11-24" }, records])
        try await node.browse { person async throws in
            #expect(try await person.signIn().status == 200, "the first is bound")
            let thief = person.another()
            node.issuer.state.withLock { $0.claims = ["sub": "u-666"] }
            #expect(try await thief.signIn().status == 403, "the number is u-17's by now")
            node.issuer.state.withLock { $0.claims = ["sub": "u-9"] }
            #expect(try await thief.signIn().status == 403, "neither is it a colleague's with a number of their own")
            node.issuer.state.withLock { $0.claims = ["preferred_username": "9001"] }
            #expect(try await thief.signIn().status == 403, "nor is another's number u-17's")
            node.issuer.state.withLock { $0.claims = [:] }
            #expect(try await person.signIn().status == 200)
        }
        let reasons = node.events.all.filter { $0.kind == .failed }.map(\.reason)
        #expect(reasons == ["number-of-another", "number-of-another", "number-of-another"])
        let ties = try AccountBindings(folder: node.building.folder).all()
        #expect(ties.map(\.number) == ["4821"] && ties.map(\.subject) == ["u-17"])
    }

    @Test("A number is nobody's before an administrator pins it or opens the days in which the first becomes it")
    func notBound() async throws {
        for (member, status) in [
            (Self.nair(), 403), (Self.nair { $0.bindUntil = "2026-11-22" }, 403),
            (Self.nair { $0.bindUntil = "2026-11-23" }, 200), (Self.nair { $0.subject = "u-17" }, 200),
            (Self.nair { $0.subject = "u-18" }, 403),
        ] {
            let node = try await ProviderNode.open(staff: [member])
            try await node.browse { person async throws in
                #expect(try await person.signIn().status == status, "\(member)")
            }
        }
    }

    @Test("What a provider's claims make of somebody is bound as well, and an administrator can let go of it")
    func claimed() async throws {
        let node = try await ProviderNode.open {
            $0.people = .claims
            $0.roles = ["g": "officer"]
        }
        let bindings = AccountBindings(folder: node.building.folder)
        try await node.browse { person async throws in
            node.issuer.state.withLock { $0.claims = ["groups": ["g"], "preferred_username": "77"] }
            #expect(try await person.signIn().status == 200)
            node.issuer.state.withLock { $0.claims = ["groups": ["g"], "preferred_username": "77", "sub": "u-18"] }
            #expect(try await person.another().signIn().status == 403)
            #expect(try bindings.free("77"))
            #expect(try await person.another().signIn().status == 200)
        }
        try await node.browse { person async throws in
            node.issuer.state.withLock { $0.claims = ["groups": ["g"], "preferred_username": "system", "sub": "u-99"] }
            #expect(try await person.signIn().status == 403, "the node itself is nobody's account")
        }
        let tied = try bindings.all().map(\.number)
        #expect(!tied.contains("system"))
        node.issuer.state.withLock { $0.claims = ["groups": ["g"], "preferred_username": "77", "sub": "u-18"] }
        try Data("[{".utf8).write(to: URL(filePath: node.building.folder.accounts))
        try await node.browse { person async throws in
            #expect(try await person.signIn().status != 200, "ties that cannot be read let nobody in")
        }
    }

    @Test("Ties made at once by several hands are all kept")
    func tiesAtOnce() async throws {
        let folder = NodeFolder(path: try ScratchFolder.make())
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask {
                    // Each with hands of its own, as the command beside the node has.
                    try AccountBindings(folder: folder)
                        .bind("\(number)", issuer: "i", subject: "s\(number)", at: TestClock.noon)
                }
            }
            for try await isBound in group { #expect(isBound) }
        }
        #expect(try AccountBindings(folder: folder).all().count == 40)
    }

    @Test("A changed staff file counts at once: who is taken off, loses a role or is signed out, in mid-session")
    func staffFile() async throws {
        let pinned = Self.nair { $0.subject = "u-17" }
        for (after, status) in [
            ([], 303), ([Self.nair { ($0.subject, $0.until) = ("u-17", "2026-11-22") }], 303),
            ([Self.nair { $0.subject = "u-18" }], 303),
            ([Self.nair { ($0.subject, $0.roles) = ("u-17", ["nothing"]) }], 403),
            ([Self.nair { ($0.subject, $0.signedOutBefore) = ("u-17", Timestamp(milliseconds: .max / 2)) }], 303),
            ([pinned], 200),
        ] as [([StaffMember], Int)] {
            let node = try await ProviderNode.open(staff: [pinned])
            try await node.browse { person async throws in
                try await person.signIn()
                try await person.givePurpose()
                #expect(try await person.browser.get("/search?q=okafor").status == 200)
                try node.building.folder.write(after, to: node.building.folder.officers)
                node.clock.advance(seconds: 2)
                #expect(try await person.browser.get("/search?q=okafor").status == status, "\(after)")
            }
        }
    }

    @Test("A staff file that cannot be read is noted, and the earlier one goes on counting")
    func brokenStaffFile() async throws {
        let node = try await ProviderNode.open(staff: [Self.nair { $0.subject = "u-17" }])
        try await node.browse { person async throws in
            try await person.signIn()
            try Data("[".utf8).write(to: URL(filePath: node.building.folder.officers))
            node.clock.advance(seconds: 2)
            #expect(try await person.browser.get("/account").status == 200)
        }
        #expect(node.events.all.map(\.kind).contains(.staffUnreadable))
    }

    @Test("A logout token of the provider ends the account's sessions, and nothing else passes for one")
    func backChannel() async throws {
        let node = try await ProviderNode.open()
        let now = node.clock.now.milliseconds / 1000
        let event = ["http://schemas.openid.net/event/backchannel-logout": [String: String]()]
        let good: [String: any Sendable] = [
            "iss": TestIssuer.issuer, "aud": TestIssuer.client, "sub": "u-17", "iat": now, "exp": now + 60,
            "jti": "1", "events": event,
        ]
        @Sendable func token(_ change: [String: (any Sendable)?] = [:], type: String? = "logout+jwt") throws -> String {
            var claims = good
            for (name, value) in change { claims[name] = value }
            var header: [String: any Sendable] = ["alg": "ES256", "kid": "ec"]
            header["typ"] = type
            return try node.issuer.token(header: header, claims: claims, key: "ec")
        }
        try await node.browse { person async throws in
            try await person.signIn()
            let provider = person.another()
            for bad in [
                try token(type: "JWT"), try token(type: nil), try token(["nonce": "n"]), try token(["events": nil]),
                try token(["sub": nil]), try token(["aud": "another"]), try token(["iss": "https://evil.example"]),
                try token(["exp": now - 100]), try token(["iat": now - 3600]), "x", "",
            ] {
                #expect(try await provider.browser.post("/sign-in/logout", ["logout_token": bad]).status == 400)
            }
            #expect(try await person.browser.get("/account").status == 200)
            #expect(try await provider.browser.post("/sign-in/logout", ["logout_token": try token()]).status == 200)
            #expect(try await person.browser.get("/account").status == 303)
            let flow = try await person.begin()
            node.issuer.state.withLock { $0.claims = ["events": event] }
            #expect(try await person.back(state: flow["state"] ?? "").status == 200, "an ID token may hold anything")
        }
        #expect(node.events.all.contains { $0.kind == .signedOutByProvider && $0.account?.hasSuffix("u-17") == true })
    }

    @Test("Whoever takes a session elsewhere proves again who they are before a sensitive act")
    func elsewhere() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            let here = ["x-forwarded-for": "192.0.2.1"], there = ["x-forwarded-for": "192.0.2.2"]
            try await person.signIn(headers: here)
            let token = TestBrowser.formToken(in: try await person.browser.get("/account", headers: here).text) ?? ""
            let form = ["token": token, "session": "none"]
            let moved = try await person.browser.post("/account/end", form, headers: there)
            #expect(moved.headers["location"] == "/sign-in/again?next=%2Faccount")
            #expect(try await person.browser.get("/account", headers: there).status == 200, "the rest goes on")
            let stayed = try await person.browser.post("/account/end", form, headers: here)
            #expect(stayed.headers["location"] == "/account")
        }
    }

    @Test("Outside the force's own networks people sign in by the stronger proof only, or not at all")
    func networks() async throws {
        var rules = SignInRules()
        rules.networks = ["10.20.0.0/16", "2001:db8::/32"]
        let inside = ["x-forwarded-for": "10.20.7.7"], outside = ["x-forwarded-for": "192.0.2.1"]
        let node = try await ProviderNode.open(rules: rules) {
            $0.acr = ["mfa"]
            $0.stepUpACR = ["hardware"]
        }
        try await node.browse { person async throws in
            node.issuer.state.withLock { $0.claims = ["acr": "mfa"] }
            #expect(try await person.begin(headers: inside)["acr_values"] == "mfa")
            #expect(try await person.signIn(headers: inside).status == 200)
            #expect(try await person.begin(headers: outside)["acr_values"] == "hardware")
            #expect(try await person.signIn(headers: outside).status == 403)
            let sent = try await person.begin(headers: inside)
            #expect(try await person.back(state: sent["state"] ?? "", headers: outside).status == 403, "half way out")
            node.issuer.state.withLock { $0.claims = ["acr": "hardware"] }
            #expect(try await person.signIn(headers: outside).status == 200)
        }
        let strict = try await ProviderNode.open(rules: rules)
        try await strict.browse { person async throws in
            #expect(try await person.signIn(headers: inside).status == 200)
            #expect(try await person.signIn(headers: outside).status == 403, "there is no stronger proof")
        }
        #expect(Network("10.20.0.0/16")?.contains("10.20.255.1") == true)
        #expect(Network("10.20.0.0/15")?.contains("10.22.0.1") == false)
        #expect(Network("2001:db8::/32")?.contains("2001:db8:9::1") == true)
        for wrong in ["", "x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "2001:db8::/129"] {
            #expect(Network(wrong) == nil, "\(wrong)")
        }
    }

    @Test("Who signs in is told when they last did and what failed since")
    func history() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            #expect(!(try await person.signIn().text.contains("Last signed in")), "there was no last time")
            node.issuer.state.withLock { $0.claims = ["preferred_username": "9001"] }
            let thief = ["x-forwarded-for": "192.0.2.66"]
            for _ in 0..<2 { #expect(try await person.another().signIn(headers: thief).status == 403) }
            node.issuer.state.withLock { $0.claims = [:] }
            let page = try await person.signIn()
            #expect(page.text.contains("failed 2 times since"))
            #expect(page.text.contains("192.0.2.66"))
            #expect(page.headers["refresh"]?.hasPrefix("15;") == true, "long enough to read it")
            #expect(try await person.signIn().text.contains("failed") == false)
        }
    }

    @Test("Answers that nobody asked for are bounded apart and spend nobody's tries")
    func strays() async throws {
        var rules = SignInRules()
        rules.addressFailuresBeforePause = 3
        let node = try await ProviderNode.open(rules: rules)
        try await node.browse { person async throws in
            let own = try await person.begin()
            var statuses: Set<Int> = []
            for _ in 0..<60 { statuses.insert(try await person.back(state: "x").status) }
            #expect(statuses == [403, 429])
            #expect(try await person.back(state: own["state"] ?? "").status == 200, "one's own goes through")
            #expect(try await person.another().signIn().status == 200, "and a colleague's behind the same address")
        }
        #expect(node.events.all.count { $0.reason == "flow" } == 20)
    }
}
