import CapabilityKit
import Capabilities
import Testing
import Vocabulary

@Suite("What software says of a call") struct ContactJudgementTests {
    private func suggested(
        _ lines: [String],
        warnings: [String] = [],
        force: String = "13"
    ) throws -> Contact.Suggestion? {
        let book = try Calls.book()
        var incident = try Calls.live(force: force)
        for line in lines { try incident.write(line) }
        if !warnings.isEmpty { try incident.add(.warned(codes: warnings), by: .software) }
        return Contact.suggestion(for: incident, by: book.suggestions, scripts: book.scripts)
    }

    @Test(
        "A suggestion names its rule and its reason",
        arguments: [
            ("She is not breathing", "1", "R1"), ("He's back. He's not allowed to be here.", "1", "R4"),
            ("Ex-partner at back door, kicking it. Son, 6, upstairs.", "1", "R5"),
            ("Somebody has a knife", "2", "R22"), ("Shop theft, suspect gone", "3", "R41"),
            ("Loud music next door", "4", "R50"),
        ]
    )
    func rules(line: String, grade: String, rule: String) throws {
        let suggestion = try #require(try suggested([line]))
        #expect(suggestion.grade.code == grade && suggestion.rule == rule)
        #expect(!suggestion.reasons.isEmpty && !suggestion.version.isEmpty)
        #expect(suggestion.lines.count == 1)
    }

    @Test("Words that are denied do not speak, and where no rule speaks nothing is suggested")
    func denied() throws {
        #expect(try suggested(["No weapon seen"]) == nil)
        #expect(try suggested(["Caller asks about a form"]) == nil)
        #expect(try suggested(["no weapon but he has a hammer"])?.rule == "R22")
    }

    @Test("A warning that a source holds raises attention with what is said")
    func warned() throws {
        #expect(try suggested(["He's back"])?.grade.code == "2")
        let raised = try #require(try suggested(["He's back"], warnings: ["court-order"]))
        #expect(raised.grade.code == "1" && raised.rule == "R7")
    }

    @Test("Each force's grades map to the national ones: the same facts ask for the same national grade")
    func forces() throws {
        for line in ["She is not breathing", "Somebody has a knife", "Shop theft", "Loud music"] {
            let four = try #require(try suggested([line])), five = try #require(try suggested([line], force: "52"))
            #expect(four.grade.national == five.grade.national && four.rule == five.rule)
        }
        #expect(try suggested(["Somebody has a knife"], force: "52")?.grade.code == "2H")
        for scheme in try Calls.book().grades.schemes {
            #expect(scheme.grades.map(\.national) == scheme.grades.map(\.national).sorted())
            #expect(Set(scheme.grades.map(\.national)).count == 4, "\(scheme.force) has every national grade")
            #expect(Set(scheme.grades.map(\.code)).count == scheme.grades.count)
        }
    }

