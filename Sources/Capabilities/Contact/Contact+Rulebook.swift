import CapabilityKit
import Foundation

extension Contact {
    /// What a force settles for itself, as data with version, date, source and confidence: grades, the rules of suggested
    /// grades, warnings in the order of danger, scripts, and times of reassessment.
    package struct Rulebook: Sendable {
        package var grades: GradeFile
        package var suggestions: SuggestionFile
        package var warnings: WarningFile
        package var scripts: ScriptFile
        package var transfers: TransferFile
        package var audit: AuditFile

        /// The data that are shipped, read once.
        package static func shipped() throws -> Rulebook { try read.get() }

        private static let read = Result {
            Rulebook(
                grades: try file("grades"),
                suggestions: try file("suggestions"),
                warnings: try file("warnings"),
                scripts: try file("scripts"),
                transfers: try file("transfers"),
                audit: try file("audit")
            )
        }

        private static func file<File: Decodable>(_ name: String) throws -> File {
            guard let url = Bundle.module.resourceURL?.appending(path: "Rulebook/\(name).json"),
                let data = try? Data(contentsOf: url)
            else {
                throw Fault(
                    .rulebookMissing,
                    "the rules of the call screen are missing",
                    help: "install the program again"
                )
            }
            return try JSONDecoder().decode(File.self, from: data)
        }
    }

    /// The grades of every force, mapped to the national layer.
    package struct GradeFile: Decodable, Sendable {
        package var version: String
        package var source: String
        package var confidence: String
        package var schemes: [GradeScheme]

        /// The grades of one force: its own, or those of a force that has none of its own.
        package func scheme(of force: ForceCode) -> GradeScheme {
            schemes.first { $0.force == force.description } ?? schemes.first { $0.force == "*" }
                ?? GradeScheme(force: "*", name: "none", grades: [])
        }
    }

    /// What a question of urgency comes to for every force alike; the lower number is the more urgent.
    package enum NationalGrade: Int, Codable, Sendable, Hashable, Comparable, CaseIterable {
        case emergency = 1
        case priority, scheduled, resolution

        package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// A grade as a force calls it.
    package struct Grade: Codable, Hashable, Sendable {
        package var code: String
        package var title: String
        package var national: NationalGrade
        package var attendMinutes: Int
        package var attendMinutesRural: Int?
        /// After how many minutes of waiting it is assessed again.
        package var reviewMinutes: Int
        package var meaning: String
    }

    /// A force's grades, the most urgent first.
    package struct GradeScheme: Codable, Hashable, Sendable {
        package var force: String
        package var name: String
        package var grades: [Grade]

        /// The grade of a code.
        package subscript(code code: String) -> Grade? { grades.first { $0.code == code } }

        /// The place of a grade, 0 for the most urgent; `nil` where the force does not have it.
        package func rank(_ code: String) -> Int? { grades.firstIndex { $0.code == code } }

        /// Where a grade that stands falls in this list, also where it was given by an earlier one; then the most urgent
        /// of its national grade counts, so that nothing is lowered by a change of the list.
        package func rank(of standing: Grade) -> Int {
            if let same = grades.firstIndex(where: { $0.code == standing.code && $0.national == standing.national }) {
                return same
            }
            let below = grades.firstIndex { $0.national > standing.national } ?? grades.count
            return grades.firstIndex { $0.national == standing.national } ?? below - 1
        }

        /// The most urgent of the force's grades that stand for a national one.
        package func grade(for national: NationalGrade) -> Grade? { grades.first { $0.national == national } }
    }

    /// Words that mean something, and rules that draw a grade from what they mean.
    package struct SuggestionFile: Decodable, Sendable {
        package var version: String
        package var source: String
        package var confidence: String
        package var signals: [Signal]
        package var rules: [Rule]

        /// Something that speaks for urgency.
        package struct Signal: Decodable, Sendable {
            package var code: String
            package var says: String
            package var letter: Letter
            package var phrases: [String]
        }

        /// A grade that follows when all of some signals are there.
        package struct Rule: Decodable, Sendable {
            package var id: String
            package var grade: NationalGrade
            package var all: [String]
            package var reason: String
        }
    }

    /// Warnings in the order of danger.
    package struct WarningFile: Decodable, Sendable {
        package var version: String
        package var source: String
        package var confidence: String
        package var warnings: [Warning]

        /// A kind of warning, with how it is named and drawn.
        package struct Warning: Decodable, Sendable {
            package var code: String
            package var title: String
            package var icon: String
        }
    }

    /// What to ask next, and what is judged beside the grade.
    package struct ScriptFile: Decodable, Sendable {
        package var version: String
        package var source: String
        package var confidence: String
        package var scripts: [Script]
        package var dash: Dash
        package var missing: Missing
        package var prompts: Prompts

        /// The questions of one kind of call.
        package struct Script: Decodable, Sendable {
            package var id: String
            package var title: String
            package var version: String
            /// Signals that bring it up.
            package var starts: [String]
            /// Words that bring it up.
            package var words: [String]?
            package var note: String?
            package var questions: [Question]
        }

        /// One question, with what a yes means.
        package struct Question: Decodable, Sendable {
            package var id: String
            package var asks: String
            package var letter: Letter
            package var signal: String?
        }

        /// The assessment of domestic abuse.
        package struct Dash: Decodable, Sendable {
            package var title: String
            package var version: String
            package var note: String
            /// From how many yes on it is a common marker for a referral.
            package var marker: Int
            package var topics: [String]
        }

        /// The levels of risk to a missing person.
        package struct Missing: Decodable, Sendable {
            package var version: String
            package var source: String
            package var levels: [Level]

            /// One level.
            package struct Level: Decodable, Sendable {
                package var code: String
                package var title: String
                package var meaning: String
            }
        }

        /// When a call is assessed again.
        package struct Prompts: Decodable, Sendable {
            package var source: String
            package var confidence: String
            package var warnBeforeBreachMinutes: Int
        }
    }

    /// The six letters of THRIVE.
    package enum Letter: String, Codable, Sendable, Hashable, CaseIterable {
        case threat, harm, risk, investigation, vulnerability, engagement

        /// The word on the screen.
        package var title: String {
            switch self {
            case .threat: "Threat"
            case .harm: "Harm"
            case .risk: "Risk"
            case .investigation: "Inquiry"
            case .vulnerability: "Vulnerable"
            case .engagement: "Engage"
            }
        }
    }

    /// The elements of the National Decision Model that a note can belong to.
    package enum Stage: Int, Codable, Sendable, Hashable, CaseIterable {
        case information = 1
        case assessment, powers, options, action

        /// The element in a few words.
        package var title: String {
            switch self {
            case .information: "information"
            case .assessment: "threat and risk"
            case .powers: "powers and policy"
            case .options: "options"
            case .action: "action and review"
            }
        }
    }
}

extension Fault.Code {
    /// A data file of the call screen is missing.
    static let rulebookMissing = Self("contact.rulebook_missing", status: 500)
}
