import CapabilityKit
import Foundation
import Node
import TestKit
import Testing
import Vocabulary

@Suite("The web face") struct WebFaceTests {
    /// Addresses whose answers are of every status there is.
    static let addresses = [
        "/search": 200, "/search?q=okafor": 200, "/search/about": 200, "/health": 200, "/": 303, "/purpose": 200,
        "/no/such/page": 404, "/a/0000000000000000/reeve.css": 404, "/search/person/nobody": 404,
        "/search/person/0000000000000001": 404, "/search/record/13": 404, "/review/why/x": 404,
        "/search?q=x&limit=many": 400, "/api/v1/search": 400, "/api/v1/search?q=okafor": 200, "/api/v1/none": 404,
    ]

    @Test("Every answer carries the headers that keep other sites and scripts out", arguments: [true, false])
    func headers(isSignedIn: Bool) async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            if isSignedIn { try await browser.signIn(TestOfficers.cleared) }
            for (address, status) in Self.addresses {
                let reply = try await browser.get(address)
                if isSignedIn { #expect(reply.status == status, "\(address)") }
                let policy = reply.headers["content-security-policy"] ?? ""
                for part in ["default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
                    #expect(policy.contains(part), "\(address)")
                }
                #expect(!policy.contains("unsafe"), "\(address)")
                #expect(reply.headers["x-content-type-options"] == "nosniff", "\(address)")
                #expect(reply.headers["referrer-policy"] == "no-referrer", "\(address)")
                #expect(reply.headers["cross-origin-opener-policy"] == "same-origin", "\(address)")
                #expect(reply.headers["cache-control"] == "no-store", "\(address)")
            }
        }
    }

    @Test("An unknown address is answered by a page that leads back", arguments: [true, false])
    func unknownAddress(isSignedIn: Bool) async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            if isSignedIn { try await browser.signIn(TestOfficers.cleared) }
            let reply = try await browser.get("/no/such/page")
            #expect(reply.status == 404)
            #expect(reply.headers["content-type"]?.hasPrefix("text/html") == true)
            #expect(reply.text.contains("There is no such page"))
            #expect(reply.text.contains("web.no_such_page"))
        }
    }

    @Test("A program without a session is told so in a problem document")
    func problem() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            let reply = try await browser.get("/api/v1/search?q=okafor")
            #expect(reply.status == 401)
            #expect(reply.headers["content-type"] == "application/problem+json")
            let problem = try JSONDecoder().decode(Problem.self, from: Data(reply.text.utf8))
            #expect(problem.type == "urn:reeve:fault:web.sign_in_needed")
            #expect(problem.status == 401)
            #expect(!problem.title.isEmpty)
            #expect(problem.detail?.isEmpty == false)
        }
        #expect(try await node.acts().isEmpty)
    }

    struct Problem: Decodable {
        var type: String
        var title: String
        var status: Int
        var detail: String?
    }

    @Test("A refusal names the clause to people and to programs, and its entry in the log")
    func refusal() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.nobody)
            let page = try await browser.get("/search?q=okafor")
            #expect(page.status == 403)
            #expect(page.text.contains("it is for call takers, officers, analysts"))
            #expect(page.text.contains("entry 0 in the log"))
            let reply = try await browser.get("/api/v1/search?q=okafor")
            #expect(reply.status == 403)
            let problem = try JSONDecoder().decode(Problem.self, from: Data(reply.text.utf8))
            #expect(problem.type == "urn:reeve:fault:policy.not_permitted")
            #expect(problem.detail?.contains("entry 1 in the log") == true)
        }
        #expect(try await node.acts().map(\.kind) == ["refusal", "refusal"])
    }

    @Test("When the log is closed a page says that nothing can be disclosed, and tells nothing")
    func closedLog() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([TestRecords.person("1", "Daniel", "Zephaniah")])
        try await node.building.close()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            for address in ["/search?q=zephaniah", "/api/v1/search?q=zephaniah"] {
                let reply = try await browser.get(address)
                #expect(reply.status == 503)
                #expect(!reply.text.contains("ZEPHANIAH"))
                #expect(reply.text.contains("ledger.closed"))
            }
        }
    }

    @Test("A page shows the number of the entry that records it")
    func stamp() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([TestRecords.person("1", "Daniel", "Okafor")])
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            let reply = try await browser.get("/api/v1/search?q=okafor")
            let answer = try JSONDecoder().decode(Answer.self, from: Data(reply.text.utf8))
            let act = try #require(try await node.acts().last)
            #expect(answer.entry == act.index)
            #expect(answer.people.map(\.records) == [["13/niche/person/1"]])
            #expect(answer.answered == "1 of 43 forces answered")
            let page = try await browser.get("/search/person/\(answer.people.first?.id ?? "")")
            #expect(page.status == 200)
            #expect(page.text.contains("Daniel OKAFOR"))
            #expect(page.text.contains("Entry 2 in the access log"))
        }
        #expect(try await node.acts().map(\.action) == ["intake.import", "search.find", "search.person"])
    }

    struct Answer: Decodable {
        var entry: UInt64
        var answered: String
        var people: [Person]

        struct Person: Decodable {
            var id: String
            var records: [String]
        }
    }

    @Test("Naughty words are answered without a fault of the node, and shown as they were typed")
    func naughty() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([TestRecords.person("1", "<script>alert(1)</script>", "'\"&<b>")])
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            for (number, words) in NaughtyStrings.all.enumerated() {
                // Slowly enough for the bound on questions.
                if number.isMultiple(of: 10) { node.clock.advance(seconds: 1) }
                let reply = try await browser.get("/search?q=\(TestBrowser.encoded(words))")
                #expect(reply.status < 500, "\(words)")
                #expect([200, 400].contains(reply.status), "\(words)")
                for tag in NaughtyStrings.tags(in: words) {
                    #expect(!reply.text.contains(tag), "\(words) came back as markup")
                }
                let answer = try await browser.get("/api/v1/search?q=\(TestBrowser.encoded(words))")
                #expect([200, 400].contains(answer.status), "\(words)")
            }
            let page = try await browser.get("/search?q=script%20alert").text.lowercased()
            #expect(page.contains("alert"), "the record is found")
            #expect(page.contains("&lt;"))
            #expect(!page.contains("<script>alert"))
        }
    }

    @Test(
        "Bytes that are no text are not a fault of the node",
        arguments: ["%ff%fe", "%", "%zz", "%00", "a%00b", "%c3%28"]
    )
    func brokenBytes(query: String) async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            for address in [
                "/search?q=\(query)", "/search/person/\(query)", "/search/record/\(query)", "/review/why/\(query)",
                "/purpose?next=\(query)",
            ] {
                #expect(try await browser.get(address).status < 500, "\(address)")
            }
        }
    }

    @Test("A question longer than its bound is refused with words")
    func tooLong() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            let reply = try await browser.get("/search?q=\(String(repeating: "a", count: 401))")
            #expect(reply.status == 400)
            #expect(reply.text.contains("longer than 400 bytes"))
            #expect(try await browser.get("/search?q=\(String(repeating: "a", count: 400))").status == 200)
        }
    }

    @Test("A form larger than its bound is refused")
    func largeForm() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            let token = TestBrowser.formToken(in: try await browser.get("/purpose").text) ?? ""
            let form = ["token": token, "reference": String(repeating: "x", count: 70_000)]
            #expect(try await browser.post("/purpose", form).status == 413)
        }
    }

    @Test("Who asks too fast is told to wait, and others are not")
    func rateLimit() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            try await browser.signIn(TestOfficers.cleared)
            var statuses: [Int] = []
            for _ in 0..<125 { statuses.append(try await browser.get("/search").status) }
            #expect(statuses.prefix(120).allSatisfy { $0 == 200 })
            #expect(statuses.suffix(5).allSatisfy { $0 == 429 })
            let page = try await browser.get("/search?q=okafor")
            #expect(page.text.contains("Too many requests"))
            let other = browser.another()
            try await other.signIn(TestOfficers.analyst)
            #expect(try await other.get("/search").status == 200)
            node.clock.advance(seconds: 1)
            #expect(try await browser.get("/search").status == 200)
        }
        #expect(try await node.acts().isEmpty, "what was refused for haste was not asked")
    }

    @Test("Files are served under the hash of their bytes and under no other")
    func assets() async throws {
        let node = try await TestNode.open()
        try await node.browse { browser in
            let page = try await browser.get("/purpose").text
            let address = try #require(page.firstMatch(of: /\/a\/[0-9a-f]{16}\/reeve\.css/)).0
            let reply = try await browser.get(String(address))
            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == "text/css; charset=utf-8")
            #expect(reply.headers["cache-control"] == "public, max-age=31536000, immutable")
            #expect(reply.text.count > 1000)
            for wrong in ["/a/0123456789abcdef/reeve.css", "/a/missing/reeve.css", "/a//reeve.css"] {
                #expect(try await browser.get(wrong).status == 404, "\(wrong)")
            }
            let hash = address.split(separator: "/")[1]
            for outside in ["../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd", "none.js"] {
                #expect(try await browser.get("/a/\(hash)/\(outside)").status == 404, "\(outside)")
            }
        }
    }
}