    @Test("Every rule speaks of signals that something can give")
    func complete() throws {
        let book = try Calls.book()
        var known = Set(book.suggestions.signals.map(\.code)).union(["call.silent", "repeat.victim"])
        known.formUnion(book.warnings.warnings.map { "warning.\($0.code)" })
        known.formUnion(book.scripts.missing.levels.map { "missing.\($0.code)" })
        known.formUnion(book.scripts.scripts.flatMap(\.questions).compactMap(\.signal))
        for rule in book.suggestions.rules { #expect(Set(rule.all).isSubset(of: known), "\(rule.id)") }
        #expect(Set(book.suggestions.rules.map(\.id)).count == book.suggestions.rules.count)
        #expect(
            Set(book.scripts.scripts.map(\.id)) == [
                "domestic", "missing", "concern", "road", "burglary", "mental-health",
            ]
        )
        #expect(book.scripts.dash.topics.count == 27)
        for warning in book.warnings.warnings { #expect(Icon(rawValue: warning.icon) != nil) }
    }

    @Test("A script comes up by what is said, and its answers count")
    func script() throws {
        let book = try Calls.book()
        var incident = try Calls.live()
        try incident.write("Ex-partner shouting in the street")
        let signals = Contact.signals(of: incident, by: book.suggestions, scripts: book.scripts)
        #expect(Contact.script(for: incident, signals: signals, by: book.scripts)?.id == "domestic")
        for question in ["domestic.here", "domestic.order"] {
            try incident.add(.said(script: "domestic", version: "12", question: question, answer: .yes))
        }
        let suggestion = Contact.suggestion(for: incident, by: book.suggestions, scripts: book.scripts)
        #expect(suggestion?.rule == "R4")
    }

    @Test("Names, plates, phones, postcodes and addresses are recognised as they are typed")
    func recognised() {
        func found(_ line: String) -> [String] { Contact.recognise(line).map { "\($0.kind.rawValue) \($0.key)" } }
        #expect(found("Ex-partner Daniel at back door, kicking it.") == ["name daniel"])
        #expect(found("ex-partner daniel is at the door") == ["name daniel"])
        #expect(found("Drove off in yd01 zzz, black") == ["plate YD01ZZZ"])
        #expect(found("Call her on 07700 900461 please") == ["phone +447700900461"])
        #expect(found("At 14 Example Row, LS6 3AA now") == ["address 14 example row", "postcode LS6 3AA"])
        #expect(found("Says Asha Malik lives there") == ["name asha malik"])
        #expect(found("He left. The caller is safe. Police there.") == [])
        #expect(found("") == [] && found("... , !") == [])
    }

    @Test(
        "Recognising reads any text",
        arguments: ["’s", "0", "+", "(((", "14", "14 a", "😀 Daniel 😀", "A B C D E F G", "-- 's"]
    )
    func anyText(line: String) {
        for one in Contact.recognise(line) { #expect(!one.key.isEmpty && line.contains(one.text)) }
    }

    @Test("Waiting, a breach, another contact, a new fact and a hand-over each call for a new assessment")
    func prompts() throws {
        let book = try Calls.book()
        var incident = try Calls.live()
        func kinds(after minutes: Int) throws -> [Contact.Prompt.Kind] {
            let last = try #require(incident.entries.last?.at.milliseconds)
            let now = Timestamp(milliseconds: last + Int64(minutes) * 60_000)
            return Contact.prompts(for: incident, at: now, by: book.scripts.prompts).map(\.kind)
        }
        try incident.grade("1")
        #expect(try kinds(after: 0) == [])
        #expect(try kinds(after: 6) == [.waiting])
        #expect(try kinds(after: 20) == [.waiting, .breach])
        try incident.write("now he has a knife")
        #expect(try kinds(after: 0) == [.newFact])
        try incident.add(.reassessed(reason: "grade stands at 1"))
        #expect(try kinds(after: 0) == [])
        try incident.add(.linked(number: "B"))
        #expect(try kinds(after: 0) == [.repeated])
        try incident.add(.handedOver(to: "3301", note: "shift ends"))
        #expect(try kinds(after: 0) == [.repeated, .handover])
    }

    @Test("The four repeats are kept apart, and another part is told as such")
    func repeats() throws {
        var incident = try Calls.live()
        try incident.add(.attached(Contact.Attachment(kind: .name, text: "Daniel", key: "p1", part: .suspect)))
        func earlier(_ number: String, _ named: Contact.Named...) -> Contact.Earlier {
            Contact.Earlier(number: number, openedAt: Calls.start, summary: "", isOpen: false, named: Set(named))
        }
        let repeats = Contact.repeats(
            of: Contact.named(in: incident),
            in: [
                earlier("A", Contact.Named(part: .caller, key: "+447700900461")),
                earlier("B", Contact.Named(part: .place, key: "14 example row")),
                earlier("C", Contact.Named(part: .suspect, key: "p1")),
                earlier("D", Contact.Named(part: .victim, key: "p1")),
                earlier("E", Contact.Named(part: .caller, key: "+447700900999")),
            ]
        )
        #expect(repeats.caller == ["A"] && repeats.place == ["B"] && repeats.suspect == ["C"] && repeats.victim == [])
        #expect(repeats.otherwise == ["D"])
    }

    @Test("An open incident near in place and time may be the same, until a person tells them apart")
    func duplicates() throws {
        var call = Calls.call()
        call.location = Contact.Call.Location(latitude: 53.8200, longitude: -1.5700, radiusMetres: 12, method: "AML")
        var incident = try Calls.live(call: call)
        let near = Contact.Earlier(
            number: "B",
            openedAt: Calls.start,
            summary: "shouting heard",
            isOpen: true,
            named: [],
            location: Contact.Call.Location(latitude: 53.8205, longitude: -1.5700, radiusMetres: 20, method: "AML")
        )
        let found = try #require(Contact.duplicates(of: incident, in: [near], at: Calls.start).first)
        #expect((50...60).contains(try #require(found.metres)))
        let later = Timestamp(milliseconds: Calls.start.milliseconds + 3 * 3_600_000)
        #expect(Contact.duplicates(of: incident, in: [near], at: later).isEmpty)
        try incident.add(.toldApart(number: "B"))
        #expect(Contact.duplicates(of: incident, in: [near], at: Calls.start).isEmpty)
    }
}
