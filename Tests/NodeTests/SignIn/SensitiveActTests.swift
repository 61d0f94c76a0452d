import CapabilityKit
import Foundation
import Hummingbird
import HummingbirdTesting
import PageKit
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Node

/// Proving again, sessions and limits, on a node with a provider.
@Suite("Sensitive acts, sessions and limits") struct SensitiveActTests {
    /// A room with one sensitive page and form.
    private func browse(
        _ node: ProviderNode,
        _ test: @escaping @Sendable (ProviderNode.Person) async throws -> Void
    ) async throws {
        let server = try node.server()
        let router = server.router()
        let routes = Routes(
            room: Directory.rooms[0],
            desk: node.building.desk,
            pages: router.group("vault"),
            api: router.group("api/v1/vault"),
            baseMap: nil,
            render: { page, context in server.renderer.response(page, context) }
        )
        // As the Desk does where a rule has the obligation `fresh`.
        @Sendable func mustBeFresh(_ visit: Visit) throws {
            guard visit.requester.isFresh else { throw Fault(.freshSignInNeeded, "this is sensitive") }
        }
        routes.page("open") { visit in
            try mustBeFresh(visit)
            return Page(title: "Vault", body: "<p>gold</p>")
        }
        routes.form("take") { visit in
            try mustBeFresh(visit)
            return FormOutcome(next: Address("vault", "open"))
        }
        let application = Application(router: router)
        try await application.test(.router) { client in
            try await test(ProviderNode.Person(browser: TestBrowser(client: client), node: node))
        }
    }

    @Test("A sensitive act asks for a proof of the last ten minutes, under a new token, by the same person")
    func stepUp() async throws {
        let node = try await ProviderNode.open()
        try await browse(node) { person async throws in
            try await person.signIn()
            try await person.givePurpose()
            #expect(try await person.browser.get("/vault/open").text.contains("gold"), "just signed in")
            node.clock.advance(seconds: 10 * 60 + 1)
            let asked = try await person.browser.get("/vault/open")
            #expect(asked.status == 303)
            #expect(asked.headers["location"] == "/sign-in/again?next=%2Fvault%2Fopen")
            #expect(try await person.browser.get("/search").status == 200, "what is not sensitive goes on")
            let token = TestBrowser.formToken(in: try await person.browser.get("/purpose").text) ?? ""
            let taken = try await person.browser.post("/vault/take", ["token": token, "words-3": "all of <it>"])
            #expect(taken.status == 303)
            #expect(taken.headers["location"] == "/sign-in/again?next=%2Fsign-in%2Fresume")

            let page = try await person.browser.get("/sign-in/again?next=%2Fvault%2Fopen")
            #expect(page.text.contains("href=\"/sign-in/begin?again=yes&amp;next=%2Fvault%2Fopen\""))
            let before = await person.browser.cookie
            let sent = try await person.begin("/vault/open", again: true)
            #expect(sent["prompt"] == "login")
            #expect(sent["max_age"] == "60")
            let old = node.clock.now.milliseconds / 1000 - 200
            node.issuer.state.withLock { $0.claims = ["auth_time": old] }
            #expect(try await person.back(state: sent["state"] ?? "").status == 403, "the provider asked for nothing")
            #expect(try await person.browser.get("/vault/open").status == 303)

            node.issuer.state.withLock { $0.claims = ["auth_time": NSNull()] }
            #expect(try await person.signIn(again: true).status == 403, "the provider does not say when")

            let now = node.clock.now.milliseconds / 1000
            node.issuer.state.withLock { $0.claims = ["auth_time": now, "sub": "u-18"] }
            #expect(try await person.signIn(again: true).status == 403, "a colleague proved it")
            #expect(try await person.browser.get("/vault/open").status == 303)

            node.issuer.state.withLock { $0.claims = ["auth_time": now] }
            let proved = try await person.signIn(again: true)
            #expect(proved.status == 200)
            #expect(await person.browser.cookie != before)
            #expect(try await person.browser.get("/vault/open").text.contains("gold"), "the purpose was kept")
            let kept = try await person.browser.get("/sign-in/resume").text
            #expect(kept.contains("all of &lt;it&gt;") && kept.contains("action=\"/vault/take\""))
            let sentAgain = [
                "token": TestBrowser.formToken(in: kept) ?? "", "words-3": "all of <it>",
            ]
            #expect(try await person.browser.post("/vault/take", sentAgain).headers["location"] == "/vault/open")
            #expect(try await person.browser.get("/sign-in/resume").headers["location"] == "/", "it is sent")
            let after = await person.browser.cookie
            await person.browser.setCookie(before)
            #expect(try await person.browser.get("/search").status == 303, "the old token is worth nothing")
            await person.browser.setCookie(after)
            #expect(try await person.browser.get("/search").status == 200)
        }
        #expect(node.events.all.map(\.kind).contains(.provedAgain))
    }

