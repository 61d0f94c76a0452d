import Vocabulary

/// Everything that decides how strongly two nominals are taken for one person, as data that can be read and saved.
///
/// Three kinds of pair are told apart: the same person (match), relatives or flatmates, who share surname, address and
/// phone but not first name and date of birth (household), and strangers. That is what keeps a family from being
/// taken for one person: what a household shares counts for the match and for the household alike.
/// A model saved after joining gives the same numbers when it explains.
package struct LinkageModel: Sendable, Hashable, Codable {
    /// Where the numbers come from.
    package enum Origin: String, Sendable, Hashable, Codable {
        /// General knowledge, for data too few to learn from.
        case shipped
        /// Learnt from the records themselves.
        case estimated
    }

    /// How often one level of a field occurs among pairs of each kind.
    ///
    /// Shares between 0 and 1.
    package struct LevelShares: Sendable, Hashable, Codable {
        package var level: String
        package var match: Double
        package var household: Double
        package var stranger: Double
    }

    /// The levels of a field, in the order of ``ComparisonField/levels``.
    package struct FieldShares: Sendable, Hashable, Codable {
        package var field: ComparisonField
        package var levels: [LevelShares]
    }

    package var origin: Origin
    /// Where estimation starts its dice.
    package var seed: UInt64
    /// The share of all pairs that are one person.
    package var matchShare: Double
    /// The share of all pairs that live under one roof.
    package var householdShare: Double
    package var fields: [FieldShares]
    /// What reaches each level; `nil`, in models saved before there was a choice, is ``ComparisonCatalogue/standard``.
    package var comparisons: ComparisonCatalogue?
    /// The share of nominals with a first name, for names more common than ``rareShare``.
    package var givenNames: [String: Double]
    /// The share of nominals with a surname, written as one word.
    package var surnames: [String: Double]
    /// The same for each kind of other fact; `nil` in a model that knows of none.
    package var others: [[String: Double]]?
    /// What the other facts are called, for showing; `nil` when they have no names.
    package var otherTitles: [String]?
    /// The share of every name that is not listed.
    package var rareShare: Double
    /// Pairs at or above this probability are joined, unless something speaks against the group as a whole.
    package var joinProbability: Double
    /// Pairs at or above this probability are reported, for a person to look at.
    package var reviewProbability: Double
    /// The rules of which a pair must meet one to be looked at; `nil` leaves it to ``BlockingRule/standard``.
    package var blocking: [BlockingRule]?
    /// Below this many nominals the model is used as it is; from it on, a shipped model is estimated anew.
    package var recordsMin: Int
}

extension LinkageModel {
    /// The levels as the inner loops read them.
    var levels: LevelRules { (comparisons ?? .standard).rules }

    /// Whether every number is one that can be weighed by: for models that somebody may have edited.
    ///
    /// - Throws: `Fault` with `linkage.model_unsound` that names the number, or the field and the level.
    package func check() throws(Fault) {
        let shares = [
            ("matchShare", matchShare), ("householdShare", householdShare), ("rareShare", rareShare),
            ("joinProbability", joinProbability), ("reviewProbability", reviewProbability),
        ]
        for (name, share) in shares where !(share > 0 && share <= 1) { throw Self.unsound("`\(name)` is \(share)") }
        if let others, others.count != 4 { throw Self.unsound("`others` has \(others.count) lists instead of 4") }
        for field in fields {
            guard (1...field.field.levels.count).contains(field.levels.count) else {
                throw Self.unsound("field `\(field.field)` has \(field.levels.count) levels")
            }
            for level in field.levels {
                for share in [level.match, level.household, level.stranger] where !(share > 0 && share <= 1) {
                    throw Self.unsound("field `\(field.field)`, level `\(level.level)` has a share of \(share)")
                }
            }
        }
    }

    private static func unsound(_ what: String) -> Fault {
        Fault(
            .modelUnsound,
            what,
            help: "shares are above 0 and at most 1, and every field has at most its own levels"
        )
    }

    /// What a field is called in these records.
    package func title(_ field: ComparisonField) -> String {
        guard let place = ComparisonField.others.firstIndex(of: field) else { return field.title }
        guard let titles = otherTitles, place < titles.count else { return field.title }
        return titles[place]
    }
}

extension Fault.Code {
    /// A model with numbers that no pair can be weighed by.
    package static let modelUnsound = Self("linkage.model_unsound", status: 422)
}
