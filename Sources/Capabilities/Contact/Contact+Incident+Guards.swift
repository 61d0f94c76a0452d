import CapabilityKit

extension Contact.Incident {
    /// Whether an act can be taken now; what was taken once is never asked again.
    ///
    /// - Throws: ``Fault`` `contact.not_now`, `contact.needs_person`, `contact.lowering_needs_two`,
    ///   `contact.closing_needs_two`, `contact.same_person`, `contact.changed_since`, `contact.words_needed`,
    ///   `contact.no_such_grade`, `contact.no_such_line`.
    package func check(_ entry: Contact.Entry) throws {
        guard entry.place == entries.count + 1 else {
            throw Self.notNow("the acts of an incident follow one another")
        }
        if case .software = entry.by, !entry.act.isOpenToSoftware {
            throw Fault(.needsPerson, "only a person may do this", help: "software proposes; an officer decides")
        }
        switch entry.act {
        case .arrived: guard entries.isEmpty else { throw Self.notNow("a call arrives once") }
        case .located, .rangOff, .warned: try mustBe(.waiting, .live, .sent, .attended)
        case .answered: try mustBe(.waiting)
        case .sent:
            try mustBe(.live)
            guard grade != nil else { throw Self.notNow("a call is graded before it is sent") }
        case .attended(let unit):
            try mustBe(.sent, .attended)
            try Self.mustSay(unit)
        case .reopened(let reason):
            try mustBe(.closed)
            try Self.mustSay(reason)
        default:
            try mustBe(.live, .sent, .attended)
            try checkWords(of: entry.act)
            try checkDecision(entry)
        }
    }

    private func checkWords(of act: Contact.Step) throws {
        switch act {
        case .wrote(let text, _): try Self.mustSay(text)
        // It is asked about as it stands.
        case .placed(let text): try Self.mustSay(text, atMost: 400)
        case .corrected(let line, let text):
            try Self.mustSay(text)
            guard lines.contains(where: { $0.place == line }) else {
                throw Self.noSuchLine("there is no line `\(line)`")
            }
        case .assessed(_, let text, let evidence):
            try Self.mustSay(text)
            guard evidence.allSatisfy({ line in lines.contains { $0.place == line } }) else {
                throw Self.noSuchLine("the assessment names a line that is not there")
            }
        case .attached(let one):
            for text in [one.text, one.key, one.name ?? one.text] { try Self.mustSay(text, atMost: 400) }
        case .declined(let text): try Self.mustSay(text, atMost: 400)
        case .reassessed(let reason): try Self.mustSay(reason)
        case .missingRisk(_, let by, let reason):
            try Self.mustSay(by)
            try Self.mustSay(reason)
        case .dash(_, let level): try Self.mustSay(level)
        case .linked(let number), .toldApart(let number):
            guard number != self.number else { throw Self.notNow("an incident is not linked to itself") }
        default: break
        }
    }

    private func checkDecision(_ entry: Contact.Entry) throws {
        switch entry.act {
        case .graded(let code, _, _, _, _):
            if try isLower(code) {
                throw Fault(
                    .loweringNeedsTwo,
                    "grade `\(code)` is less urgent than what stands",
                    help: "ask for the lowering with a reason; a second person agrees to it"
                )
            }
        case .loweringAsked(let code, let reason, _):
            guard try isLower(code) else { throw Self.notNow("this is no lowering") }
            try Self.mustSay(reason, atLeast: 10)
        case .loweringAgreed(let asked, let code):
            guard let lowering else { throw Self.notNow("no lowering waits") }
            try mustBeSecond(entry.by, to: lowering.by)
            guard asked == lowering.place, code == lowering.code else { throw Self.changedSince }
        case .loweringRefused(let reason, let asked):
            guard let lowering else { throw Self.notNow("no lowering waits") }
            guard asked == lowering.place else { throw Self.changedSince }
            try Self.mustSay(reason)
        case .handedOver(let to, let note):
            try Self.mustSay(note)
            let isNumber = !to.isEmpty && to.count <= 20 && to.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            guard isNumber else {
                throw Fault(
                    .wordsNeeded,
                    "`\(to)` is no officer's number",
                    help: "say by number who is to take it over"
                )
            }
            if case .officer(let number, _) = owner, number == to { throw Self.notNow("`\(to)` has it already") }
        case .takenOver:
            guard let offeredTo, offeredTo == entry.by else { throw Self.notNow("it was not handed to you") }
        case .closed(let result):
            try mustHaveNoLowering()
            try Self.mustSay(result)
            guard !needsTwoToClose else {
                throw Fault(
                    .closingNeedsTwo,
                    "nobody has been to this emergency",
                    help: "ask for its closing with a reason; a second person agrees to it"
                )
            }
        case .closingAsked(let result, let reason):
            try mustHaveNoLowering()
            guard needsTwoToClose else { throw Self.notNow("one person may close this") }
            try Self.mustSay(result)
            try Self.mustSay(reason, atLeast: 10)
        case .closingAgreed(let asked):
            try mustHaveNoLowering()
            guard let closing else { throw Self.notNow("no closing waits") }
            try mustBeSecond(entry.by, to: closing.by)
            guard asked == closing.place else { throw Self.changedSince }
        case .closingRefused(let reason, let asked):
            guard let closing else { throw Self.notNow("no closing waits") }
            guard asked == closing.place else { throw Self.changedSince }
            try Self.mustSay(reason)
        default: break
        }
    }

