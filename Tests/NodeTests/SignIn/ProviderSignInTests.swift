import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Node

@Suite("Signing in at a provider") struct ProviderSignInTests {
    @Test("Who is not signed in is told where they go, goes there by PKCE, comes back and gives a purpose")
    func whole() async throws {
        let node = try await ProviderNode.open { $0.scopes = ["profile", "openid"] }
        try await node.browse { person async throws in
            let search = try await person.browser.get("/search")
            #expect(search.headers["location"] == "/purpose?next=%2Fsearch")
            let purpose = try await person.browser.get("/purpose?next=%2Fsearch")
            #expect(purpose.headers["location"] == "/sign-in?next=%2Fsearch")
            let page = try await person.browser.get("/sign-in?next=%2Fsearch")
            #expect(page.status == 200)
            #expect(page.text.contains(TestIssuer.issuer))
            #expect(page.text.contains("href=\"/sign-in/begin?next=%2Fsearch\""))

            let sent = try await person.begin()
            #expect(sent["response_type"] == "code")
            #expect(sent["client_id"] == "reeve")
            #expect(sent["redirect_uri"] == ProviderNode.address + "/sign-in/back")
            #expect(sent["scope"] == "openid profile")
            #expect(sent["code_challenge_method"] == "S256")
            for name in ["state", "nonce", "code_challenge"] { #expect(sent[name]?.utf8.count == 43, "\(name)") }
            #expect(sent["code_verifier"] == nil)

            let welcome = try await person.back(state: sent["state"] ?? "")
            #expect(welcome.status == 200)
            #expect(welcome.headers["refresh"] == "0; url=/purpose?next=%2Fsearch")
            #expect(welcome.text.contains("Priya Nair"))
            #expect(try await person.browser.get("/search").status == 303, "no purpose yet")
            let form = try await person.browser.get("/purpose")
            #expect(form.text.contains("Signed in as"))
            #expect(!form.text.contains("Ann Records"), "nobody else is offered")
            #expect(try await person.givePurpose().status == 303)
            #expect(try await person.browser.get("/search").status == 200)
        }
        let exchange = try #require(node.issuer.state.withLock { $0.calls.last { $0.form != nil } })
        #expect(FormReader(exchange.form ?? "")["code_verifier"]?.utf8.count == 43)
        #expect(node.events.all.map(\.kind) == [.bound, .signedIn])
        #expect(node.events.all.first?.officer == "4821")
    }

    @Test("However long the page somebody came from, the address at the provider is not")
    func addressAtProvider() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            let next = "/search?q=" + String(repeating: "okafor+", count: 600)
            var sent: [Int] = []
            for next in ["/search", next] {
                let reply = try await person.browser.get("/sign-in/begin?next=\(TestBrowser.encoded(next))")
                #expect(reply.status == 303)
                sent.append(try #require(reply.headers["location"]).utf8.count)
            }
            #expect(sent.allSatisfy { $0 < 1_000 } && abs(sent[0] - sent[1]) < 10, "\(sent)")
        }
    }

