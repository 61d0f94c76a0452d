import CapabilityKit
import Capabilities
import TestKit
import Testing
import Vocabulary

@Suite("Incidents and their acts") struct ContactIncidentTests {
    @Test("A call goes from waiting over live and sent to attended and closed, and by no other way")
    func states() throws {
        var incident = Contact.Incident(number: "A", scheme: try Calls.scheme())
        try incident.add(.arrived(Calls.call()), by: .software)
        #expect(incident.state == .waiting)
        #expect(throws: Fault.self) { try incident.write("before it is answered") }
        #expect(throws: Fault.self) { try incident.add(.sent) }
        try incident.add(.answered)
        #expect(throws: Fault.self) { try incident.add(.answered) }
        #expect(throws: Fault.self) { try incident.add(.sent) }
        try incident.grade("2")
        try incident.add(.sent)
        try incident.add(.attended(unit: "WA21"))
        try incident.add(.closed(result: "advice given"))
        #expect(incident.state == .closed && incident.units == ["WA21"])
        #expect(throws: Fault.self) { try incident.write("after it is closed") }
        #expect(incident.entries.count == 6)
        try incident.add(.reopened(reason: "called again"))
        #expect(incident.state == .live)
    }

    @Test("A lowering needs a reason and a second person, and until then the grade stands")
    func lowering() throws {
        var incident = try Calls.live()
        try incident.grade("1")
        #expect(fault { try incident.grade("2") } == "contact.lowering_needs_two")
        #expect(fault { try incident.add(.loweringAsked(code: "3", reason: "quiet")) } == "contact.words_needed")
        try incident.add(.loweringAsked(code: "3", reason: "neighbour says all is quiet"))
        #expect(incident.grade == "1")
        #expect(fault { try incident.add(.loweringAgreed) } == "contact.same_person")
        #expect(fault { try incident.add(.closed(result: "done")) } == "contact.not_now")
        try incident.add(.loweringAgreed, by: Calls.grace)
        #expect(incident.grade == "3" && incident.lowering == nil)
        try incident.grade("1")
        #expect(incident.grade == "1", "a grade is raised by one person at once")
    }

    @Test("A refused lowering leaves the grade, and raising it lets go of one that waits")
    func refusedLowering() throws {
        var incident = try Calls.live()
        try incident.grade("2")
        try incident.add(.loweringAsked(code: "4", reason: "caller is happy with advice"))
        try incident.add(.loweringRefused(reason: "no check of the address was done"), by: Calls.grace)
        #expect(incident.grade == "2" && incident.lowering == nil)
        try incident.add(.loweringAsked(code: "4", reason: "caller is happy with advice"))
        try incident.grade("1")
        #expect(fault { try incident.add(.loweringAgreed, by: Calls.grace) } == "contact.not_now")
    }

    @Test("A corrected line keeps every wording it had")
    func corrected() throws {
        var incident = try Calls.live()
        try incident.write("male at front door")
        let line = try #require(incident.lines.first?.place)
        try incident.add(.corrected(line: line, text: "male at back door"))
        #expect(incident.lines.first?.versions == ["male at front door", "male at back door"])
        #expect(fault { try incident.add(.corrected(line: 99, text: "x")) } == "contact.no_such_line")
        #expect(fault { try incident.write("   ") } == "contact.words_needed")
        #expect(fault { try incident.write(String(repeating: "é", count: 3_000)) } == "contact.words_needed")
    }

    /// Any act, most of them senseless for the state they meet.
    private static func dice(_ random: inout SplitMix) -> (Contact.Step, Contact.Actor) {
        let words = ["no weapon seen", "he's back with a knife", "", "child upstairs, kicking the door"]
        let codes = ["1", "2", "3", "4", "9"]
        let text = words[random.below(words.count)], code = codes[random.below(codes.count)]
        let actors: [Contact.Actor] = [Calls.lee, Calls.grace, .software]
        let acts: [Contact.Step] = [
            .arrived(Calls.call()), .rangOff, .answered, .wrote(text: text, stage: .assessment), .placed(text: text),
            .assessed(letter: .threat, text: text, evidence: [random.below(4)]), .closed(result: text),
            .graded(code: code, reason: text, suggested: nil, rule: nil),
            .loweringAsked(code: code, reason: text + " because"),
            .loweringAgreed, .loweringRefused(reason: text), .sent, .attended(unit: text),
            .handedOver(to: "1", note: text),
            .warned(codes: ["weapons"]), .reassessed(reason: text), .reopened(reason: text), .linked(number: "B"),
            .said(script: "domestic", version: "12", question: "domestic.here", answer: .yes),
            .missingRisk(level: "high", by: "mother", reason: text),
        ]
        return (acts[random.below(acts.count)], actors[random.below(actors.count)])
    }

    @Test(
        "Whatever is tried: no grade falls by one person, software closes and grades nothing, refusals change nothing",
        arguments: Array(0..<40) as [Int]
    )
    func anything(seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        let book = try Calls.book()
        var incident = Contact.Incident(number: "A", scheme: try Calls.scheme(seed.isMultiple(of: 2) ? "13" : "52"))
        try incident.add(.arrived(Calls.call()), by: .software)
        if seed % 3 != 0 { try incident.add(.answered) }
        for _ in 0..<120 {
            let (act, actor) = Self.dice(&random)
            let before = incident
            do { try incident.add(act, by: actor) } catch {
                #expect(incident == before)
                #expect(error is Fault)
                continue
            }
            if case .software = actor {
                #expect(incident.state == before.state && incident.grade == before.grade, "\(act)")
            }
            if let old = before.grade.flatMap(incident.scheme.rank) {
                let new = try #require(incident.grade.flatMap(incident.scheme.rank))
                if new > old {
                    let asker = try #require(before.lowering?.by)
                    #expect(act == .loweringAgreed && asker != actor && actor != .software)
                }
            }
            if incident.state == .closed, before.state != .closed {
                guard case .closed = act, actor != .software else { Issue.record("closed by \(act)"); continue }
            }
            let suggestion = Contact.suggestion(for: incident, by: book.suggestions, scripts: book.scripts)
            let again = try Contact.Incident(number: "A", scheme: incident.scheme, entries: incident.entries)
            #expect(again == incident, "the same acts are the same incident")
            #expect(suggestion == Contact.suggestion(for: again, by: book.suggestions, scripts: book.scripts))
            if let standing = incident.grade.flatMap({ incident.scheme[code: $0] }) {
                #expect(try #require(suggestion).grade.national <= standing.national, "never below what stands")
            }
        }
    }

    private func fault(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return (error as? Fault)?.code.description }
    }
}

/// A small generator, the same on every machine.
struct SplitMix {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }
}
