import CapabilityKit
import Capabilities
import Foundation
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
        let asked = try #require(incident.lowering?.place)
        #expect(fault { try incident.add(.loweringAgreed(asked: asked, code: "3")) } == "contact.same_person")
        #expect(fault { try incident.add(.closed(result: "done")) } == "contact.not_now")
        try incident.add(.loweringAgreed(asked: asked, code: "3"), by: Calls.grace)
        #expect(incident.grade == "3" && incident.lowering == nil)
        try incident.grade("1")
        #expect(incident.grade == "1", "a grade is raised by one person at once")
    }

    @Test("A refused lowering leaves the grade, and raising it lets go of one that waits")
    func refusedLowering() throws {
        var incident = try Calls.live()
        try incident.grade("2")
        try incident.add(.loweringAsked(code: "4", reason: "caller is happy with advice"))
        let asked = try #require(incident.lowering?.place)
        try incident.add(.loweringRefused(reason: "no check of the address was done", asked: asked), by: Calls.grace)
        #expect(incident.grade == "2" && incident.lowering == nil)
        try incident.add(.loweringAsked(code: "4", reason: "caller is happy with advice"))
        try incident.grade("1")
        let later = try #require(incident.entries.last?.place) - 1
        let agreed = Contact.Step.loweringAgreed(asked: later, code: "4")
        #expect(fault { try incident.add(agreed, by: Calls.grace) } == "contact.not_now")
    }

    @Test("Who agrees to a lowering agrees to what they were shown: another entry or another grade is refused")
    func bound() throws {
        var incident = try Calls.live()
        try incident.grade("1")
        try incident.add(.loweringAsked(code: "2", reason: "neighbour says all is quiet"))
        let shown = try #require(incident.lowering?.place)
        try incident.add(.loweringAsked(code: "4", reason: "caller wants no officer to come"))
        let now = try #require(incident.lowering?.place)
        for (asked, code) in [(shown, "2"), (shown, "4"), (now, "2"), (nil, "4"), (now, nil), (nil, nil)] {
            let act = Contact.Step.loweringAgreed(asked: asked, code: code)
            #expect(fault { try incident.add(act, by: Calls.grace) } == "contact.changed_since", "\(act)")
        }
        for asked in [shown, nil] {
            let act = Contact.Step.loweringRefused(reason: "not looked at", asked: asked)
            #expect(fault { try incident.add(act, by: Calls.grace) } == "contact.changed_since")
        }
        #expect(incident.grade == "1")
        try incident.add(.loweringAgreed(asked: now, code: "4"), by: Calls.grace)
        #expect(incident.grade == "4")
    }

    @Test("An emergency nobody attended is closed with a reason by two people, another call by one")
    func closing() throws {
        var incident = try Calls.live()
        try incident.grade("1")
        #expect(fault { try incident.add(.closed(result: "no trace")) } == "contact.closing_needs_two")
        try incident.add(.sent)
        #expect(fault { try incident.add(.closed(result: "no trace")) } == "contact.closing_needs_two")
        let short = Contact.Step.closingAsked(result: "no trace", reason: "quiet")
        #expect(fault { try incident.add(short) } == "contact.words_needed")
        try incident.add(.closingAsked(result: "no trace", reason: "caller rang back, was a film"))
        let asked = try #require(incident.closing?.place)
        #expect(incident.state == .sent)
        #expect(fault { try incident.add(.closingAgreed(asked: asked)) } == "contact.same_person")
        #expect(
            fault { try incident.add(.closingAgreed(asked: asked - 1), by: Calls.grace) } == "contact.changed_since"
        )
        var refused = incident
        try refused.add(.closingRefused(reason: "ring her again", asked: asked), by: Calls.grace)
        #expect(refused.closing == nil && refused.state == .sent)
        var raised = incident
        try raised.grade("1")
        #expect(raised.closing == nil, "a grade given since is news to whoever would agree")
        try incident.add(.closingAgreed(asked: asked), by: Calls.grace)
        #expect(incident.state == .closed && incident.result == "no trace")

        var attended = try Calls.live()
        try attended.grade("1")
        try attended.add(.sent)
        try attended.add(.attended(unit: "WA21"))
        try attended.add(.closed(result: "arrest"))
        var other = try Calls.live()
        try other.grade("2")
        let needless = Contact.Step.closingAsked(result: "x", reason: "long enough to be a reason")
        #expect(fault { try other.add(needless) } == "contact.not_now")
        try other.add(.closed(result: "advice given"))
        #expect(attended.state == .closed && other.state == .closed)
    }

    @Test("An incident that is handed over stays with whoever has it until the other takes it")
    func handedOver() throws {
        var incident = try Calls.live()
        for to in ["", "a b", String(repeating: "1", count: 21)] {
            #expect(
                fault { try incident.add(.handedOver(to: to, note: "shift ends")) } == "contact.words_needed",
                "\(to)"
            )
        }
        #expect(fault { try incident.add(.handedOver(to: "5150", note: "shift ends")) } == "contact.not_now")
        #expect(fault { try incident.add(.takenOver, by: Calls.grace) } == "contact.not_now")
        try incident.add(.handedOver(to: "3301", note: "shift ends"))
        #expect(incident.owner == Calls.lee && incident.offeredTo == Calls.grace)
        #expect(fault { try incident.add(.takenOver) } == "contact.not_now")
        try incident.add(.takenOver, by: Calls.grace)
        #expect(incident.owner == Calls.grace && incident.offeredTo == nil)
    }

    @Test("A changed list of grades breaks no incident, and by it nothing is lowered")
    func otherGrades() throws {
        let first = try Calls.scheme(), second = try Calls.scheme("52")
        var none = first
        none.grades = []
        var incident = Contact.Incident(number: "A", scheme: first)
        try incident.add(.arrived(Calls.call()), by: .software)
        try incident.add(.answered)
        for act in [Contact.Step.graded(code: "2", reason: "", suggested: nil, rule: nil), .sent] {
            try incident.add(incident.settled(act))
        }
        // The list has no `2` any more, and then no grade at all.
        for scheme in [second, none] {
            let kept = Contact.Incident(kept: incident.entries, number: "A", scheme: scheme)
            #expect(kept.grade == "2" && kept.standing?.national == .priority && kept.state == .sent)
            #expect(Contact.dueAt(kept) == Contact.dueAt(incident), "its target is that of the day it was graded")
        }
        var kept = Contact.Incident(kept: incident.entries, number: "A", scheme: second)
        for lower in ["2S", "3", "4"] {
            #expect(fault { try kept.grade(lower) } == "contact.lowering_needs_two", "\(lower)")
        }
        try kept.grade("2H")
        #expect(kept.grade == "2H")
        // An act kept before grades were kept with it, of a code nobody knows: it counts as the most urgent.
        let old = Contact.Step.graded(code: "Z", reason: "", suggested: nil, rule: nil)
        let entries =
            incident.entries.prefix(2) + [
                Contact.Entry(place: 3, at: Calls.start, by: Calls.lee, key: "k3", act: old)
            ]
        let unknown = Contact.Incident(kept: Array(entries), number: "A", scheme: first)
        #expect(unknown.standing?.national == .emergency)
    }

    @Test("Acts as they were kept before are read: without the grade, and without what was agreed to")
    func oldActs() throws {
        for (text, act) in [
            (#"{"loweringAgreed":{}}"#, Contact.Step.loweringAgreed()),
            (#"{"loweringRefused":{"reason":"no"}}"#, .loweringRefused(reason: "no")),
            (#"{"graded":{"code":"1","reason":""}}"#, .graded(code: "1", reason: "", suggested: nil, rule: nil)),
            (#"{"loweringAsked":{"code":"3","reason":"r"}}"#, .loweringAsked(code: "3", reason: "r")),
        ] { #expect(try JSONDecoder().decode(Contact.Step.self, from: Data(text.utf8)) == act) }
    }

    @Test("An act says the same as another by what was sent, not by what software added")
    func same() throws {
        let plain = Contact.Step.graded(code: "1", reason: "", suggested: nil, rule: nil)
        let full = Contact.Step.graded(
            code: "1",
            reason: "",
            suggested: "1",
            rule: "R1",
            given: try Calls.scheme().grades[0]
        )
        #expect(full.saysTheSame(as: plain))
        #expect(!full.saysTheSame(as: .graded(code: "2", reason: "", suggested: "1", rule: "R1")))
        let written = Contact.Step.wrote(text: "a", stage: .information)
        #expect(!written.saysTheSame(as: .wrote(text: "b", stage: .information)))
        #expect(!written.saysTheSame(as: .wrote(text: "a", stage: .action)))
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
    private static func dice(
        _ random: inout SplitMix,
        _ incident: Contact.Incident
    ) -> (Contact.Step, Contact.Actor) {
        let waits = incident.lowering?.place ?? incident.closing?.place ?? 0
        let asked = random.below(4) == 0 ? random.below(8) : waits
        let words = ["no weapon seen", "he's back with a knife", "", "child upstairs, kicking the door"]
        let codes = ["1", "2", "3", "4", "9"]
        let text = words[random.below(words.count)], code = codes[random.below(codes.count)]
        let actors: [Contact.Actor] = [Calls.lee, Calls.grace, .software]
        let acts: [Contact.Step] = [
            .arrived(Calls.call()), .rangOff, .answered, .wrote(text: text, stage: .assessment), .placed(text: text),
            .assessed(letter: .threat, text: text, evidence: [random.below(4)]), .closed(result: text),
            .graded(code: code, reason: text, suggested: nil, rule: nil),
            .loweringAsked(code: code, reason: text + " because"),
            .loweringAgreed(asked: asked, code: code), .loweringRefused(reason: text, asked: asked), .sent,
            .attended(unit: text), .handedOver(to: "3301", note: text), .takenOver,
            .closingAsked(result: text, reason: text + " because"), .closingAgreed(asked: asked),
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
            let (act, actor) = Self.dice(&random, incident)
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
                    guard case .loweringAgreed = act else { Issue.record("lowered by \(act)"); continue }
                    #expect(asker != actor && actor != .software)
                }
            }
            if incident.state == .closed, before.state != .closed {
                #expect(actor != .software)
                if case .closingAgreed = act {
                    #expect(before.closing.map { $0.by != actor } ?? false)
                } else {
                    guard case .closed = act else { Issue.record("closed by \(act)"); continue }
                    #expect(before.standing?.national != .emergency || before.state == .attended)
                }
            }
            let suggestion = Contact.suggestion(for: incident, by: book.suggestions, scripts: book.scripts)
            let again = try Contact.Incident(number: "A", scheme: incident.scheme, entries: incident.entries)
            #expect(again == incident, "the same acts are the same incident")
            let kept = Contact.Incident(kept: incident.entries, number: "A", scheme: incident.scheme)
            #expect(kept == incident, "and they are it without being asked again")
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
