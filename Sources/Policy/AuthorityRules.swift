import Vocabulary

/// The tables that say who may authorise what, for how long, and what must follow: `authority.json`.
package struct AuthorityRules: Hashable, Sendable, Codable {
    package var emergency: [EmergencyRule]
    package var surveillance: [SurveillanceRule]
    package var kinds: [AuthorityKind]
    package var sensitive: SensitiveRules
    package var references: [ReferenceKind]
    /// How old reads of plates may be that are asked about; none may where there is no table.
    package var reads: [ReadRule]?

    /// Tables without a row: nothing can be authorised, nothing is sensitive.
    package static let none = AuthorityRules(
        emergency: [],
        surveillance: [],
        kinds: [],
        sensitive: SensitiveRules(hours: 0, conditions: [], categories: []),
        references: []
    )

    /// Access when a life is in danger.
    package struct EmergencyRule: DatedRule, Hashable, Codable {
        /// How long it lasts, in minutes.
        package var minutes: Int
        /// Within how many hours it must be justified.
        package var justifyHours: Int
        /// Roles that are told at once.
        package var alert: [String]
        /// Roles that are told when it was not justified in time.
        package var escalate: [String]
        package var from: String?
        package var until: String?
        package var source: String
        package var confidence: RuleConfidence
    }

    /// When looking at one person or vehicle again and again must be thought about.
    package struct SurveillanceRule: DatedRule, Hashable, Codable {
        /// The number of looks of one officer at one subject that brings the question.
        package var looks: Int
        /// The days within which they are counted.
        package var days: Int
        /// How long an answer counts, in days.
        package var answerDays: Int
        package var from: String?
        package var until: String?
        package var source: String
        package var confidence: RuleConfidence
    }

    /// Something that needs an authorising officer.
    package struct AuthorityKind: DatedRule, Hashable, Codable {
        /// The stable code, as policies name it: `official-sensitive`.
        package var code: String
        package var title: String
        /// Ranks that may authorise it in writing.
        package var ranks: [String]
        package var writtenHours: Int
        /// Ranks that may authorise it by word of mouth when it is urgent; none where that is not possible.
        package var oralRanks: [String]
        package var oralHours: Int
        /// Within how many hours word of mouth must be confirmed in writing.
        package var confirmHours: Int
        /// For how many hours from when it was said word of mouth counts once it is confirmed; as long as unconfirmed
        /// where it is not given.
        ///
        /// Confirming proves what was said and lengthens nothing by itself: who needs longer asks for a written one.
        package var confirmedHours: Int?
        package var from: String?
        package var until: String?
        package var source: String
        package var confidence: RuleConfidence
    }

    /// The separate gate for sensitive processing (DPA 2018 s.35(3)-(5) and (8)).
    package struct SensitiveRules: Hashable, Sendable, Codable {
        /// How long one statement of strict necessity counts, in hours.
        package var hours: Int
        package var conditions: [Condition]
        package var categories: [Category]

        /// A condition of Schedule 8.
        package struct Condition: DatedRule, Hashable, Codable {
            package var code: String
            package var title: String
            package var from: String?
            package var until: String?
            package var source: String
        }

        /// A kind of sensitive data of s.35(8), and what of records holds it.
        package struct Category: DatedRule, Hashable, Codable {
            package var code: String
            package var title: String
            /// Attributes that hold it, in whatever record.
            package var attributes: [String]
            /// Types of warning that are data of this kind as a whole, in small letters with hyphens: `mental-health`.
            package var warnings: [String]?
            package var from: String?
            package var until: String?
            package var source: String
        }
    }

    /// A kind of reference that an enquiry is made under.
    package struct ReferenceKind: DatedRule, Hashable, Codable {
        package var code: String
        package var title: String
        package var example: String
        /// What a reference of this kind must look like: `#` a digit, `@` a letter, `*` anything; every reference where
        /// none is given.
        package var shape: String?
        package var from: String?
        package var until: String?
        package var source: String
    }
}

extension AuthorityRules {
    /// The rule of emergency access on a day.
    package func emergency(on day: CalendarDate) -> EmergencyRule? { emergency.last { $0.isEffective(on: day) } }

    /// The rule of repeated looking on a day.
    package func surveillance(on day: CalendarDate) -> SurveillanceRule? {
        surveillance.last { $0.isEffective(on: day) }
    }

