import CapabilityKit
import Capabilities
import Foundation
import TestKit
import Testing
import Vocabulary

@Suite("The audit of calls") struct ContactAuditTests {
    /// A call with these words, graded so, as an audit sees it.
    static func examined(
        _ number: Int,
        _ words: String,
        grade: String,
        taker: Contact.Actor = Calls.lee,
        minutes: Int = 0,
        more: (inout Contact.Incident) throws -> Void = { _ in }
    ) throws -> Contact.Examined {
        let book = try Calls.book()
        var incident = Contact.Incident(number: "WYP-\(number)", scheme: try Calls.scheme())
        try incident.add(.arrived(Calls.call()), by: .software, minutes: minutes)
        try incident.add(.answered, by: taker)
        try incident.write(words)
        try incident.grade(grade)
        try more(&incident)
        return Contact.examine(incident, force: "13", questions: 2, by: book, audit: book.audit)
    }

    @Test("Of calls with the same facts, those that were graded otherwise than most are named, with the rule")
    func consistency() throws {
        let file = try Calls.book().audit
        var calls = try (1...9).map { try Self.examined($0, "man with a knife, hitting her", grade: "1") }
        calls.append(try Self.examined(10, "man with a knife, hitting her", grade: "2"))
        calls += try (11...13).map { try Self.examined($0, "loud music", grade: "\($0 % 4 + 1)") }
        let report = Contact.audit(calls, by: file)
        #expect(report.findings.filter { $0.rule == "A1" }.map(\.incident) == ["WYP-10"])
        #expect(report.rules.first { $0.id == "A1" }?.calls == 1)
        #expect(report.calls == 13 && report.graded == 13)
        #expect(Contact.audit(calls.shuffled(), by: file).rules == report.rules)
    }

    @Test("Facts count as they were known when the grade was given, not as they came to be known")
    func asKnown() throws {
        let call = try Self.examined(1, "loud music", grade: "4") { try $0.write("he has a knife, stabbed her") }
        #expect(call.facts == ["noise"] && call.grade == 4)
    }

    @Test("A lowering without anything assessed since the grade is found, one after an assessment is not")
    func lowered() throws {
        func lower(_ incident: inout Contact.Incident) throws {
            try incident.add(.loweringAsked(code: "3", reason: "all is quiet now, he has left"))
            try incident.add(.loweringAgreed(asked: incident.entries.count, code: "3"), by: Calls.grace)
        }
        let blind = try Self.examined(1, "man at the door", grade: "1") { try lower(&$0) }
        #expect(blind.breaks.contains("A2"))
        let seen = try Self.examined(2, "man at the door", grade: "1") { incident in
            try incident.add(.reassessed(reason: "rang back, he has left"))
            try lower(&incident)
        }
        #expect(!seen.breaks.contains("A2"))
    }

    @Test("Checks not done and waiting without reassessment are named; a call that was worked whole breaks nothing")
    func undone() throws {
        let bad = try Self.examined(1, "husband hitting her, son there", grade: "1") { incident in
            try incident.add(.sent)
            try incident.add(.attended(unit: "Y1"), minutes: 90)
            try incident.add(.closed(result: "done"))
        }
        #expect(Set(bad.breaks) == ["A5", "A6", "A7", "A9", "A10"])
        let good = try Self.examined(2, "loud music", grade: "4") { incident in
            for letter in Contact.Letter.allCases {
                try incident.add(.assessed(letter: letter, text: "nothing", evidence: [3]), minutes: 0)
            }
            try incident.add(.closed(result: "advice"))
        }
        #expect(good.breaks == [])
        #expect(good.times.answer == 60 && good.times.grade == 180 && good.times.acts == 9)
    }

    @Test("No officer stands in it, few calls make no figure, and a team of too few people is not shown")
    func nobody() throws {
        let file = try Calls.book().audit
        var calls = try (1...20).map { try Self.examined($0, "loud music", grade: $0 == 1 ? "3" : "4") }
        for place in calls.indices { calls[place].team = place < 10 ? "A" : "B" }
        let report = Contact.audit(calls, people: ["A": 2, "B": 4], change: "2099-01-01", by: file)
        let teams = report.consistency.filter { $0.by == "team" }
        #expect(teams.map(\.calls) == [nil, 10])
        #expect(report.consistency.first { $0.by == "force" }?.off == nil, "one of twenty tells of one")
        #expect(report.after?.allSatisfy { $0.calls == nil && $0.median == nil } == true)
        #expect(report.before == report.measures)
        let encoder = JSONEncoder()
        let text = String(decoding: try encoder.encode(report), as: UTF8.self)
        let material = String(decoding: try encoder.encode(calls), as: UTF8.self)
        for officer in ["5150", "3301"] { #expect(!text.contains(officer) && !material.contains(officer)) }
    }

    @Test("490 calls are examined in a breath, and the same calls give the same report")
    func many() throws {
        let file = try Calls.book().audit,
            words = ["loud music", "man with a knife, hitting her", "husband at the door"]
        let calls = try (1...490).map {
            try Self.examined($0, words[$0 % 3], grade: $0 % 7 == 0 ? "2" : "\([4, 1, 2][$0 % 3])")
        }
        let report = Contact.audit(calls, by: file)
        #expect(report == Contact.audit(calls, by: file))
        #expect(report.calls == 490 && report.measures.first?.calls == 490)
        #expect((report.rules.first { $0.id == "A1" }?.calls ?? 0) > 40)
    }
}

@Suite("Calls that are played from a file") struct ContactPlayTests {
    @Test("CSV and JSON Lines of the same calls are the same; what is no call is named by its line")
    func reads() throws {
        let csv = """
            after,line,number,latitude,longitude,radius,silent
            0,999,07700 900461,53.8,-1.55,25,
            2.5,101,07700 900462,,,,true
            """
        let json = """
            {"after":0,"line":"999","number":"07700 900461","latitude":53.8,"longitude":-1.55,"radius":25}
            {"after":2.5,"line":"101","number":"07700 900462","silent":true}
            """
        func bare(_ text: String) throws -> [Contact.Played.Call] {
            try Contact.Played.read(text).map { call in
                var call = call
                call.fields["key"] = nil
                return call
            }
        }
        #expect(try bare(csv) == bare(json))
        #expect(try Contact.Played.read(csv).map(\.after) == [0, 2.5])
        #expect(try Contact.Played.read(csv) == Contact.Played.read(csv), "played again it has the same names")
        let wrong = await0 { try Contact.Played.read("line,latitude,longitude\n999,x,0") }
        #expect(wrong?.code.description == "contact.call_unreadable" && wrong?.message.contains("2") == true)
        let timed = "line,at\n999,2026-11-23T12:00:10Z\n999,2026-11-23T12:00:00Z\n999,2026-11-23T12:00:12Z"
        #expect(throws: Fault.self) { try Contact.Played.read(timed) }
    }

    private func await0(_ work: () throws -> Any) -> Fault? {
        do { _ = try work() } catch { return error as? Fault }
        return nil
    }
}
