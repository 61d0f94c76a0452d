import CapabilityKit

extension Contact {
    /// An incident as its acts make it; a pure value, the same for the same acts.
    package struct Incident: Hashable, Sendable {
        /// `20261123-1203`.
        package var number: String
        package var scheme: GradeScheme
        package private(set) var state = State.waiting
        package private(set) var entries: [Entry] = []
        package private(set) var call: Call?
        package private(set) var hasRungOff = false
        package private(set) var owner: Actor?
        package private(set) var lines: [Line] = []
        package private(set) var placeText: String?
        package private(set) var attachments: [Attachment] = []
        package private(set) var declined: Set<String> = []
        package private(set) var thrive: [Letter: Assessment] = [:]
        package private(set) var grade: String?
        package private(set) var gradedAt: Timestamp?
        package private(set) var lowering: Lowering?
        package private(set) var answers: [String: Answer] = [:]
        package private(set) var missingLevel: String?
        package private(set) var missingSaidBy: String?
        package private(set) var dashYes: [Int]?
        package private(set) var dashLevel: String?
        package private(set) var warnings: Set<String> = []
        package private(set) var links: [String] = []
        package private(set) var apart: Set<String> = []
        package private(set) var units: [String] = []
        package private(set) var handover: String?
        package private(set) var result: String?

        /// How far it is.
        package enum State: String, Codable, Hashable, Sendable, CaseIterable {
            case waiting, live, sent, attended, closed
        }

        /// One line of the log with every wording it had, the newest last.
        package struct Line: Hashable, Sendable {
            package var place: Int
            package var at: Timestamp
            package var by: Actor
            package var stage: Stage
            package var versions: [String]
            package var text: String { versions.last ?? "" }
        }

        /// What was written for one letter, with the lines it rests on.
        package struct Assessment: Hashable, Sendable {
            package var text: String
            package var evidence: [Int]
            package var at: Timestamp
        }

        /// A lowering that waits for a second person.
        package struct Lowering: Hashable, Sendable {
            package var code: String
            package var reason: String
            package var by: Actor
        }

        package init(number: String, scheme: GradeScheme) {
            self.number = number
            self.scheme = scheme
        }

        /// An incident from all its acts.
        package init(number: String, scheme: GradeScheme, entries: [Entry]) throws {
            self.init(number: number, scheme: scheme)
            for entry in entries { try take(entry) }
        }

        /// Takes an act in, or refuses it; a refused act changes nothing.
        ///
        /// - Throws: ``Fault`` `contact.not_now`, `contact.needs_person`, `contact.lowering_needs_two`,
        ///   `contact.same_person`, `contact.words_needed`, `contact.no_such_grade`, `contact.no_such_line`.
        package mutating func take(_ entry: Entry) throws {
            guard entry.place == entries.count + 1 else {
                throw Self.notNow("the acts of an incident follow one another")
            }
            if case .software = entry.by, !entry.act.isOpenToSoftware {
                throw Fault(.needsPerson, "only a person may do this", help: "software proposes; an officer decides")
            }
            var next = self
            try next.apply(entry)
            next.entries.append(entry)
            self = next
        }

        // MARK: - What each act does

        private mutating func apply(_ entry: Entry) throws {
            switch entry.act {
            case .arrived(let call):
                guard entries.isEmpty else { throw Self.notNow("a call arrives once") }
                self.call = call
            case .located(let location):
                try mustBe(.waiting, .live, .sent, .attended)
                call?.location = location
            case .rangOff:
                try mustBe(.waiting, .live, .sent, .attended)
                hasRungOff = true
            case .answered:
                try mustBe(.waiting)
                state = .live
                owner = entry.by
            case .wrote(let text, let stage):
                try mustBeOpen()
                try Self.mustSay(text)
                lines.append(Line(place: entry.place, at: entry.at, by: entry.by, stage: stage, versions: [text]))
            case .corrected(let line, let text):
                try mustBeOpen()
                try Self.mustSay(text)
                guard let place = lines.firstIndex(where: { $0.place == line }) else {
                    throw Fault(.noSuchLine, "there is no line `\(line)`", help: "look at the log again")
                }
                lines[place].versions.append(text)
            case .placed(let text):
                try mustBeOpen()
                try Self.mustSay(text)
                placeText = text
            case .attached(let attachment):
                try mustBeOpen()
                attachments.removeAll { $0.kind == attachment.kind && $0.text == attachment.text }
                attachments.append(attachment)
            case .declined(let text):
                try mustBeOpen()
                declined.insert(text)
            case .assessed(let letter, let text, let evidence):
                try mustBeOpen()
                try Self.mustSay(text)
                guard evidence.allSatisfy({ line in lines.contains { $0.place == line } }) else {
                    throw Fault(
                        .noSuchLine,
                        "the assessment names a line that is not there",
                        help: "look at the log again"
                    )
                }
                thrive[letter] = Assessment(text: text, evidence: evidence, at: entry.at)
            case .warned(let codes):
                try mustBe(.waiting, .live, .sent, .attended)
                warnings.formUnion(codes)
            case .reassessed(let reason):
                try mustBeOpen()
                try Self.mustSay(reason)
            case .said(_, _, let question, let answer):
                try mustBeOpen()
                answers[question] = answer
            case .missingRisk(let level, let by, let reason):
                try mustBeOpen()
                try Self.mustSay(by)
                try Self.mustSay(reason)
                missingLevel = level
                missingSaidBy = by
            case .dash(let yes, let level):
                try mustBeOpen()
                try Self.mustSay(level)
                dashYes = yes
                dashLevel = level
            case .handedOver(let to, let note):
                try mustBeOpen()
                try Self.mustSay(note)
                handover = note
                if case .officer(_, let force) = entry.by, !to.isEmpty { owner = .officer(number: to, force: force) }
            case .linked(let number):
                try mustBeOpen()
                guard number != self.number else { throw Self.notNow("an incident is not linked to itself") }
                if !links.contains(number) { links.append(number) }
            case .toldApart(let number):
                try mustBeOpen()
                links.removeAll { $0 == number }
                apart.insert(number)
            default:
                try applyDecision(entry)
            }
        }

        private mutating func applyDecision(_ entry: Entry) throws {
            switch entry.act {
            case .graded(let code, _, _, _):
                try mustBeOpen()
                guard let rank = scheme.rank(code) else { throw Self.noSuchGrade(code) }
                if let current = grade.flatMap(scheme.rank), rank > current {
                    throw Fault(
                        .loweringNeedsTwo,
                        "grade `\(code)` is less urgent than what stands",
                        help: "ask for the lowering with a reason; a second person agrees to it"
                    )
                }
                set(grade: code, at: entry.at)
            case .loweringAsked(let code, let reason):
                try mustBeOpen()
                guard let rank = scheme.rank(code) else { throw Self.noSuchGrade(code) }
                guard let current = grade.flatMap(scheme.rank), rank > current else {
                    throw Self.notNow("this is no lowering")
                }
                try Self.mustSay(reason, atLeast: 10)
                lowering = Lowering(code: code, reason: reason, by: entry.by)
            case .loweringAgreed:
                try mustBeOpen()
                guard let lowering else { throw Self.notNow("no lowering waits") }
                guard lowering.by != entry.by else {
                    throw Fault(
                        .samePerson,
                        "whoever asks for a lowering does not agree to it",
                        help: "ask a second person"
                    )
                }
                set(grade: lowering.code, at: entry.at)
            case .loweringRefused(let reason):
                try mustBeOpen()
                guard lowering != nil else { throw Self.notNow("no lowering waits") }
                try Self.mustSay(reason)
                lowering = nil
            case .sent:
                try mustBe(.live)
                guard grade != nil else { throw Self.notNow("a call is graded before it is sent") }
                state = .sent
            case .attended(let unit):
                try mustBe(.sent, .attended)
                try Self.mustSay(unit)
                state = .attended
                if !units.contains(unit) { units.append(unit) }
            case .closed(let result):
                try mustBeOpen()
                guard lowering == nil else { throw Self.notNow("a lowering waits for a second person") }
                try Self.mustSay(result)
                state = .closed
                self.result = result
            case .reopened(let reason):
                try mustBe(.closed)
                try Self.mustSay(reason)
                state = .live
                result = nil
            default:
                break
            }
        }

        private mutating func set(grade code: String, at moment: Timestamp) {
            grade = code
            gradedAt = moment
            lowering = nil
        }

        // MARK: - Guards

        private func mustBe(_ states: State...) throws {
            guard states.contains(state) else {
                throw Self.notNow("an incident that is \(state.rawValue) cannot take this")
            }
        }

        private func mustBeOpen() throws { try mustBe(.live, .sent, .attended) }

        private static func mustSay(_ text: String, atLeast letters: Int = 1) throws {
            let said = text.count { !$0.isWhitespace }
            guard said >= letters, text.utf8.count <= 4_000 else {
                throw Fault(
                    .wordsNeeded,
                    said < letters ? "words are needed here" : "the words are longer than 4000 bytes",
                    help: said < letters ? "say in a few words why" : "write them in two lines"
                )
            }
        }

        private static func notNow(_ words: String) -> Fault {
            Fault(.notNow, words, help: "look at the incident as it stands now")
        }

        private static func noSuchGrade(_ code: String) -> Fault {
            Fault(.noSuchGrade, "the force has no grade `\(code)`", help: "choose one of the force's grades")
        }
    }
}

extension Fault.Code {
    /// The incident does not take this act in its state.
    package static let notNow = Self("contact.not_now", status: 409)
    /// Software tried what only a person may do.
    package static let needsPerson = Self("contact.needs_person", status: 403)
    /// A grade was to be lowered by one person alone.
    package static let loweringNeedsTwo = Self("contact.lowering_needs_two", status: 409)
    /// The second person was the first.
    package static let samePerson = Self("contact.same_person", status: 403)
    /// A reason, a note or a text is missing or too long.
    package static let wordsNeeded = Self("contact.words_needed", status: 400)
    /// The force does not have this grade.
    package static let noSuchGrade = Self("contact.no_such_grade", status: 400)
    /// The log has no such line.
    package static let noSuchLine = Self("contact.no_such_line", status: 400)
}