    @Test("The made-up list is not there beside a provider, and choosing from it changes nobody")
    func noLocalList() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            _ = try await person.begin()
            let form = ["officer": "9001", "purpose": "crime.investigate", "reference": "X", "next": "/search"]
            #expect(try await person.browser.post("/purpose", form).status == 403)
            #expect(try await person.browser.post("/sign-in/again", form).status == 404)
            #expect(try await person.browser.get("/search").status == 303)
            try await person.signIn()
            try await person.givePurpose(["officer": "9001"])
            let page = try await person.browser.get("/search")
            #expect(page.text.contains("Priya Nair"))
            #expect(!page.text.contains("Ann Records"))
        }
    }

    @Test(
        "Settings cannot name both ways in, nor put the list on a node that others reach",
        arguments: [
            #"{"force":"13","database":"sqlite","signIn":{"issuer":"https://id.example","clientID":"r","localDemo":true}}"#,
            #"{"force":"13","database":"sqlite","signIn":["local-demo",{"issuer":"https://id.example","clientID":"r"}]}"#,
            #"{"force":"13","database":"sqlite","signIn":"local"}"#, #"{"force":"13","database":"sqlite"}"#,
            #"{"force":"13","database":"sqlite","signIn":{"issuer":"http://id.example","clientID":"r"}}"#,
            #"{"force":"13","database":"sqlite","signIn":{"issuer":"https://u:p@id.example","clientID":"r"}}"#,
            #"{"force":"13","database":"sqlite","signIn":{"issuer":"https://id.example","clientID":""}}"#,
            #"{"force":"13","database":"sqlite","signIn":{"issuer":"https://id.example","clientID":"r","roles":{"a":"system"}}}"#,
            #"{"force":"13","database":"sqlite","signIn":{"issuer":"https://id.example","clientID":"r","clientSecretFile":"../x"}}"#,
            #"{"force":"13","database":"sqlite","signIn":"local-demo","sessions":{"idleMinutes":0}}"#,
            #"{"force":"13","database":"sqlite","signIn":"local-demo","sessions":{"idle":5}}"#,
        ]
    )
    func settings(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(NodeSettings.self, from: Data(json.utf8))
        }
    }

    @Test("Settings are read back as they were written")
    func settingsReadBack() throws {
        var provider = ProviderSettings(issuer: TestIssuer.issuer, clientID: "reeve")
        provider.acr = ["phr"]
        provider.roles = ["g-analysts": "analyst"]
        var rules = SignInRules()
        rules.idleMinutes = 15
        for way in [NodeSettings.SignIn.localDemo, .provider(provider)] {
            let settings = NodeSettings(
                force: TestOfficers.force("13"),
                signIn: way,
                address: ProviderNode.address,
                sessions: rules
            )
            let read = try JSONDecoder().decode(NodeSettings.self, from: try JSONEncoder().encode(settings))
            #expect(read.signIn == way)
            #expect(read.sessions == rules)
        }
    }

    @Test("A demonstration does not open on an address that others reach, and a provider not without an address")
    func addresses() async throws {
        for (way, address) in [
            (NodeSettings.SignIn.localDemo, "https://reeve.westyorks.example"), (.localDemo, "http://10.0.0.7:8420"),
            (.localDemo, "http://127.0.0.1:8420/path"),
            (.provider(ProviderSettings(issuer: TestIssuer.issuer, clientID: "r")), nil),
            (.provider(ProviderSettings(issuer: TestIssuer.issuer, clientID: "r")), "http://reeve.example"),
        ] as [(NodeSettings.SignIn, String?)] {
            let folder = NodeFolder(path: try ScratchFolder.make() + "/node")
            let settings = NodeSettings(force: TestOfficers.force("13"), signIn: way, address: address)
            try Building.make(folder, settings: settings, officers: TestOfficers.all)
            let building = try await Building.open(folder, clock: TestClock().clock)
            #expect(throws: Fault.self, "\(address ?? "none")") {
                try Server(building: building, fetchedAssets: nil, assetLock: nil)
            }
            try await building.close()
        }
    }

    @Test("A demonstration is never made of a node whose people sign in at a provider")
    func noDemo() async throws {
        let node = try await ProviderNode.open()
        let fault = #expect(throws: Fault.self) { try node.building.folder.mustBeDemonstration() }
        #expect(fault?.code == .signInSettings)
        try await TestNode.open().building.folder.mustBeDemonstration()
    }

    @Test("The demonstration has one made-up person for each role that is shipped, and none for machines")
    func demoStaff() throws {
        struct Roles: Decodable {
            struct Entry: Decodable { var code: String }
            var roles: [Entry]
        }
        let file = try #require(Bundle.node.url(forResource: "roles", withExtension: "json", subdirectory: "Rules"))
        let shipped = try JSONDecoder().decode(Roles.self, from: Data(contentsOf: file)).roles.map(\.code)
        let people = DemoStaff.officers(of: TestOfficers.force("13"))
        let machines: Set = ["call_adapter", "service_adapter"]
        #expect(people.flatMap(\.roles).sorted() == shipped.filter { !machines.contains($0) }.sorted())
        #expect(machines.isSubset(of: shipped))
        #expect(Set(people.map(\.number)).count == people.count)
    }

    @Test("A client's secret is sent in the header, and a file that others may read is refused")
    func clientSecret() async throws {
        for (mode, isGood) in [(0o600, true), (0o640, false), (0o604, false)] {
            let node = try await ProviderNode.open { $0.clientSecretFile = "client.secret" }
            let file = node.building.folder.path + "/client.secret"
            #expect(throws: Fault.self, "it is not there") { try node.server() }
            try Data("s3cret: of+us\n".utf8).write(to: URL(filePath: file))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
            guard isGood else {
                #expect(throws: Fault.self, "\(mode)") { try node.server() }
                continue
            }
            try await node.browse { person async throws in #expect(try await person.signIn().status == 200) }
            let call = try #require(node.issuer.state.withLock { $0.calls.last { $0.form != nil } })
            #expect(call.authorization == "Basic " + Data("reeve:s3cret%3A%20of%2Bus".utf8).base64EncodedString())
            #expect(call.form?.contains("s3cret") == false)
        }
    }

    @Test("Both cookies carry __Host- behind https; the session's is never sent from another site")
    func cookies() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            let begun = try await person.browser.get("/sign-in/begin")
            let flow = try #require(begun.headers["set-cookie"])
            #expect(flow.hasPrefix("__Host-reeve_sign_in="))
            for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"] {
                #expect(flow.contains(part), "\(part)")
            }
            let welcome = try await person.signIn()
            let cookies = welcome.headers["set-cookie"] ?? ""
            let session = await person.browser.cookie ?? ""
            #expect(session.hasPrefix("__Host-reeve_session=") || cookies.contains("__Host-reeve_session="))
            for name in ["strict-transport-security", "cross-origin-resource-policy"] {
                #expect(welcome.headers[name] != nil, "\(name)")
            }
            #expect(welcome.headers["strict-transport-security"]?.contains("max-age=63072000") == true)
        }
    }

    @Test("An answer that this browser did not ask for signs nobody in")
    func forgedAnswer() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            #expect(try await person.back(state: "x").status == 403, "nothing was begun")
            let sent = try await person.begin()
            #expect(try await person.back(state: "other").status == 403)
            #expect(try await person.back(state: sent["state"] ?? "").status == 200, "and spoils nothing")
            #expect(try await person.back(state: sent["state"] ?? "").status == 403, "it is good once")

            let theirs = try await person.begin()
            let attacker = person.another()
            #expect(try await attacker.back(state: theirs["state"] ?? "").status == 403, "another browser")
            #expect(try await person.back(state: theirs["state"] ?? "").status == 200)
            #expect(try await person.back(state: theirs["state"] ?? "").status == 403, "a second time")
        }
        #expect(node.events.all.filter { $0.kind == .failed }.allSatisfy { $0.reason == "flow" })
    }

    @Test("A sign-in that takes longer than ten minutes is over")
    func slow() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            let sent = try await person.begin()
            node.clock.advance(seconds: 601)
            #expect(try await person.back(state: sent["state"] ?? "").status == 403)
        }
    }

    @Test("Whatever goes wrong, the reply is the same and the reason is in the node's log")
    func oneAnswer() async throws {
        let node = try await ProviderNode.open()
        let cases: [(reason: String, change: @Sendable (inout TestIssuer.State) -> Void)] = [
            ("token-issuer", { $0.claims = ["iss": "https://evil.example"] }),
            ("token-audience", { $0.claims = ["aud": "another"] }),
            ("token-nonce", { $0.claims = ["nonce": "stolen"] }),
            ("token-expired", { $0.claims = ["exp": 1] }),
            ("token-accessTokenHash", { $0.claims = ["at_hash": "AAAA"] }),
            ("not-on-the-staff", { $0.claims = ["preferred_username": "0000"] }),
            ("not-on-the-staff", { $0.claims = ["preferred_username": "1111"] }),
            ("signin.failed", { $0.tokenStatus = 400 }),
            ("signin.failed", { $0.challenge = "another" }),
        ]
        let pages = try await node.browse { person async throws in
            var pages: Set<String> = []
            for (reason, change) in cases {
                let sent = try await person.begin()
                node.issuer.state.withLock { change(&$0) }
                let reply = try await person.back(state: sent["state"] ?? "")
                #expect(reply.status == 403, "\(reason)")
                pages.insert(reply.text)
                node.issuer.state.withLock {
                    $0.claims = [:]
                    $0.tokenStatus = 200
                }
            }
            let sent = try await person.begin()
            let refused = try await person.browser.get(
                "/sign-in/back?state=\(sent["state"] ?? "")&error=access_denied&error_description=%3Cscript%3E"
            )
            pages.insert(refused.text)
            return pages
        }
        #expect(pages.count == 1)
        #expect(pages.allSatisfy { $0.contains("signin.failed") && !$0.contains("evil.example") })
        #expect(node.events.all.compactMap(\.reason) == cases.map(\.reason) + ["provider-access_denied"])
    }

    @Test("An answer that names another issuer is refused, and one that names none where the provider always does")
    func mixUp() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            var state = try await person.begin()["state"] ?? ""
            #expect(try await person.back(state: state, more: "&iss=https%3A%2F%2Fevil.example").status == 403)
            state = try await person.begin()["state"] ?? ""
            #expect(try await person.back(state: state, more: "&iss=https%3A%2F%2Fid.westyorks.example").status == 200)
        }
        let strict = try await ProviderNode.open()
        strict.issuer.state.withLock { $0.metadata = ["authorization_response_iss_parameter_supported": true] }
        try await strict.browse { person async throws in #expect(try await person.signIn().status == 403) }
    }

    @Test(
        "A provider that describes itself wrongly is not used",
        arguments: [
            ("issuer", "https://evil.example"), ("authorization_endpoint", "http://id.westyorks.example/authorize"),
            ("token_endpoint", "file:///etc/passwd"), ("jwks_uri", "https://u:p@id.westyorks.example/keys"),
            ("token_endpoint", ""),
        ]
    )
    func badMetadata(name: String, value: String) async throws {
        let node = try await ProviderNode.open()
        node.issuer.state.withLock { $0.metadata = [name: value] }
        try await node.browse { person async throws in
            #expect(try await person.browser.get("/sign-in/begin").status == 503)
        }
    }

    @Test("A provider that cannot do S256, the code flow or one of the two algorithms is not used")
    func weakProvider() async throws {
        for (name, value) in [
            ("code_challenge_methods_supported", "plain"), ("response_types_supported", "token"),
            ("id_token_signing_alg_values_supported", "HS256"),
        ] {
            let node = try await ProviderNode.open()
            node.issuer.state.withLock { $0.metadata = [name: [value]] }
            try await node.browse { person async throws in
                #expect(try await person.browser.get("/sign-in/begin").status == 503)
            }
        }
    }

    @Test("A provider that is down signs nobody in, and works again as soon as it is up")
    func down() async throws {
        let node = try await ProviderNode.open()
        try await node.browse { person async throws in
            node.issuer.state.withLock { $0.isDown = true }
            #expect(try await person.browser.get("/sign-in/begin").status == 503)
            node.issuer.state.withLock { $0.isDown = false }
            #expect(try await person.signIn().status == 200)
        }
    }

    @Test("Keys are kept for an hour, a new one is fetched when a token names it, at most once a minute")
    func keyRotation() async throws {
        let node = try await ProviderNode.open()
        @Sendable func fetched() -> Int {
            node.issuer.state.withLock { $0.calls.filter { $0.address.hasSuffix("/keys") }.count }
        }
        try await node.browse { person async throws in
            for _ in 0..<3 { #expect(try await person.signIn().status == 200) }
            #expect(fetched() == 1)
            node.issuer.state.withLock {
                $0.published = ["next"]
                $0.signsWith = "next"
            }
            #expect(try await person.signIn().status == 403, "within a minute of the last look")
            #expect(fetched() == 1)
            node.clock.advance(seconds: 61)
            #expect(try await person.signIn().status == 200)
            #expect(fetched() == 2)
            node.issuer.state.withLock { $0.signsWith = "ec" }
            node.clock.advance(seconds: 61)
            #expect(try await person.signIn().status == 403, "the old key is no longer published")
            node.clock.advance(seconds: 3600)
            node.issuer.state.withLock { $0.signsWith = "next" }
            #expect(try await person.signIn().status == 200)
            #expect(fetched() == 4)
        }
    }

    @Test("No token, code, verifier, cookie or secret is in the node's log of the door")
    func noSecrets() async throws {
        let node = try await ProviderNode.open()
        var seen: [String] = []
        seen = try await node.browse { person async throws in
            let sent = try await person.begin()
            _ = try await person.back(state: sent["state"] ?? "")
            let cookie = await person.browser.cookie ?? ""
            node.issuer.state.withLock { $0.tokenStatus = 400 }
            try await person.signIn()
            return [sent["state"] ?? "", sent["nonce"] ?? "", String(cookie.split(separator: "=").last ?? "")]
        }
        let verifiers = node.issuer.state.withLock {
            $0.calls.compactMap { $0.form.flatMap { FormReader($0)["code_verifier"] } }
        }
        #expect(seen.allSatisfy { $0.count >= 43 } && verifiers.count == 2)
        let written = node.events.all.map { "\($0)" }.joined(separator: "\n")
        #expect(node.events.all.map(\.kind) == [.bound, .signedIn, .failed])
        for secret in seen + verifiers { #expect(!written.contains(secret)) }
        #expect(SecurityEvent.plain("a\nevent=signed-in \u{1B}[2J<b>é") == "aeventsigned-in2Jb")
    }
}