    @Test("Where a kind of proof is set, it is asked for and must have been used, another for sensitive acts")
    func kindOfProof() async throws {
        let node = try await ProviderNode.open {
            $0.acr = ["mfa"]
            $0.stepUpACR = ["hardware"]
            $0.maxAgeMinutes = 60
        }
        try await node.browse { person async throws in
            let sent = try await person.begin()
            #expect(sent["acr_values"] == "mfa")
            #expect(sent["max_age"] == "3600")
            #expect(try await person.back(state: sent["state"] ?? "").status == 403, "the token tells of none")
            node.issuer.state.withLock { $0.claims = ["acr": "mfa"] }
            #expect(try await person.signIn().status == 200)
            let now = node.clock.now.milliseconds / 1000
            node.issuer.state.withLock { $0.claims = ["acr": "mfa", "auth_time": now] }
            #expect(try await person.begin(again: true)["acr_values"] == "hardware")
            #expect(try await person.signIn(again: true).status == 403)
            node.issuer.state.withLock { $0.claims = ["acr": "hardware", "auth_time": now] }
            #expect(try await person.signIn(again: true).status == 200)
            node.issuer.state.withLock { $0.claims = ["acr": "mfa", "auth_time": now - 3661] }
            #expect(try await person.signIn().status == 403, "an hour is the most")
        }
    }

    @Test("A provider session of long ago signs in, yet a sensitive act asks again at once")
    func oldProof() async throws {
        let node = try await ProviderNode.open()
        let then = node.clock.now.milliseconds / 1000 - 3600
        node.issuer.state.withLock { $0.claims = ["auth_time": then] }
        try await browse(node) { person async throws in
            try await person.signIn()
            try await person.givePurpose()
            #expect(try await person.browser.get("/search").status == 200)
            #expect(try await person.browser.get("/vault/open").status == 303)
        }
    }

    @Test("Sign out everywhere ends every session of the person, and no colleague's")
    func everywhere() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            try await person.signIn()
            try await person.givePurpose()
            let phone = person.another()
            try await phone.signIn()
            try await phone.givePurpose()
            node.issuer.state.withLock { $0.claims = ["sub": "u-9", "preferred_username": "7712"] }
            let colleague = person.another()
            try await colleague.signIn()
            try await colleague.givePurpose()

