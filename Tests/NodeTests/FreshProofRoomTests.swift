import CapabilityKit
import Node
import TestKit
import Testing
import Vocabulary

@Suite("Proving again before a sensitive act, on the web") struct FreshProofRoomTests {
    static let daniel = TestRecords.person("1", "Daniel", "Okafor")

    @Test("A form that needs it is kept as it was typed, shown after the proof, and then takes effect")
    func form() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([Self.daniel])
        try await node.browse { steward in
            try await steward.signIn(TestOfficers.steward, purpose: "data.rectification")
            node.clock.advance(seconds: 10 * 60 + 1)
            let page = try await steward.get("/recall/outstanding")
            #expect(page.status == 200, "seeing who waits is not the act")
            var mark = RecallRoomTests.form(page.text, to: "/recall/mark")
            mark.merge(
                [
                    "record": Self.daniel.id.description, "kind": "wrong", "attribute": "birthDate",
                    "reason": "a <clerk's> slip", "power": "DPA 2018 s.46",
                ]
            ) { $1 }
            let stopped = try await steward.post("/recall/mark", mark)
            #expect(stopped.status == 303)
            #expect(stopped.headers["location"] == "/sign-in/again?next=%2Fsign-in%2Fresume")
            #expect(try await node.acts().last?.kind == "refusal")

            let again = try await steward.get(stopped.headers["location"] ?? "")
            #expect(again.text.contains("nothing is proved here"))
            let proof = RecallRoomTests.form(again.text, to: "/sign-in/again")
            #expect(try await steward.post("/sign-in/again", proof).headers["location"] == "/sign-in/resume")
            let kept = try await steward.get("/sign-in/resume").text
            #expect(kept.contains("a &lt;clerk&#39;s&gt; slip") && kept.contains("13/niche/person/1"))
            var same = RecallRoomTests.form(kept, to: "/recall/mark")
            #expect(same["token"] != mark["token"], "the token is new")
            same["reason"] = "a <clerk's> slip"
            #expect(Set(same.keys) == Set(mark.keys))
            #expect(try await steward.post("/recall/mark", same).headers["location"] == "/recall/outstanding")
            #expect(try await node.acts().last { $0.action == "recall.mark" }?.kind == "alteration")
            #expect(try await steward.get("/sign-in/resume").headers["location"] == "/")
        }
    }

    @Test("A page that needs it leads there and back to the same address; a program is told")
    func page() async throws {
        let node = try await TestNode.open()
        try await node.browse { standards in
            try await standards.signIn(TestOfficers.standards, purpose: "audit.conduct")
            node.clock.advance(seconds: 10 * 60 + 1)
            #expect(try await standards.get("/oversight").status == 200, "one's own doings are one's own")
            let stopped = try await standards.get("/oversight/signals?days=7")
            let back = "/sign-in/again?next=%2Foversight%2Fsignals%3Fdays%3D7"
            #expect(stopped.status == 303 && stopped.headers["location"] == back)
            let program = try await standards.get("/api/v1/oversight/signals?days=7")
            #expect(program.status == 403 && program.text.contains("web.fresh_sign_in_needed"))
            let proof = RecallRoomTests.form(try await standards.get(back).text, to: "/sign-in/again")
            let proved = try await standards.post("/sign-in/again", proof)
            #expect(proved.headers["location"] == "/oversight/signals?days=7")
            #expect(try await standards.get("/oversight/signals?days=7").status == 200)
        }
    }

    @Test("The form of one session is nobody else's, and a person who is not signed in has none")
    func others() async throws {
        let node = try await TestNode.open()
        try await node.desk.collect([Self.daniel])
        try await node.browse { clerk in
            try await clerk.signIn(TestOfficers.clerk, purpose: "data.retention")
            node.clock.advance(seconds: 10 * 60 + 1)
            let token = TestBrowser.formToken(in: try await clerk.get("/purpose").text) ?? ""
            let form = [
                "token": token, "person": "\(Self.daniel.alone)", "decision": "keep", "reason": "the risk remains",
            ]
            #expect(try await clerk.post("/retention/decide", form).status == 303)
            #expect(try await clerk.get("/sign-in/resume").text.contains("the risk remains"))
            let other = clerk.another()
            #expect(try await other.get("/sign-in/resume").headers["location"]?.hasPrefix("/purpose") == true)
            try await other.signIn(TestOfficers.clerk, purpose: "data.retention")
            #expect(try await other.get("/sign-in/resume").headers["location"] == "/")
        }
    }
}
