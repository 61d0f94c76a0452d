import CapabilityKit

extension Contact {
    /// One thing that happened to an incident; an incident is the list of them and nothing else.
    package enum Step: Codable, Hashable, Sendable {
        case arrived(Call)
        case located(Call.Location)
        case rangOff
        case answered
        case wrote(text: String, stage: Stage)
        /// A line is put right; what it said before stays.
        case corrected(line: Int, text: String)
        case placed(text: String)
        case attached(Attachment)
        /// A person said that an offer is wrong.
        case declined(text: String)
        case assessed(letter: Letter, text: String, evidence: [Int])
        /// `given`: the grade as the force had it when it was given, whatever its list says later.
        case graded(code: String, reason: String, suggested: String?, rule: String?, given: Grade? = nil)
        case loweringAsked(code: String, reason: String, given: Grade? = nil)
        /// The second person agrees to what was asked in one entry, and to the grade they were shown.
        case loweringAgreed(asked: Int? = nil, code: String? = nil)
        case loweringRefused(reason: String, asked: Int? = nil)
        case said(script: String, version: String, question: String, answer: Answer)
        case missingRisk(level: String, by: String, reason: String)
        case dash(yes: [Int], level: String)
        /// Software read a warning; it is a fact that may call for a new assessment.
        case warned(codes: [String])
        case reassessed(reason: String)
        case sent
        case attended(unit: String)
        case linked(number: String)
        case toldApart(number: String)
        /// An officer is asked to take it over; it stays where it is until they do.
        case handedOver(to: String, note: String)
        case takenOver
        case closed(result: String)
        /// An emergency that nobody attended is to be closed.
        case closingAsked(result: String, reason: String)
        case closingAgreed(asked: Int)
        case closingRefused(reason: String, asked: Int)
        case reopened(reason: String)

        /// Whether software may do it; everything else is a person's.
        package var isOpenToSoftware: Bool {
            switch self {
            case .arrived, .located, .rangOff, .warned: true
            default: false
            }
        }

        /// Whether it is for the second person to do.
        package var isForSecondPerson: Bool {
            switch self {
            case .loweringAgreed, .loweringRefused, .closingAgreed, .closingRefused: true
            default: false
            }
        }

        /// Whether another says the same as it was sent; what software added when it was taken does not count.
        package func saysTheSame(as other: Step) -> Bool { asSent == other.asSent }

        private var asSent: Step {
            switch self {
            case .graded(let code, let reason, _, _, _): .graded(code: code, reason: reason, suggested: nil, rule: nil)
            case .loweringAsked(let code, let reason, _): .loweringAsked(code: code, reason: reason)
            case .assessed(let letter, let text, _): .assessed(letter: letter, text: text, evidence: [])
            case .said(let script, _, let question, let answer):
                .said(script: script, version: "", question: question, answer: answer)
            default: self
            }
        }

        /// Whether it is something new that was learnt of the incident.
        package var isNewFact: Bool {
            switch self {
            case .wrote, .corrected, .attached, .said, .missingRisk, .dash, .warned, .placed: true
            default: false
            }
        }

        /// Whether the threat was judged by it.
        package var isAssessment: Bool {
            switch self {
            case .assessed, .graded, .reassessed, .loweringAgreed: true
            default: false
            }
        }
    }

    /// An answer to a question of a script.
    package enum Answer: String, Codable, Hashable, Sendable { case yes, no, unknown }

    /// Who did it.
    package enum Actor: Codable, Hashable, Sendable {
        case officer(number: String, force: String)
        case software

        /// The name in lists.
        package var words: String {
            switch self {
            case .officer(let number, _): number
            case .software: "Reeve"
            }
        }
    }

    /// One act with who, when, and the name by which its sender knows it.
    package struct Entry: Codable, Hashable, Sendable {
        /// From 1, without gaps.
        package var place: Int
        package var at: Timestamp
        package var by: Actor
        /// The sender's own name of it: sent twice, it counts once.
        package var key: String
        package var act: Step

        package init(place: Int, at: Timestamp, by: Actor, key: String, act: Step) {
            self.place = place
            self.at = at
            self.by = by
            self.key = key
            self.act = act
        }
    }

    /// Somebody or something named in the log that a person says is this one.
    package struct Attachment: Codable, Hashable, Sendable {
        package var kind: Recognised.Kind
        /// The words in the log.
        package var text: String
        /// The form in which it is compared: `+447700900461`, `YD01ZZZ`, `daniel okafor`, or a record's name.
        package var key: String
        /// What it is here: caller, victim, place, suspect, or only named.
        package var part: Part
        package var name: String?

        package init(kind: Recognised.Kind, text: String, key: String, part: Part, name: String? = nil) {
            self.kind = kind
            self.text = text
            self.key = key
            self.part = part
            self.name = name
        }
    }

    /// The four parts in which somebody or a place can come again, and the fifth: only named.
    package enum Part: String, Codable, Hashable, Sendable, CaseIterable { case caller, victim, place, suspect, named }
}