            let page = try await person.browser.get("/account")
            #expect(page.text.components(separatedBy: "name=\"session\"").count == 2, "one other than this")
            let token = TestBrowser.formToken(in: page.text) ?? ""
            #expect(try await person.browser.post("/account/end", ["token": "x"]).status == 403)
            #expect(try await phone.browser.get("/search").status == 200)
            let ended = try await person.browser.post("/account/end", ["token": token])
            #expect(ended.headers["location"] == "/signed-out")
            #expect(try await person.browser.get("/search").status == 303)
            #expect(try await phone.browser.get("/search").status == 303)
            #expect(try await colleague.browser.get("/search").status == 200)
        }
        #expect(node.events.all.map(\.kind).contains(.signedOutEverywhere))
    }

    @Test("One session is ended by its owner only, and only by one who has just proved who they are")
    func endOne() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            try await person.signIn()
            let phone = person.another()
            try await phone.signIn()
            let page = try await person.browser.get("/account")
            let name = try #require(page.text.firstMatch(of: #/name="session" value="([0-9a-f]+)"/#)).1
            let form = ["token": TestBrowser.formToken(in: page.text) ?? "", "session": String(name)]
            node.clock.advance(seconds: 601)
            let asked = try await person.browser.post("/account/end", form)
            #expect(asked.headers["location"] == "/sign-in/again?next=%2Faccount")
            #expect(try await phone.browser.get("/account").status == 200)
            node.issuer.state.withLock { $0.claims = ["auth_time": node.clock.now.milliseconds / 1000] }
            try await person.signIn(again: true)
            let again = TestBrowser.formToken(in: try await person.browser.get("/account").text) ?? ""
            _ = try await person.browser.post("/account/end", ["token": again, "session": String(name)])
            #expect(try await phone.browser.get("/account").status == 303)
            #expect(try await person.browser.get("/account").status == 200)
        }
    }

    @Test("Signing out ends the session, clears the browser and offers the way to end the provider's too")
    func signOut() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            try await person.signIn()
            try await person.givePurpose()
            let cookie = await person.browser.cookie
            let out = try await person.browser.post("/sign-out")
            #expect(out.headers["location"] == "/signed-out")
            #expect(out.headers["clear-site-data"] == "\"cookies\", \"storage\"")
            #expect(await person.browser.cookie == nil)
            await person.browser.setCookie(cookie)
            #expect(try await person.browser.get("/search").status == 303)
            #expect(try await person.browser.get("/signed-out").text.contains("href=\"/sign-in/end\""))
            #expect(try await person.browser.get("/sign-in/end").headers["location"] == TestIssuer.issuer + "/end")
        }
    }

    @Test("Idle and longest time are the settings'")
    func limits() async throws {
        var rules = SignInRules()
        rules.idleMinutes = 5
        rules.lengthMinutes = 12
        let node = try await ProviderNode.open(rules: rules)
        try await node.browse { person async throws in
            try await person.signIn()
            node.clock.advance(seconds: 300)
            #expect(try await person.browser.get("/account").status == 200)
            node.clock.advance(seconds: 301)
            #expect(try await person.browser.get("/account").status == 303)
            try await person.signIn()
            for _ in 0..<4 {
                node.clock.advance(seconds: 180)
                #expect(try await person.browser.get("/account").status == 200)
            }
            node.clock.advance(seconds: 1)
            #expect(try await person.browser.get("/account").status == 303)
        }
    }

    @Test("Roles, rank and training come from the provider's claims where the settings say so")
    func claims() async throws {
        let node = try await ProviderNode.open {
            $0.people = .claims
            $0.roles = ["g-officers": "officer", "g-analysts": "analyst"]
            $0.trainingClaim = "training"
            $0.rankClaim = "rank"
        }
        let desk = try node.server().signIn
        let keys = try #require(KeySet(json: try node.issuer.keySet()))
        let settings = try #require(desk.provider?.settings)
        let now = node.clock.now.milliseconds / 1000
        func person(_ claims: [String: any Sendable]) throws -> StaffMember? {
            let all = TestIssuer.claims(now: now, nonce: "n").merging(claims) { $1 }
            let text = try node.issuer.token(header: ["alg": "ES256", "kid": "ec"], claims: all, key: "ec")
            let expected = IDToken.Expectation(
                issuer: TestIssuer.issuer,
                clientID: TestIssuer.client,
                nonce: "n",
                now: now
            )
            return try? desk.person(try IDToken(text, keys: keys, expecting: expected), settings, address: "")
        }
        let training = ["sensitive until 2026-11-23", "pnc until 2026-11-22", "x until soon", "y z", "covert"]
        let staff = try #require(
            try person(["groups": ["g-officers", "g-unknown", "system"], "rank": "sergeant", "training": training])
        )
        let officer = try #require(staff.officer(on: node.clock.now.date))
        #expect(officer.roles == ["officer"])
        #expect(officer.rank == "sergeant")
        #expect(officer.training == ["sensitive", "covert"])
        #expect(try person(["groups": ["g-unknown"]]) == nil, "no role here")
        #expect(try person(["groups": 7]) == nil)
        #expect(try person([:]) == nil)
        #expect(try person(["groups": ["g-officers"], "preferred_username": ""]) == nil)
        #expect(try person(["groups": ["g-officers"], "preferred_username": "a b"]) == nil)
    }

    @Test("A name pinned to one person of the provider is not another's, and nobody signs in as the node")
    func pinned() async throws {
        var nair = StaffMember(
            number: "4821",
            name: "Priya Nair",
            force: TestOfficers.force("13"),
            roles: ["officer"]
        )
        nair.subject = "u-17"
        let node = StaffMember(number: "system", name: "Node", force: TestOfficers.force("13"), roles: ["system"])
        var left = nair
        left.number = "4822"
        left.until = "2026-11-22"
        let trial = try await ProviderNode.open(staff: [nair, node, left])
        try await trial.browse { person async throws in
            #expect(try await person.signIn().status == 200)
            for claims: [String: any Sendable] in [
                ["sub": "u-18"], ["preferred_username": "system"], ["preferred_username": "4822"],
            ] {
                trial.issuer.state.withLock { $0.claims = claims }
                #expect(try await person.another().signIn().status == 403, "\(claims)")
            }
        }
    }

    @Test("A form sent from another site is refused, whatever it carries")
    func crossSite() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            try await person.signIn()
            let token = TestBrowser.formToken(in: try await person.browser.get("/account").text) ?? ""
            for headers in [
                ["sec-fetch-site": "cross-site"], ["sec-fetch-site": "same-site"], ["origin": "https://evil.example"],
                ["origin": "null"], ["origin": "http://reeve.westyorks.example"],
            ] {
                let reply = try await person.browser.post("/account/end", ["token": token], headers: headers)
                #expect(reply.text.contains("web.cross_site"), "\(headers)")
            }
            #expect(try await person.browser.get("/account").status == 200)
            let own = ["sec-fetch-site": "same-origin", "origin": ProviderNode.address]
            #expect(try await person.browser.post("/account/end", ["token": token], headers: own).status == 303)
        }
    }

    @Test("Failing from one address brings a pause that grows and ends by itself; another address is not paused")
    func pause() async throws {
        var rules = SignInRules()
        rules.addressFailuresBeforePause = 3
        let node = try await ProviderNode.open(rules: rules)
        try await node.browse { person async throws in
            let headers = ["x-forwarded-for": "198.51.100.1, 192.0.2.66"]
            func fail() async throws {
                let sent = try await person.begin(headers: headers)
                let reply = try await person.back(state: sent["state"] ?? "", code: "wrong", headers: headers)
                #expect(reply.status == 403)
            }
            for _ in 0..<3 { try await fail() }
            #expect(try await person.browser.get("/sign-in/begin", headers: headers).status == 429)
            let forged = ["x-forwarded-for": "192.0.2.1, 192.0.2.66"]
            #expect(try await person.browser.get("/sign-in/begin", headers: forged).status == 429)
            #expect(try await person.signIn().status == 200, "from elsewhere")
            node.clock.advance(seconds: 31)
            #expect(try await person.browser.get("/sign-in/begin", headers: headers).status == 303)
            try await fail()
            node.clock.advance(seconds: 31)
            #expect(try await person.browser.get("/sign-in/begin", headers: headers).status == 429, "a minute now")
            node.clock.advance(seconds: 30)
            #expect(try await person.browser.get("/sign-in/begin", headers: headers).status == 303)
        }
        #expect(node.events.all.contains { $0.kind == .paused && $0.address == "192.0.2.66" })
    }
}