    // MARK: - Guards

    /// Whether a grade of today's list is less urgent than what stands.
    private func isLower(_ code: String) throws -> Bool {
        guard let rank = scheme.rank(code) else {
            throw Fault(.noSuchGrade, "the force has no grade `\(code)`", help: "choose one of the force's grades")
        }
        return standing.map { rank > scheme.rank(of: $0) } ?? false
    }

    private func mustBe(_ states: State...) throws {
        guard states.contains(state) else {
            throw Self.notNow("an incident that is \(state.rawValue) cannot take this")
        }
    }

    private func mustHaveNoLowering() throws {
        guard lowering == nil else { throw Self.notNow("a lowering waits for a second person") }
    }

    private func mustBeSecond(_ second: Contact.Actor, to first: Contact.Actor) throws {
        guard first != second else {
            throw Fault(.samePerson, "whoever asks for this does not agree to it", help: "ask a second person")
        }
    }

    private static func mustSay(_ text: String, atLeast letters: Int = 1, atMost bytes: Int = 4_000) throws {
        let said = text.count { !$0.isWhitespace }
        guard said >= letters, text.utf8.count <= bytes else {
            throw Fault(
                .wordsNeeded,
                said < letters ? "words are needed here" : "the words are longer than \(bytes) bytes",
                help: said < letters ? "say in a few words why" : "write them in two lines"
            )
        }
    }

    private static func notNow(_ words: String) -> Fault {
        Fault(.notNow, words, help: "look at the incident as it stands now")
    }

    private static func noSuchLine(_ words: String) -> Fault {
        Fault(.noSuchLine, words, help: "look at the log again")
    }

    private static var changedSince: Fault {
        Fault(
            .changedSince,
            "what waits for a second person is no longer what you were shown",
            help: "read what is asked now, and decide on that"
        )
    }
}

extension Fault.Code {
    /// The incident does not take this act in its state.
    package static let notNow = Self("contact.not_now", status: 409)
    /// Software tried what only a person may do.
    package static let needsPerson = Self("contact.needs_person", status: 403)
    /// A grade was to be lowered by one person alone.
    package static let loweringNeedsTwo = Self("contact.lowering_needs_two", status: 409)
    /// An emergency that nobody attended was to be closed by one person alone.
    package static let closingNeedsTwo = Self("contact.closing_needs_two", status: 409)
    /// The second person was the first.
    package static let samePerson = Self("contact.same_person", status: 403)
    /// What the second person decided on has changed since they were shown it.
    package static let changedSince = Self("contact.changed_since", status: 409)
    /// A reason, a note or a text is missing or too long.
    package static let wordsNeeded = Self("contact.words_needed", status: 400)
    /// The force does not have this grade.
    package static let noSuchGrade = Self("contact.no_such_grade", status: 400)
    /// The log has no such line.
    package static let noSuchLine = Self("contact.no_such_line", status: 400)
}
