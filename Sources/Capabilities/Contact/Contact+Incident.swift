import CapabilityKit

extension Contact {
    /// An incident as its acts make it; a pure value, the same for the same acts.
    package struct Incident: Hashable, Sendable {
        /// `20261123-1203`.
        package var number: String
        package var scheme: GradeScheme
        package internal(set) var state = State.waiting
        package internal(set) var entries: [Entry] = []
        package internal(set) var call: Call?
        package internal(set) var hasRungOff = false
        package internal(set) var owner: Actor?
        package internal(set) var lines: [Line] = []
        package internal(set) var placeText: String?
        package internal(set) var attachments: [Attachment] = []
        package internal(set) var declined: Set<String> = []
        package internal(set) var thrive: [Letter: Assessment] = [:]
        /// The grade that stands, as the force had it when it was given.
        package internal(set) var standing: Grade?
        package internal(set) var gradedAt: Timestamp?
        package internal(set) var lowering: Lowering?
        package internal(set) var closing: Closing?
        package internal(set) var answers: [String: Answer] = [:]
        package internal(set) var missingLevel: String?
        package internal(set) var missingSaidBy: String?
        package internal(set) var dashYes: [Int]?
        package internal(set) var dashLevel: String?
        package internal(set) var warnings: Set<String> = []
        package internal(set) var links: [String] = []
        package internal(set) var apart: Set<String> = []
        package internal(set) var units: [String] = []
        package internal(set) var handover: String?
        /// Who is asked to take it over and has not yet.
        package internal(set) var offeredTo: Actor?
        package internal(set) var result: String?

        /// The code of the grade that stands.
        package var grade: String? { standing?.code }

        /// Whether closing it needs a reason and a second person: an emergency to which nobody has come.
        package var needsTwoToClose: Bool { standing?.national == .emergency && state != .attended }

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
            /// The entry in which it was asked for.
            package var place: Int
            package var code: String
            package var reason: String
            package var by: Actor
            /// The grade as the force had it when it was asked for.
            package var given: Grade
        }

        /// The closing of an emergency nobody attended, that waits for a second person.
        package struct Closing: Hashable, Sendable {
            /// The entry in which it was asked for.
            package var place: Int
            package var result: String
            package var reason: String
            package var by: Actor
        }

        package init(number: String, scheme: GradeScheme) {
            self.number = number
            self.scheme = scheme
        }

        /// An incident from acts each of which must be possible after those before it.
        package init(number: String, scheme: GradeScheme, entries: [Entry]) throws {
            self.init(number: number, scheme: scheme)
            for entry in entries { try take(entry) }
        }

        /// An incident from acts that were taken: what was done was done, whatever would be let through today.
        package init(kept entries: [Entry], number: String, scheme: GradeScheme) {
            self.init(number: number, scheme: scheme)
            for entry in entries { apply(entry) }
        }

        /// Takes an act in, or refuses it; a refused act changes nothing.
        ///
        /// - Throws: what ``check(_:)`` throws.
        package mutating func take(_ entry: Entry) throws {
            try check(entry)
            apply(entry)
        }

        /// The act with what it rests on, as it is kept: a grade as the force has it today.
        package func settled(_ act: Step) -> Step {
            switch act {
            case .graded(let code, let reason, let suggested, let rule, nil):
                .graded(code: code, reason: reason, suggested: suggested, rule: rule, given: scheme[code: code])
            case .loweringAsked(let code, let reason, nil):
                .loweringAsked(code: code, reason: reason, given: scheme[code: code])
            default: act
            }
        }

        // MARK: - What each act does

        private mutating func apply(_ entry: Entry) {
            switch entry.act {
            case .arrived(let call): self.call = call
            case .located(let location): call?.location = location
            case .rangOff: hasRungOff = true
            case .answered:
                state = .live
                owner = entry.by
            case .wrote(let text, let stage):
                lines.append(Line(place: entry.place, at: entry.at, by: entry.by, stage: stage, versions: [text]))
            case .corrected(let line, let text):
                if let place = lines.firstIndex(where: { $0.place == line }) { lines[place].versions.append(text) }
            case .placed(let text): placeText = text
            case .attached(let attachment):
                attachments.removeAll { $0.kind == attachment.kind && $0.text == attachment.text }
                attachments.append(attachment)
            case .declined(let text): declined.insert(text)
            case .assessed(let letter, let text, let evidence):
                thrive[letter] = Assessment(text: text, evidence: evidence, at: entry.at)
            case .warned(let codes): warnings.formUnion(codes)
            case .said(_, _, let question, let answer): answers[question] = answer
            case .missingRisk(let level, let by, _): (missingLevel, missingSaidBy) = (level, by)
            case .dash(let yes, let level): (dashYes, dashLevel) = (yes, level)
            case .linked(let number): if !links.contains(number) { links.append(number) }
            case .toldApart(let number):
                links.removeAll { $0 == number }
                apart.insert(number)
            case .reassessed: break
            default: applyDecision(entry)
            }
            entries.append(entry)
        }

        private mutating func applyDecision(_ entry: Entry) {
            switch entry.act {
            case .graded(let code, _, _, _, let given): stand(given ?? grade(code), at: entry.at)
            case .loweringAsked(let code, let reason, let given):
                lowering = Lowering(
                    place: entry.place,
                    code: code,
                    reason: reason,
                    by: entry.by,
                    given: given ?? grade(code)
                )
            case .loweringAgreed: if let lowering { stand(lowering.given, at: entry.at) }
            case .loweringRefused: lowering = nil
            case .sent: state = .sent
            case .attended(let unit):
                state = .attended
                if !units.contains(unit) { units.append(unit) }
            case .handedOver(let to, let note):
                handover = note
                if case .officer(_, let force) = entry.by { offeredTo = .officer(number: to, force: force) }
            case .takenOver:
                owner = entry.by
                offeredTo = nil
            case .closingAsked(let result, let reason):
                closing = Closing(place: entry.place, result: result, reason: reason, by: entry.by)
            case .closingAgreed: close(closing?.result)
            case .closingRefused: closing = nil
            case .closed(let result): close(result)
            case .reopened:
                state = .live
                result = nil
            default: break
            }
        }

        private mutating func stand(_ grade: Grade, at moment: Timestamp) {
            standing = grade
            gradedAt = moment
            lowering = nil
            // What was asked about an emergency was asked before this was known.
            closing = nil
        }

        private mutating func close(_ result: String?) {
            state = .closed
            self.result = result
            closing = nil
            offeredTo = nil
        }

        /// A grade by its code; one that the force no longer has counts as the most urgent.
        private func grade(_ code: String) -> Grade {
            scheme[code: code]
                ?? Grade(
                    code: code,
                    title: "no longer in the list",
                    national: .emergency,
                    attendMinutes: 15,
                    reviewMinutes: 5,
                    meaning: "a grade that the force had earlier"
                )
        }
    }
}