    /// The kind of authority of this code on a day.
    package func kind(_ code: String, on day: CalendarDate) -> AuthorityKind? {
        kinds.last { $0.code == code && $0.isEffective(on: day) }
    }

    /// The sensitive categories on a day.
    package func categories(on day: CalendarDate) -> [SensitiveRules.Category] {
        sensitive.categories.filter { $0.isEffective(on: day) }
    }

    /// A type of warning as the tables write it, however a source does: `Mental Health` is `mental-health`.
    package static func warningType(_ text: String) -> String {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    }

    /// Everything wrong with the tables, in words: roles, ranks and attributes they name that are not there.
    package func problems(roles: Set<String>, ranks: Set<String>, attributes: Set<String>) -> [String] {
        var problems: [String] = []
        let dated: [(String, any DatedRule)] =
            emergency.map { ("emergency", $0) } + surveillance.map { ("surveillance", $0) }
            + kinds.map { ($0.code, $0) } + sensitive.conditions.map { ($0.code, $0) }
            + sensitive.categories.map { ($0.code, $0) } + references.map { ($0.code, $0) }
            + (reads ?? []).map { ($0.code, $0) }
        problems += dated.compactMap { $1.dateProblem($0) }
        for role in Set(emergency.flatMap { $0.alert + $0.escalate }).subtracting(roles).sorted() {
            problems.append("there is no role `\(role)`")
        }
        for kind in Set((reads ?? []).compactMap(\.authority)).subtracting(kinds.map(\.code)).sorted() {
            problems.append("there is no kind of authority `\(kind)`")
        }
        for rank in Set(kinds.flatMap { $0.ranks + $0.oralRanks }).subtracting(ranks).sorted() {
            problems.append("there is no rank `\(rank)`")
        }
        for attribute in Set(sensitive.categories.flatMap(\.attributes)).subtracting(attributes).sorted() {
            problems.append("there is no attribute `\(attribute)`")
        }
        for type in sensitive.categories.flatMap({ $0.warnings ?? [] }) where type != Self.warningType(type) {
            problems.append("no warning is of the type `\(type)`: write it as `\(Self.warningType(type))`")
        }
        let periods =
            emergency.flatMap { [$0.minutes, $0.justifyHours] }
            + surveillance.flatMap { [$0.looks, $0.days, $0.answerDays] } + kinds.map(\.writtenHours)
        if periods.contains(where: { $0 < 1 }) { problems.append("a period or threshold is less than 1") }
        return problems
    }
}

extension AuthorityRules.ReferenceKind {
    /// Whether a reference can be one of this kind.
    package func fits(_ reference: String) -> Bool {
        guard let shape else { return !reference.isEmpty }
        return Self.fits(Array(reference.unicodeScalars)[...], Array(shape.unicodeScalars)[...])
    }

    private static func fits(_ text: ArraySlice<Unicode.Scalar>, _ shape: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = shape.first else { return text.isEmpty }
        if first == "*" {
            // The last `*` takes what is left; one before it takes the least that lets the rest fit.
            return text.indices.contains { fits(text[$0...], shape.dropFirst()) } || fits([], shape.dropFirst())
        }
        guard let scalar = text.first else { return false }
        let isFitting: Bool =
            switch first {
            case "#": ("0"..."9").contains(scalar)
            case "@": ("A"..."Z").contains(scalar) || ("a"..."z").contains(scalar)
            default: scalar == first
            }
        return isFitting && fits(text.dropFirst(), shape.dropFirst())
    }
}

/// A rank or grade of staff: `ranks.json`.
package struct RankDescription: DatedRule, Hashable, Codable {
    package var code: String
    package var title: String
    /// Higher numbers are higher ranks.
    package var order: Int
    package var from: String?
    package var until: String?
    package var source: String
    package var confidence: RuleConfidence
}

/// A legal power that an enquiry may rest on: `powers.json`.
package struct LegalPower: DatedRule, Hashable, Codable {
    package var code: String
    package var title: String
    /// The purposes it may serve.
    package var purposes: [String]
    package var from: String?
    package var until: String?
    package var source: String
    package var confidence: RuleConfidence
}

/// A grade of the 3x5x2 scheme: `grades.json`.
///
/// Source, intelligence and handling are three things, never one score.
package struct GradeDescription: DatedRule, Hashable, Codable {
    /// `source`, `intelligence`, `handling` or `condition`.
    package var part: String
    package var code: String
    package var title: String
    package var from: String?
    package var until: String?
    package var source: String
    package var confidence: RuleConfidence
}
