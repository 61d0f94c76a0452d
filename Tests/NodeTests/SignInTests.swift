import Foundation
import Node
import TestKit
import Testing

@Suite("Signing in") struct SignInTests {
    @Test("Without a session every page leads to the question what for, and back afterwards")
    func purposeFirst() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            for address in ["/search?q=okafor", "/search", "/search/person/0000000000000001", "/review/why/1"] {
                let reply = try await browser.get(address)
                #expect(reply.status == 303, "\(address)")
                #expect(reply.headers["location"] == "/purpose?next=\(TestBrowser.encoded(address))")
            }
            let signedIn = try await browser.signIn(TestOfficers.cleared, next: "/search?q=okafor")
            #expect(signedIn.status == 303)
            #expect(signedIn.headers["location"] == "/search?q=okafor")
        }
        #expect(try await node.acts().isEmpty, "nobody asked anything yet")
    }

    @Test("The purpose is asked once and stands in every entry and on every page")
    func askedOnce() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared, purpose: "missing.find", reference: "WYP-20261123-77")
            for words in ["okafor", "reyes"] {
                let page = try await browser.get("/search?q=\(words)")
                #expect(page.status == 200)
                #expect(page.text.contains("WYP-20261123-77"))
                #expect(page.text.contains("Find a missing person"))
                #expect(page.text.contains("Priya Nair"))
            }
        }
        let acts = try await node.acts()
        #expect(acts.map(\.asked) == ["okafor", "reyes"])
        #expect(acts.allSatisfy { $0.purpose == "missing.find" && $0.reference == "WYP-20261123-77" })
        #expect(acts.allSatisfy { $0.officer == "4821" })
    }

    @Test("The cookie is out of a script's reach and never sent from another site")
    func cookie() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            let before = try await browser.get("/purpose")
            let after = try await browser.signIn(TestOfficers.cleared)
            for reply in [before, after] {
                let cookie = try #require(reply.headers["set-cookie"])
                let parts = Set(
                    cookie.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
                )
                #expect(parts.isSuperset(of: ["httponly", "samesite=strict", "path=/"]), "\(cookie)")
                let value = try #require(cookie.firstMatch(of: /reeve_session=([0-9a-f]+)/))
                #expect(value.1.count == 64)
            }
        }
    }

    @Test("Signing in changes the token: one known from before is worth nothing")
    func freshToken() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            _ = try await browser.get("/purpose")
            let before = await browser.cookie
            try await browser.signIn(TestOfficers.cleared)
            #expect(await browser.cookie != before)
            #expect(try await browser.get("/search").status == 200)
            await browser.setCookie(before)
            #expect(try await browser.get("/search").status == 303)
        }
    }

    @Test("A form with another session's token, or none, signs nobody in", arguments: ["", "00", "other", "own+"])
    func formToken(kind: String) async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            let stranger = browser.another()
            let theirs = TestBrowser.formToken(in: try await stranger.get("/purpose").text) ?? ""
            let own = TestBrowser.formToken(in: try await browser.get("/purpose").text) ?? ""
            #expect(own.count == 32)
            let token = ["other": theirs, "own+": own + "0"][kind] ?? kind
            let form = [
                "token": token, "officer": "4821", "purpose": "crime.investigate", "reference": "X", "next": "/search",
            ]
            let reply = try await browser.post("/purpose", form)
            #expect(reply.status == 403)
            #expect(reply.text.contains("web.form_out_of_date"))
            #expect(try await browser.get("/search").status == 303)
            await browser.setCookie(nil)
            #expect(try await browser.post("/purpose", form).status == 403)
        }
    }

    @Test(
        "Nobody is led to another site after signing in",
        arguments: [
            "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
            "/\t/evil.example", "/\r\nset-cookie: a=b", " /search", "search", "",
        ]
    )
    func otherSites(next: String) async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            let reply = try await browser.signIn(TestOfficers.cleared, next: next)
            #expect(reply.status == 303)
            #expect(reply.headers["location"] == "/")
        }
    }

    @Test("A form that is not filled in says what is missing and keeps the rest")
    func mistakes() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            let token = TestBrowser.formToken(in: try await browser.get("/purpose").text) ?? ""
            let cases: [(form: [String: String], words: String)] = [
                (["officer": "0000", "purpose": "crime.investigate", "reference": "R"], "Choose who you are"),
                (["officer": "4821", "purpose": "just.looking", "reference": "R"], "Choose what you need to look for"),
                (["officer": "4821", "purpose": "crime.investigate", "reference": "  "], "Give the incident"),
                (
                    [
                        "officer": "4821", "purpose": "crime.investigate",
                        "reference": String(repeating: "x", count: 81),
                    ],
                    "at most 80 characters"
                ),
            ]
            for (form, words) in cases {
                let reply = try await browser.post("/purpose", form.merging(["token": token]) { $1 })
                #expect(reply.status == 422)
                #expect(reply.text.contains(words), "\(words)")
            }
            #expect(try await browser.get("/search").status == 303)
        }
    }

    @Test("Signing out ends the session on the node")
    func signOut() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            #expect(try await browser.get("/search").status == 200)
            #expect(try await browser.post("/sign-out").status == 303)
            #expect(try await browser.get("/search").status == 303)
        }
    }

    @Test("A session ends after half an hour without a request")
    func idle() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            node.clock.advance(seconds: 30 * 60)
            #expect(try await browser.get("/search").status == 200)
            node.clock.advance(seconds: 30 * 60 + 1)
            #expect(try await browser.get("/search").status == 303)
        }
    }

    @Test("A session ends after one shift, however busy it is")
    func length() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            for _ in 0..<24 {
                node.clock.advance(seconds: 25 * 60)
                #expect(try await browser.get("/search").status == 200)
            }
            node.clock.advance(seconds: 1)
            #expect(try await browser.get("/search").status == 303)
        }
    }
}
